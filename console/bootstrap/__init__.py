"""The only composition root: settings → providers → services. Builds nothing at import.

What is expensive (SDKs, drivers, the database) is made by the first thread
that asks for it. In read-only mode nothing that writes is made at all.
"""

import os
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import NoReturn, TypeVar
from zoneinfo import ZoneInfo

from console.bootstrap.parts import Parts, parts_of
from console.bootstrap.service import Served, served
from console.desk.leads import boot_time
from console.desk.session import READ_ONLY, Operator, Session
from console.desk.standin import opened, stand_in
from console.model.plan import (
    Origin,
)
from console.ports import (
    AlertKeeper,
    AlertReader,
    BackupReader,
    BalancerReader,
    BalancerWriter,
    BelongingsCloud,
    BelongingsReader,
    ClusterMechanism,
    ClusterReader,
    ComputeCloud,
    ComputeReader,
    DayCalendar,
    JournalReader,
    Keeper,
    LanReader,
    MetricsReader,
    MetricsSource,
    ObjectReader,
    PriceReader,
    PrivateCloud,
    PrivateReader,
    StockReader,
    SupplyReader,
    UsageReader,
)
from console.providers import skews, unverified
from console.settings.load import Loaded, as_variables, load
from console.settings.policy import policy
from console.watch.forecast import Foresight
from console.watch.watch import Watch

NEWS_S = 2.0
"""How often a worker looks whether a target was opened, or is to be reported on."""
Port = TypeVar("Port")
Named = TypeVar("Named")


def open_session(
    settings_path: Path | None,
    *,
    read_only: bool,
    origin: Origin,
    overrides: Mapping[str, str] | None = None,
) -> Session:
    """Open an estate for one person or program.

    Raises UsageError when the settings cannot be used; nothing else is touched.
    """
    loaded = load(settings_path, overrides=overrides)
    return session_of(loaded, read_only=read_only, origin=origin, overrides=overrides)


def session_of(
    loaded: Loaded,
    *,
    read_only: bool,
    origin: Origin,
    overrides: Mapping[str, str] | None = None,
) -> Session:
    """Open an estate whose settings are loaded. No I/O."""
    parts = parts_of(loaded.settings, loaded.path)
    service = served(parts, read_only=read_only)
    return _session(parts, service, read_only=read_only, origin=origin, overrides=overrides or {})


def _session(
    parts: Parts,
    service: Served | None,
    *,
    read_only: bool,
    origin: Origin,
    overrides: Mapping[str, str],
) -> Session:
    """An estate as it is seen through a service, or without one."""
    journal = stand_in(JournalReader, parts.journal_reader)
    compute = service.compute(parts) if service else _compute(parts, read_only=read_only)
    private = service.private(parts) if service else _private(parts, read_only=read_only)
    supply = _supply(parts, private, read_only=read_only or service is not None)
    operator = service.operator(journal) if service else _operator_of(parts, overrides)
    named = parts.settings
    metrics = _where_named(MetricsSource, named.prometheus, parts.metrics)
    records = _where_named(MetricsReader, named.prometheus, parts.records)
    learner = None if records is None else parts.learner(records)
    balancers = _balancers(parts)
    alerts = _where_named(AlertReader, named.alertmanager, parts.alerts)
    clusters = _clusters(parts)
    prices = _where_named(PriceReader, named.ovhcloud, parts.prices)
    settled = policy(parts.settings, parts.folder, read_only=READ_ONLY if read_only else None)
    looker = cache(parts.looker)
    calendars = {
        name: stand_in(DayCalendar, partial(parts.calendar, one))
        for name, one in parts.settings.calendars.items()
    }
    return Session(
        settings=parts.settings,
        settings_path=parts.settings_path,
        clock=parts.clock,
        policy=settled,
        watch=Watch(
            compute=compute,
            metrics=metrics,
            journal=journal,
            datacenters=settled.datacenters,
            pools=settled.pools.values(),
            settings=parts.settings.watch,
            stale_after_s=parts.settings.guards.stale_after_s,
            clock=parts.clock,
            private=private,
            supply=service.supply(supply) if service else supply,
            balancers=balancers,
            alerts=alerts,
            clusters=clusters,
            prices=prices,
            foresight=Foresight(settled, calendars, partial(boot_time, journal)),
            learner=learner,
        ),
        compute=compute,
        calendars=calendars,
        belongings=stand_in(BelongingsReader, looker),
        balancing=stand_in(BalancerReader, parts.balancers),
        lans=stand_in(LanReader, looker),
        backups=stand_in(BackupReader, looker),
        metrics=records,
        learner=learner,
        objects=stand_in(ObjectReader, looker),
        buckets=_where_named(ObjectReader, named.ovhcloud, parts.buckets),
        usage=_where_named(UsageReader, named.ovhcloud, parts.usage),
        stock=_where_named(StockReader, named.ovhcloud, parts.stock),
        journal=journal,
        operator=None if read_only else stand_in(Operator, operator),
        origin=origin,
        skews=skews.known,
        unverified=unverified.known,
        prepare=partial(
            opened,
            *(compute, metrics, journal, private, supply, balancers, alerts),
            *clusters.values(),
        ),
        starts=parts.failed_starts,
        recording=parts.recording,
        barred=service.barred if service else lambda: None,
    )


def run_worker(
    settings_path: Path | None, *, detached: bool, overrides: Mapping[str, str] | None = None
) -> NoReturn:
    """Be the worker process: the only composition with a client that writes to a cloud."""
    from console.kinds.sources import Systems  # noqa: PLC0415 - the worker's alone
    from console.operations.worker.worker import run  # noqa: PLC0415 - loads the engine

    loaded = load(settings_path, overrides=overrides)
    parts = parts_of(loaded.settings, loaded.path)
    private = parts.private()
    cloud = stand_in(PrivateCloud, private.cloud) if private is not None else None
    public = cache(parts.cloud)
    run(
        parts.settings,
        url=parts.journal_url(parts.settings.journal.url),
        state_dir=parts.state_dir,
        systems=Systems(
            compute=stand_in(ComputeCloud, public),
            belongings=stand_in(BelongingsCloud, public),
            alerts=_where_named(AlertKeeper, parts.settings.alertmanager, parts.silencing),
            balancing=stand_in(BalancerWriter, parts.balancing),
            metrics=_where_named(MetricsSource, parts.settings.prometheus, parts.metrics),
            private=cloud,
            supply=private.supply(cloud) if private is not None and cloud is not None else None,
            clusters=_clusters(parts),
            mechanisms={
                name: stand_in(ClusterMechanism, partial(parts.cluster_mechanism, name, one))
                for name, one in parts.settings.clusters.items()
                if one.preset is None or one.hooks.named
            },
        ),
        clock=parts.clock,
        policy=policy(parts.settings, parts.folder),
        detached=detached,
        notifier=parts.notifier(),
        keeper=_keeper(parts),
    )


def _keeper(parts: Parts) -> Keeper:
    """Who keeps pools as they are wanted, by the worker's own accounts."""
    from console.desk.keeping.foresight import Foreseer  # noqa: PLC0415 - the worker's alone
    from console.desk.keeping.healing import Healer  # noqa: PLC0415 - the worker's alone
    from console.desk.keeping.keeper import PoolKeeper  # noqa: PLC0415 - as above
    from console.desk.keeping.reports import TargetReports  # noqa: PLC0415 - as above
    from console.desk.keeping.targets import Targets  # noqa: PLC0415 - as above
    from console.desk.keeping.windows import Windows  # noqa: PLC0415 - as above

    session = _session(parts, None, read_only=False, origin=Origin.SCHEDULE, overrides={})
    reports = TargetReports(session, ZoneInfo(parts.settings.estate.timezone))
    targets = Targets(session, reports.full)
    askers = (Windows(session), targets, Foreseer(session), Healer(session))
    return PoolKeeper(session, askers, reports.look, NEWS_S)


def _compute(parts: Parts, *, read_only: bool) -> ComputeReader:
    """The cloud to read: by `read_cloud` where it is set.

    Who may write is then asked of `cloud`, except in read-only mode, which
    leaves those credentials alone.
    """
    openstack = parts.settings.openstack
    if openstack.read_cloud is None:
        return stand_in(ComputeReader, lambda: parts.cloud_reader(openstack.cloud))
    acting = stand_in(ComputeReader, lambda: parts.cloud_reader(openstack.cloud))
    apart = {} if read_only else {"identity": acting}
    return stand_in(ComputeReader, lambda: parts.cloud_reader(openstack.read_cloud), apart)


def _private(parts: Parts, *, read_only: bool) -> PrivateReader | None:
    """The private cloud to read: as `read_user` where it is set.

    Who may write is then asked of `user`, except in read-only mode, which
    leaves those credentials alone.
    """
    private = parts.private()
    if private is None:
        return None
    if read_only or private.settings.vsphere.read_user is None:
        return stand_in(PrivateReader, private.reader)
    acting = stand_in(PrivateReader, private.acting_reader)
    return stand_in(PrivateReader, private.reader, {"account": acting})


def _supply(parts: Parts, private: PrivateReader | None, *, read_only: bool) -> SupplyReader | None:
    makers = parts.private()
    if makers is None or private is None:
        return None
    make = makers.supply_reader(private, read_only=read_only)
    return None if make is None else stand_in(SupplyReader, make)


def _balancers(parts: Parts) -> BalancerReader | None:
    """The load balancers; None where no pool stands behind one."""
    if not any(pool.load_balancers for pool in parts.settings.pools.values()):
        return None
    return stand_in(BalancerReader, parts.balancers)


def _where_named(port: type, settings: Named | None, make: Callable[[Named], Port]) -> Port | None:
    """A system, made when somebody asks it; None where the settings do not name it."""
    return None if settings is None else stand_in(port, lambda: make(settings))


def _clusters(parts: Parts) -> dict[str, ClusterReader]:
    return {
        name: stand_in(ClusterReader, partial(parts.cluster, name, settings))
        for name, settings in parts.settings.clusters.items()
    }


def _operator_of(parts: Parts, overrides: Mapping[str, str]) -> Callable[[], Operator]:
    def make() -> Operator:
        from console.operations.client import OperationsClient  # noqa: PLC0415 - as above
        from console.operations.worker.launcher import Launcher  # noqa: PLC0415 - as above

        # A worker started from here must see the same settings as this process.
        os.environ.update(as_variables(overrides))
        launcher = Launcher(parts.settings_path, state_dir=parts.state_dir)
        kept = policy(parts.settings, parts.folder).kept
        return OperationsClient(parts.journal(), launcher, kept=kept)

    return make

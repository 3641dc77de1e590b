"""The only composition root: settings → providers → services. Builds nothing at import.

What is expensive (SDKs, drivers, the database) is made by the first thread
that asks for it. In read-only mode nothing that writes is made at all.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote, urlsplit, urlunsplit

from console.clock import clock_of
from console.desk.deferred import (
    Deferred,
    DeferredCompute,
    DeferredJournal,
    DeferredMetrics,
    DeferredOperator,
    DeferredPrivate,
    DeferredSupply,
)
from console.desk.session import READ_ONLY, Operator, Session
from console.model.plan import (
    Origin,
)
from console.ports import (
    Clock,
    ComputeReader,
    Journal,
    JournalReader,
    MetricsSource,
    PrivateReader,
    SupplyReader,
)
from console.private import PrivateParts
from console.settings import locations
from console.settings.load import as_variables, load
from console.settings.model import JournalSettings, PrometheusSettings, Settings
from console.settings.policy import policy
from console.settings.secrets import Secrets
from console.watch.watch import Watch


@dataclass(frozen=True, slots=True)
class Parts:
    """How the parts of one estate are made. Making one does no I/O."""

    settings: Settings
    settings_path: Path
    clock: Clock
    state_dir: Path
    secrets: Secrets

    def cloud_reader(self, entry: str | None) -> ComputeReader:
        """The public cloud by one entry of clouds.yaml, by a client without mutators."""
        from console.providers.openstack.cloud import (  # noqa: PLC0415 - most verbs never ask a cloud
            OpenStackReader,
        )

        return OpenStackReader(self.settings.openstack, cloud_name=entry, clock=self.clock)

    def metrics(self, settings: PrometheusSettings) -> MetricsSource:
        """The metrics server, with the bearer token that the secrets hold."""
        from console.providers.prometheus.source import (  # noqa: PLC0415 - loads its HTTP client
            PrometheusSource,
        )

        token = self.secrets.get("prometheus")
        return PrometheusSource(settings, token=token, clock=self.clock)

    def private(self) -> PrivateParts | None:
        """The makers of the private cloud's parts; None where the settings name none."""
        settings = self.settings.private_cloud
        return None if settings is None else PrivateParts(settings, self.secrets, self.clock)

    def journal_reader(self) -> JournalReader:
        """The journal by connections that cannot write."""
        from console.operations.journal.reader import (  # noqa: PLC0415 - loads SQLAlchemy
            SqlJournalReader,
        )

        journal = self.settings.journal
        return SqlJournalReader(
            self.journal_url(journal.read_url or journal.url),
            state_dir=self.state_dir,
            dead_after_s=self.settings.worker.dead_after_s,
        )

    def journal(self) -> Journal:
        """The journal that accepts requests."""
        from console.operations.journal.writer import SqlJournal  # noqa: PLC0415 - as above

        return SqlJournal(
            self.journal_url(self.settings.journal.url),
            clock=self.clock,
            state_dir=self.state_dir,
            dead_after_s=self.settings.worker.dead_after_s,
        )

    def journal_url(self, url: str | None) -> str:
        """The database's address, with the password that the secrets hold."""
        if url is None:
            from console.operations.journal.reader import default_url  # noqa: PLC0415 - as above

            return default_url(self.state_dir)
        return with_password(url, self.secrets.get) if "@" in url else url


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
    parts = parts_of(loaded.settings, loaded.path)
    journal = DeferredJournal(Deferred(parts.journal_reader))
    compute = _compute(parts, read_only=read_only)
    private = _private(parts, read_only=read_only)
    settled = policy(parts.settings, read_only=READ_ONLY if read_only else None)
    return Session(
        settings=parts.settings,
        settings_path=parts.settings_path,
        clock=parts.clock,
        policy=settled,
        watch=Watch(
            compute=compute,
            metrics=_metrics(parts),
            journal=journal,
            datacenters=settled.datacenters,
            pools=settled.pools.values(),
            settings=parts.settings.watch,
            stale_after_s=parts.settings.guards.stale_after_s,
            clock=parts.clock,
            private=private,
            supply=_supply(parts, private, read_only=read_only),
        ),
        compute=compute,
        journal=journal,
        operator=None
        if read_only
        else DeferredOperator(Deferred(_operator_of(parts, overrides or {}))),
        origin=origin,
    )


def run_worker(
    settings_path: Path | None, *, detached: bool, overrides: Mapping[str, str] | None = None
) -> NoReturn:
    """Be the worker process: the only composition with a client that writes to a cloud."""
    from console.operations.worker.worker import run  # noqa: PLC0415 - loads the engine
    from console.providers.openstack.cloud import (  # noqa: PLC0415 - most verbs never ask a cloud
        OpenStackCloud,
    )

    loaded = load(settings_path, overrides=overrides)
    parts = parts_of(loaded.settings, loaded.path)
    openstack = parts.settings.openstack
    private = parts.private()
    cloud = private.cloud() if private is not None else None
    run(
        parts.settings,
        url=parts.journal_url(parts.settings.journal.url),
        state_dir=parts.state_dir,
        compute=OpenStackCloud(openstack, cloud_name=openstack.cloud, clock=parts.clock),
        metrics=_metrics(parts),
        private=cloud,
        supply=private.supply(cloud) if private is not None and cloud is not None else None,
        clock=parts.clock,
        policy=policy(parts.settings),
        detached=detached,
    )


def parts_of(settings: Settings, path: Path) -> Parts:
    """The makers of one estate's parts."""
    return Parts(
        settings=settings,
        settings_path=path,
        clock=clock_of(settings.clock),
        state_dir=state_dir_of(settings.journal, settings.estate.name),
        secrets=secrets_of(path, settings.estate.environment),
    )


def secrets_of(path: Path, environment: str) -> Secrets:
    """The secrets of one estate: those beside its settings, where there are any.

    A rehearsal never learns what the person's keyring holds for the real estate.
    """
    beside = path.parent / "secrets.toml"
    file = beside if beside.is_file() else None
    return Secrets(file=file, keyring=environment != "rehearsal")


def state_dir_of(journal: JournalSettings, estate: str) -> Path:
    """Where an estate keeps its journal, locks and logs: two estates never share."""
    if journal.state_dir is not None:
        return Path(journal.state_dir).expanduser()
    return locations.state_dir() / estate


def with_password(url: str, secret: Callable[[str], str | None]) -> str:
    """The URL of a database with the secret `journal` as its password, where there is one."""
    split = urlsplit(url)
    password = secret("journal")
    if password is None or split.username is None or split.password is not None:
        return url
    user, _, place = split.netloc.rpartition("@")
    return urlunsplit(split._replace(netloc=f"{user}:{quote(password, safe='')}@{place}"))


def _compute(parts: Parts, *, read_only: bool) -> ComputeReader:
    """The cloud to read: by `read_cloud` where it is set.

    Who may write is then asked of `cloud`, except in read-only mode, which
    leaves those credentials alone.
    """
    openstack = parts.settings.openstack
    acting = Deferred(lambda: parts.cloud_reader(openstack.cloud))
    if openstack.read_cloud is None:
        return DeferredCompute(acting)
    reading = Deferred(lambda: parts.cloud_reader(openstack.read_cloud))
    return DeferredCompute(reading, reading if read_only else acting)


def _private(parts: Parts, *, read_only: bool) -> PrivateReader | None:
    """The private cloud to read: as `read_user` where it is set.

    Who may write is then asked of `user`, except in read-only mode, which
    leaves those credentials alone.
    """
    private = parts.private()
    if private is None:
        return None
    reading = Deferred(private.reader)
    if read_only or private.settings.vsphere.read_user is None:
        return DeferredPrivate(reading)
    return DeferredPrivate(reading, Deferred(private.acting_reader))


def _supply(parts: Parts, private: PrivateReader | None, *, read_only: bool) -> SupplyReader | None:
    makers = parts.private()
    if makers is None or private is None:
        return None
    make = makers.supply_reader(private, read_only=read_only)
    return None if make is None else DeferredSupply(Deferred(make))


def _metrics(parts: Parts) -> MetricsSource | None:
    settings = parts.settings.prometheus
    if settings is None:
        return None
    return DeferredMetrics(Deferred(lambda: parts.metrics(settings)))


def _operator_of(parts: Parts, overrides: Mapping[str, str]) -> Callable[[], Operator]:
    def make() -> Operator:
        from console.operations.client import OperationsClient  # noqa: PLC0415 - as above
        from console.operations.worker.launcher import Launcher  # noqa: PLC0415 - as above

        # A worker started from here must see the same settings as this process.
        os.environ.update(as_variables(overrides))
        launcher = Launcher(parts.settings_path, state_dir=parts.state_dir)
        return OperationsClient(parts.journal(), launcher)

    return make

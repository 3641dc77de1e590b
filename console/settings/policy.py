"""Settings as the planner knows them: places, pools, prices and limits."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from math import ceil
from pathlib import Path
from zoneinfo import ZoneInfo

from console.model.billing import BillingRule
from console.model.build import GIB, BootVolume, Build, Part, UserData
from console.model.cluster import ClusterAction, ClusterKind, ClusterPolicy
from console.model.forecast import Announced
from console.model.money import Price
from console.model.place import Datacenter
from console.model.policy import (
    Approval,
    Beyond,
    Budgets,
    Healing,
    Limits,
    MachinePool,
    Policy,
    PrivatePolicy,
)
from console.model.pool import ForesightMode, HealingMode, Pool, PoolBalancer, PoolKind, Share
from console.model.size import parse_memory, parse_size
from console.model.window import Rise, Window
from console.settings.builds import BuildSettings, ImageSettings, VolumeSettings
from console.settings.limits import ApprovalSettings, BudgetSettings, HealingSettings
from console.settings.locations import expanded
from console.settings.model import Settings
from console.settings.pools import PoolSettings
from console.settings.private import PrivateCloudSettings
from console.settings.windows import EventSettings, WindowSettings

DAY_S = 86_400.0
HERE = Path()
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def policy(settings: Settings, folder: Path = HERE, *, read_only: str | None = None) -> Policy:
    """The settled side of planning; `read_only` is the notice code of why nothing may change.

    Paths are relative to `folder`, the settings file's.
    """
    return Policy(
        datacenters=datacenters(settings),
        pools=pools(settings, folder),
        limits=limits(settings),
        prices={
            flavor: Price(
                flavor,
                amount,
                settings.prices.source,
                settings.prices.as_of,
                settings.prices.monthly.get(flavor),
            )
            for flavor, amount in settings.prices.hourly.items()
        },
        frozen={
            name: pool.frozen for name, pool in settings.pools.items() if pool.frozen is not None
        },
        read_only=read_only,
        private=private(settings.private_cloud),
        approval=approval(settings.approval),
        healing=healing(settings.healing),
        billing=BillingRule(settings.billing.rule),
        budgets=budgets(settings.budgets),
        savings_plans=settings.prices.savings_plan,
        beside=settings.prices.beside,
        snapshots_kept=timedelta(days=settings.sweep.snapshot_age_days),
        windows=windows(settings),
        announced=announced(settings),
        zone=ZoneInfo(settings.estate.timezone),
        clusters=clusters(settings),
    )


def clusters(settings: Settings) -> dict[str, ClusterPolicy]:
    """The clusters by name, each in the datacenter of its pool, or of that one's first share."""
    vdc = settings.private_cloud
    found: dict[str, ClusterPolicy] = {}
    for name, cluster in settings.clusters.items():
        pool = settings.pools.get(cluster.pool)
        if vdc is not None and cluster.pool in vdc.pools:
            place = vdc.datacenter
        else:
            place = next(iter(pool.shares), "") if pool else ""
        found[name] = ClusterPolicy(
            name=name,
            pool=cluster.pool,
            datacenter=place,
            kind=ClusterKind(cluster.kind),
            lag_at_most=parse_size(cluster.lag_at_most),
            write_timeout_s=cluster.write_timeout_s,
            settle_s=cluster.settle_s,
            members=cluster.members,
            hooks=frozenset(map(ClusterAction, cluster.hooks.named)),
        )
    return found


def approval(settings: ApprovalSettings) -> Approval:
    """Above what a second person must approve."""
    return Approval(
        above_changes=settings.above_changes,
        above_euro_per_hour=settings.above_euro_per_hour,
        above_euro_per_month=settings.above_euro_per_month,
        expires_s=settings.expires_s,
    )


def budgets(settings: BudgetSettings) -> Budgets:
    """What may be spent."""
    return Budgets(
        operation_euro=settings.operation_euro,
        month_euro=settings.month_euro,
        assumed_hours=Decimal(str(settings.assumed_hours)),
        warn_ratio=Decimal(str(settings.warn_ratio)),
        beyond=Beyond(settings.beyond),
    )


def healing(settings: HealingSettings) -> Healing:
    """When an instance is sick, and how many are healed."""
    return Healing(
        grace_s=settings.grace_s,
        down_s=settings.down_s,
        stuck_s=settings.stuck_s,
        reboot_s=settings.reboot_s,
        at_once=settings.at_once,
        per_hour=settings.per_hour,
        at_most_ratio=settings.at_most_ratio,
    )


def windows(settings: Settings) -> tuple[Window, ...]:
    """The windows, in the order of the file."""
    return tuple(_window(one, settings.estate.timezone) for one in settings.windows)


def announced(settings: Settings) -> tuple[Announced, ...]:
    """What will move loads, in the order of the file."""
    return tuple(_event(one, settings.estate.timezone) for one in settings.events)


def private(settings: PrivateCloudSettings | None) -> PrivatePolicy | None:
    """The private cloud's limits; None without one."""
    if settings is None:
        return None
    storage, machines = settings.storage, settings.machines
    return PrivatePolicy(
        datacenter=settings.datacenter,
        pools=tuple(
            MachinePool(name, pool.kind == "stateful", pool.name_pattern)
            for name, pool in settings.pools.items()
        ),
        folder=storage.folder,
        datastores_at_most=storage.at_most,
        hosts_at_most=settings.hosts_at_most,
        delivery_deadline_s=storage.delivery_deadline_s,
        mount_deadline_s=storage.mount_deadline_s,
        shutdown_deadline_s=machines.shutdown_deadline_s,
        boot_deadline_s=machines.boot_deadline_s,
        vcpus_per_core=machines.vcpus_per_core,
        memory_ratio=machines.memory_ratio,
        alarm_at=storage.alarm_at,
        snapshot_age_s=machines.snapshot_age_days * DAY_S,
        frozen=settings.frozen,
    )


def datacenters(settings: Settings) -> tuple[Datacenter, ...]:
    """The datacenters, in the order of the file."""
    return tuple(
        Datacenter(place.code, place.name, place.country, place.regions)
        for place in settings.datacenters
    )


def pools(settings: Settings, folder: Path = HERE) -> dict[str, Pool]:
    """The pools by name."""
    regions = {place.code: place.regions for place in settings.datacenters}
    found = {name: _pool(name, pool, folder, regions) for name, pool in settings.pools.items()}
    return {name: replace(pool, calendar=_calendar(settings, name)) for name, pool in found.items()}


def limits(settings: Settings) -> Limits:
    """What one operation may do at most."""
    return Limits(
        allowed_countries=settings.estate.allowed_countries,
        shrink_at_most=settings.guards.shrink_at_most,
        shrink_ratio=settings.guards.shrink_ratio,
        stale_after_s=settings.guards.stale_after_s,
        batch_size=settings.openstack.batch_size,
        compute_rate=settings.openstack.compute_rate,
        plan_age_s=settings.guards.plan_age_s,
    )


def _pool(name: str, pool: PoolSettings, folder: Path, regions: dict[str, tuple[str, ...]]) -> Pool:
    build = _build(pool, Build(Part(pool.flavor), _image(pool.image), ()), folder)
    return Pool(
        name=name,
        kind=PoolKind(pool.kind),
        baseline=pool.baseline,
        ceiling=pool.ceiling,
        burst_to=pool.burst_to,
        build=build,
        shares=tuple(Share(code, share.weight, share.cap) for code, share in pool.shares.items()),
        name_pattern=pool.name_pattern,
        connections_per_instance=pool.connections_per_instance,
        confirm_above=pool.confirm_above,
        boot_deadline_s=pool.boot_deadline_s,
        builds={code: _build(other, build, folder) for code, other in pool.datacenters.items()},
        balancers={
            code: PoolBalancer(one.pool, one.port, regions.get(code, ()), one.subnet)
            for code, one in pool.load_balancers.items()
        },
        healing=HealingMode(pool.healing),
        target_ratio=pool.target_ratio,
        p95_limit_s=pool.p95_limit_s,
        error_limit_ratio=pool.error_limit_ratio,
        drain_s=pool.drain_s,
        monthly=pool.monthly,
        least=_least(pool),
        foresight=ForesightMode(pool.foresight),
    )


def _least(pool: PoolSettings) -> int | None:
    """The floor that is set; a share of the baseline is one instance at least where that is."""
    if pool.floor_ratio is None:
        return pool.floor
    return ceil(Decimal(str(pool.floor_ratio)) * pool.baseline)


def _calendar(settings: Settings, pool: str) -> str | None:
    """By which days of a pool are compared: its own, else the one that all its windows name."""
    named = {window.calendar for window in settings.windows if window.pool == pool}
    own = settings.pools[pool].calendar
    return next(iter(named)) if own is None and len(named) == 1 else own


def _event(said: EventSettings, zone: str) -> Announced:
    start, end = (
        datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(said.timezone or zone)).astimezone(UTC)
        for at in (said.start, said.end)
    )
    return Announced(said.name, said.pool, start, end, said.factor, said.connections)


def _window(said: WindowSettings, zone: str) -> Window:
    return Window(
        name=said.name,
        pool=said.pool,
        days=frozenset(map(WEEK.index, said.days)),
        start=time.fromisoformat(said.start),
        end=time.fromisoformat(said.end),
        zone=ZoneInfo(said.timezone or zone),
        rise=_rise(said),
        rises=tuple((code, _raised(level)) for code, level in said.datacenters.items()),
        lead_s=said.lead_s,
        end_early=said.end_early,
        except_on=frozenset(map(date.fromisoformat, said.except_on)),
        also_on=frozenset(map(date.fromisoformat, said.also_on)),
        calendar=said.calendar,
    )


def _rise(said: WindowSettings) -> Rise | None:
    if said.to is not None:
        return Rise(said.to)
    return None if said.by is None else Rise(said.by, above=True)


def _raised(said: int | str) -> Rise:
    return Rise(said) if isinstance(said, int) else Rise(int(said), above=True)


def _build(said: BuildSettings, base: Build, folder: Path) -> Build:
    """What is said, and what is not as in `base`; an empty text says that there is none."""
    networks = (said.network,) if said.network is not None else said.networks
    return Build(
        flavor=base.flavor if said.flavor is None else Part(said.flavor),
        image=base.image if said.image is None else _image(said.image),
        networks=base.networks if networks is None else _refs(networks),
        security_groups=base.security_groups
        if said.security_groups is None
        else _refs(said.security_groups),
        server_group=base.server_group
        if said.server_group is None
        else (Part(said.server_group) if said.server_group else None),
        availability_zone=_text(said.availability_zone, base.availability_zone),
        config_drive=base.config_drive if said.config_drive is None else said.config_drive,
        boot_volume=base.boot_volume if said.boot_volume is None else _volume(said.boot_volume),
        key_name=_text(said.key_name, base.key_name),
        metadata=base.metadata | (said.metadata or {}),
        user_data=base.user_data if said.user_data is None else _file(said.user_data, folder),
    )


def _image(said: str | ImageSettings) -> Part:
    return Part(tag=said.tag) if isinstance(said, ImageSettings) else Part(said)


def _refs(names: tuple[str, ...]) -> tuple[Part, ...]:
    return tuple(Part(name) for name in names)


def _file(said: str, folder: Path) -> UserData | None:
    return UserData(str(folder / expanded(Path(said)))) if said else None


def _text(said: str | None, base: str | None) -> str | None:
    return base if said is None else said or None


def _volume(said: VolumeSettings) -> BootVolume:
    return BootVolume(-(-parse_memory(said.size) // GIB), said.type)

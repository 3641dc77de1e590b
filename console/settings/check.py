"""What types cannot say about settings: names that must agree, numbers that must be in order."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from console.model.billing import MONTHLY_KEY
from console.model.error import UsageError
from console.model.size import parse_size
from console.settings import address, hooks
from console.settings.builds import BuildSettings
from console.settings.clusters import ClusterSettings
from console.settings.model import Settings
from console.settings.pools import PoolSettings
from console.settings.position import Key
from console.settings.private import ExportSettings
from console.settings.problem import Finding
from console.settings.section import Section
from console.settings.windows import WindowSettings


def check(settings: Settings) -> tuple[Finding, ...]:
    """Every disagreement, with the key to repair."""
    return (
        *_estate(settings),
        *_datacenters(settings),
        *_pools(settings),
        *_windows(settings),
        *_events(settings),
        *_calendars(settings),
        *_clock(settings),
        *address.findings(settings),
        *_private_cloud(settings),
        *_clusters(settings),
        *_backups(settings),
    )


def _estate(settings: Settings) -> Iterator[Finding]:
    yield from _zone(settings.estate.timezone, ("estate", "timezone"))


def _zone(zone: str, key: Key) -> Iterator[Finding]:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        yield Finding(key, "settings.timezone", {"value": zone})


def _datacenters(settings: Settings) -> Iterator[Finding]:
    if not settings.datacenters:
        yield Finding(("datacenters",), "settings.no_datacenter", {})
    allowed = settings.estate.allowed_countries
    codes = Counter(place.code for place in settings.datacenters)
    home: dict[str, str] = {}
    for index, place in enumerate(settings.datacenters):
        key: Key = ("datacenters", index)
        if codes[place.code] > 1:
            yield Finding((*key, "code"), "settings.twice", {"value": place.code})
        if place.country not in allowed:
            values = {"value": place.country, "allowed": ", ".join(allowed)}
            yield Finding((*key, "country"), "settings.country", {**values, "name": place.code})
        for region in place.regions:
            if home.setdefault(region, place.code) != place.code:
                values = {"region": region, "first": home[region], "second": place.code}
                yield Finding((*key, "regions"), "settings.region_twice", {**values})


def _pools(settings: Settings) -> Iterator[Finding]:
    if not settings.pools:
        yield Finding(("pools",), "settings.no_pool", {})
    known = [place.code for place in settings.datacenters]
    for name, pool in settings.pools.items():
        key: Key = ("pools", name)
        yield from _sizes(pool, key)
        yield from _shares(pool, key, known)
        yield from _pattern(pool.name_pattern, key)
        yield from _networks(pool, key)
        yield from _builds(pool, key, known)
        yield from _load_balancers(pool, key)
        if pool.calendar is not None:
            yield from _calendar(pool.calendar, settings, (*key, "calendar"))
        if pool.healing == "auto" and pool.kind == "stateful":
            yield Finding((*key, "healing"), "settings.auto_stateful", {})


def _windows(settings: Settings) -> Iterator[Finding]:
    """Windows are told apart by their names, and are each of a pool, a size and some time."""
    counts = Counter(window.name for window in settings.windows)
    for index, window in enumerate(settings.windows):
        key: Key = ("windows", index)
        if counts[window.name] > 1:
            yield Finding((*key, "name"), "settings.twice", {"value": window.name})
        yield from _window(window, settings, key)


def _window(window: WindowSettings, settings: Settings, key: Key) -> Iterator[Finding]:
    yield from _of_pool(window.pool, settings, key)
    if sum((window.to is not None, window.by is not None, bool(window.datacenters))) != 1:
        yield Finding((*key, "to"), "settings.to_or_by", {})
    if window.pool in settings.pools:
        yield from _places(window, settings.pools[window.pool], (*key, "datacenters"))
    if window.start == window.end:
        yield Finding((*key, "end"), "settings.no_span", {"value": window.end})
    if window.timezone is not None:
        yield from _zone(window.timezone, (*key, "timezone"))
    if window.calendar is not None:
        yield from _calendar(window.calendar, settings, (*key, "calendar"))
    yield from _dates(window, ("except_on", "also_on"), key)


def _places(window: WindowSettings, pool: PoolSettings, key: Key) -> Iterator[Finding]:
    """A window's datacenters are among those that share its pool."""
    for code in window.datacenters:
        if code not in pool.shares:
            known = ", ".join(pool.shares)
            values: dict[str, str | int | float] = {"value": code, "allowed": known}
            yield Finding((*key, code), "settings.unknown_datacenter", values)


def _of_pool(name: str, settings: Settings, key: Key) -> Iterator[Finding]:
    if name not in settings.pools:
        values = {"value": name, "allowed": ", ".join(settings.pools)}
        yield Finding((*key, "pool"), "settings.unknown_pool", {**values})


def _calendar(name: str, settings: Settings, key: Key) -> Iterator[Finding]:
    if name not in settings.calendars:
        values = {"value": name, "allowed": ", ".join(settings.calendars) or "–"}
        yield Finding(key, "settings.unknown_calendar", {**values})


def _events(settings: Settings) -> Iterator[Finding]:
    """What is announced is of a pool, lasts for some time, and moves its load by one measure."""
    for index, event in enumerate(settings.events):
        key: Key = ("events", index)
        yield from _of_pool(event.pool, settings, key)
        if (event.factor is None) == (event.connections is None):
            yield Finding((*key, "factor"), "settings.factor_or_connections", {})
        if event.timezone is not None:
            yield from _zone(event.timezone, (*key, "timezone"))
        bad = [name for name in ("start", "end") if not _a_date(getattr(event, name)[:10])]
        for name in bad:
            yield Finding((*key, name), "settings.not_a_date", {"value": getattr(event, name)})
        if not bad and event.end <= event.start:
            yield Finding((*key, "end"), "settings.event_span", {"value": event.end})


def _calendars(settings: Settings) -> Iterator[Finding]:
    for name, calendar in settings.calendars.items():
        yield from _dates(calendar, ("closed_on", "open_on"), ("calendars", name))


def _dates(section: Section, names: tuple[str, ...], key: Key) -> Iterator[Finding]:
    for name in names:
        for value in getattr(section, name):
            if not _a_date(value):
                yield Finding((*key, name), "settings.not_a_date", {"value": value})


def _a_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _networks(pool: PoolSettings, key: Key) -> Iterator[Finding]:
    """Instances have one network at least: a cloud that chooses by itself may choose any."""
    if pool.network is None and not pool.networks:
        yield Finding((*key, "networks"), "settings.no_network", {})


def _builds(pool: PoolSettings, key: Key, known: list[str]) -> Iterator[Finding]:
    yield from _build(pool, key)
    for code, build in pool.datacenters.items():
        place: Key = (*key, "datacenters", code)
        if code not in known:
            values = {"value": code, "allowed": ", ".join(known)}
            yield Finding(place, "settings.unknown_datacenter", {**values})
        if build.networks == ():
            yield Finding((*place, "networks"), "settings.no_network", {})
        yield from _build(build, place)


def _load_balancers(pool: PoolSettings, key: Key) -> Iterator[Finding]:
    """A load balancer serves a datacenter that the pool has a share of."""
    for code in pool.load_balancers.keys() - pool.shares.keys():
        values = {"value": code, "allowed": ", ".join(pool.shares)}
        yield Finding((*key, "load_balancers", code), "settings.no_share", {**values})


def _build(build: BuildSettings, key: Key) -> Iterator[Finding]:
    if build.network is not None and build.networks is not None:
        yield Finding((*key, "network"), "settings.network_twice", {})
    for name in ("networks", "security_groups"):
        counts = Counter(getattr(build, name) or ())
        for value in (each for each, n in counts.items() if n > 1):
            yield Finding((*key, name), "settings.twice", {"value": value})
    if MONTHLY_KEY in (build.metadata or {}):
        yield Finding((*key, "metadata"), "settings.monthly", {"value": MONTHLY_KEY})
    volume = build.boot_volume
    if volume is not None:
        yield from _size(volume.size, (*key, "boot_volume", "size"))


def _size(size: str, key: Key) -> Iterator[Finding]:
    try:
        parse_size(size)
    except UsageError:
        yield Finding(key, "settings.not_a_size", {"value": size})


def _backups(settings: Settings) -> Iterator[Finding]:
    pattern = None if settings.backups is None else settings.backups.volumes_pattern
    if pattern is not None:
        yield from _pattern(pattern, ("backups",), "volumes_pattern")


def _pattern(pattern: str, key: Key, name: str = "name_pattern") -> Iterator[Finding]:
    try:
        re.compile(pattern)
    except re.error as error:
        values = {"value": pattern, "detail": str(error)}
        yield Finding((*key, name), "settings.not_a_pattern", {**values})


def _sizes(pool: PoolSettings, key: Key) -> Iterator[Finding]:
    values = {"baseline": pool.baseline, "burst_to": pool.burst_to, "ceiling": pool.ceiling}
    if pool.baseline > pool.ceiling:
        yield Finding((*key, "baseline"), "settings.baseline_above_ceiling", {**values})
    if not pool.baseline <= pool.burst_to <= pool.ceiling and pool.baseline <= pool.ceiling:
        yield Finding((*key, "burst_to"), "settings.burst_outside", {**values})
    yield from _floor(pool, key)


def _floor(pool: PoolSettings, key: Key) -> Iterator[Finding]:
    """A floor above the baseline would let nothing go; one of none is no floor."""
    values = {"baseline": pool.baseline, "floor": pool.floor or 0}
    if pool.floor is not None and pool.floor_ratio is not None:
        yield Finding((*key, "floor_ratio"), "settings.floor_twice", {})
    elif pool.floor is not None and pool.floor > pool.baseline:
        yield Finding((*key, "floor"), "settings.floor_above_baseline", {**values})
    elif pool.floor == 0 and pool.baseline:
        yield Finding((*key, "floor"), "settings.floor_none", {**values})


def _shares(pool: PoolSettings, key: Key, known: list[str]) -> Iterator[Finding]:
    for code in pool.shares:
        if code not in known:
            values = {"value": code, "allowed": ", ".join(known)}
            yield Finding((*key, "shares", code), "settings.unknown_datacenter", {**values})
    if sum(share.weight for share in pool.shares.values()) == 0:
        yield Finding((*key, "shares"), "settings.no_weight", {})


def _clock(settings: Settings) -> Iterator[Finding]:
    clock = settings.clock
    if clock is None:
        return
    if settings.estate.environment != "rehearsal":
        environment = settings.estate.environment
        yield Finding(("clock",), "settings.clock_outside_rehearsal", {"environment": environment})
    for name in ("wall_epoch", "estate_epoch"):
        value: str = getattr(clock, name)
        try:
            aware = datetime.fromisoformat(value).tzinfo is not None
        except ValueError:
            aware = False
        if not aware:
            yield Finding(("clock", name), "settings.not_a_time", {"value": value})


def _private_cloud(settings: Settings) -> Iterator[Finding]:
    private = settings.private_cloud
    if private is None:
        return
    key: Key = ("private_cloud",)
    known = [place.code for place in settings.datacenters]
    if private.datacenter not in known:
        values = {"value": private.datacenter, "allowed": ", ".join(known)}
        yield Finding((*key, "datacenter"), "settings.unknown_datacenter", {**values})
    for name, pool in private.pools.items():
        yield from _pattern(pool.name_pattern, (*key, "pools", name))
    provisioner = private.storage.provisioner
    if provisioner == "ovhcloud" and private.ovhcloud is None:
        yield Finding((*key, "ovhcloud"), "settings.ovhcloud_missing", {})
    if provisioner == "nfs" and not private.storage.exports:
        yield Finding((*key, "storage", "exports"), "settings.no_export", {})
    yield from _exports(private.storage.exports, (*key, "storage", "exports"))


def _clusters(settings: Settings) -> Iterator[Finding]:
    """A cluster keeps the data of a stateful pool, and each of its members has an address."""
    stateful = [name for name, pool in settings.pools.items() if pool.kind == "stateful"]
    if settings.private_cloud is not None:
        machines = settings.private_cloud.pools.items()
        stateful += [name for name, pool in machines if pool.kind == "stateful"]
    holders = Counter(cluster.pool for cluster in settings.clusters.values())
    for name, cluster in settings.clusters.items():
        key: Key = ("clusters", name)
        if cluster.pool not in stateful:
            values = {"value": cluster.pool, "allowed": ", ".join(stateful) or "–"}
            yield Finding((*key, "pool"), "settings.not_stateful", {**values})
        elif holders[cluster.pool] > 1:
            yield Finding((*key, "pool"), "settings.twice", {"value": cluster.pool})
        yield from _readable(settings, cluster, key)
        led = cluster.preset is None or bool(cluster.preset.roles)
        yield from hooks.findings(cluster.hooks, key, speaks=cluster.preset is None, led=led)
        yield from _size(cluster.lag_at_most, (*key, "lag_at_most"))
        for value in (url for url, n in Counter(cluster.urls).items() if n > 1):
            yield Finding((*key, "urls"), "settings.twice", {"value": value})


def _readable(settings: Settings, cluster: ClusterSettings, key: Key) -> Iterator[Finding]:
    """Patroni is asked at its members' addresses; the others through the metrics server."""
    if cluster.preset is None and not cluster.urls:
        yield Finding((*key, "urls"), "settings.no_member", {})
    if cluster.preset is None:
        return
    if not cluster.members:
        yield Finding((*key, "members"), "settings.no_member_name", {})
    if settings.prometheus is None:
        yield Finding((*key, "kind"), "settings.no_metrics", {"value": cluster.kind})
    for value in (name for name, n in Counter(cluster.members).items() if n > 1):
        yield Finding((*key, "members"), "settings.twice", {"value": value})


def _exports(exports: tuple[ExportSettings, ...], key: Key) -> Iterator[Finding]:
    names = Counter(export.name for export in exports)
    for index, export in enumerate(exports):
        if names[export.name] > 1:
            yield Finding((*key, index, "name"), "settings.twice", {"value": export.name})
        yield from _size(export.size, (*key, index, "size"))

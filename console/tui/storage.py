"""What the estate says of each datastore, worst things first. Unknown is never zero."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from console.kinds.supplies.growth import bytes_per_day, days_at_pace
from console.kinds.supplies.storage import fullest_first, troubles
from console.model.figure import Series
from console.model.notice import Notice, notice
from console.model.policy import PrivatePolicy
from console.model.private import Alarm, Datastore, Host, PrivateView, Severity

SOON_DAYS, BEFORE_LONG_DAYS = 3.0, 14.0


class Level(IntEnum):
    """How much a row needs a person: the larger, the sooner."""

    FINE = 0
    WATCH = 1
    ACT = 2


@dataclass(frozen=True, slots=True)
class StoreTally:
    """A datastore with what is known of it.

    `ssd` is what vCenter says, else the provider; `per_day` is bytes (None: no
    samples say); `days_left` None when it does not grow or nothing says;
    `hosts` are those in service, `missing` the ones of them that cannot use it;
    `troubles` are what is wrong, the worst first.
    """

    datastore: Datastore
    ssd: bool | None
    per_day: float | None
    days_left: float | None
    hosts: int
    missing: tuple[Host, ...]
    alarms: tuple[Alarm, ...]
    level: Level
    troubles: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class StorageTotals:
    """All datastores together; those that cannot be reached count in `unknown` alone.

    `longest` is how long the longest name is.
    """

    count: int
    used_bytes: int
    capacity_bytes: int
    unknown: int
    acting: int
    longest: int


def paces(growth: Mapping[str, Series]) -> Mapping[str, float | None]:
    """Bytes a day by datastore; read again only when the samples are."""
    return {name: bytes_per_day(series) for name, series in growth.items()}


def stores(
    view: PrivateView,
    by_pace: Mapping[str, float | None],
    policy: PrivatePolicy,
    by_medium: Mapping[str, bool | None],
) -> tuple[StoreTally, ...]:
    """Every datastore's tally: what cannot be reached, then the fullest first."""
    hosts = sum(host.in_service for host in view.hosts)
    alarms = alarms_by_entity(view)
    return tuple(
        _store(
            view,
            store,
            policy,
            ssd=by_medium.get(store.name) if store.ssd is None else store.ssd,
            per_day=by_pace.get(store.name),
            hosts=hosts,
            alarms=alarms.get(store.id, ()),
        )
        for store in fullest_first(view)
    )


def urgent_first(tallies: tuple[StoreTally, ...]) -> tuple[StoreTally, ...]:
    """What needs a person before what does not, else as they come."""
    return tuple(sorted(tallies, key=lambda tally: tally.level is not Level.ACT))


def alarms_by_entity(view: PrivateView) -> Mapping[str, tuple[Alarm, ...]]:
    """Triggered alarms by the id of what they are on."""
    found: dict[str, tuple[Alarm, ...]] = defaultdict(tuple)
    for alarm in view.alarms:
        found[alarm.entity_id] = (*found[alarm.entity_id], alarm)
    return found


def alarm_level(alarms: tuple[Alarm, ...]) -> Level:
    """The worst alarm that nobody has acknowledged."""
    open_ones = [alarm for alarm in alarms if not alarm.acknowledged]
    if any(alarm.severity is Severity.CRITICAL for alarm in open_ones):
        return Level.ACT
    return Level.WATCH if open_ones else Level.FINE


def totals(tallies: tuple[StoreTally, ...]) -> StorageTotals:
    """The sums over what can be reached."""
    known = [t.datastore for t in tallies if t.datastore.used_bytes is not None]
    return StorageTotals(
        count=len(tallies),
        used_bytes=sum(d.used_bytes or 0 for d in known),
        capacity_bytes=sum(d.capacity_bytes or 0 for d in known),
        unknown=len(tallies) - len(known),
        acting=sum(t.level is Level.ACT for t in tallies),
        longest=max((len(t.datastore.name) for t in tallies), default=0),
    )


def _store(
    view: PrivateView,
    store: Datastore,
    policy: PrivatePolicy,
    *,
    ssd: bool | None,
    per_day: float | None,
    hosts: int,
    alarms: tuple[Alarm, ...],
) -> StoreTally:
    days_left = days_at_pace(store, per_day)
    found = troubles(view, store, policy)
    wrong = [(_severity(t.severity), t.what) for t in found]
    if soon := _filling(days_left):
        wrong.append(soon)
    wrong.sort(key=lambda pair: -pair[0])
    return StoreTally(
        datastore=store,
        ssd=ssd,
        per_day=per_day,
        days_left=days_left,
        hosts=hosts,
        missing=view.missing_mounts(store),
        alarms=alarms,
        level=max([alarm_level(alarms), *(level for level, _ in wrong)]),
        troubles=tuple(what for _, what in wrong),
    )


def _severity(severity: Severity) -> Level:
    return Level.ACT if severity is Severity.CRITICAL else Level.WATCH


def _filling(days_left: float | None) -> tuple[Level, Notice] | None:
    """That it is full before long, if so."""
    level = filling_level(days_left)
    if days_left is None or level is Level.FINE:
        return None
    code = "tui.store.full_soon" if days_left < 1 else "tui.store.full_in"
    return level, notice(code, n=max(1, int(days_left)))


def filling_level(days_left: float | None) -> Level:
    """How much the days that are left need a person."""
    if days_left is None or days_left >= BEFORE_LONG_DAYS:
        return Level.FINE
    return Level.ACT if days_left < SOON_DAYS else Level.WATCH

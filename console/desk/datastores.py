"""What the estate says of each datastore, worst things first. Unknown is never zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor

from console.desk.urgency import Level, alarm_level, alarms_by_entity, level_of
from console.kinds.supplies.growth import bytes_per_day, days_at_pace
from console.kinds.supplies.storage import Trouble, fullest_first, troubles
from console.model.figure import Series
from console.model.notice import notice
from console.model.policy import PrivatePolicy
from console.model.private import Alarm, Datastore, Host, PrivateView, Severity

SOON_DAYS, BEFORE_LONG_DAYS = 3.0, 14.0


@dataclass(frozen=True, slots=True)
class StoreTally:
    """A datastore with what is known of it.

    `ssd` is what vCenter says, else the provider; `per_day` is bytes (None: no
    samples say); `days_left` None when it does not grow or nothing says;
    `hosts` are those in service, `missing` the ones of them that cannot use it;
    `troubles` are what is wrong, the worst first, that it is full before long
    among them.
    """

    datastore: Datastore
    ssd: bool | None
    per_day: float | None
    days_left: float | None
    hosts: int
    missing: tuple[Host, ...]
    alarms: tuple[Alarm, ...]
    level: Level
    troubles: tuple[Trouble, ...]

    @property
    def usable(self) -> int:
        """Hosts in service that can use it."""
        return self.hosts - len(self.missing)

    @property
    def used_ratio(self) -> float | None:
        """Whole percents of use, rounded down: nothing is full before it is."""
        ratio = self.datastore.used_ratio
        return None if ratio is None else floor(ratio * 100) / 100


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


def fullest(tallies: tuple[StoreTally, ...]) -> StoreTally | None:
    """The fullest of those whose use is known."""
    return next((tally for tally in tallies if tally.used_ratio is not None), None)


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


def filling_level(days_left: float | None) -> Level:
    """How much the days that are left need a person."""
    if days_left is None or days_left >= BEFORE_LONG_DAYS:
        return Level.FINE
    return Level.ACT if days_left < SOON_DAYS else Level.WATCH


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
    filling = _filling(days_left)
    found = [*troubles(view, store, policy), *([filling] if filling else [])]
    found.sort(key=lambda trouble: -level_of(trouble.severity))
    return StoreTally(
        datastore=store,
        ssd=ssd,
        per_day=per_day,
        days_left=days_left,
        hosts=hosts,
        missing=view.missing_mounts(store),
        alarms=alarms,
        level=max([alarm_level(alarms), *(level_of(trouble.severity) for trouble in found)]),
        troubles=tuple(found),
    )


def _filling(days_left: float | None) -> Trouble | None:
    """That it is full before long, if so."""
    level = filling_level(days_left)
    if days_left is None or level is Level.FINE:
        return None
    code = "storage.full_soon" if days_left < 1 else "storage.full_in"
    severity = Severity.CRITICAL if level is Level.ACT else Severity.WARNING
    return Trouble(severity, notice(code, n=max(1, int(days_left))))

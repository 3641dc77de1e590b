"""What is left in the public cloud of operations that are over. Both faces ask here.

Servers, ports and volumes are read anew, each region for itself; the journal says whose
they are. What could not be read is said, and nothing is concluded from it.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from console.desk.session import Session
from console.kinds.leftovers.belongings import made, of_belongings
from console.kinds.leftovers.servers import of_servers
from console.model.error import SourceError
from console.model.estate import RegionView
from console.model.leftover import Belonging, BelongingsView, Leftover, LeftoverSort, Traces
from console.model.money import HOURS_A_MONTH
from console.model.notice import Notice, notice
from console.model.operation import Operation
from console.ports import BelongingsReader

RECENT = 200
"""So many of the last operations are compared with volumes that bear no mark."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What of a region is unknown, and why."""

    region: str
    sort: LeftoverSort
    why: Notice


@dataclass(frozen=True, slots=True)
class Findings:
    """What is left, and what nobody knows. `silent`: no region answered anything at all."""

    at: datetime
    leftovers: tuple[Leftover, ...]
    unread: tuple[Unread, ...]
    silent: bool

    @property
    def euro_per_month(self) -> Decimal | None:
        """What all of it costs; None where a price is not known."""
        return None if self.unpriced else self.least_per_month

    @property
    def least_per_month(self) -> Decimal:
        """What those cost whose prices are known."""
        return sum((one.euro_per_month or Decimal(0) for one in self.leftovers), Decimal(0))

    @property
    def unpriced(self) -> int:
        """How many have no price that is known."""
        return sum(one.euro_per_month is None for one in self.leftovers)


@dataclass(slots=True)
class RegionReading:
    """One region as it was read; `servers` is None where they were not."""

    region: str
    belongings: tuple[Belonging, ...] = ()
    servers: RegionView | None = None
    gone: frozenset[str] = frozenset()
    unread: list[Unread] = field(default_factory=list)

    @property
    def silent(self) -> bool:
        """Say whether nothing was answered."""
        return len({one.sort for one in self.unread if one.why.code != BAD}) == len(LeftoverSort)

    def lacks(self, sort: LeftoverSort, why: Notice) -> None:
        """Note what is not known."""
        self.unread.append(Unread(self.region, sort, why))

    @property
    def orphans(self) -> frozenset[str]:
        """Ids of servers that something names and that the list does not tell of."""
        listed = set() if self.servers is None else {one.id for one in self.servers.instances}
        return frozenset(n for one in self.belongings for n in one.servers if n not in listed)


BAD = "leftover.unreadable"


def survey(session: Session) -> Findings:
    """Read all regions and the journal. Raises SourceError where the journal is silent."""
    reader = session.belongings
    assert reader is not None  # noqa: S101 - whoever opens a session gives one
    regions = [region for place in session.policy.datacenters for region in place.regions]
    with ThreadPoolExecutor(max_workers=max(1, len(regions))) as pool:
        readings = list(pool.map(lambda region: _read(session, reader, region), regions))
        traces = _traced(session, readings)
        list(pool.map(lambda reading: _confirm(session, reading, traces), readings))
    recent = session.journal.operations(limit=RECENT)
    found = [left for reading in readings for left in _judged(reading, traces, recent)]
    return Findings(
        at=session.clock.now(),
        leftovers=ordered(_priced(session, left) for left in found),
        unread=tuple(lack for reading in readings for lack in reading.unread),
        silent=bool(readings) and all(reading.silent for reading in readings),
    )


def ordered(found: Iterable[Leftover]) -> tuple[Leftover, ...]:
    """What is surely ours first; by region, sort and name."""
    ranks = {sort: number for number, sort in enumerate(LeftoverSort)}
    return tuple(
        sorted(found, key=lambda one: (not one.sure, one.region, ranks[one.sort], one.name, one.id))
    )


def _read(session: Session, reader: BelongingsReader, region: str) -> RegionReading:
    """What hangs on servers first, servers last: one that is made meanwhile is then listed."""
    reading = RegionReading(region)
    try:
        view = reader.belongings(region)
    except SourceError as error:
        lost = dict.fromkeys((LeftoverSort.PORT, LeftoverSort.VOLUME), error.notice)
        view = BelongingsView(region, (), lost)
    reading.belongings = view.belongings
    for sort, why in view.unread.items():
        reading.lacks(sort, why)
    for sort, number in view.unreadable.items():
        reading.lacks(sort, notice(BAD, n=number))
    try:
        reading.servers = session.compute.instances(region, full=True)
    except SourceError as error:
        reading.lacks(LeftoverSort.SERVER, error.notice)
    else:
        if reading.servers.unreadable:
            reading.lacks(LeftoverSort.SERVER, notice(BAD, n=reading.servers.unreadable))
    return reading


def _traced(session: Session, readings: Sequence[RegionReading]) -> Traces:
    """What the journal knows of every mark, and of every server that is named or marked."""
    listed = [one for each in readings if each.servers for one in each.servers.instances]
    marked = [one for one in listed if one.operation]
    belongings = [one for each in readings for one in each.belongings]
    marks = {one.operation or "" for one in marked}
    marks |= {one.marked for one in belongings if one.marked is not None}
    ids = {one.id for one in marked}.union(*(each.orphans for each in readings))
    return session.journal.traces(marks, ids)


def _confirm(session: Session, reading: RegionReading, traces: Traces) -> None:
    """See which servers are surely gone: a list that lacks one proves nothing."""
    asked = {n: change for n, change in made(traces).items() if n in reading.orphans}
    if not asked or reading.servers is None:
        return
    try:
        view = session.compute.named(reading.region, {c.name for c in asked.values()}, asked)
    except SourceError as error:
        reading.lacks(LeftoverSort.SERVER, error.notice)
        return
    if not view.unreadable:
        reading.gone = frozenset(asked) - {one.id for one in view.instances}


def _judged(
    reading: RegionReading, traces: Traces, recent: Sequence[Operation]
) -> Iterable[Leftover]:
    if reading.servers is not None:
        yield from of_servers(reading.servers.instances, traces)
    yield from of_belongings(reading.belongings, reading.gone, traces, recent)


def _priced(session: Session, left: Leftover) -> Leftover:
    """With what a month costs, where the settings have a price; only servers have one there."""
    price = session.policy.prices.get(left.flavor) if left.flavor else None
    if price is None:
        return left
    return replace(left, euro_per_month=price.euro_per_hour * HOURS_A_MONTH)

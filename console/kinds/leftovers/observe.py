"""Read the regions anew, and ask the journal whose what stands there is.

All sorts of things are read, each region for itself. What could not be read is
said, and nothing is concluded from it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from console.kinds.leftovers import filers, snapshots
from console.kinds.leftovers import reading as read
from console.kinds.leftovers.belongings import made
from console.kinds.leftovers.filers import FilerReading
from console.kinds.leftovers.guards import SOURCE
from console.kinds.leftovers.members import of_view
from console.kinds.leftovers.monthly import told_by, unmeant
from console.kinds.leftovers.observation import LeftoverSight
from console.kinds.leftovers.reading import BAD, RegionReading, Survey, without
from console.kinds.sources import Sources
from console.kinds.step import Ground
from console.model.error import SourceError
from console.model.leftover import OF_REGIONS, BelongingsView, Findings, LeftoverSort, Traces
from console.model.notice import notice
from console.model.policy import Policy
from console.model.resource import SERVER
from console.model.tariff import Tariff
from console.model.tracked import Tracked
from console.ports import BalancerReader, BelongingsReader, ComputeReader

WITHIN_S = 2.0
"""How old, in wall seconds, what a pass is judged by may be: its guards ask for it again."""


BESIDE = OF_REGIONS - {LeftoverSort.SERVER, LeftoverSort.MEMBER}
"""What is read as belongings."""
NOTHING_ORDERED = FilerReading()


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Who is asked what is there, what the journal knows of it, and what it costs."""

    compute: ComputeReader
    belongings: BelongingsReader
    balancing: BalancerReader
    traces: Callable[[Collection[str], Collection[str]], Traces]
    tariff: Tariff | None = None
    monthly: Callable[[], Mapping[str, datetime | None]] | None = None
    """The instances that the provider bills by the month; None where nobody can be asked."""

    filers: FilerReading = NOTHING_ORDERED
    """What is held for datastores, where any was ordered."""
    machines: snapshots.Machines = None


def survey(witnesses: Witnesses, regions: Sequence[str], policy: Policy, now: datetime) -> Survey:
    """Read some regions and the journal. Raises SourceError where the journal is silent."""
    with ThreadPoolExecutor(max_workers=max(1, len(regions))) as pool:
        readings = list(pool.map(lambda region: _read(witnesses, region), regions))
        ids = read.ids(readings) | filers.ids(witnesses.filers)
        marks = read.marks(readings) | snapshots.marks(witnesses.machines)
        traces = witnesses.traces(marks, ids)
        list(pool.map(lambda reading: _confirm(witnesses, reading, traces), readings))
    tariff = witnesses.tariff
    found = [left for one in readings for left in read.judged(one, traces, policy, tariff, now)]
    found += filers.of_filers(witnesses.filers, traces, policy)
    found += snapshots.of_snapshots(witnesses.machines, traces, policy, now)
    told, unread = told_by(witnesses.monthly)
    standing = [one for each in readings if each.servers for one in each.servers.instances]
    findings = Findings(
        at=now,
        leftovers=read.ordered(found),
        unread=(
            *(lack for one in readings for lack in one.unread),
            *witnesses.filers.unread,
            *snapshots.unread(witnesses.machines),
        ),
        silent=bool(readings) and all(reading.silent for reading in readings),
        monthly=unmeant(standing, told, policy, tariff),
        monthly_unread=unread,
    )
    return Survey({reading.region: reading for reading in readings}, findings)


def surveyed(sources: Sources, ground: Ground, regions: Iterable[str]) -> Survey | None:
    """The same as a worker reads it, or has read a moment ago; None where the journal is silent."""
    compute, belongings = sources.systems.compute, sources.systems.belongings
    assert compute is not None  # noqa: S101 - `lacks` has looked
    assert belongings is not None  # noqa: S101 - as above
    assert sources.systems.balancing is not None  # noqa: S101 - as above
    asked = tuple(sorted(set(regions)))
    own = ground.operation.id

    def traces(marks: Collection[str], ids: Collection[str]) -> Traces:
        return without(sources.traces(marks, ids), own)

    witnesses = Witnesses(compute, belongings, sources.systems.balancing, traces)
    return sources.recent(
        SOURCE,
        (SOURCE, own, asked),
        WITHIN_S,
        lambda: survey(witnesses, asked, ground.policy, ground.now),
    )


def observe(tracked: Sequence[Tracked], sources: Sources, ground: Ground) -> LeftoverSight:
    """The regions of some changes; a server that is not listed is asked for by its id."""
    seen = surveyed(sources, ground, (t.change.region for t in tracked))
    if seen is None:
        return LeftoverSight()
    for lack in seen.findings.unread:
        sources.failures.append((SOURCE, SourceError(lack.why)))
    gone: set[str] = set()
    for region, reading in seen.readings.items():
        sought = {
            t.change.resource_id or "": t.change.name
            for t in tracked
            if t.change.resource == SERVER
            and t.change.region == region
            and not t.phase.final
            and not reading.stands(SERVER, t.change.resource_id or "")
        }
        gone |= _gone(sources, region, sought)
    return LeftoverSight(seen, frozenset(gone))


def _gone(sources: Sources, region: str, sought: dict[str, str]) -> set[str]:
    """Which of some servers, named by their ids, are surely deleted."""
    compute = sources.systems.compute
    if not sought or compute is None:
        return set()
    view = sources.read(
        f"nova:{region}", lambda: compute.named(region, set(sought.values()), list(sought))
    )
    if view is None or view.unreadable:
        return set()
    return set(sought) - {one.id for one in view.instances}


def _read(witnesses: Witnesses, region: str) -> RegionReading:
    """What hangs on servers first, servers last: one that is made meanwhile is then listed."""
    reading = RegionReading(region)
    _read_balancers(witnesses, reading)
    _read_belongings(witnesses, reading)
    _read_servers(witnesses, reading)
    return reading


def _read_balancers(witnesses: Witnesses, reading: RegionReading) -> None:
    try:
        view = witnesses.balancing.balancers(reading.region)
    except SourceError as error:
        reading.lacks(LeftoverSort.MEMBER, error.notice)
        return
    reading.balancers = view
    reading.belongings += of_view(view)
    if view.unreadable:
        reading.lacks(LeftoverSort.MEMBER, notice(BAD, n=view.unreadable))


def _read_belongings(witnesses: Witnesses, reading: RegionReading) -> None:
    try:
        view = witnesses.belongings.belongings(reading.region)
    except SourceError as error:
        lost = dict.fromkeys(BESIDE, error.notice)
        view = BelongingsView(reading.region, (), lost)
    reading.belongings += view.belongings
    for sort, why in view.unread.items():
        reading.lacks(sort, why)
    for sort, number in view.unreadable.items():
        reading.lacks(sort, notice(BAD, n=number))


def _read_servers(witnesses: Witnesses, reading: RegionReading) -> None:
    try:
        reading.servers = witnesses.compute.instances(reading.region, full=True)
    except SourceError as error:
        reading.lacks(LeftoverSort.SERVER, error.notice)
    else:
        if reading.servers.unreadable:
            reading.lacks(LeftoverSort.SERVER, notice(BAD, n=reading.servers.unreadable))


def _confirm(witnesses: Witnesses, reading: RegionReading, traces: Traces) -> None:
    """See which servers are surely gone: a list that lacks one proves nothing."""
    known = reading.named() | {number: change.name for number, change in made(traces).items()}
    asked = {number: name for number, name in known.items() if number in reading.orphans}
    if asked and reading.servers is not None:
        try:
            view = witnesses.compute.named(reading.region, set(asked.values()), asked)
        except SourceError as error:
            reading.lacks(LeftoverSort.SERVER, error.notice)
        else:
            if not view.unreadable:
                reading.gone = frozenset(asked) - {one.id for one in view.instances}
    reading.settle()

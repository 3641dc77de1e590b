"""A region as it was read, and what of it is left over by what the journal knows. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from console.kinds.leftovers.belongings import of_belongings
from console.kinds.leftovers.servers import claimant, of_servers
from console.kinds.price import of_flavor
from console.model.estate import RegionView
from console.model.freeze import freeze_of, keeping, of_pool, settled
from console.model.instance import POOL_KEY, Instance
from console.model.leftover import Belonging, Findings, Leftover, LeftoverSort, Traces, Unread
from console.model.money import HOURS_A_MONTH
from console.model.notice import Notice
from console.model.policy import Policy
from console.model.resource import Resource
from console.model.tariff import Tariff

BAD = "leftover.unreadable"


@dataclass(slots=True)
class RegionReading:
    """One region as it was read; `servers` is None where they were not.

    `gone` are the ids of servers that were asked for one by one and are surely deleted.
    """

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

    def stands(self, resource: Resource, number: str) -> bool:
        """Say whether a server, port or volume of that id was read."""
        servers = () if self.servers is None else self.servers.instances
        if resource == LeftoverSort.SERVER.resource:
            return any(one.id == number for one in servers)
        alike = (one for one in self.belongings if one.sort.resource == resource)
        return any(one.id == number for one in alike)

    def whole(self, resource: Resource) -> bool:
        """Say whether all of a sort was read."""
        return all(one.sort.resource != resource for one in self.unread)


@dataclass(frozen=True, slots=True)
class Survey:
    """The regions as they were read, by name, and what of them is left over."""

    readings: dict[str, RegionReading]
    findings: Findings


def marks(readings: Iterable[RegionReading]) -> set[str]:
    """The operations that anything names as its maker."""
    found = {one.marked for each in readings for one in each.belongings if one.marked is not None}
    return found | {claimant(one) or "" for one in marked(readings)}


def ids(readings: Iterable[RegionReading]) -> set[str]:
    """The servers that the journal is asked about: those marked, those named and not there."""
    named = (each.orphans for each in readings)
    return {one.id for one in marked(readings)}.union(*named)


def marked(readings: Iterable[RegionReading]) -> list[Instance]:
    """The servers that bear the mark of an operation that made them, or set them aside."""
    listed = (one for each in readings if each.servers for one in each.servers.instances)
    return [one for one in listed if claimant(one)]


def judged(
    reading: RegionReading, traces: Traces, policy: Policy, tariff: Tariff | None, now: datetime
) -> Iterable[Leftover]:
    """What of a region is left over, with what a month of it costs where that is known."""
    if reading.servers is not None:
        pools = {one.id: one.metadata.get(POOL_KEY, "") for one in reading.servers.instances}
        for one in of_servers(reading.servers.instances, traces, now):
            held = _held(pools[one.id], traces, policy)
            yield replace(_priced(one, policy, tariff), held=held)
    yield from of_belongings(reading.belongings, reading.gone, traces)


def without(traces: Traces, own: str) -> Traces:
    """What the journal knows but for one operation: no sweep keeps what it is to remove."""
    operations = {number: one for number, one in traces.operations.items() if number != own}
    changes = tuple(change for change in traces.changes if change.operation_id != own)
    return replace(traces, operations=operations, changes=changes)


def ordered(found: Iterable[Leftover]) -> tuple[Leftover, ...]:
    """What is surely ours first; by region, sort and name."""
    ranks = {sort: number for number, sort in enumerate(LeftoverSort)}
    return tuple(
        sorted(found, key=lambda one: (not one.sure, one.region, ranks[one.sort], one.name, one.id))
    )


def _held(pool: str, traces: Traces, policy: Policy) -> Notice | None:
    """Why nothing of a pool may be removed: the settings, or a freeze of all or of shrinking."""
    if pool in policy.frozen:
        return settled(pool, policy.frozen[pool])[0]
    mine = of_pool(pool, traces.freezes)
    found = freeze_of(pool, mine) or keeping(mine)
    return None if found is None else found.notice


def _priced(left: Leftover, policy: Policy, tariff: Tariff | None) -> Leftover:
    """With what a month costs where that is known: only servers have a price."""
    price = of_flavor(policy, tariff, [left.flavor], left.region)
    if price is None:
        return left
    return replace(left, euro_per_month=price.euro_per_hour * HOURS_A_MONTH)

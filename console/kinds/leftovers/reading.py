"""A region as it was read, and what of it is left over by what the journal knows. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from console.kinds.leftovers.belongings import of_belongings
from console.kinds.leftovers.members import Neighbours, of_members
from console.kinds.leftovers.servers import claimant, of_servers, running
from console.kinds.price import of_flavor, of_month
from console.model.balancer import BalancerPool, BalancerView
from console.model.estate import RegionView
from console.model.freeze import freeze_of, keeping, of_pool, settled
from console.model.instance import POOL_KEY, Instance
from console.model.leftover import (
    OF_REGIONS,
    Belonging,
    Findings,
    Leftover,
    LeftoverSort,
    Traces,
    Unread,
)
from console.model.money import HOURS_A_MONTH
from console.model.notice import Notice
from console.model.policy import Policy
from console.model.resource import Resource
from console.model.tariff import ADDRESS, IMAGE, SNAPSHOT, VOLUME, Tariff

BAD = "leftover.unreadable"
ADDRESSED = frozenset({LeftoverSort.SERVER, LeftoverSort.PORT})
"""What has addresses."""
FREE = frozenset({LeftoverSort.PORT, LeftoverSort.MEMBER})


@dataclass(slots=True)
class RegionReading:
    """One region as it was read; `servers` and `balancers` are None where they were not.

    `gone` are the ids of servers that were asked for one by one and are surely deleted.
    """

    region: str
    belongings: tuple[Belonging, ...] = ()
    servers: RegionView | None = None
    balancers: BalancerView | None = None
    gone: frozenset[str] = frozenset()
    unread: list[Unread] = field(default_factory=list)

    @property
    def silent(self) -> bool:
        """Say whether nothing was answered."""
        return len({one.sort for one in self.unread if one.why.code != BAD}) == len(OF_REGIONS)

    def lacks(self, sort: LeftoverSort, why: Notice) -> None:
        """Note what is not known."""
        self.unread.append(Unread(self.region, sort, why))

    @property
    def orphans(self) -> frozenset[str]:
        """Ids of servers that something names and that the list does not tell of."""
        listed = set() if self.servers is None else {one.id for one in self.servers.instances}
        return frozenset(n for one in self.belongings for n in one.servers if n not in listed)

    def named(self) -> dict[str, str]:
        """The servers that marked members were made for, by id, with their names."""
        marked = (one for one in self.members if one.marked is not None)
        return {number: one.name for one in marked for number in one.servers}

    @property
    def members(self) -> tuple[Belonging, ...]:
        """The members of its load balancers."""
        return tuple(one for one in self.belongings if one.sort is LeftoverSort.MEMBER)

    def pool(self, number: str) -> BalancerPool | None:
        """The load-balancer pool that a member of that id is in."""
        pools = () if self.balancers is None else self.balancers.pools
        return next((p for p in pools if number in {m.id for m in p.members or ()}), None)

    def settle(self) -> None:
        """Members are told by the addresses that others have: without these, by nothing."""
        if not self.whole(LeftoverSort.MEMBER.resource):
            return
        lost = (one for one in self.unread if one.sort in ADDRESSED)
        for one in tuple(lost)[:1]:
            self.lacks(LeftoverSort.MEMBER, one.why)

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
    """What the journal is asked about: servers marked, or named and not there; marked members."""
    named = (each.orphans for each in readings)
    members = {one.id for each in readings for one in each.members if one.marked is not None}
    return {one.id for one in marked(readings)}.union(members, *named)


def marked(readings: Iterable[RegionReading]) -> list[Instance]:
    """The servers that bear the mark of an operation that made them, or set them aside."""
    listed = (one for each in readings if each.servers for one in each.servers.instances)
    return [one for one in listed if claimant(one)]


def judged(
    reading: RegionReading, traces: Traces, policy: Policy, tariff: Tariff | None, now: datetime
) -> Iterable[Leftover]:
    """What of a region is left over, with what a month of it costs where that is known."""
    if reading.servers is not None:
        there = {one.id: one for one in reading.servers.instances}
        for one in of_servers(reading.servers.instances, traces, policy, now):
            server = there[one.id]
            held = _held(server.metadata.get(POOL_KEY, ""), traces, policy)
            held = held or running(server, policy)
            yield replace(_priced(one, policy, tariff), held=held)
    before = now - policy.snapshots_kept
    for one in of_belongings(reading.belongings, reading.gone, traces, before):
        yield _priced(one, policy, tariff)
    for one in _members(reading, traces, policy):
        label = "" if one.belonging is None else one.belonging.pool
        yield replace(_priced(one, policy, tariff), held=_held(label, traces, policy))


def _members(reading: RegionReading, traces: Traces, policy: Policy) -> Iterable[Leftover]:
    """The members that are left over, where all that may have their addresses was read."""
    known = reading.whole(LeftoverSort.MEMBER.resource)
    if reading.servers is None or reading.balancers is None or not known:
        return ()
    ports = [one for one in reading.belongings if one.sort is LeftoverSort.PORT]
    around = Neighbours(reading.servers.instances, ports, reading.gone)
    return of_members(reading.members, reading.balancers, around, traces, policy)


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
    """With what a month costs where that is known."""
    return replace(left, euro_per_month=_month(left, policy, tariff))


def _month(left: Leftover, policy: Policy, tariff: Tariff | None) -> Decimal | None:
    """Euros a month; ports and members are billed nowhere, though quotas count them."""
    thing = left.belonging
    if left.sort in FREE:
        return Decimal(0)
    if thing is None:
        price = of_flavor(policy, tariff, [left.flavor], left.region)
        return None if price is None else price.euro_per_hour * HOURS_A_MONTH
    if left.sort is LeftoverSort.ADDRESS:
        return of_month(policy, tariff, ADDRESS, left.region, Decimal(1))
    gib = None if thing.size_gib is None else Decimal(thing.size_gib)
    name = {LeftoverSort.SNAPSHOT: SNAPSHOT, LeftoverSort.IMAGE: IMAGE}.get(left.sort)
    return of_month(policy, tariff, name or VOLUME + thing.type, left.region, gib)

"""Which members of load balancers lead to servers of operations' making that are gone. Pure.

Whoever gets such an address next gets the traffic. Where somebody has it already, nobody
proves what that is for: a member is then ours perhaps. Where it is an instance of the
pool behind that load balancer, the member is in use, and not left over.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from console.kinds.leftovers.belongings import SERVERS, made, told
from console.model.balancer import SERVER_KEY, BalancerPool, BalancerView, Member
from console.model.instance import OPERATION_KEY, POOL_KEY, Instance, InstanceStatus
from console.model.leftover import Belonging, Leftover, LeftoverSort, Traces
from console.model.notice import Notice, notice
from console.model.operation import Change
from console.model.policy import Policy
from console.model.resource import MEMBER, ORPHAN


def of_view(view: BalancerView) -> tuple[Belonging, ...]:
    """Every member of a region's load balancers, with whose it is by its marks."""
    found = {one.id: _belonging(one, pool) for pool in view.pools for one in pool.members or ()}
    return tuple(found.values())


def _belonging(member: Member, pool: BalancerPool) -> Belonging:
    settings = member.settings
    server = settings.mark(SERVER_KEY)
    return Belonging(
        sort=LeftoverSort.MEMBER,
        id=member.id,
        name=settings.name,
        region=pool.region,
        status="",  # what a health check says of it changes by itself
        created_at=member.created_at,
        servers=(server,) if server else (),
        marked=settings.mark(OPERATION_KEY),
        addresses=(settings.address,),
        within=pool.id,
        pool=settings.mark(POOL_KEY) or "",
    )


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Who has which address in a region, as whole lists tell.

    `gone` are ids of servers that are surely deleted; what they left has no address to keep.
    """

    servers: Sequence[Instance]
    ports: Sequence[Belonging]
    gone: Collection[str]

    def at(self, addresses: Collection[str]) -> tuple[list[Instance], list[Belonging]]:
        """The servers, and the ports, that have one of some addresses."""
        servers = [
            one
            for one in self.servers
            if one.status is not InstanceStatus.DELETED and set(one.addresses) & set(addresses)
        ]
        ports = [
            one
            for one in self.ports
            if set(one.addresses) & set(addresses)
            and not (one.servers and all(number in self.gone for number in one.servers))
        ]
        return servers, ports


def of_members(
    members: Iterable[Belonging],
    view: BalancerView,
    around: Neighbours,
    traces: Traces,
    policy: Policy,
) -> Iterable[Leftover]:
    """Those that are left over; without a mark, or with its server there, none is."""
    for one in members:
        gone = bool(one.servers) and all(number in around.gone for number in one.servers)
        if one.marked is None or not gone or _at_work(one, one.marked, traces):
            continue
        servers, ports = around.at(one.addresses)
        if any(_behind(server, one, view, policy) for server in servers):
            continue
        heirs = [each.name for each in servers] + [each.name or each.id for each in ports]
        why, sure = _why(one, one.marked, heirs, traces)
        yield told(one, one.marked, why, sure=sure)


def _why(one: Belonging, maker: str, heirs: Sequence[str], traces: Traces) -> tuple[Notice, bool]:
    """Why it is told, and whether it is proven to be ours and to lead nowhere."""
    if maker not in traces.operations:
        return notice("leftover.other_journal", operation=maker), False
    if not any(_made(change, one, maker) for change in traces.changes):
        return notice("leftover.copied_mark", operation=maker), False
    [server] = one.servers
    change = made(traces).get(server)
    name = one.name if change is None else change.name
    if heirs:
        return notice("leftover.member_inherited", name=name, heir=heirs[0]), False
    address = ", ".join(one.addresses)
    return notice("leftover.member_of_gone", name=name, operation=maker, address=address), True


def _made(change: Change, one: Belonging, maker: str) -> bool:
    """Say whether a change made a member: by its id, or by its name where none was heard."""
    if change.resource != MEMBER or change.operation_id != maker:
        return False
    return change.resource_id == one.id if change.resource_id else change.name == one.name


def _at_work(one: Belonging, maker: str, traces: Traces) -> bool:
    """Say whether somebody may still be at work on it, or on its server."""
    about = (
        change
        for change in traces.changes
        if (change.resource in SERVERS and change.resource_id in one.servers)
        or (change.resource in {MEMBER, ORPHAN} and change.resource_id == one.id)
    )
    return traces.live(maker) or any(traces.live(change.operation_id) for change in about)


def _behind(server: Instance, one: Belonging, view: BalancerView, policy: Policy) -> bool:
    """Say whether a server is of a pool that stands behind the member's load-balancer pool."""
    names = {one.within, *(pool.name for pool in view.pools if pool.id == one.within)}
    behind = (pool.balanced.get(one.region) for pool in policy.pools.values() if pool.owns(server))
    return any(named is not None and named.pool in names for named in behind)

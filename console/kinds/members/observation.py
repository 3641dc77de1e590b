"""What was seen of members: each region's pool with them, and the instances behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from console.kinds.members.registration import marked
from console.model.balancer import SERVER_KEY, BalancerPool, BalancerView, Member
from console.model.estate import RegionView
from console.model.instance import OPERATION_KEY, Instance, InstanceStatus
from console.model.notice import Notice
from console.model.operation import Change
from console.model.wanted import MEMBERS, SERVER


@dataclass(frozen=True, slots=True)
class MemberSight:
    """The named pool of each region that answered, or why it is not to be told; the servers.

    `views` are the load balancers those pools hang on. `servers` has the regions whose
    instances were asked for and listed. `health` is instance name → its metrics target is
    up; None where nobody was asked or could say. `sessions` is member id → the most
    connections that it had in the last `IDLE_S`; one that is missing is not known.
    """

    pools: Mapping[str, BalancerPool | Notice] = field(default_factory=dict)
    views: Mapping[str, BalancerView] = field(default_factory=dict)
    servers: Mapping[str, RegionView] = field(default_factory=dict)
    health: Mapping[str, bool] | None = None
    sessions: Mapping[str, float] = field(default_factory=dict)

    def server(self, change: Change) -> Instance | None:
        """The instance behind a member: by its id, else by its name and who made it."""
        view = self.servers.get(change.region)
        there = () if view is None else view.instances
        standing = [i for i in there if i.status is not InstanceStatus.DELETED]
        number = change.wanted.get(SERVER)
        if number is not None:
            return next((i for i in standing if i.id == number), None)
        maker = change.made_by or change.operation_id
        return next((i for i in standing if i.name == change.name and i.operation == maker), None)

    def lists(self, region: str) -> bool:
        """Say whether an instance that was not seen there is surely not there."""
        view = self.servers.get(region)
        return view is not None and not view.unreadable


def made_by(pool: BalancerPool, change: Change, operation: str | None) -> list[Member]:
    """The members of an operation's making that bear the change's name."""
    return [
        one
        for one in pool.members or ()
        if one.settings.name == change.name and marked(one, OPERATION_KEY, operation)
    ]


def leading_to(pool: BalancerPool, change: Change, server: Instance | None) -> list[Member]:
    """The members that go with an instance: by its address, by their marks, by their ids."""
    known = {change.resource_id, *weights(change)}
    addresses = () if server is None else server.addresses
    number = change.wanted.get(SERVER, None if server is None else server.id)
    made = made_by(pool, change, change.made_by)
    return [
        one
        for one in pool.members or ()
        if one.id in known
        or one in made
        or one.settings.address in addresses
        or marked(one, SERVER_KEY, None if number is None else str(number))
    ]


def weights(change: Change) -> dict[str, int]:
    """The members whose draining has begun, by id, with the weight each had; 0: it had none."""
    kept = str(change.kept.get(MEMBERS, "")).split()
    pairs = (each.rpartition(":") for each in kept)
    return {number: int(weight) for number, _, weight in pairs}


def drained(member: Member, pool: BalancerPool) -> bool:
    """Say whether no new connection is sent to a member any more."""
    settings = member.settings
    return not settings.admin_state_up or (pool.drained_by_weight and settings.weight == 0)

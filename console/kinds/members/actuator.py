"""Members, as a pass acts on them."""

from collections.abc import Iterable, Mapping, Sequence

from console.kinds.attempt import Attempt
from console.kinds.members import joining, leaving, writes
from console.kinds.members.act import MemberAct, MemberWrite
from console.kinds.members.estate import estate
from console.kinds.members.observation import MemberSight
from console.kinds.members.observe import observe
from console.kinds.members.outcome import received
from console.kinds.sources import Sources, Systems
from console.kinds.step import Call, Ground, Received, Step
from console.model.estate import Estate
from console.model.notice import Notice, notice
from console.model.operation import Operation, Phase
from console.model.plan import Desired
from console.model.resource import MEMBER, Resource
from console.model.tracked import Tracked
from console.ports import Receipt

MOVED = {
    Phase.REQUESTED: "members.requested",
    Phase.READY: "members.ready",
    Phase.IN_SERVICE: "members.in_service",
    Phase.DRAINING: "members.draining",
    Phase.RELEASING: "members.releasing",
    Phase.GONE: "members.gone",
}


class MemberActuator:
    """Adds and drains in batches, removes one by one. See `console.kinds.actuator.Actuator`."""

    resources = frozenset({MEMBER})

    def moved(self, resource: Resource) -> Mapping[Phase, str]:
        """What the audit says of members that moved to a phase."""
        del resource
        return MOVED

    def lacks(self, sources: Sources, ground: Ground) -> Notice | None:
        """The pool must still be declared, and load balancers be there to be asked."""
        systems = sources.systems
        if systems.compute is None or ground.operation.plan.pool not in ground.policy.pools:
            return notice("change.pool_gone")
        return notice("change.no_balancers") if systems.balancing is None else None

    def caveat(self, operation: Operation, systems: Systems) -> Notice | None:
        """Everything was seen at the load balancer."""
        del operation, systems
        return None

    def estate(self, sources: Sources, ground: Ground) -> Estate:
        """Load balancers; where a member goes, all that the pool has in service."""
        return estate(sources, ground)

    def observe(self, tracked: Sequence[Tracked], sources: Sources, ground: Ground) -> MemberSight:
        """Pools with their members, and the instances behind them."""
        return observe(tracked, sources, ground)

    def judge(self, tracked: Tracked, sight: MemberSight, ground: Ground) -> Step:
        """Compare the members that are there with what is wanted."""
        if tracked.change.desired is Desired.PRESENT:
            return joining.judge(tracked, sight, ground)
        return leaving.judge(tracked, sight, ground)

    def doubtful(self, tracked: Tracked) -> bool:
        """Members are known by address and port: a second call makes no second one."""
        del tracked
        return False

    def calls(self, steps: Sequence[Step], sight: MemberSight, ground: Ground) -> Iterable[Call]:
        """One write for each load balancer."""
        return writes.calls(steps, sight, ground)

    def make(self, call: Call, sources: Sources) -> Receipt | None:
        """PUT of a batch, or PUT or DELETE of one member."""
        balancing, write = sources.systems.balancing, call.about
        assert balancing is not None  # noqa: S101 - `lacks` has looked
        assert isinstance(write, MemberWrite)  # noqa: S101 - made so
        if call.act == MemberAct.SWITCH_OFF:
            return balancing.switch(write.pool, write.member_id, up=False)
        if call.act == MemberAct.REMOVE:
            return balancing.remove(write.pool, write.member_id)
        return balancing.put(write.pool, write.members)

    def receive(self, call: Call, attempt: Attempt, ground: Ground) -> Received:
        """What the load balancer's answer means."""
        assert isinstance(call.about, MemberWrite)  # noqa: S101 - made so
        return received(call, call.about, attempt, ground)


ACTUATOR = MemberActuator()

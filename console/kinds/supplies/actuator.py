"""Datastores and hosts, as a pass acts on them."""

from collections.abc import Iterable, Mapping, Sequence

from console.kinds.attempt import Attempt
from console.kinds.sources import Sources, Systems
from console.kinds.step import Call, Ground, Received, Step
from console.kinds.supplies import delivery, withdrawal
from console.kinds.supplies.act import Mounting, SupplyAct
from console.kinds.supplies.observation import SupplySight
from console.kinds.supplies.observe import estate, observe
from console.kinds.supplies.outcome import intended, received
from console.kinds.vcenter import limits
from console.kinds.vdc import SUPPLY, VCENTER
from console.model.estate import Estate
from console.model.notice import Notice, notice
from console.model.operation import Operation, Phase
from console.model.plan import Desired
from console.model.resource import DATASTORE, HOST, Resource
from console.model.supply import Offer
from console.model.tracked import Tracked
from console.model.wanted import CLUSTER, FOLDER, HOLDING
from console.ports import Receipt

MOVED = {
    DATASTORE: {
        Phase.REQUESTED: "datastores.requested",
        Phase.BUILDING: "datastores.building",
        Phase.READY: "datastores.ready",
        Phase.IN_SERVICE: "datastores.in_service",
        Phase.DRAINING: "datastores.draining",
        Phase.RELEASING: "datastores.releasing",
        Phase.GONE: "datastores.gone",
    },
    HOST: {
        Phase.REQUESTED: "hosts.requested",
        Phase.BUILDING: "hosts.building",
        Phase.IN_SERVICE: "hosts.in_service",
        Phase.RELEASING: "hosts.releasing",
        Phase.GONE: "hosts.gone",
    },
}


class SupplyActuator:
    """Orders one after another, follows what is ordered. See `console.kinds.actuator.Actuator`."""

    resources = frozenset({DATASTORE, HOST})

    def moved(self, resource: Resource) -> Mapping[Phase, str]:
        """What the audit says of datastores or hosts that moved to a phase."""
        return MOVED[resource]

    def lacks(self, sources: Sources, ground: Ground) -> Notice | None:
        """The settings must name a vCenter, and where its resources come from."""
        systems = sources.systems
        if ground.policy.private is None or systems.private is None or systems.supply is None:
            return notice("change.no_private_cloud")
        return None

    def estate(self, sources: Sources, ground: Ground) -> Estate:
        """VCenter's inventory, and what is offered, held and on order."""
        return estate(sources, ground)

    def observe(self, tracked: Sequence[Tracked], sources: Sources, ground: Ground) -> SupplySight:
        """Both sides, as far as these changes need them."""
        return observe(tracked, sources, ground)

    def judge(self, tracked: Tracked, sight: SupplySight, ground: Ground) -> Step:
        """Compare what is there, held and on order with what is wanted."""
        if tracked.phase.final:
            return Step(tracked)
        if tracked.change.desired is Desired.PRESENT:
            return delivery.judge(tracked, sight, ground)
        return withdrawal.judge(tracked, sight, ground)

    def caveat(self, operation: Operation, systems: Systems) -> Notice | None:
        """Everything was seen in vCenter."""
        del operation, systems
        return None

    def doubtful(self, tracked: Tracked) -> bool:
        """An order that was never seen is left to a person: nothing of it is taken by a guess."""
        del tracked
        return False

    def calls(self, steps: Sequence[Step], sight: SupplySight, ground: Ground) -> Iterable[Call]:
        """What is under way first; then orders, none while the outcome of another is unknown."""
        unsure = any(s.tracked.phase is Phase.REQUESTED and not s.tracked.answered for s in steps)
        for step in sorted(steps, key=lambda s: s.act == SupplyAct.ORDER):
            if step.act is None or (step.act == SupplyAct.ORDER and unsure):
                continue
            act = SupplyAct(step.act)
            if act is SupplyAct.EXTEND:
                for mounting in step.about:
                    yield Call(act, (step,), about=mounting, lane=f"{SUPPLY}.extend")
                continue
            if act in {SupplyAct.ORDER, SupplyAct.RELEASE} and sight.mark is None:
                continue
            asked = intended(step, act, sight.mark or 0, ground)
            about = limits(ground).folder if act is SupplyAct.MOVE else next(iter(step.about), None)
            yield Call(act, (step,), about=about, lane=_lane(act), intended=asked)

    def make(self, call: Call, sources: Sources) -> Receipt | None:  # noqa: PLR0911 - one return a case
        """One order or release at the provider, one write of vCenter."""
        private, supply = sources.systems.private, sources.systems.supply
        assert private is not None  # noqa: S101 - `lacks` has looked
        assert supply is not None  # noqa: S101 - as above
        change = call.steps[0].tracked.change
        number = change.resource_id or ""
        if isinstance(call.about, Mounting):
            return supply.extend(call.about.datastore, call.about.host_id)
        if isinstance(call.about, Offer):
            cluster = change.wanted.get(CLUSTER)
            cluster_id = None if cluster is None else str(cluster)
            return supply.order(call.about, name=change.name, cluster_id=cluster_id)
        if call.act == SupplyAct.RELEASE:
            holding = change.before.get(HOLDING)
            return supply.release(change.name, None if holding is None else str(holding))
        if call.act == SupplyAct.MOVE:
            return private.move_datastore(number, str(change.wanted.get(FOLDER) or call.about))
        if call.act == SupplyAct.ENTER:
            return private.enter_maintenance(number)
        if change.resource == HOST or not number:
            return Receipt(None)  # hosts are never put into maintenance mode from here
        return private.leave_maintenance(number)

    def receive(self, call: Call, attempt: Attempt, ground: Ground) -> Received:
        """What the provider's or vCenter's answer means."""
        return received(call, SupplyAct(call.act), attempt, ground)


def _lane(act: SupplyAct) -> str:
    """Orders wait for one another's outcome; the rest goes one at a time, whatever comes of it."""
    return SUPPLY if act is SupplyAct.ORDER else f"{VCENTER}.{act}"


ACTUATOR = SupplyActuator()

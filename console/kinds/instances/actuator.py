"""Instances, as a pass acts on them."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from console.kinds.attempt import Attempt
from console.kinds.instances import (
    creation,
    errand,
    locking,
    marking,
    metering,
    quarantining,
    rebooting,
    recovery,
    withdrawal,
)
from console.kinds.instances.act import InstanceAct
from console.kinds.instances.batches import creations
from console.kinds.instances.estate import estate
from console.kinds.instances.observation import InstanceSight
from console.kinds.instances.observe import observe
from console.kinds.instances.outcome import created, deleted
from console.kinds.instances.target_actuator import TARGET_ACTUATOR
from console.kinds.sources import Sources, Systems
from console.kinds.step import Call, Ground, Received, Step
from console.model.estate import Estate
from console.model.instance import POOL_KEY, QUARANTINE_KEY, Instance
from console.model.notice import Notice, notice
from console.model.operation import Operation, Phase
from console.model.plan import Desired
from console.model.resource import INSTANCE, LOCK, MEMBERSHIP, QUARANTINE, REBOOT, Resource
from console.model.tracked import Tracked
from console.model.wanted import LABEL, REASON
from console.ports import CreateOrder, Receipt

MOVED = {
    Phase.PLANNED: "changes.planned",
    Phase.REQUESTED: "changes.requested",
    Phase.BUILDING: "changes.building",
    Phase.READY: "changes.ready",
    Phase.IN_SERVICE: "changes.in_service",
    Phase.RELEASING: "changes.releasing",
    Phase.GONE: "changes.gone",
}


ERRANDS = {
    MEMBERSHIP: marking.MOVED,
    REBOOT: rebooting.MOVED,
    LOCK: locking.MOVED,
    QUARANTINE: quarantining.MOVED,
}
RECEIVED: dict[Resource, Callable[[Call, Attempt, Ground], Received]] = {
    MEMBERSHIP: marking.received,
    REBOOT: rebooting.received,
    LOCK: locking.received,
    QUARANTINE: quarantining.received,
}
"""What the answer means to what is asked about an instance that stands."""
UNMARKED = {InstanceAct.UNMARK: POOL_KEY, InstanceAct.RELEASE: QUARANTINE_KEY}
"""Which word of an instance's metadata an act takes away."""
ERRAND_ACTS = marking.ACTS | rebooting.ACTS | locking.ACTS | quarantining.ACTS


class InstanceActuator:
    """Creates by whole batches, removes one by one. See `console.kinds.actuator.Actuator`."""

    resources = frozenset({INSTANCE, MEMBERSHIP, REBOOT, LOCK, QUARANTINE})

    def moved(self, resource: Resource) -> Mapping[Phase, str]:
        """What the audit says of instances and what is done to them, by phase."""
        return ERRANDS.get(resource, MOVED)

    def lacks(self, sources: Sources, ground: Ground) -> Notice | None:
        """The pool must still be declared."""
        if sources.systems.compute is None or ground.operation.plan.pool not in ground.policy.pools:
            return notice("change.pool_gone")
        return None

    def estate(self, sources: Sources, ground: Ground) -> Estate:
        """The pool's regions, and what is known of its load where it shrinks."""
        return estate(sources, ground)

    def observe(
        self, tracked: Sequence[Tracked], sources: Sources, ground: Ground
    ) -> InstanceSight:
        """Regions, health, room."""
        return observe(tracked, sources, ground)

    def judge(self, tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:
        """Compare what is there with what is wanted."""
        if tracked.change.resource == MEMBERSHIP:
            return marking.judge(tracked, sight, ground)
        if tracked.change.resource == LOCK:
            return locking.judge(tracked, sight, ground)
        spared = recovery.spared(tracked, sight, ground)
        if spared is not None:
            return spared
        if tracked.change.resource == REBOOT:
            return rebooting.judge(tracked, sight, ground)
        if tracked.change.resource == QUARANTINE:
            step = quarantining.judge(tracked, sight, ground)
        else:
            creates = tracked.change.desired is Desired.PRESENT
            step = (creation if creates else withdrawal).judge(tracked, sight, ground)
        return metering.metered(tracked, step, sight, ground)

    def caveat(self, operation: Operation, systems: Systems) -> Notice | None:
        """Without a metrics source nobody has verified that what was created serves."""
        creates = any(
            (change.resource, change.desired) == (INSTANCE, Desired.PRESENT)
            for change in operation.plan.changes
        )
        unverified = creates and systems.metrics is None
        return notice("operation.unverified") if unverified else None

    def doubtful(self, tracked: Tracked) -> bool:
        """A creation that was asked for twice, or never seen, may have left another instance."""
        change = tracked.change
        if change.desired is not Desired.PRESENT or not change.attempts:
            return False
        return change.attempts > 1 or change.resource_id is None

    def calls(self, steps: Sequence[Step], sight: InstanceSight, ground: Ground) -> Iterable[Call]:
        """Removals first: they make room."""
        del sight
        for step in steps:
            if step.act == InstanceAct.DELETE:
                for instance in step.about:
                    assert isinstance(instance, Instance)  # noqa: S101 - judged so
                    yield Call(InstanceAct.DELETE, (step,), about=instance, subject=instance.id)
        yield from errand.calls(steps, ERRAND_ACTS, ground)
        yield from creations(steps, ground)

    def make(self, call: Call, sources: Sources) -> Receipt | None:
        """POST /servers for a batch or one, or what is asked for a single server."""
        compute = sources.systems.compute
        assert compute is not None  # noqa: S101 - `lacks` has looked
        if isinstance(call.about, CreateOrder):
            return compute.create(call.about)
        assert isinstance(call.about, Instance)  # noqa: S101 - made above
        region, number = call.about.region, call.about.id
        if call.act == InstanceAct.MARK:
            label = str(call.steps[0].tracked.change.wanted[LABEL])
            return compute.mark(region, number, POOL_KEY, label)
        if call.act == InstanceAct.QUARANTINE:
            word = quarantining.word(call.steps[0].tracked.change)
            return compute.mark(region, number, QUARANTINE_KEY, word)
        if call.act in UNMARKED:
            return compute.unmark(region, number, UNMARKED[InstanceAct(call.act)])
        if call.act == InstanceAct.LOCK:
            reason = str(call.steps[0].tracked.change.wanted.get(REASON, ""))
            return compute.lock(region, number, reason)
        plain = {InstanceAct.UNLOCK: compute.unlock, InstanceAct.REBOOT: compute.reboot}
        return plain.get(InstanceAct(call.act), compute.delete)(region, number)

    def receive(self, call: Call, attempt: Attempt, ground: Ground) -> Received:
        """What the compute API's answer means."""
        if isinstance(call.about, CreateOrder):
            return created(call, call.about, attempt, ground)
        assert isinstance(call.about, Instance)  # noqa: S101 - made above
        heard = RECEIVED.get(call.steps[0].tracked.change.resource)
        if heard is not None:
            return heard(call, attempt, ground)
        return deleted(call, call.about, attempt, ground)


ACTUATOR = InstanceActuator()
ACTUATORS = (ACTUATOR, TARGET_ACTUATOR)

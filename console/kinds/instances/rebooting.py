"""Judge a change that wants an instance that hangs to answer again, by one hard reboot. Pure.

The cloud's list has no count of reboots: one whose answer was lost is seen by the moment at
which the cloud last changed the instance, in the cloud's own time.
"""

from console.kinds.attempt import Attempt
from console.kinds.instances import errand
from console.kinds.instances.act import InstanceAct
from console.kinds.instances.observation import InstanceSight
from console.kinds.instances.patience import settled
from console.kinds.step import Call, Ground, Received, Step, failed, left
from console.model.instance import Instance, InstanceStatus
from console.model.notice import notice
from console.model.operation import Phase
from console.model.tracked import Tracked
from console.model.wanted import CHANGED

ACTS = frozenset({InstanceAct.REBOOT})
MOVED = {Phase.REQUESTED: "reboots.requested", Phase.IN_SERVICE: "reboots.up"}


def judge(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:
    """Ask once, and wait for its target to be up; what does not help is not repeated."""
    instance = errand.sought(
        tracked, sight, ground, unseen="change.reboot_unseen", gone=errand.lost
    )
    if isinstance(instance, Step):
        return instance
    if tracked.phase is Phase.PLANNED:
        return _begin(tracked, instance, ground)
    if ground.lets_go:
        return left(tracked, ground, sight.state(instance.region, instance.id))
    runs = _runs(instance)
    up = None if sight.health is None else sight.health.get(instance.name)
    if runs and up:
        return Step(tracked.at(Phase.IN_SERVICE, ground.now))
    if runs and not tracked.answered and _stamp(instance) == tracked.change.kept.get(CHANGED):
        return _again(tracked, instance, ground)
    return _wait(tracked, ground, known=up is not None or not runs)


def received(call: Call, done: Attempt, ground: Ground) -> Received:
    """What became of a reboot that was asked for."""
    return errand.received(
        call, done, ground, asked="reboot.asked", put_off="reboot.put_off", gone=errand.lost
    )


def _begin(tracked: Tracked, instance: Instance, ground: Ground) -> Step:
    """Only what runs and does nothing else: any other state is somebody's work, or intent."""
    if not _runs(instance) or instance.locked:
        return failed(tracked, ground, notice("change.reboot_state", name=instance.name))
    if ground.late(tracked, _patience_s(ground)):
        why = tracked.change.why or notice("change.never_asked")
        return failed(tracked, ground, why)
    return Step(tracked.keeping(**{CHANGED: _stamp(instance)}), InstanceAct.REBOOT, (instance,))


def _again(tracked: Tracked, instance: Instance, ground: Ground) -> Step:
    """Its answer was lost, and the cloud has changed nothing: it was not heard."""
    if not settled(tracked, ground):
        return Step(tracked)
    if ground.stop or tracked.change.attempts >= ground.tuning.create_attempts:
        return failed(tracked, ground, tracked.change.why or notice("change.reboot_unseen"))
    return Step(tracked, InstanceAct.REBOOT, (instance,), again=True)


def _wait(tracked: Tracked, ground: Ground, *, known: bool) -> Step:
    """Until it is up; where nobody tells, for longer."""
    minutes = round(_patience_s(ground) / 60)
    if known and ground.late(tracked, _patience_s(ground)):
        why = notice("change.reboot_in_vain", name=tracked.change.name, minutes=minutes)
        return failed(tracked, ground, why)
    if ground.forsaken(tracked, _patience_s(ground)):
        return failed(tracked, ground, notice("change.health_unknown"))
    return Step(tracked)


def _runs(instance: Instance) -> bool:
    return instance.status is InstanceStatus.ACTIVE and instance.task_state is None


def _stamp(instance: Instance) -> str:
    return instance.updated_at.isoformat()


def _patience_s(ground: Ground) -> float:
    """How long a reboot may take until its target is up, in estate seconds."""
    return ground.policy.healing.reboot_s

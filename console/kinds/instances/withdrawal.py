"""Judge a change that wants its instance absent. Pure.

Nothing is removed that does not belong to the pool and, for a rollback, to the
operations that are being undone.
"""

from console.kinds.instances.act import InstanceAct
from console.kinds.instances.observation import InstanceSight
from console.kinds.instances.patience import (
    REMOVAL_ATTEMPTS,
    may_ask_again,
    missing,
    patience_s,
    pool_of,
    settled,
)
from console.kinds.step import Ground, Step, left
from console.model.instance import DELETING, Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.tracked import Tracked


def judge(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:
    """Ask for the removal until its absence is seen, or a stop has waited long enough for it."""
    step = _judged(tracked, sight, ground)
    if not ground.lets_go or step.tracked.phase.final:
        return step
    change = step.tracked.change
    if step.tracked.phase is Phase.PLANNED and not change.attempts:
        return Step(step.tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    return left(step.tracked, ground, sight.state(change.region, change.resource_id))


def _judged(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:
    change = tracked.change
    if tracked.phase.final:
        return Step(tracked)
    if change.region not in sight.observed:
        return _wait(tracked, ground)
    if ground.stop and tracked.phase is Phase.PLANNED:
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    found = _targets(tracked, sight, ground)
    barred = _barred(tracked, found, ground)
    if barred is not None:
        return Step(tracked.at(Phase.FAILED, ground.now, barred))
    if not found:
        return _absent(tracked, sight, ground)
    return _present(tracked, found, ground)


def _barred(tracked: Tracked, found: list[Instance], ground: Ground) -> Notice | None:
    """Why what is there is not ours to remove; what was asked for before is seen to its end."""
    if not all(_ours(instance, tracked, ground) for instance in found):
        return notice("change.not_ours")
    if tracked.phase is Phase.PLANNED and any(instance.locked for instance in found):
        return notice("change.locked", name=tracked.change.name)
    return None


def _present(tracked: Tracked, found: list[Instance], ground: Ground) -> Step:
    staying = tuple(i for i in found if i.task_state != DELETING)
    if ground.late(tracked, patience_s(ground)):
        # The last words of a guard or of the cloud say more than that it is still there.
        why = tracked.change.why or notice("change.still_there")
        return Step(tracked.at(Phase.FAILED, ground.now, why))
    if not staying:
        return Step(_releasing(tracked, ground))
    if tracked.phase is Phase.RELEASING:
        return _asked_before(tracked, staying, ground)
    return Step(tracked, InstanceAct.DELETE, staying)


def _asked_before(tracked: Tracked, staying: tuple[Instance, ...], ground: Ground) -> Step:
    """Asked for, and nothing comes of it: ever less often, and not for ever."""
    if not settled(tracked, ground):
        return Step(tracked)
    broken = next((i for i in staying if i.status is InstanceStatus.ERROR), None)
    if broken is not None and tracked.answered:
        tracked = tracked.said(failed_removal(broken))
        if tracked.change.attempts >= REMOVAL_ATTEMPTS:
            return Step(tracked.at(Phase.FAILED, ground.now, tracked.change.why))
    if not may_ask_again(tracked, ground):
        return Step(tracked)
    return Step(tracked, InstanceAct.DELETE, staying)


def failed_removal(instance: Instance) -> Notice:
    """A removal was accepted, and the instance came to ERROR: in the cloud's words."""
    if instance.fault:
        return notice("change.delete_failed", message=instance.fault)
    return notice("change.delete_error")


def _targets(tracked: Tracked, sight: InstanceSight, ground: Ground) -> list[Instance]:
    """The pinned instance, and what else the undone operations made under its name."""
    change = tracked.change
    made_by = {change.made_by} if change.made_by else set()
    makers = ground.undone | (made_by if ground.undone or change.resource_id is None else set())
    found = {i.id: i for i in sight.named(change.region, change.name, frozenset(makers))}
    if change.resource_id is not None:
        pinned = sight.numbered(change.region, change.resource_id)
        if pinned is not None:
            found[pinned.id] = pinned
    gone = missing(tracked)
    return [instance for instance in found.values() if instance.id not in gone]


def _ours(instance: Instance, tracked: Tracked, ground: Ground) -> bool:
    if not pool_of(ground).owns(instance):
        return False
    if ground.undone:
        return instance.operation in ground.undone
    made_by = tracked.change.made_by
    return made_by is None or instance.operation == made_by


def _absent(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:
    change = tracked.change
    known = change.resource_id in missing(tracked)
    if not known and not sight.proves_absence(change.region):
        return _wait(tracked, ground)
    if change.resource_id is None and not ground.taken_for(ground.tuning.settle_s):
        return Step(tracked)
    return Step(tracked.at(Phase.GONE, ground.now))


def _releasing(tracked: Tracked, ground: Ground) -> Tracked:
    if tracked.phase is Phase.RELEASING:
        return tracked
    return tracked.step(Phase.RELEASING, ground.now)


def _wait(tracked: Tracked, ground: Ground) -> Step:
    """Its absence cannot be seen; once that has gone on for too long, say so."""
    if not ground.forsaken(tracked, patience_s(ground)):
        return Step(tracked)
    why = tracked.change.why or notice("change.never_seen_gone")
    return Step(tracked.at(Phase.FAILED, ground.now, why))

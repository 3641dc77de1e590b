"""Judge a change that wants its instance present. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from console.kinds.instances.act import InstanceAct
from console.kinds.instances.observation import InstanceSight
from console.kinds.instances.patience import may_retry, missing, patience_s, settled, unknown
from console.kinds.step import BuildResult, Ground, Step, left
from console.model.instance import DELETING, Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.plan import Care
from console.model.tracked import Tracked
from console.model.wanted import ALONE, FORMER

NO_RETRY = frozenset({"change.boot_deadline"})
HOPELESS_AFTER = 3
"""Times the settling time after which an unseen creation is given up when none may follow it."""


def judge(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:
    """Adopt what is there, clean up what failed, ask for what is missing.

    Some time after a stop nothing is waited for any more, whatever the cloud says or not.
    """
    step = _remembering(_judged(tracked, sight, ground))
    if not ground.lets_go or step.tracked.phase.final:
        return step
    change = step.tracked.change
    if step.tracked.phase is Phase.PLANNED and not change.attempts:
        why = notice("change.stopped")
        return Step(step.tracked.at(Phase.CANCELLED, ground.now, why), build=step.build)
    kept = left(step.tracked, ground, sight.state(change.region, change.resource_id))
    removes = step.act == InstanceAct.DELETE
    return replace(step, tracked=kept.tracked, act=step.act if removes else None)


def _judged(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:  # noqa: PLR0911 - one return a case
    change = tracked.change
    if change.region not in sight.observed:
        return _unseen_region(tracked, ground)
    named = sight.named(change.region, change.name, frozenset({change.operation_id}))
    found = [i for i in named if i.id not in missing(tracked)]
    staying = [i for i in found if i.task_state != DELETING]
    alive = [i for i in staying if i.status is not InstanceStatus.ERROR]
    broken = [i for i in staying if i.status is InstanceStatus.ERROR]
    if tracked.phase.final:
        return _leftovers(tracked, staying)
    if alive:
        return _keep(tracked, alive, broken, sight, ground)
    if broken:
        return _broken(tracked, broken, ground)
    if found:
        return _leaving(tracked, ground)
    if not sight.proves_absence(change.region):
        return _unseen_region(tracked, ground)
    return _absent(tracked, sight, ground)


def _leftovers(tracked: Tracked, staying: list[Instance]) -> Step:
    """It has ended: whatever else stands under its name was made by a late or doubled call."""
    surplus = tuple(i for i in staying if i.id != tracked.change.resource_id)
    return Step(tracked, InstanceAct.DELETE if surplus else None, surplus)


def _keep(
    tracked: Tracked,
    alive: list[Instance],
    broken: list[Instance],
    sight: InstanceSight,
    ground: Ground,
) -> Step:
    """Keep the oldest; the change is not finished while another of its name is there."""
    judged = _alive(tracked, alive[0], sight, ground)
    surplus = (*alive[1:], *broken)
    if not surplus:
        return judged
    kept = judged.tracked
    if kept.phase is Phase.IN_SERVICE and not ground.late(tracked, patience_s(ground)):
        kept = kept.moved(Phase.READY, ground.now)
    return replace(judged, tracked=kept, act=InstanceAct.DELETE, about=(*judged.about, *surplus))


def _alive(tracked: Tracked, instance: Instance, sight: InstanceSight, ground: Ground) -> Step:
    adopted = replace(tracked.identified(instance.id), answered=True)
    if adopted.asked_at is None:
        adopted = replace(adopted, asked_at=ground.now)
    late = ground.late(tracked, patience_s(ground))
    if instance.status is not InstanceStatus.ACTIVE:
        if late:
            told = adopted.at(Phase.RELEASING, ground.now, _overdue(instance, ground))
            return Step(told, InstanceAct.DELETE, (instance,), BuildResult.FAILED)
        return Step(adopted.moved(Phase.BUILDING, ground.now))
    first = None if tracked.phase is Phase.READY else BuildResult.SUCCEEDED
    health = None if sight.health is None else sight.health.get(instance.name)
    if health or not ground.verified:
        return Step(adopted.at(Phase.IN_SERVICE, ground.now), build=first)
    if late and sight.health is not None:
        why = notice("change.unhealthy" if health is False else "change.health_unknown")
        return Step(adopted.at(Phase.FAILED, ground.now, why), build=first)
    if ground.forsaken(tracked, patience_s(ground)):
        why = notice("change.health_unknown")
        return Step(adopted.at(Phase.FAILED, ground.now, why), build=first)
    return Step(adopted.moved(Phase.READY, ground.now), build=first)


def _broken(tracked: Tracked, broken: list[Instance], ground: Ground) -> Step:
    """Remove a build that failed; what comes next is decided when it is gone."""
    if tracked.phase is Phase.RELEASING:
        if ground.late(tracked, patience_s(ground)):
            return Step(tracked.at(Phase.FAILED, ground.now, tracked.change.why))
        return Step(tracked, InstanceAct.DELETE, tuple(broken))
    fault = broken[0].fault
    why = notice("change.build_failed", message=fault) if fault else notice("change.build_error")
    released = replace(tracked.identified(broken[0].id), answered=True)
    released = released.step(Phase.RELEASING, ground.now, why)
    return Step(released, InstanceAct.DELETE, tuple(broken), BuildResult.FAILED)


def _leaving(tracked: Tracked, ground: Ground) -> Step:
    """Its instance is being deleted, by us or by somebody: see it gone first."""
    why = tracked.change.why or notice("change.vanished")
    if tracked.phase is not Phase.RELEASING:
        return Step(tracked.step(Phase.RELEASING, ground.now, why))
    if ground.late(tracked, patience_s(ground)):
        return Step(tracked.at(Phase.FAILED, ground.now, why))
    return Step(tracked)


def _absent(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:
    """The instance is surely not in the listing."""
    if tracked.phase is Phase.PLANNED:
        return _never_made(tracked, sight, ground)
    if tracked.phase in {Phase.BUILDING, Phase.READY}:
        # Seen before, gone now: look again for a while before making another one.
        lost = replace(_forgotten(tracked), asked_at=ground.now, asked_wall=ground.wall)
        return Step(lost.at(Phase.REQUESTED, ground.now, notice("change.vanished")))
    if tracked.phase is Phase.RELEASING:
        return _released(tracked, ground)
    return _unseen(tracked, ground)


def _unseen(tracked: Tracked, ground: Ground) -> Step:
    """Asked for, and not to be seen: wait until it surely would be, then ask again.

    Until it is asked again, patience counts from the time before.
    """
    if not settled(tracked, ground):
        return Step(tracked)
    if may_retry(tracked, ground) and not ground.late(tracked, patience_s(ground)):
        return Step(tracked, InstanceAct.CREATE, again=True)
    if ground.stop or ground.settled(tracked, HOPELESS_AFTER * ground.tuning.settle_s):
        return Step(tracked.at(Phase.FAILED, ground.now, unknown(tracked)))
    return Step(tracked)


def _never_made(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:
    change = tracked.change
    if ground.stop:
        if change.attempts:
            return Step(tracked.at(Phase.FAILED, ground.now, unknown(tracked)))
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    why = change.why or notice("change.never_asked")
    if ALONE in change.kept and change.seq not in sight.fitting:
        refused = replace(tracked, change=replace(change, attempts=max(1, change.attempts)))
        return Step(refused.keeping(alone=None).at(Phase.FAILED, ground.now, why))
    if ground.late(tracked, patience_s(ground)):
        return Step(tracked.at(Phase.FAILED, ground.now, why))
    return Step(tracked, InstanceAct.CREATE)


def _released(tracked: Tracked, ground: Ground) -> Step:
    """A failed build has been removed: try again, or fail with its reason."""
    why = tracked.change.why
    cleared = _forgotten(tracked).anew()
    if _again_here(tracked, ground) and (why is None or why.code not in NO_RETRY):
        return Step(cleared.at(Phase.PLANNED, ground.now, why), InstanceAct.CREATE)
    return Step(cleared.at(Phase.FAILED, ground.now, why or notice("change.vanished")))


def _again_here(tracked: Tracked, ground: Ground) -> bool:
    """Say whether a failed build is tried again at once; a target tries later, or elsewhere."""
    of_target = ground.operation.plan.request.author.care == Care.TARGETS
    return may_retry(tracked, ground) and not of_target


def _unseen_region(tracked: Tracked, ground: Ground) -> Step:
    """Nothing can be said yet; once that has gone on for too long, say that nothing is known."""
    if tracked.phase.final or not ground.forsaken(tracked, patience_s(ground)):
        return Step(tracked)
    if tracked.phase is Phase.PLANNED and not tracked.change.attempts:
        why = tracked.change.why or notice("change.never_asked")
        return Step(tracked.at(Phase.FAILED, ground.now, why))
    return Step(tracked.at(Phase.FAILED, ground.now, unknown(tracked)))


def _overdue(instance: Instance, ground: Ground) -> Notice:
    minutes = round(patience_s(ground) / 60)
    return notice("change.boot_deadline", status=instance.status.value, minutes=minutes)


def _remembering(step: Step) -> Step:
    """The step with the ids of what it removes kept: a port may be left of each."""
    if step.act != InstanceAct.DELETE:
        return step
    removed = [one.id for one in step.about if isinstance(one, Instance)]
    return replace(step, tracked=_kept(step.tracked, removed))


def _forgotten(tracked: Tracked) -> Tracked:
    """The change without its instance, whose id is kept."""
    number = tracked.change.resource_id
    return tracked if number is None else _kept(tracked, [number]).identified(None)


def _kept(tracked: Tracked, ids: Iterable[str]) -> Tracked:
    """The change with these among its former ids; the very same when they were."""
    before = str(tracked.change.kept.get(FORMER, "")).split()
    former = list(dict.fromkeys((*before, *ids)))
    return tracked if former == before else tracked.keeping(**{FORMER: " ".join(former)})

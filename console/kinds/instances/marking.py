"""Judge a change that wants an instance marked for its pool, or without that mark. Pure.

Only that one word of the metadata is ever written, and only from what it was when
it was planned: what somebody else wrote there since is left alone.
"""

from collections.abc import Iterable, Sequence

from console.kinds.attempt import Attempt, Outcome
from console.kinds.instances.act import InstanceAct
from console.kinds.instances.observation import InstanceSight
from console.kinds.instances.patience import patience_s, settled
from console.kinds.step import Call, Ground, Received, Step, failed
from console.model.entry import Entry
from console.model.instance import DELETING, POOL_KEY, Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.tracked import Tracked
from console.model.wanted import LABEL

ACTS = frozenset({InstanceAct.MARK, InstanceAct.UNMARK})
MOVED = {Phase.REQUESTED: "marks.requested", Phase.IN_SERVICE: "marks.set"}


def judge(tracked: Tracked, sight: InstanceSight, ground: Ground) -> Step:  # noqa: PLR0911 - one return a case
    """Compare the mark that is there with the one that is wanted."""
    change = tracked.change
    if tracked.phase.final:
        return Step(tracked)
    if change.region not in sight.observed:
        return _unseen(tracked, ground)
    if ground.stop and tracked.phase is Phase.PLANNED and not change.attempts:
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    instance = sight.numbered(change.region, change.resource_id or "")
    if instance is None:
        if not sight.proves_absence(change.region):
            return _unseen(tracked, ground)
        return _gone(tracked, ground)
    if instance.task_state == DELETING:
        return _gone(tracked, ground)
    label = instance.metadata.get(POOL_KEY, "")
    if label == change.wanted[LABEL]:
        return Step(tracked.at(Phase.IN_SERVICE, ground.now))
    if label != change.before[LABEL]:
        return failed(tracked, ground, notice("change.marked_elsewhere", pool=label or "–"))
    if instance.status is InstanceStatus.ERROR:
        return failed(tracked, ground, notice("change.mark_in_error", name=change.name))
    return _ask(tracked, instance, ground)


def calls(steps: Sequence[Step], ground: Ground) -> Iterable[Call]:
    """One call a mark."""
    for step in steps:
        if step.act in ACTS:
            asked = step.tracked.asked(Phase.REQUESTED, ground.now, ground.wall)
            [instance] = step.about
            assert isinstance(instance, Instance)  # noqa: S101 - judged so
            yield Call(
                step.act or "", (step,), about=instance, intended=(asked,), subject=instance.id
            )


def received(call: Call, instance: Instance, done: Attempt, ground: Ground) -> Received:
    """Done, refused, put off, or to be looked for."""
    [before] = call.steps
    [asked] = call.intended
    why = None if done.error is None else done.error.notice
    if done.outcome is Outcome.DONE:
        return Received((asked.heard(done.request_id),), (_entry(call, instance, done),))
    if done.outcome is Outcome.MISSING:
        step = _gone(asked, ground)
        return Received((step.tracked.heard(done.request_id),))
    if done.outcome is Outcome.REFUSED and instance.status is not InstanceStatus.BUILD:
        refused = asked.at(Phase.FAILED, ground.now, why).heard(done.request_id)
        return Received((refused,), _told(before.tracked, why, done))
    if done.outcome is Outcome.UNKNOWN:
        return Received((asked.said(why),), _told(before.tracked, why, done))
    put_off = before.tracked.put_off(ground.now, why)
    return Received((put_off,), _told(before.tracked, why, done))


def _ask(tracked: Tracked, instance: Instance, ground: Ground) -> Step:
    """Ask until it is seen; once that has gone on for too long, say so."""
    if tracked.phase is Phase.REQUESTED and not settled(tracked, ground):
        return Step(tracked)
    if ground.late(tracked, patience_s(ground)) or ground.stop:
        return failed(tracked, ground, tracked.change.why or notice("change.mark_unseen"))
    act = InstanceAct.MARK if tracked.change.wanted[LABEL] else InstanceAct.UNMARK
    return Step(tracked, act, (instance,), again=tracked.change.attempts > 0)


def _gone(tracked: Tracked, ground: Ground) -> Step:
    """An instance that is gone has taken its mark with it; it cannot be taken in any more."""
    if not tracked.change.wanted[LABEL]:
        return Step(tracked.at(Phase.IN_SERVICE, ground.now))
    return failed(tracked, ground, notice("change.instance_gone", name=tracked.change.name))


def _unseen(tracked: Tracked, ground: Ground) -> Step:
    if not (ground.forsaken(tracked, patience_s(ground)) or ground.lets_go):
        return Step(tracked)
    return failed(tracked, ground, tracked.change.why or notice("change.mark_unseen"))


def _told(tracked: Tracked, why: Notice | None, done: Attempt) -> tuple[Entry, ...]:
    """The first time only: a source that goes on saying the same is told of once."""
    if why is None or tracked.change.why == why:
        return ()
    return (Entry("mark.put_off", why, done.request_id),)


def _entry(call: Call, instance: Instance, done: Attempt) -> Entry:
    code = "mark.asked" if call.act == InstanceAct.MARK else "mark.removed"
    values = {"name": instance.name, "id": instance.id, "region": instance.region}
    return Entry(code, notice(code, **values), done.request_id)

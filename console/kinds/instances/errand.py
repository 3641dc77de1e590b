"""One write about one instance that stands: found, asked for, answered. Pure.

What marks, reboots and locks have in common: they make and remove nothing.
"""

from collections.abc import Callable, Container, Iterable, Sequence

from console.kinds.attempt import Attempt, Outcome
from console.kinds.instances.observation import InstanceSight
from console.kinds.instances.patience import patience_s, settled
from console.kinds.step import Call, Ground, Received, Step, failed
from console.model.entry import Entry
from console.model.instance import DELETING, Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.tracked import Tracked

Gone = Callable[[Tracked, Ground], Step]
"""What it means for a change that its instance is gone."""


def sought(
    tracked: Tracked, sight: InstanceSight, ground: Ground, *, unseen: str, gone: Gone
) -> Instance | Step:
    """The instance that a change is about; where there is none to act on, what that comes to.

    `unseen` is the notice code for an end that nobody sees.
    """
    change = tracked.change
    if tracked.phase.final:
        return Step(tracked)
    if change.region not in sight.observed:
        return _unseen(tracked, ground, unseen)
    if ground.stop and tracked.phase is Phase.PLANNED and not change.attempts:
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    instance = sight.numbered(change.region, change.resource_id or "")
    if instance is None and not sight.proves_absence(change.region):
        return _unseen(tracked, ground, unseen)
    if instance is None or instance.task_state == DELETING:
        return gone(tracked, ground)
    return instance


def pressed(tracked: Tracked, instance: Instance, ground: Ground, act: str, *, unseen: str) -> Step:
    """Ask until it is seen, which does no harm; once that has gone on for too long, say so."""
    if tracked.phase is Phase.REQUESTED and not settled(tracked, ground):
        return Step(tracked)
    if ground.late(tracked, patience_s(ground)) or ground.stop:
        return failed(tracked, ground, tracked.change.why or notice(unseen))
    return Step(tracked, act, (instance,), again=tracked.change.attempts > 0)


def lost(tracked: Tracked, ground: Ground) -> Step:
    """Nothing can be done any more about what is gone."""
    return failed(tracked, ground, notice("change.instance_gone", name=tracked.change.name))


def calls(steps: Sequence[Step], acts: Container[str | None], ground: Ground) -> Iterable[Call]:
    """One call an instance."""
    for step in steps:
        if step.act in acts:
            asked = step.tracked.asked(Phase.REQUESTED, ground.now, ground.wall)
            [instance] = step.about
            assert isinstance(instance, Instance)  # noqa: S101 - judged so
            yield Call(
                step.act or "", (step,), about=instance, intended=(asked,), subject=instance.id
            )


def received(
    call: Call, done: Attempt, ground: Ground, *, asked: str, put_off: str, gone: Gone
) -> Received:
    """Done, refused, put off, or to be looked for; `asked` and `put_off` are what is told."""
    instance = call.about
    assert isinstance(instance, Instance)  # noqa: S101 - made above
    [before], [intended] = call.steps, call.intended
    why = None if done.error is None else done.error.notice
    if done.outcome is Outcome.DONE:
        values = {"name": instance.name, "id": instance.id, "region": instance.region}
        told = Entry(asked, notice(asked, **values), done.request_id)
        return Received((intended.heard(done.request_id),), (told,))
    if done.outcome is Outcome.MISSING:
        return Received((gone(intended, ground).tracked.heard(done.request_id),))
    if done.outcome is Outcome.REFUSED and instance.status is not InstanceStatus.BUILD:
        after = intended.at(Phase.FAILED, ground.now, why).heard(done.request_id)
    elif done.outcome is Outcome.UNKNOWN:
        after = intended.said(why)
    else:
        after = before.tracked.put_off(ground.now, why)
    return Received((after,), _told(put_off, before.tracked, why, done))


def _unseen(tracked: Tracked, ground: Ground, code: str) -> Step:
    if not (ground.forsaken(tracked, patience_s(ground)) or ground.lets_go):
        return Step(tracked)
    return failed(tracked, ground, tracked.change.why or notice(code))


def _told(code: str, tracked: Tracked, why: Notice | None, done: Attempt) -> tuple[Entry, ...]:
    """The first time only: a source that goes on saying the same is told of once."""
    if why is None or tracked.change.why == why:
        return ()
    return (Entry(code, why, done.request_id),)

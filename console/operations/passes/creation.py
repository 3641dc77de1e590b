"""Judge a change that wants its instance present. Pure."""

from dataclasses import replace

from console.model.instance import Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.tracked import Tracked
from console.operations.passes.judgement import Build, Judgement
from console.operations.passes.sight import DELETING, Sight
from console.operations.passes.terms import Terms

NO_RETRY = frozenset({"change.boot_deadline"})


def judge(tracked: Tracked, sight: Sight, terms: Terms) -> Judgement:
    """Adopt what is there, clean up what failed, ask for what is missing."""
    change = tracked.change
    if change.region not in sight.observed:
        return _wait(tracked, terms)
    found = sight.named(change.region, change.name, frozenset({change.operation_id}))
    staying = [i for i in found if i.task_state != DELETING]
    alive = [i for i in staying if i.status is not InstanceStatus.ERROR]
    broken = [i for i in staying if i.status is InstanceStatus.ERROR]
    if alive:
        return _keep(tracked, alive, broken, sight, terms)
    if broken:
        return _broken(tracked, broken, terms)
    if found:
        return _leaving(tracked, terms)
    if not sight.proves_absence(change.region):
        return _wait(tracked, terms)
    return _absent(tracked, terms)


def _keep(
    tracked: Tracked, alive: list[Instance], broken: list[Instance], sight: Sight, terms: Terms
) -> Judgement:
    """Keep the oldest; the change is not finished while another of its name is there."""
    judged = _alive(tracked, alive[0], sight, terms)
    surplus = (*alive[1:], *broken)
    if not surplus:
        return judged
    kept = judged.tracked
    if kept.phase is Phase.IN_SERVICE and not terms.overdue(tracked):
        kept = _move(kept, Phase.READY, terms)
    return replace(judged, tracked=kept, remove=(*judged.remove, *surplus))


def _alive(tracked: Tracked, instance: Instance, sight: Sight, terms: Terms) -> Judgement:
    adopted = replace(
        tracked, change=replace(tracked.change, resource_id=instance.id), answered=True
    )
    if instance.status is not InstanceStatus.ACTIVE:
        if terms.overdue(tracked):
            return Judgement(
                adopted.at(Phase.RELEASING, terms.now, _late(instance, terms)),
                remove=(instance,),
                build=Build.FAILED,
            )
        return Judgement(_move(adopted, Phase.BUILDING, terms))
    first = None if tracked.phase is Phase.READY else Build.SUCCEEDED
    health = None if sight.health is None else sight.health.get(instance.name)
    if health or not terms.health_known:
        return Judgement(adopted.at(Phase.IN_SERVICE, terms.now), build=first)
    if terms.overdue(tracked):
        why = notice("change.unhealthy" if health is False else "change.health_unknown")
        return Judgement(adopted.at(Phase.FAILED, terms.now, why))
    return Judgement(_move(adopted, Phase.READY, terms), build=first)


def _broken(tracked: Tracked, broken: list[Instance], terms: Terms) -> Judgement:
    """Remove a build that failed; what comes next is decided when it is gone."""
    if tracked.phase is Phase.RELEASING:
        if terms.overdue(tracked):
            return Judgement(tracked.at(Phase.FAILED, terms.now, tracked.change.why))
        return Judgement(tracked, remove=tuple(broken))
    fault = broken[0].fault
    why = notice("change.build_failed", message=fault) if fault else notice("change.build_error")
    released = replace(
        tracked, change=replace(tracked.change, resource_id=broken[0].id), answered=True
    ).at(Phase.RELEASING, terms.now, why)
    return Judgement(released, remove=tuple(broken), build=Build.FAILED)


def _leaving(tracked: Tracked, terms: Terms) -> Judgement:
    if terms.overdue(tracked):
        why = tracked.change.why or notice("change.vanished")
        return Judgement(tracked.at(Phase.FAILED, terms.now, why))
    why = tracked.change.why or notice("change.vanished")
    return Judgement(_move(tracked, Phase.RELEASING, terms, why))


def _absent(tracked: Tracked, terms: Terms) -> Judgement:
    """The instance is surely not in the listing."""
    if tracked.phase is Phase.PLANNED:
        return _never_made(tracked, terms)
    if tracked.phase in {Phase.BUILDING, Phase.READY}:
        # Seen before, gone now: look again for a while before making another one.
        lost = replace(
            tracked,
            change=replace(tracked.change, resource_id=None),
            asked_wall=terms.wall,
        )
        return Judgement(lost.at(Phase.REQUESTED, terms.now, notice("change.vanished")))
    if tracked.phase is Phase.RELEASING:
        return _released(tracked, terms)
    return _unseen(tracked, terms)


def _unseen(tracked: Tracked, terms: Terms) -> Judgement:
    """Asked for, and not to be seen: wait until it surely would be, then ask again."""
    if not terms.settled(tracked.asked_wall):
        return Judgement(tracked)
    if terms.may_retry(tracked):
        return Judgement(tracked, create=True)
    if terms.stop or terms.hopeless(tracked.asked_wall):
        return Judgement(tracked.at(Phase.FAILED, terms.now, _unknown(tracked)))
    return _wait(tracked, terms)


def _never_made(tracked: Tracked, terms: Terms) -> Judgement:
    if terms.stop:
        if tracked.change.attempts:
            return Judgement(tracked.at(Phase.FAILED, terms.now, _unknown(tracked)))
        return Judgement(tracked.at(Phase.CANCELLED, terms.now, notice("change.stopped")))
    if terms.overdue(tracked):
        why = tracked.change.why or notice("change.never_asked")
        return Judgement(tracked.at(Phase.FAILED, terms.now, why))
    return Judgement(tracked, create=True)


def _released(tracked: Tracked, terms: Terms) -> Judgement:
    """A failed build has been removed: try again, or fail with its reason."""
    why = tracked.change.why
    cleared = replace(tracked, change=replace(tracked.change, resource_id=None))
    if terms.may_retry(tracked) and (why is None or why.code not in NO_RETRY):
        return Judgement(cleared.at(Phase.PLANNED, terms.now, why), create=True)
    return Judgement(cleared.at(Phase.FAILED, terms.now, why or notice("change.vanished")))


def _wait(tracked: Tracked, terms: Terms) -> Judgement:
    """Nothing can be said yet; at the deadline, say that nothing is known."""
    if not terms.overdue(tracked):
        return Judgement(tracked)
    if tracked.phase is Phase.PLANNED and not tracked.change.attempts:
        why = tracked.change.why or notice("change.never_asked")
        return Judgement(tracked.at(Phase.FAILED, terms.now, why))
    return Judgement(tracked.at(Phase.FAILED, terms.now, _unknown(tracked)))


def _unknown(tracked: Tracked) -> Notice:
    return notice("change.outcome_unknown", name=tracked.change.name)


def _late(instance: Instance, terms: Terms) -> Notice:
    minutes = round(terms.pool.boot_deadline_s / 60)
    return notice("change.boot_deadline", status=instance.status.value, minutes=minutes)


def _move(tracked: Tracked, phase: Phase, terms: Terms, why: Notice | None = None) -> Tracked:
    """The change in that phase; the very same when nothing would change."""
    if tracked.phase is phase and tracked.change.why == why:
        return tracked
    return tracked.at(phase, terms.now, why)

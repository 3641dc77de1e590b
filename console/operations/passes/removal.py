"""Judge a change that wants its instance absent. Pure.

Nothing is removed that does not belong to the pool and, for a rollback, to the
operations that are being undone.
"""

from console.model.instance import Instance
from console.model.notice import notice
from console.model.operation import Phase
from console.model.tracked import Tracked
from console.operations.passes.judgement import Judgement
from console.operations.passes.sight import DELETING, Sight
from console.operations.passes.terms import Terms


def judge(tracked: Tracked, sight: Sight, terms: Terms) -> Judgement:
    """Ask for the removal until its absence is seen."""
    change = tracked.change
    if change.region not in sight.observed:
        return _wait(tracked, terms)
    if terms.stop and tracked.phase is Phase.PLANNED:
        return Judgement(tracked.at(Phase.CANCELLED, terms.now, notice("change.stopped")))
    found = _targets(tracked, sight, terms)
    if not all(_ours(instance, tracked, terms) for instance in found):
        return Judgement(tracked.at(Phase.FAILED, terms.now, notice("change.not_ours")))
    if not found:
        return _absent(tracked, sight, terms)
    return _present(tracked, found, terms)


def _present(tracked: Tracked, found: list[Instance], terms: Terms) -> Judgement:
    staying = tuple(i for i in found if i.task_state != DELETING)
    if terms.overdue(tracked):
        return Judgement(tracked.at(Phase.FAILED, terms.now, notice("change.still_there")))
    if not staying:
        return Judgement(_releasing(tracked, terms))
    asked = tracked.phase is Phase.RELEASING and tracked.answered
    if asked and not terms.settled(tracked.asked_wall):
        return Judgement(tracked)
    return Judgement(tracked, remove=staying)


def _targets(tracked: Tracked, sight: Sight, terms: Terms) -> list[Instance]:
    """The pinned instance, and what else the undone operations made under its name."""
    change = tracked.change
    makers = terms.family | ({change.made_by} if change.made_by and terms.family else set())
    if change.resource_id is None:
        makers |= {change.made_by} if change.made_by else set()
    found = {i.id: i for i in sight.named(change.region, change.name, frozenset(makers))}
    if change.resource_id is not None:
        pinned = sight.numbered(change.region, change.resource_id)
        if pinned is not None:
            found[pinned.id] = pinned
    return list(found.values())


def _ours(instance: Instance, tracked: Tracked, terms: Terms) -> bool:
    if not terms.pool.owns(instance):
        return False
    if terms.family:
        return instance.operation in terms.family
    made_by = tracked.change.made_by
    return made_by is None or instance.operation == made_by


def _absent(tracked: Tracked, sight: Sight, terms: Terms) -> Judgement:
    change = tracked.change
    if not sight.proves_absence(change.region):
        return _wait(tracked, terms)
    if change.resource_id is None and not terms.settled(terms.started_wall):
        return Judgement(tracked)
    return Judgement(tracked.at(Phase.GONE, terms.now))


def _releasing(tracked: Tracked, terms: Terms) -> Tracked:
    if tracked.phase is Phase.RELEASING:
        return tracked
    return tracked.at(Phase.RELEASING, terms.now)


def _wait(tracked: Tracked, terms: Terms) -> Judgement:
    if not terms.overdue(tracked):
        return Judgement(tracked)
    why = tracked.change.why or notice("change.never_seen_gone")
    return Judgement(tracked.at(Phase.FAILED, terms.now, why))

"""What an operation and its family (top-ups, rollbacks) made and removed, as it stands now."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from console.kinds.draft import Standing, additions
from console.kinds.instances import adoption, held, opening, protection, returning, targets
from console.kinds.instances.facts import PoolFacts, given_up
from console.kinds.instances.removal import removals
from console.model.instance import DELETING, Instance, InstanceStatus
from console.model.naming import natural
from console.model.notice import notice
from console.model.operation import Change, Operation, Phase
from console.model.plan import Desired, PlannedChange, RefusalReason
from console.model.resource import REBOOT
from console.model.verb import HEAL, TOPUP, Verb
from console.model.wanted import REPLACES

APART: Mapping[
    Callable[[Iterable[PlannedChange]], bool], Callable[[PoolFacts, Operation, Verb], Standing]
] = {
    adoption.marks: adoption.standing,
    protection.locks: protection.standing,
    targets.about: opening.standing,
}
"""What an operation may be about that is no instance, and how that is read."""
NEVER_ASKED = frozenset({Phase.PLANNED, Phase.CANCELLED})


def standing(facts: PoolFacts, target: Operation, verb: Verb) -> Standing:
    """Read the family's changes against the instances that are there."""
    for about, read in APART.items():
        if about(target.plan.changes):
            return read(facts, target, verb)
    created, asked = additions(facts.record, target, verb)
    there = {i.id: i for i in facts.estate.instances() if i.status is not InstanceStatus.DELETED}
    made = _made(there, created, target)
    unsure = _unsure(facts, there, created)
    swaps = any(REPLACES in c.wanted for c in target.plan.changes)
    if verb == TOPUP and (swaps or target.plan.request.verb == HEAL):
        return Standing(reasons=(_asked_again(facts, target),))
    if verb == TOPUP:
        why = notice("guard.nothing_missing", operation=target.id)
        return Standing(
            missing=len(asked) - sum(i.status is not InstanceStatus.ERROR for i in made),
            complete=RefusalReason("nothing", why),
            warnings=(notice("warning.late", n=len(unsure)),) if unsure else (),
        )
    if not asked:
        return _shrunk(facts, there, target, made)
    return _grown(facts, there, target, made, unsure)


def _grown(
    facts: PoolFacts,
    there: dict[str, Instance],
    target: Operation,
    made: tuple[Instance, ...],
    unsure: tuple[Change, ...],
) -> Standing:
    """What an operation made that is there, or may be, and that no open window needs.

    What it put in quarantine comes back in place of what it made for that.
    """
    back = returning.back(facts, target)
    healed, made = _healed(there, target, made, {c.resource_id for c in back})
    if healed and not (made or unsure or back):
        why = notice("guard.heal_done", operation=target.id, n=healed)
        return Standing(reasons=(RefusalReason("heal.done", why, notice("remedy.heal_done")),))
    locked = tuple(i for i in made if i.locked)
    back = returning.without(back, locked)
    if locked and not (len(made) > len(locked) or unsure or back):
        return Standing(reasons=(_locked(locked),))
    swapped = returning.replaced(back, made)
    made = tuple(i for i in made if not i.locked and i not in swapped)
    free = held.returnable(facts, made)
    if made and not (free or unsure or back):
        return Standing(reasons=(held.refusal(facts),))
    doubt = (notice("warning.unsure", n=len(unsure)),) if unsure else ()
    home = returning.swaps(back, removals(facts, swapped))
    return Standing(
        inverse=(*back, *home, *removals(facts, free), *map(_by_name, unsure)),
        warnings=(*doubt, *held.kept(facts, len(made) - len(free))),
        left=len(locked),
    )


def _asked_again(facts: PoolFacts, target: Operation) -> RefusalReason:
    """What is made in others' place is asked for again with them, or these stay beside it."""
    pool = facts.pool.name
    if target.plan.request.verb == HEAL:
        why = notice("guard.heal_topup", operation=target.id)
        return RefusalReason("heal.topup", why, notice("remedy.heal_again", pool=pool))
    why = notice("guard.repair_topup", operation=target.id)
    return RefusalReason("repair.topup", why, notice("remedy.repair_again", pool=pool))


def _locked(instances: tuple[Instance, ...]) -> RefusalReason:
    """Nothing but what somebody has locked is left to be taken back."""
    names = ", ".join(one.name for one in instances)
    why = notice("guard.locked", n=len(instances), names=names)
    return RefusalReason("instance.locked", why, notice("remedy.locked"))


def _shrunk(
    facts: PoolFacts, there: dict[str, Instance], target: Operation, made: tuple[Instance, ...]
) -> Standing:
    """What an operation that made nothing removed; a reboot alone gives nothing back."""
    changes = facts.record.target_changes
    removed = [c for c in changes if c.operation_id == target.id and _happened(c, there)]
    rebooted = sum(c.resource == REBOOT and c.attempts > 0 for c in changes)
    if rebooted and not removed:
        why = notice("guard.heal_rebooted", operation=target.id, n=rebooted)
        return Standing(reasons=(RefusalReason("heal.done", why),))
    return Standing(lacking=_less(facts, removed, made))


def _made(
    there: dict[str, Instance], created: tuple[Change, ...], target: Operation
) -> tuple[Instance, ...]:
    """The family's instances that stand, the oldest first."""
    ids = {target.id} | {c.operation_id for c in created}
    known = {c.resource_id for c in created}
    return tuple(
        i
        for i in sorted(there.values(), key=lambda i: (i.created_at, natural(i.name), i.id))
        if (i.id in known or i.operation in ids)
        and i.task_state != DELETING
        and i.quarantine is None
    )


def _healed(
    there: dict[str, Instance],
    target: Operation,
    made: tuple[Instance, ...],
    back: set[str | None],
) -> tuple[int, tuple[Instance, ...]]:
    """How many took the place of what does not come back, and stay; and what is to be undone.

    To give a replacement back would leave the pool one short: the sick one does not return,
    unless it is one of those, by their ids, that come back from quarantine.
    """
    sick = {c.name: str(c.wanted[REPLACES]) for c in target.plan.changes if REPLACES in c.wanted}
    ill = {number for number, i in there.items() if i.quarantine is None or number in back}
    left = tuple(i for i in made if i.name not in sick or sick[i.name] in ill)
    return len(made) - len(left), left


def _unsure(
    facts: PoolFacts, there: dict[str, Instance], created: tuple[Change, ...]
) -> tuple[Change, ...]:
    """Creations that may have left an instance which nobody has seen."""
    seen = {(i.name, i.operation) for i in there.values()}
    return tuple(
        c
        for c in created
        if c.resource_id not in there
        and (c.name, c.operation_id) not in seen
        and _may_exist(facts, c)
        and not _undone(c, facts.record.target_changes)
    )


def _by_name(change: Change) -> PlannedChange:
    """The removal of what a creation may have left."""
    return PlannedChange(
        datacenter=change.datacenter,
        region=change.region,
        name=change.name,
        desired=Desired.ABSENT,
        resource_id=change.resource_id,
        made_by=change.operation_id,
    )


def _less(
    facts: PoolFacts, removed: list[Change], made: tuple[Instance, ...]
) -> tuple[Change, ...]:
    """What was removed, less what was made anew in the same place since."""
    again = Counter((facts.datacenter_of(i.region), i.region) for i in made)
    left: list[Change] = []
    for change in removed:
        place = (change.datacenter, change.region)
        if again[place] > 0:
            again[place] -= 1
        else:
            left.append(change)
    return tuple(left)


def _may_exist(facts: PoolFacts, change: Change) -> bool:
    """Say whether a creation that nobody sees may still have left something.

    With an id, a whole list taken after the change's last news settles it. Without
    one, it may exist if it was asked for and the API never answered (a refusal
    carries a request id).
    """
    if change.phase is Phase.GONE:
        return False
    if change.resource_id is not None:
        view = facts.estate.regions.get(change.region)
        return (
            view is None or facts.unseen(change.region) > 0 or view.observed_at <= change.updated_at
        )
    if change.phase in NEVER_ASKED:
        return change.attempts > 0
    if change.phase is Phase.FAILED:
        return change.attempts > 0 and (given_up(change) or change.request_id is None)
    return True


def _undone(creation: Change, changes: tuple[Change, ...]) -> bool:
    """Say whether a rollback has already confirmed that a creation left nothing."""
    return any(
        c.desired is Desired.ABSENT
        and c.phase is Phase.GONE
        and c.name == creation.name
        and c.made_by == creation.operation_id
        for c in changes
    )


def _happened(change: Change, standing: dict[str, Instance]) -> bool:
    """Say whether a removal took its instance away."""
    if change.desired is not Desired.ABSENT:
        return False
    if change.phase is Phase.GONE:
        return True
    return change.phase not in NEVER_ASKED and change.resource_id not in standing

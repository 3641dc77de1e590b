"""What an operation and its family (top-ups, rollbacks) made and removed, as it stands now."""

from dataclasses import dataclass

from console.kinds.instances.facts import DELETING, PoolFacts
from console.model.instance import Instance, InstanceStatus
from console.model.operation import Change, Operation, Phase
from console.model.plan import (
    Desired,
)
from console.model.verb import TOPUP

NEVER_ASKED = frozenset({Phase.PLANNED, Phase.CANCELLED})
OUTCOME_UNKNOWN = "change.outcome_unknown"
"""What the worker writes on a creation that it gave up without ever seeing its end."""


@dataclass(frozen=True, slots=True)
class Family:
    """The present effect of an operation and of what topped it up or rolled it back.

    `made` are its instances that stand; `unsure` its creations that may have left
    an instance nobody has seen; `removed` the target's removals that happened;
    `wanted` the number of creations the target asked for.
    """

    made: tuple[Instance, ...]
    unsure: tuple[Change, ...]
    removed: tuple[Change, ...]
    wanted: int

    @property
    def shrank(self) -> bool:
        """Say whether the target was a shrinking one: it asked for no instance."""
        return self.wanted == 0


def family(situation: PoolFacts, target: Operation, *, rollback: bool) -> Family:
    """Read the family's changes against the instances that are there.

    The journal's family is the whole tree, its root first. A rollback of a top-up
    is about its own creations alone; a top-up is always about what the root wanted.
    """
    changes = situation.record.target_changes
    created = [c for c in changes if c.desired is Desired.PRESENT]
    asker = target.id
    if target.plan.request.verb == TOPUP:
        if rollback:
            created = [c for c in created if c.operation_id == target.id]
        else:
            asker = changes[0].operation_id if changes else target.id
    ids = {target.id} | {c.operation_id for c in created}
    standing = {
        i.id: i for i in situation.estate.instances() if i.status is not InstanceStatus.DELETED
    }
    known = {c.resource_id for c in created}
    made = tuple(
        i
        for i in sorted(standing.values(), key=lambda i: (i.created_at, i.name, i.id))
        if (i.id in known or i.operation in ids) and i.task_state != DELETING
    )
    seen = {(i.name, i.operation) for i in standing.values()}
    unsure = tuple(
        c
        for c in created
        if c.resource_id not in standing
        and (c.name, c.operation_id) not in seen
        and _may_exist(situation, c)
        and not _undone(c, changes)
    )
    return Family(
        made=made,
        unsure=unsure,
        removed=tuple(c for c in changes if c.operation_id == target.id and _happened(c, standing)),
        wanted=sum(c.operation_id == asker for c in created),
    )


def _may_exist(situation: PoolFacts, change: Change) -> bool:
    """Say whether a creation that nobody sees may still have left something.

    With an id, a list taken after the change's last news settles it. Without
    one, it may exist if it was asked for and the API never answered (a refusal
    carries a request id).
    """
    if change.phase is Phase.GONE:
        return False
    if change.resource_id is not None:
        view = situation.estate.regions.get(change.region)
        return view is None or view.observed_at <= change.updated_at
    if change.phase in NEVER_ASKED:
        return change.attempts > 0
    if change.phase is Phase.FAILED:
        given_up = change.why is not None and change.why.code == OUTCOME_UNKNOWN
        return change.attempts > 0 and (given_up or change.request_id is None)
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

"""Instances that are made in place of others, which go once these are in service. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.removal import removals
from console.model.instance import Instance, InstanceStatus
from console.model.notice import notice
from console.model.plan import Desired, PlannedChange, RefusalReason
from console.model.wanted import REPLACEMENT, REPLACES


def replacing(
    facts: PoolFacts, made: Sequence[PlannedChange], old: Sequence[Instance]
) -> tuple[list[PlannedChange], list[PlannedChange]]:
    """What is made, each in place of one, and the removals of those, each after its own.

    What is made comes first of the operation's changes, in this order.
    """
    new = [
        replace(change, wanted={REPLACES: one.id}) for change, one in zip(made, old, strict=True)
    ]
    gone = [
        replace(removal, wanted={REPLACEMENT: change.name}, after=(seq,))
        for seq, (removal, change) in enumerate(zip(removals(facts, old), made, strict=True), 1)
    ]
    return new, gone


def against(facts: PoolFacts, changes: Sequence[PlannedChange]) -> Iterable[RefusalReason]:
    """What another was made for stays where that one is not there, or not any more."""
    coming = {c.name for c in changes if c.desired is Desired.PRESENT}
    active = (i for i in facts.staying if i.status is InstanceStatus.ACTIVE)
    there = coming | {i.name for i in active if i.operation == facts.operation_id}
    names = {i.id: i.name for i in facts.owned}
    for change in changes:
        new, old = change.wanted.get(REPLACEMENT), names.get(change.resource_id or "")
        if new and old and new not in there:
            why = notice("guard.heal_unreplaced", name=old, replacement=str(new))
            yield RefusalReason("heal.unreplaced", why, passing=True)

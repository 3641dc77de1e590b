"""Rollback: exactly what an operation and its family made, and has not been undone."""

from collections import Counter

from console.kinds.instances.batching import creations
from console.kinds.instances.facts import Draft, PoolFacts
from console.kinds.instances.placement import rebuild
from console.kinds.instances.removal import removals
from console.kinds.instances.standing import Family, family
from console.model.notice import Notice, notice
from console.model.plan import (
    Desired,
    PlannedChange,
    RefusalReason,
)
from console.model.verb import ROLLBACK
from console.planning import guards


def draft(situation: PoolFacts) -> Draft:
    """The target inverted: what it made goes, what it removed is made good in number."""
    wrong = guards.present(
        (
            guards.target_ended(situation.record, ROLLBACK),
            guards.target_pool(situation.request, situation.record),
        )
    )
    target = situation.record.target
    if wrong or target is None:
        return Draft(reasons=wrong, target=None if target is None else target.id)
    members = family(situation, target, rollback=True)
    undone = _make_good(situation, members) if members.shrank else _take_away(situation, members)
    if not undone.changes and not undone.reasons:
        why = notice("guard.nothing_to_undo", operation=target.id)
        return Draft(reasons=(RefusalReason("nothing", why),), target=target.id)
    return Draft(undone.changes, undone.warnings, undone.reasons, target.id)


def _take_away(situation: PoolFacts, members: Family) -> Draft:
    """Remove by id what is there, and by name what may be."""
    unsure = tuple(
        PlannedChange(
            datacenter=change.datacenter,
            region=change.region,
            name=change.name,
            desired=Desired.ABSENT,
            resource_id=change.resource_id,
            made_by=change.operation_id,
        )
        for change in members.unsure
    )
    warnings: tuple[Notice, ...] = ()
    if unsure:
        warnings = (notice("warning.unsure", n=len(unsure)),)
    return Draft((*removals(situation, members.made), *unsure), warnings)


def _make_good(situation: PoolFacts, members: Family) -> Draft:
    """As many new instances as were removed, in the same regions, less those already remade."""
    wanted = Counter((change.datacenter, change.region) for change in members.removed)
    wanted.subtract((situation.datacenter_of(i.region), i.region) for i in members.made)
    placement = rebuild(situation, +wanted)
    changes = creations(
        placement.slots,
        pool=situation.pool.name,
        operation_id=situation.operation_id,
        batch_size=situation.policy.limits.batch_size,
    )
    warnings = (notice("warning.new_ids", n=len(changes)),) if changes else ()
    return Draft(changes, warnings, placement.reasons)

"""What is asked of a pool, as changes: to a size, in place of what is missing, or gone."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from console.kinds.draft import Draft, Standing
from console.kinds.instances import (
    adoption,
    bill,
    enough,
    healing,
    opening,
    protection,
    repair,
    targets,
    verbs,
)
from console.kinds.instances.batching import creations
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.guards import amount, size
from console.kinds.instances.placement import Distribution, place, rebuild
from console.kinds.instances.removal import choose, removable, removals
from console.kinds.instances.standins import stands_in
from console.model.notice import notice
from console.model.operation import Phase
from console.model.place import Datacenter
from console.model.plan import Desired, PlannedChange, RefusalReason, Request
from console.model.resource import INSTANCE
from console.model.verb import HEAL, REPAIR, Verb

APART: dict[Verb, Callable[[PoolFacts], Draft]] = {
    verbs.ADOPT: adoption.draft,
    verbs.PROTECT: protection.draft,
    verbs.UNPROTECT: protection.draft,
    HEAL: healing.draft,
    REPAIR: repair.draft,
    verbs.TARGETING: opening.draft,
    verbs.UNTARGETING: opening.draft,
}
"""What comes to something else than a size."""


def draft(facts: PoolFacts) -> Draft:
    """Changes that bring the pool to the wanted size, in the chosen datacenters only."""
    apart = APART.get(facts.request.verb)
    if apart is not None:
        return apart(facts)
    wrong = amount(facts.request)
    if wrong is not None:
        return refused(facts, (wrong,))
    wanted = _wanted(facts.request, facts.size)
    reasons = tuple(size(facts, wanted))
    step = wanted - facts.size
    if step == 0 or not facts.chosen:
        return refused(facts, reasons)
    if step > 0:
        return enough.weighed(facts, _grow(facts, place(facts, step, facts.chosen), reasons))
    return enough.weighed(facts, _shrink(facts, -step, reasons))


def weigh(facts: PoolFacts, changes: tuple[PlannedChange, ...]) -> Draft:
    """What changes come to, of instances or of their marks."""
    if adoption.marks(changes):
        return adoption.weigh(facts, changes)
    if targets.about(changes):
        return opening.weigh(facts, changes)
    return bill.weigh(facts, changes)


def renew(facts: PoolFacts, family: Standing) -> Draft:
    """As many as were removed, where they were; or as many as are missing, where nothing failed."""
    if family.lacking:
        gone = Counter((change.datacenter, change.region) for change in family.lacking)
        made = _grow(facts, rebuild(facts, gone))
        again = (notice("warning.new_ids", n=len(made.changes)),) if made.changes else ()
        changes = repair.restored(made.changes, family.lacking)
        return replace(made, changes=changes, warnings=(*again, *made.warnings))
    spared = _without_failure(facts)
    if not facts.request.datacenters and spared and len(spared) < len(facts.chosen):
        avoided = ", ".join(p.code for p in facts.chosen if p not in spared)
        elsewhere = _topped(facts, family.missing, spared)
        if elsewhere.changes:
            told = notice("warning.avoided", datacenters=avoided)
            return replace(elsewhere, warnings=(told, *elsewhere.warnings))
    return _topped(facts, family.missing, facts.chosen)


def _topped(facts: PoolFacts, missing: int, places: tuple[Datacenter, ...]) -> Draft:
    """What is missing, among some datacenters; what was to stand in for others does."""
    if stands_in(facts.record.target_changes):
        return repair.again(facts, missing, places)
    return _grow(facts, place(facts, missing, places))


def refused(facts: PoolFacts, reasons: tuple[RefusalReason, ...]) -> Draft:
    """No change, and why."""
    return Draft(INSTANCE, facts.pool.name, reasons=reasons)


def _wanted(request: Request, now: int) -> int:
    """The size a request asks for."""
    to = verbs.TO.of(request)
    return to if to is not None else now + (verbs.BY.of(request) or 0)


def _grow(facts: PoolFacts, where: Distribution, reasons: tuple[RefusalReason, ...] = ()) -> Draft:
    """New instances, as they were shared out."""
    reasons = (*reasons, *where.reasons)
    if reasons:
        return refused(facts, reasons)
    changes = creations(facts, where.slots)
    made = weigh(facts, changes)
    return replace(made, warnings=(*where.warnings, *made.warnings))


def _shrink(facts: PoolFacts, number: int, reasons: tuple[RefusalReason, ...]) -> Draft:
    """Fewer instances in the chosen datacenters."""
    most = removable(facts, facts.chosen)
    if most >= number:
        changes = removals(facts, choose(facts, number, facts.chosen))
        return replace(weigh(facts, changes), reasons=reasons)
    if any(reason.guard == "baseline" for reason in reasons):
        return refused(facts, reasons)
    where = ", ".join(place.code for place in facts.chosen)
    why = notice("guard.removable", datacenters=where, n=number, most=most)
    short = RefusalReason("removable", why, notice("remedy.more_datacenters"))
    return refused(facts, (*reasons, short))


def _without_failure(facts: PoolFacts) -> tuple[Datacenter, ...]:
    """The chosen datacenters where no creation of the target failed."""
    target = facts.record.target
    failed = {
        change.datacenter
        for change in facts.record.target_changes
        if target is not None
        and change.operation_id == target.id
        and change.desired is Desired.PRESENT
        and change.phase is Phase.FAILED
    }
    return tuple(place for place in facts.chosen if place.code not in failed)

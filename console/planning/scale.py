"""Burst and scale: bring a pool to a size."""

from console.kinds.instances.batching import creations
from console.kinds.instances.facts import Draft, PoolFacts
from console.kinds.instances.placement import place
from console.kinds.instances.removal import choose, removable, removals
from console.model.notice import Notice, notice
from console.model.plan import (
    RefusalReason,
    Request,
)
from console.planning import guards


def draft(situation: PoolFacts) -> Draft:
    """Changes that bring the pool to the wanted size, in the chosen datacenters only."""
    wrong = guards.amount(situation.request)
    if wrong is not None:
        return Draft(reasons=(wrong,))
    wanted = wanted_size(situation.request, situation.size)
    reasons = guards.present(guards.size(situation, wanted))
    step = wanted - situation.size
    if step == 0 or not situation.chosen:
        return Draft(reasons=reasons)
    if step > 0:
        return grow(situation, step, reasons)
    return _shrink(situation, -step, reasons)


def wanted_size(request: Request, now: int) -> int:
    """The size a request asks for."""
    return request.to if request.to is not None else now + (request.by or 0)


def grow(
    situation: PoolFacts,
    number: int,
    reasons: tuple[RefusalReason, ...] = (),
    warnings: tuple[Notice, ...] = (),
) -> Draft:
    """New instances over the chosen datacenters."""
    placement = place(situation, number, situation.chosen)
    changes = creations(
        placement.slots,
        pool=situation.pool.name,
        operation_id=situation.operation_id,
        batch_size=situation.policy.limits.batch_size,
    )
    return Draft(
        changes, warnings=(*warnings, *placement.warnings), reasons=(*reasons, *placement.reasons)
    )


def _shrink(situation: PoolFacts, number: int, reasons: tuple[RefusalReason, ...]) -> Draft:
    """Fewer instances in the chosen datacenters."""
    most = removable(situation, situation.chosen)
    if most < number:
        if any(reason.guard == "baseline" for reason in reasons):
            return Draft(reasons=reasons)
        where = ", ".join(place.code for place in situation.chosen)
        why = notice("guard.removable", datacenters=where, n=number, most=most)
        return Draft(
            reasons=(*reasons, RefusalReason("removable", why, notice("remedy.more_datacenters")))
        )
    return Draft(removals(situation, choose(situation, number, situation.chosen)), reasons=reasons)

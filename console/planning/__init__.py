"""Pure functions: request, estate, policy to plan or refusal.

No clock, no I/O: the same values give the same plan, to the last name.
"""

from console.kinds.instances import evidence
from console.kinds.instances.facts import Draft, PoolFacts, survey
from console.model.estate import Estate
from console.model.plan import (
    Plan,
    Refusal,
    RefusalReason,
    Request,
)
from console.model.policy import Policy, Record
from console.model.verb import BURST, ROLLBACK, SCALE, TOPUP
from console.planning import guards, private, rollback, scale, topup
from console.planning.assembly import assemble

DRAFTS = {
    BURST: scale.draft,
    SCALE: scale.draft,
    ROLLBACK: rollback.draft,
    TOPUP: topup.draft,
}
TARGETED = frozenset({ROLLBACK, TOPUP})


def plan(
    request: Request, estate: Estate, policy: Policy, record: Record, *, operation_id: str
) -> Plan | Refusal:
    """Plan a request, or refuse it with every reason at once.

    A rollback or top-up acts on `record.target` and its pool, or on the private
    cloud where its target did.
    """
    if private.concerns(request, record):
        return private.plan(request, estate, policy, record, operation_id=operation_id)
    name = request.pool
    if request.verb in TARGETED and record.target is not None:
        name = record.target.plan.pool
    pool = policy.pools.get(name) if name is not None else None
    if pool is None:
        return Refusal(request, _without_pool(request, policy, record, name))
    situation = survey(request, estate, policy, record, operation_id=operation_id, pool=pool)
    draft = DRAFTS[request.verb](situation)
    reasons = guards.present(
        (
            guards.read_only(policy),
            guards.author(request.author),
            guards.frozen(pool.name, policy),
            guards.stateless(pool),
            guards.held(pool.name, record),
            guards.duration(request),
            *guards.datacenters(situation),
            *evidence.instance_lists(situation),
            *draft.reasons,
            *_on_changes(situation, draft),
        )
    )
    return Refusal(request, reasons) if reasons else assemble(situation, draft)


def _on_changes(situation: PoolFacts, draft: Draft) -> tuple[RefusalReason, ...]:
    """Guards on what would be done, whatever asked for it."""
    return guards.present(
        (
            *guards.growth(situation, draft),
            *guards.shrinking(situation, draft),
            *evidence.health(situation, draft),
        )
    )


def _without_pool(
    request: Request, policy: Policy, record: Record, name: str | None
) -> tuple[RefusalReason, ...]:
    """What can be said of a request whose pool is not known."""
    targeted = request.verb in TARGETED and record.target is None
    return guards.present(
        (
            guards.read_only(policy),
            guards.author(request.author),
            guards.target_ended(record, request.verb) if targeted else None,
            None if targeted and name is None else guards.pool_known(name, policy),
        )
    )

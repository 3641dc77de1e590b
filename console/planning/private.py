"""Plan what is asked of the private cloud: datastores, hosts, virtual machines."""

from console.model.estate import Estate
from console.model.plan import (
    Plan,
    Refusal,
    RefusalReason,
    Request,
)
from console.model.policy import Policy, Record
from console.model.resource import INSTANCE
from console.model.supply import (
    SupplyView,
)
from console.model.verb import DATASTORE_ADD, HOST_ADD, ROLLBACK, TOPUP, VM_RESIZE
from console.planning import (
    datastores,
    guards,
    hosts,
    private_guards,
    private_rollback,
    private_topup,
    resize,
)
from console.planning.private_assembly import assemble
from console.planning.private_situation import (
    RESOURCES,
    PrivateDraft,
    PrivateSituation,
    orders,
    resource_of,
)

DRAFTS = {
    DATASTORE_ADD: datastores.draft,
    HOST_ADD: hosts.draft,
    VM_RESIZE: resize.draft,
    ROLLBACK: private_rollback.draft,
    TOPUP: private_topup.draft,
}


def concerns(request: Request, record: Record) -> bool:
    """Say whether a request is about the private cloud, by its verb or by its target."""
    return request.verb in RESOURCES or resource_of(request, record) != INSTANCE


def plan(
    request: Request, estate: Estate, policy: Policy, record: Record, *, operation_id: str
) -> Plan | Refusal:
    """Plan a request about the private cloud, or refuse it with every reason at once."""
    private = policy.private
    always = (
        guards.read_only(policy),
        private_guards.configured(policy),
        guards.duration(request),
    )
    if private is None:
        return Refusal(request, guards.present(always))
    resource = resource_of(request, record)
    stale_after_s = policy.limits.stale_after_s
    before = (
        *always,
        private_guards.account(request.author, estate),
        private_guards.frozen(private),
        private_guards.country(private, policy),
        *private_guards.evidence(estate, resource, stale_after_s=stale_after_s),
    )
    situation = _survey(request, estate, policy, record, operation_id)
    if situation is None:
        return Refusal(request, guards.present(before))
    draft = DRAFTS[request.verb](situation)
    reasons = guards.present((*before, *_on_draft(situation, draft)))
    return Refusal(request, reasons) if reasons else assemble(situation, draft)


def _on_draft(situation: PrivateSituation, draft: PrivateDraft) -> tuple[RefusalReason | None, ...]:
    """Guards on what would be done, whatever asked for it."""
    who = situation.request.author
    missing = private_guards.rights(who, draft.changes) if who.rights else ()
    return (*missing, guards.held(draft.pool, situation.record), *draft.reasons)


def _survey(
    request: Request, estate: Estate, policy: Policy, record: Record, operation_id: str
) -> PrivateSituation | None:
    """What a draft needs to know; None when it is not configured or has never been read."""
    private, view, supply = policy.private, estate.private, estate.supply
    if private is None or view is None:
        return None
    if supply is None:
        if orders(resource_of(request, record)):
            return None
        supply = SupplyView((), (), (), view.observed_at)
    return PrivateSituation(request, estate, policy, private, record, operation_id, view, supply)

"""Pure functions: request, estate, policy to plan or refusal.

No clock, no I/O: the same values give the same plan, to the last name. What is
peculiar to a sort of resource is asked of its kind.
"""

from console.kinds import registry
from console.kinds.draft import Facts
from console.kinds.rights import by_role
from console.model.estate import Estate
from console.model.plan import Plan, Refusal, Request
from console.model.policy import Policy, Record
from console.model.resource import Resource
from console.model.verb import ROLLBACK, TOPUP
from console.planning import guards
from console.planning.assembly import assemble
from console.planning.recheck import recheck
from console.planning.target import rollback, topup

__all__ = ["marks", "plan", "recheck"]

TARGETED = {ROLLBACK: rollback, TOPUP: topup}


def plan(
    request: Request, estate: Estate, policy: Policy, record: Record, *, operation_id: str
) -> Plan | Refusal:
    """Plan a request, or refuse it with every reason at once.

    A rollback or top-up acts on `record.target`, by the kind of what that changed.
    """
    always = (guards.read_only(policy), guards.duration(request))
    strange = guards.strange(request)
    if strange:
        return Refusal(request, guards.present((*always, *strange)))
    inverse, target = TARGETED.get(request.verb), record.target
    if inverse is not None and target is None:
        wrong = (*always, *by_role(request.author), guards.target_ended(record, request.verb))
        return Refusal(request, guards.present(wrong))
    resource = _resource(request, record)
    kind = registry.planner(resource)
    if kind is None:
        return Refusal(request, guards.present((*always, guards.unknown(resource))))
    facts = kind.facts(request, estate, policy, record, operation_id)
    if not isinstance(facts, Facts):
        who = kind.author(request.author, estate, ())
        return Refusal(request, guards.present((*always, *who, *facts)))
    if inverse is not None and target is not None:
        draft = inverse(kind, facts, target)
    else:
        draft = kind.draft(facts)
    planned = assemble(facts, draft)
    reasons = guards.present(
        (
            *always,
            *kind.author(request.author, estate, draft.changes),
            guards.held(draft.resource, draft.pool, record),
            *kind.guards(planned, facts),
            *draft.reasons,
        )
    )
    return Refusal(request, reasons) if reasons else planned


def marks(request: Request, estate: Estate, policy: Policy, record: Record) -> frozenset[str]:
    """The operations at work by their marks, of which a plan must know which are ours."""
    kind = registry.planner(_resource(request, record))
    pool = request.pool if record.target is None else record.target.plan.pool
    return frozenset() if kind is None else kind.marks(pool or "", estate, policy)


def _resource(request: Request, record: Record) -> Resource:
    """What a request is about; a rollback or top-up is about what its target was."""
    if request.verb in TARGETED and record.target is not None:
        return record.target.plan.resource
    spec = registry.find(request.verb)
    return Resource(request.verb) if spec is None or spec.resource is None else spec.resource

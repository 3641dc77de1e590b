"""Pure functions: request, estate, policy to plan or refusal.

No clock, no I/O: the same values give the same plan, to the last name. What is
peculiar to a sort of resource is asked of its kind.
"""

from collections.abc import Iterable

from console.kinds import registry
from console.kinds.draft import Facts
from console.kinds.pools import holder
from console.kinds.rights import by_role
from console.model.estate import Estate
from console.model.plan import Plan, Refusal, Request
from console.model.policy import Policy, Record
from console.model.resource import Resource
from console.planning import budget, guards
from console.planning.assembly import assemble
from console.planning.family import inverse
from console.planning.hearing import Hearing, shares
from console.planning.recheck import recheck
from console.planning.target import TARGETED

__all__ = ["marks", "plan", "recheck"]


def plan(
    request: Request, estate: Estate, policy: Policy, record: Record, *, operation_id: str
) -> Plan | Refusal:
    """Plan a request, or refuse it with every reason at once.

    A rollback or top-up acts on `record.target`, by the kinds of what that changed.
    """
    always = (guards.read_only(policy), guards.duration(request))
    strange = guards.strange(request)
    if strange:
        return Refusal(request, guards.present((*always, *strange)))
    targeted, target = request.verb in TARGETED, record.target
    if targeted and target is None:
        wrong = (*always, *by_role(request.author), guards.target_ended(record, request.verb))
        return Refusal(request, guards.present(wrong))
    resource = _resource(request, policy, record)
    hearing = Hearing(request, estate, policy, record, operation_id)
    kind, facts = hearing.survey(resource)
    if kind is None:
        return Refusal(request, guards.present((*always, guards.unknown(resource))))
    if not isinstance(facts, Facts):
        who = kind.author(request.author, estate, ())
        return Refusal(request, guards.present((*always, *who, *facts)))
    if targeted and target is not None:
        draft = inverse(hearing, request.verb, target)
    else:
        draft = kind.draft(facts)
    draft = hearing.followed(draft)
    planned = assemble(facts, draft)
    reasons = guards.present(
        (
            *always,
            *hearing.author(planned),
            holder(draft.resource, draft.pool, record.live),
            *hearing.against(planned),
            *draft.reasons,
            *budget.refusals(planned, policy.budgets),
        )
    )
    return Refusal(request, reasons) if reasons else planned


def marks(request: Request, estate: Estate, policy: Policy, record: Record) -> frozenset[str]:
    """The operations at work by their marks, of which a plan must know which are ours."""
    pool = request.pool if record.target is None else record.target.plan.pool
    resource = _resource(request, policy, record)
    about = {resource} if record.target is None else {resource, *_kinds(record.target.plan)}
    found = [registry.planner(each) for each in about]
    return frozenset().union(*(k.marks(pool or "", estate, policy) for k in found if k))


def _kinds(plan: Plan) -> Iterable[Resource]:
    return shares(plan.resource, plan.changes)


def _resource(request: Request, policy: Policy, record: Record) -> Resource:
    """What a request is about; a rollback or top-up is about what its target was."""
    if request.verb in TARGETED and record.target is not None:
        return record.target.plan.resource
    spec = registry.find(request.verb)
    about = None if spec is None else spec.about(request.pool, policy)
    return Resource(request.verb) if about is None else about

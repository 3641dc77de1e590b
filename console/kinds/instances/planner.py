"""Instances, as planning sees them."""

from console.kinds.instances.bill import weigh
from console.kinds.instances.draft import draft, renew
from console.kinds.instances.elsewhere import marks
from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.guards import guards, pool_known
from console.kinds.instances.standing import standing
from console.kinds.planner import Planner
from console.kinds.rights import by_role
from console.model.estate import Estate
from console.model.plan import RefusalReason, Request
from console.model.policy import Policy, Record


def facts(
    request: Request, estate: Estate, policy: Policy, record: Record, operation_id: str
) -> PoolFacts | tuple[RefusalReason, ...]:
    """The pool that is asked about, or that the target was about."""
    name = request.pool if record.target is None else record.target.plan.pool
    unknown = pool_known(name, policy)
    if unknown is not None:
        return (unknown,)
    pool = policy.pools[str(name)]
    return survey(request, estate, policy, record, operation_id=operation_id, pool=pool)


PLANNER = Planner(
    author=lambda who, _estate, _changes: by_role(who),
    facts=facts,
    draft=draft,
    standing=standing,
    weigh=weigh,
    renew=renew,
    marks=marks,
    guards=guards,
)

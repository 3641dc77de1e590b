"""What changes of members are judged by: the pool that they stand before."""

from dataclasses import dataclass

from console.kinds.draft import Facts
from console.model.estate import Estate
from console.model.notice import notice
from console.model.plan import RefusalReason, Request
from console.model.policy import Policy, Record
from console.model.pool import Pool


@dataclass(frozen=True, slots=True)
class MemberFacts(Facts):
    """A request about a pool, or about what was done to one."""

    pool: Pool


def survey(
    request: Request, estate: Estate, policy: Policy, record: Record, operation_id: str
) -> MemberFacts | tuple[RefusalReason, ...]:
    """The pool that is asked about, or that the target was about; why there is none."""
    name = request.pool if record.target is None else record.target.plan.pool
    pool = policy.pools.get(name or "")
    if pool is None:
        known = ", ".join(sorted(policy.pools))
        why = notice("guard.pool_unknown", pool=name or "–", known=known)
        return (RefusalReason("pool.unknown", why),)
    return MemberFacts(request, estate, policy, record, operation_id, pool)

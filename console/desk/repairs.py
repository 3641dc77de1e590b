"""The repairs of a pool whose instances stand, and what is proposed by them."""

from console.desk.holdings import Makers
from console.desk.unlisted import lately
from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.repairing import propose
from console.kinds.instances.standins import stands_in
from console.model.estate import Estate
from console.model.operation import Operation, OperationState
from console.model.plan import NOBODY, Request
from console.model.policy import Policy, Record
from console.model.pool import Pool
from console.model.proposal import Proposal
from console.model.verb import REPAIR
from console.ports import JournalReader


def of_pool(journal: JournalReader, estate: Estate, pool: Pool) -> tuple[Operation, ...]:
    """The repairs, and what topped them up, that made something of the pool that is listed.

    Raises SourceError.
    """
    marks = {i.operation for i in estate.instances() if i.operation and pool.owns(i)}
    known = map(Makers(journal).operation, sorted(marks))
    return tuple(one for one in known if one is not None and stands_in(one.plan.changes))


def proposal(estate: Estate, policy: Policy, pool: Pool) -> Proposal | None:
    """To repair a pool, or to move back, by the operations that ended lately."""
    activity = estate.activity
    repairs = tuple(
        one
        for one in activity.recent
        if one.plan.pool == pool.name
        and stands_in(one.plan.changes)
        and one.state is not OperationState.ROLLED_BACK
    )
    if not repairs and not _suspect(estate, policy, pool):
        return None
    last = lately(estate, policy, pool)
    record = Record(live=activity.live, freezes=activity.freezes, repairs=repairs, last=last)
    facts = survey(Request(REPAIR, NOBODY, pool=pool.name), estate, policy, record, "")
    return propose(facts) if isinstance(facts, PoolFacts) else None


def _suspect(estate: Estate, policy: Policy, pool: Pool) -> bool:
    """Say whether a region of the pool has not answered, or a target of it is down."""
    states = (estate.sources.get(f"nova:{region}") for region in policy.regions_of(pool))
    silent = any(state is not None and state.failure is not None for state in states)
    return silent or False in estate.health.get(pool.name, {}).values()

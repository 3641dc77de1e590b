"""The repairs of a pool whose instances stand, and what is proposed by them."""

from collections.abc import Iterator

from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.standins import propose
from console.model.error import UsageError
from console.model.estate import Estate
from console.model.operation import Operation, OperationState
from console.model.plan import Author, Request
from console.model.policy import Policy, Record
from console.model.pool import Pool
from console.model.proposal import Proposal
from console.model.verb import REPAIR
from console.ports import JournalReader


def of_pool(journal: JournalReader, estate: Estate, pool: Pool) -> tuple[Operation, ...]:
    """The repairs that made something of the pool that is listed. Raises SourceError."""
    marks = {i.operation for i in estate.instances() if i.operation and pool.owns(i)}
    return tuple(one for one in _known(journal, marks) if one.plan.request.verb == REPAIR)


def _known(journal: JournalReader, marks: set[str]) -> Iterator[Operation]:
    for mark in sorted(marks):
        try:
            yield journal.operation(mark)
        except UsageError:
            continue  # of another journal


def proposal(estate: Estate, policy: Policy, pool: Pool, nobody: Author) -> Proposal | None:
    """To repair a pool, or to move back, by the operations that ended lately."""
    activity = estate.activity
    repairs = tuple(
        one
        for one in activity.recent
        if (one.plan.request.verb, one.plan.pool) == (REPAIR, pool.name)
        and one.state is not OperationState.ROLLED_BACK
    )
    if not repairs and not _suspect(estate, policy, pool):
        return None
    record = Record(live=activity.live, freezes=activity.freezes, repairs=repairs)
    facts = survey(Request(REPAIR, nobody, pool=pool.name), estate, policy, record, "")
    return propose(facts) if isinstance(facts, PoolFacts) else None


def _suspect(estate: Estate, policy: Policy, pool: Pool) -> bool:
    """Say whether a region of the pool has not answered, or a target of it is down."""
    mine = {share.datacenter for share in pool.shares}
    regions = (r for place in policy.datacenters if place.code in mine for r in place.regions)
    states = (estate.sources.get(f"nova:{region}") for region in regions)
    silent = any(state is not None and state.failure is not None for state in states)
    return silent or False in estate.health.get(pool.name, {}).values()

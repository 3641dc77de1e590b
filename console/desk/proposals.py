"""What is proposed now, for every pool. Both faces ask here."""

from console.desk import repairs
from console.desk.heals import lately
from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.proposal import propose
from console.kinds.instances.sickness import at_ease
from console.model.estate import Estate
from console.model.plan import NOBODY, Request
from console.model.policy import Policy, Record
from console.model.proposal import Proposal
from console.model.verb import HEAL


def proposals(estate: Estate, policy: Policy) -> tuple[Proposal, ...]:
    """To repair and to heal the pools that need it; what can be followed first."""
    facts = (looked_over(estate, policy, name) for name in policy.pools)
    heals = (propose(one) for one in facts if one is not None)
    if estate.recorded is not None:
        return ()
    mends = (repairs.proposal(estate, policy, pool) for pool in policy.pools.values())
    found = (one for one in (*mends, *heals) if one is not None)
    return tuple(sorted(found, key=lambda one: one.hindered))


def looked_over(estate: Estate, policy: Policy, name: str) -> PoolFacts | None:
    """What healing a pool would stand on; None while nothing speaks against any instance."""
    if at_ease(estate, policy.pools[name]):
        return None
    activity = estate.activity
    pools = {one.id: one.plan.pool for one in lately(activity.recent, estate.at)}
    mine = tuple(change for change in activity.healed if pools.get(change.operation_id) == name)
    record = Record(live=activity.live, freezes=activity.freezes, healed=mine)
    facts = survey(Request(HEAL, NOBODY, pool=name), estate, policy, record, "")
    return facts if isinstance(facts, PoolFacts) else None

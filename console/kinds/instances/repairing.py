"""Whether a repair is worth proposing for a pool now, and what speaks against it. Pure."""

from datetime import timedelta

from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.repair import draft
from console.kinds.instances.standins import lost
from console.model.freeze import holding, of_pool
from console.model.notice import notice
from console.model.place import Datacenter
from console.model.plan import Desired
from console.model.proposal import Proposal
from console.model.verb import REPAIR
from console.model.wanted import HOME, STANDS_FOR

BRIEFLY = timedelta(minutes=10)
"""For so long nothing is proposed where only the API is silent, by what metrics say."""


def propose(facts: PoolFacts) -> Proposal | None:
    """What a repair would be planned as; None where that is nothing, or one is under way."""
    pool = facts.pool
    live = ((one.plan.pool, one.plan.request.verb) for one in facts.record.live)
    gone = lost(facts)
    if (pool.name, REPAIR) in live or (gone and all(_briefly(facts, place) for place in gone)):
        return None
    planned = draft(facts)
    why = next((one.why for one in planned.reasons if one.guard != "nothing"), None)
    if why is not None:
        return Proposal(REPAIR, pool.name, why, hindered=True)
    stands = [c.wanted[STANDS_FOR] for c in planned.changes if STANDS_FOR in c.wanted]
    leaves = [c.wanted[HOME] for c in planned.changes if c.desired is Desired.ABSENT]
    concerned = stands or leaves
    if not concerned:
        return None
    codes = ", ".join(map(str, dict.fromkeys(concerned)))
    code = "proposal.repair" if stands else "proposal.repair_back"
    said = notice(code, pool=pool.name, datacenters=codes, n=len(concerned))
    held = holding(facts.request, of_pool(pool.name, facts.record.freezes)) is not None
    return Proposal(REPAIR, pool.name, said, hindered=held)


def _briefly(facts: PoolFacts, place: Datacenter) -> bool:
    """Say whether it has been silent for a short while alone, and all that it has serves on."""
    views = [facts.estate.regions.get(region) for region in place.regions]
    since = [view.observed_at for view in views if view is not None]
    short = len(since) == len(views) and facts.estate.at - max(since) < BRIEFLY
    return short and all(facts.health(i) is True for i in facts.staying_in(place.code))

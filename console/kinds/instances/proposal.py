"""Whether healing is worth proposing for a pool now, and what speaks against it. Pure."""

from collections.abc import Sequence

from console.kinds.instances import healing, sickness
from console.kinds.instances.facts import PoolFacts
from console.model.freeze import holding, of_pool
from console.model.instance import Instance
from console.model.naming import natural
from console.model.notice import notice
from console.model.pool import HealingMode, PoolKind
from console.model.proposal import Proposal
from console.model.verb import HEAL

NAMED = 3
"""So many are named in the sentence, and how many more there are."""


def propose(facts: PoolFacts) -> Proposal | None:
    """To heal the pool, while one of it is sick; or why that is not to be done. None: nothing."""
    pool = facts.pool
    if pool.kind is not PoolKind.STATELESS or pool.healing is HealingMode.MANUAL:
        return None
    if any(_heals(facts, one.plan.request.verb, one.plan.pool) for one in facts.record.live):
        return None
    found = sickness.examine(facts)
    doubt = next(iter(healing.lying(facts, found)), None)
    if doubt is not None:
        return Proposal(HEAL, pool.name, doubt.why, hindered=True)
    sick = [one.instance for one in found.sick]
    if not sick:
        return None
    spent = healing.spent(facts, found.sick)
    if spent is not None:
        return Proposal(HEAL, pool.name, spent.why, hindered=True)
    held = holding(facts.request, of_pool(pool.name, facts.record.freezes)) is not None
    by_itself = pool.healing is HealingMode.AUTO and not held
    said = "proposal.heal_auto" if by_itself else "proposal.heal"
    told = notice(said, pool=pool.name, n=len(sick), names=named(sick))
    return Proposal(HEAL, pool.name, told, hindered=held)


def _heals(facts: PoolFacts, verb: str, pool: str) -> bool:
    """Say whether that is being done already."""
    return verb == HEAL and pool == facts.pool.name


def named(sick: Sequence[Instance]) -> str:
    """The first few by name, and how many more: ``api-gra-002, api-rbx-003 +2``."""
    names = sorted((one.name for one in sick), key=natural)
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" +{more}" if more > 0 else "")

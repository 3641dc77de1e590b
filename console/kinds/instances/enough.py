"""Whether a size holds the load of now, and which one would: said in every plan of a size. Pure."""

import math
from dataclasses import replace

from console.kinds.draft import Draft
from console.kinds.instances import verbs
from console.kinds.instances.evidence import known
from console.kinds.instances.facts import PoolFacts
from console.model.instance import InstanceStatus
from console.model.notice import notice
from console.model.plan import Desired
from console.model.serving import silence


def weighed(facts: PoolFacts, draft: Draft) -> Draft:
    """The draft with what its size means for the load, and the size to take instead, if any.

    Nothing is said where the load is not known: there is no advice without figures.
    """
    load = facts.estate.loads.get(facts.pool.name)
    heard = load is not None and known(load.total.connections) and silence(facts.estate) is None
    if load is None or not heard or not draft.changes:
        return draft
    pool = facts.pool
    connections = load.total.connections.value or 0.0
    able, fits = _able(facts, draft), holding(facts, connections)
    target = round(100 * pool.target_ratio)
    told = notice("detail.enough_none", connections=round(connections), n=fits, target=target)
    if able:
        carried = round(100 * connections / (able * pool.connections_per_instance))
        told = notice(
            "detail.enough",
            connections=round(connections),
            percent=carried,
            able=able,
            n=fits,
            target=target,
        )
    instead = fits if _takes(facts, fits) and fits != draft.size_after else None
    return replace(draft, details=(told, *draft.details), advised=instead)


def holding(facts: PoolFacts, connections: float) -> int:
    """How many instances carry so many connections at the pool's target."""
    pool = facts.pool
    return math.ceil(connections / (pool.connections_per_instance * pool.target_ratio))


def fits(facts: PoolFacts, size: int) -> bool:
    """Say whether so many are known to carry the load of now at the pool's target."""
    load = facts.estate.loads.get(facts.pool.name)
    if load is None or not known(load.total.connections) or silence(facts.estate) is not None:
        return False
    return holding(facts, load.total.connections.value or 0.0) <= size


def _able(facts: PoolFacts, draft: Draft) -> int:
    """How many would carry load afterwards: what is ACTIVE and stays, and what is made."""
    gone = {c.resource_id for c in draft.changes if c.desired is Desired.ABSENT}
    kept = sum(i.status is InstanceStatus.ACTIVE and i.id not in gone for i in facts.staying)
    return kept + draft.size_after - draft.size_now + sum(i.id in gone for i in facts.staying)


def _takes(facts: PoolFacts, size: int) -> bool:
    """Say whether the verb could be asked for that size."""
    grows = facts.request.verb == verbs.BURST
    least = facts.size + 1 if grows else facts.pool.baseline
    return least <= size <= facts.pool.ceiling

"""Whether a size holds the load of now, and which one would: said in every plan of a size. Pure."""

import math
from dataclasses import replace

from console.kinds.draft import Draft
from console.kinds.instances import verbs
from console.kinds.instances.evidence import known
from console.kinds.instances.facts import PoolFacts
from console.model.figure import Freshness
from console.model.forecast import FORECAST, OLD_S, Expected
from console.model.instance import InstanceStatus
from console.model.notice import Notice, notice
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
    connections, peak = load.total.connections.value or 0.0, _peak(facts)
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
    said: tuple[Notice, ...] = (told,)
    if peak is not None and peak.high > connections:
        said, fits = (told, _ahead(facts, peak, able)), holding(facts, peak.high)
    instead = fits if _takes(facts, fits) and fits != draft.size_after else None
    return replace(draft, details=(*said, *draft.details), advised=instead)


def _peak(facts: PoolFacts) -> Expected | None:
    """The most to reckon with over the next hours; None where that is not known, or old."""
    told, estate = facts.estate.forecasts.get(facts.pool.name), facts.estate
    if told is None or told.forecast is None:
        return None
    if estate.freshness(FORECAST, told.at, OLD_S) is not Freshness.FRESH:
        return None
    steps = [step for step in told.forecast.steps if step.at > estate.at]
    return max(steps, key=lambda step: step.high, default=None)


def _ahead(facts: PoolFacts, peak: Expected, able: int) -> Notice:
    """What becomes of the size at the peak of the next hours."""
    minutes = round((peak.at - facts.estate.at).total_seconds() / 60)
    values = {
        "connections": round(peak.high),
        "minutes": minutes,
        "n": holding(facts, peak.high),
        "target": round(100 * facts.pool.target_ratio),
    }
    if not able:
        return notice("detail.enough_ahead_none", **values)
    carried = round(100 * peak.high / (able * facts.pool.connections_per_instance))
    return notice("detail.enough_ahead", **values, percent=carried, able=able)


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

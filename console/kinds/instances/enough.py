"""Whether a size holds the load of now, and which one would: said in every plan of a size. Pure."""

import math
from dataclasses import replace

from console.kinds.draft import Draft
from console.kinds.instances import verbs
from console.kinds.instances.evidence import known
from console.kinds.instances.facts import PoolFacts
from console.model.advice import TOLERANCE
from console.model.figure import Freshness
from console.model.forecast import FORECAST, OLD_S, Expected
from console.model.instance import InstanceStatus
from console.model.notice import Notice, NoticeValue, notice
from console.model.plan import Desired
from console.model.pool import Pool
from console.model.serving import silence


def weighed(facts: PoolFacts, draft: Draft) -> Draft:
    """The draft with what its size means for the load, and the size to take instead, if any.

    Nothing is said where the load is not known: there is no advice without figures. Where what
    an instance carries is not known, that is said.
    """
    load = facts.estate.loads.get(facts.pool.name)
    heard = load is not None and known(load.total.connections) and silence(facts.estate) is None
    if load is None or not heard or not draft.changes:
        return draft
    each = facts.estate.capacity(facts.pool).each
    if each is None:
        said = notice("detail.enough_unknown", pool=facts.pool.name)
        return replace(draft, details=(said, *draft.details))
    return _weighed(facts, draft, each, load.total.connections.value or 0.0)


def _weighed(facts: PoolFacts, draft: Draft, each: int, connections: float) -> Draft:
    peak, target = _peak(facts), round(100 * facts.pool.target_ratio)
    able, fits = _able(facts, draft), _holding(facts.pool, each, connections)
    told = notice("detail.enough_none", connections=round(connections), n=fits, target=target)
    if able:
        carried = round(100 * connections / (able * each))
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
        fits = _holding(facts.pool, each, peak.high)
        said = (told, _ahead(facts, peak, able, each))
    little = abs(fits - draft.size_after) <= TOLERANCE * draft.size_after
    instead = fits if _takes(facts, fits) and not little else None
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


def _ahead(facts: PoolFacts, peak: Expected, able: int, each: int) -> Notice:
    """What becomes of the size at the peak of the next hours."""
    minutes = round((peak.at - facts.estate.at).total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    values: dict[str, NoticeValue] = {
        "connections": round(peak.high),
        "minutes": minutes,
        "time": f"{hours} h {rest:02d}" if hours else f"{minutes} min",
        "n": _holding(facts.pool, each, peak.high),
        "target": round(100 * facts.pool.target_ratio),
    }
    if not able:
        return notice("detail.enough_ahead_none", **values)
    carried = round(100 * peak.high / (able * each))
    return notice("detail.enough_ahead", **values, percent=carried, able=able)


def _holding(pool: Pool, each: int, connections: float) -> int:
    """How many instances carry so many connections at the pool's target."""
    return math.ceil(connections / (each * pool.target_ratio))


def fits(facts: PoolFacts, size: int) -> bool:
    """Say whether so many are known to carry the load of now at the pool's target."""
    load = facts.estate.loads.get(facts.pool.name)
    if load is None or not known(load.total.connections) or silence(facts.estate) is not None:
        return False
    each = facts.estate.capacity(facts.pool).each
    return each is not None and (
        _holding(facts.pool, each, load.total.connections.value or 0.0) <= size
    )


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

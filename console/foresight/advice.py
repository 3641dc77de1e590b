"""The size that a pool should have: needed now, and over the next hours.

It grows at once, and gives back by the largest need of the last while and of the hour to come:
what is asked for again within a clock hour is billed twice.
"""

import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from console.foresight.forecast import STEP
from console.model.advice import Advice, Carrying
from console.model.billing import BillingRule
from console.model.forecast import Expected, Forecast
from console.model.window import Opening

LATELY = timedelta(minutes=15)
"""The largest need of so long is kept."""
KEPT = timedelta(hours=1)
"""What is usual within so long is not given back before."""
HOUR = timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def paid_until(rule: BillingRule, now: datetime) -> datetime:
    """Until when what is asked for now is paid, whether it is needed at once or later.

    By clock hours that is the end of this one; by duration nothing is free to wait for.
    """
    if rule is BillingRule.CLOCK_HOURS:
        return now + (HOUR - (now - EPOCH) % HOUR)
    return now


def needed(connections: float, carrying: Carrying) -> int:
    """How many instances carry so many connections at their target, within floor and ceiling."""
    return max(carrying.floor, min(carrying.ceiling, _wanted(connections, carrying)))


def advise(
    now: Expected,
    lately: Iterable[float],
    foreseen: Forecast | None,
    carrying: Carrying,
    *,
    there: int,
    lead: timedelta,
    openings: Iterable[Opening] = (),
    paid: datetime | None = None,
) -> Advice:
    """The advice at a moment whose load is known: `now`, and what was carried `lately`.

    `foreseen` is None where nothing could be; `there` counts what stands or is on its way;
    what is asked for now is in service after `lead`, and `paid` until then anyway; `openings`
    are the windows to come.
    """
    coming = tuple(openings)
    ahead = () if foreseen is None else foreseen.steps
    steps = (now, *(step for step in ahead if step.at > now.at))

    def standing(at: datetime) -> int:
        return max(there, held(coming, at))

    def passes(part: float) -> datetime | None:
        return _first_above(steps, lambda at: part * carrying.carried(standing(at)))

    soonest = max(now.at + lead + STEP, paid or now.at)
    near = [step.high for step in steps if step.at <= soonest]
    hour = [step for step in steps if step.at <= now.at + max(KEPT, lead)]
    usual = needed(max([now.high, *lately, *(step.median for step in hour)]), carrying)
    soon = needed(max(near), carrying)
    peak = max(steps, key=lambda step: step.high)
    sizes = [(needed(step.high, carrying), step.at) for step in steps]
    return Advice(
        at=now.at,
        there=there,
        now=needed(now.high, carrying),
        soon=soon,
        keep=max(soon, usual, *(held(coming, step.at) for step in hour)),
        peak=peak,
        peak_size=needed(peak.high, carrying),
        missing=max(0, *(n - standing(at) for n, at in sizes)),
        lead=lead,
        tight_at=passes(carrying.target_ratio),
        over_at=passes(1.0),
        capped=_wanted(peak.high, carrying) > carrying.ceiling,
        again=max((n for n, at in sizes if n > held(coming, at)), default=0),
    )


def _wanted(connections: float, carrying: Carrying) -> int:
    return math.ceil(connections / (carrying.each * carrying.target_ratio))


def held(openings: Iterable[Opening], at: datetime) -> int:
    """What the largest window holds up that is open at a moment."""
    return max(
        (
            one.level
            for one in openings
            if one.skipped is None and one.opens_at <= at < one.closes_at
        ),
        default=0,
    )


def _first_above(
    steps: Iterable[Expected], carried: Callable[[datetime], float]
) -> datetime | None:
    """When a load that goes straight from step to step first passes what is carried then."""
    before: Expected | None = None
    for step in steps:
        most = carried(step.at)
        if step.high > most:
            if before is None or before.high > most:
                return step.at
            part = (most - before.high) / (step.high - before.high)
            return before.at + (step.at - before.at) * part
        before = step
    return None

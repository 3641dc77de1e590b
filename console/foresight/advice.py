"""The size that a pool should have: needed now, and over the next hours.

It grows at once, and gives back by the largest need of the last while and of the hour to come:
what is asked for again within a clock hour is billed twice.
"""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from console.foresight.forecast import STEP
from console.model.advice import Advice, Carrying
from console.model.forecast import Expected, Forecast

LATELY = timedelta(minutes=15)
"""The largest need of so long is kept."""
KEPT = timedelta(hours=1)
"""What is usual within so long is not given back before."""


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
) -> Advice:
    """The advice at a moment whose load is known: `now`, and what was carried `lately`.

    `foreseen` is None where nothing could be; `there` counts what stands or is on its way;
    what is asked for now is in service after `lead`.
    """
    steps = () if foreseen is None else foreseen.steps
    near = [step.high for step in steps if step.at <= now.at + lead + STEP]
    usual = [step.median for step in steps if step.at <= now.at + max(KEPT, lead)]
    peak = max((now, *steps), key=lambda step: step.high)
    soon = needed(max([now.high, *near]), carrying)
    return Advice(
        at=now.at,
        there=there,
        now=needed(now.high, carrying),
        soon=soon,
        keep=max(soon, needed(max([now.high, *lately, *usual]), carrying)),
        peak=peak,
        peak_size=needed(peak.high, carrying),
        lead=lead,
        tight_at=_first_above((now, *steps), carrying.carried(there) * carrying.target_ratio),
        over_at=_first_above((now, *steps), carrying.carried(there)),
        capped=_wanted(peak.high, carrying) > carrying.ceiling,
    )


def _wanted(connections: float, carrying: Carrying) -> int:
    return math.ceil(connections / (carrying.each * carrying.target_ratio))


def _first_above(steps: Iterable[Expected], connections: float) -> datetime | None:
    """When a load that rises straight from step to step first passes so many; None if never."""
    before: Expected | None = None
    for step in steps:
        if step.high > connections:
            if before is None:
                return step.at
            part = (connections - before.high) / (step.high - before.high)
            return before.at + (step.at - before.at) * part
        before = step
    return None

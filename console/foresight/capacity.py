"""What an instance carries, learned from the load at which answers passed their limits.

The past falls in two at one load: beneath it answers were within the limits, above it over one,
with as few moments on the wrong side as can be. Nothing is told that was not seen: where no
limit was passed by load the highest load is a least, and where loads are carried one day and
not the next there is no capacity, but its reason.
"""

from collections.abc import Sequence
from datetime import timedelta

from console.model.capacity import SeenCapacity, Strain
from console.model.notice import Notice, notice

BACK = timedelta(days=14)
"""How far is looked back: Prometheus keeps 15 days, unless told otherwise."""
STEP = timedelta(hours=1)
"""A histogram's quantile over two weeks is dear for the metrics server that is asked."""
LEAST = 3
"""A load that was seen less often is taken for a slip of the metrics."""
NEAR = 0.75
"""Limits passed from this part of the highest load on speak against it; below, of a fault."""


def learned(seen: Sequence[Strain], step: timedelta = STEP) -> SeenCapacity | Notice:
    """What an instance was seen to carry, each moment standing for a step; or why nobody knows."""
    ranked = sorted(seen, key=lambda one: one.each)
    if len(ranked) < LEAST:
        return notice("foresight.capacity_unknown", n=len(ranked), least=LEAST)
    beneath = ranked[: _split(ranked)]
    above = [one for one in ranked[len(beneath) :] if one.over]
    within = [one.each for one in beneath if not one.over]
    besides = [one for one in beneath if one.over]
    if len(within) < LEAST:
        return notice("foresight.capacity_never", minutes=_minutes(len(above), step))
    carried = within[-LEAST]
    astray = len(besides) + sum(not one.over for one in ranked[len(beneath) :])
    near = sum(one.each >= NEAR * carried for one in besides)
    if (len(above) >= LEAST and astray > len(above)) or (len(above) < LEAST <= near):
        lowest = min(one.each for one in ranked if one.over)
        n = round(within[-1])
        return notice("foresight.capacity_mixed", low=round(lowest), n=n)
    found = SeenCapacity(
        carried=int(carried),
        since=min(one.at for one in ranked),
        known=len(ranked) * step,
        besides=len(besides) * step,
    )
    return found if len(above) < LEAST else _with_knee(found, above, step)


def _with_knee(found: SeenCapacity, above: Sequence[Strain], step: timedelta) -> SeenCapacity:
    return SeenCapacity(
        carried=found.carried,
        since=found.since,
        known=found.known,
        besides=found.besides,
        over_from=int(above[0].each),
        over_to=int(above[-1].each),
        over_since=min(one.at for one in above),
        over=len(above) * step,
    )


def _split(ranked: Sequence[Strain]) -> int:
    """How many of the lowest loads are beneath the line; the fewest where several do as well."""
    wrong = fewest = sum(not one.over for one in ranked)
    best = 0
    for place, one in enumerate(ranked, start=1):
        wrong += 1 if one.over else -1
        if wrong < fewest:
            best, fewest = place, wrong
    return best


def _minutes(n: int, step: timedelta) -> int:
    return round(n * step.total_seconds() / 60)

"""What an instance carries, learned from the load at which answers passed their limits.

The past falls in two at one load: beneath it answers were within the limits, above it over one,
with as few moments on the wrong side as can be. Nothing is told that was not seen: where no
limit was passed by load the highest load is a least, and where loads are carried one day and
not the next there is no capacity, but its reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from console.model.capacity import LoadMoment, SeenCapacity, Strain
from console.model.figure import Sample, Series
from console.model.notice import Notice, notice
from console.model.pool import Pool

READ = ("connections", "serving", "p95", "errors")
"""The series that moments are made of."""
BACK = timedelta(days=14)
"""How far is looked back: Prometheus keeps 15 days, unless told otherwise."""
KEPT = timedelta(weeks=13)
"""For so long what was seen is remembered: who is large enough for the load passes no limit."""
APART = timedelta(hours=12)
"""Limits that are passed so long after the last time are passed by another peak."""
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


def moments(past: Mapping[str, Series]) -> Iterator[LoadMoment]:
    """The moments at which somebody was connected; `past` has the series of `READ`, all alike."""
    for load, serving, p95, errors in zip(*(past[name].samples for name in READ), strict=True):
        if load.value and serving.value:
            yield LoadMoment(load.at, load.value / serving.value, p95.value, errors.value)


def lacking(past: Mapping[str, Series]) -> Notice | None:
    """That some figures were never known, and which; None where each was once."""
    named = [name for name in READ if not any(map(_known, past[name].samples))]
    return notice("foresight.capacity_lacking", figures=", ".join(named)) if named else None


def strains(seen: Iterable[LoadMoment], pool: Pool) -> Iterator[Strain]:
    """The moments whose answers are known; one limit that was passed is enough."""
    for one in seen:
        over = _over(one.p95, pool.p95_limit_s), _over(one.errors, pool.error_limit_ratio)
        if True in over or None not in over:
            yield Strain(one.at, one.each, True in over)


def remembered(seen: Sequence[Strain], now: datetime) -> SeenCapacity | Notice:
    """What the last two weeks have shown; where no limit was passed in them, what longer ago did.

    What speaks against itself lately is not mended by what was so before.
    """
    lately = [one for one in seen if now - one.at <= BACK]
    found = learned(lately)
    if isinstance(found, Notice) and len(lately) >= LEAST:
        return found
    if isinstance(found, Notice) or found.over_from is None:
        longer = learned(seen)
        knows = isinstance(longer, SeenCapacity) and longer.over_from is not None
        found = longer if knows or isinstance(found, Notice) else found
    if isinstance(found, Notice) or found.over_from is None:
        return found
    return _counted(found, seen)


def _counted(found: SeenCapacity, seen: Sequence[Strain]) -> SeenCapacity:
    """With how many peaks passed a limit by load, and when the last one did."""
    times = sorted(one.at for one in seen if one.over and one.each > found.carried)
    peaks = 1 + sum(later - at >= APART for at, later in pairwise(times))
    return replace(found, peaks=peaks, over_last=times[-1])


def _over(value: float | None, limit: float) -> bool | None:
    return None if value is None else value > limit


def _known(sample: Sample) -> bool:
    return sample.value is not None


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

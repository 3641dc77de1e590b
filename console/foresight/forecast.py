"""A pool's connections over the next hours: what past weeks had, by how the last hour compares.

Each past week is scaled by its own last hour: how the load grew from it is what the weeks
agree about, how high it was is not. So a week of five times the load widens nothing, where a
quantile of plain weeks times one ratio reckons with it for a month. The median is the picture,
the high quantile is what a size is made for. docs/reference/foresight.md has it beside others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.foresight.rhythm import LEAST, Past, Rhythm
from console.model.forecast import Announced, Expected, Forecast
from console.model.notice import Notice, notice

STEP = timedelta(minutes=15)
AHEAD = 24
"""How many steps are foreseen: six hours."""
BEHIND = 4
"""How many steps are compared for the ratio: the last hour."""
MOST = 4
"""How many weeks are compared: more of them know of an older load, and foresee it no better."""
MIDDLE, HIGH = 0.5, 0.9
"""The quantiles of the weeks that are the picture, and that a size is made for."""
FAINT = 0.25
"""A week whose last hour had less than this part of the middle one had an outage then: what it
grew by says nothing."""

CANDIDATES = MOST + 2
"""So many weeks are read: some have gaps."""

Recorded = Mapping[datetime, float]
"""Open connections by moment in UTC, on whole steps; a gap is missing."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time in UTC, both ends included."""

    start: datetime
    end: datetime


def on_step(at: datetime) -> datetime:
    """The last whole step before a moment, or at it."""
    return at - (at - datetime.fromtimestamp(0, at.tzinfo)) % STEP


def wanted(now: datetime, rhythm: Rhythm, ahead: int = AHEAD) -> tuple[Stretch, ...]:
    """What is to be read for a forecast: the last hour, and its past weeks; the earliest first."""
    last = on_step(now)
    hour = [last - number * STEP for number in range(BEHIND)]
    near = [*hour, *(last + number * STEP for number in range(1, ahead + 1))]
    moments = {*hour, *(past.at for at in near for past in rhythm.alike(at)[:CANDIDATES])}
    found: list[Stretch] = []
    for at in sorted(moments):
        if found and at - found[-1].end <= STEP:
            found[-1] = Stretch(found[-1].start, at)
        else:
            found.append(Stretch(at, at))
    return tuple(found)


def forecast(
    recorded: Recorded, now: datetime, rhythm: Rhythm, ahead: int = AHEAD
) -> Forecast | Notice:
    """The next `ahead` steps from the one after `now` on, or why they cannot be told."""
    last = on_step(now)
    hour = [last - number * STEP for number in range(BEHIND)]
    if any(at not in recorded for at in hour):
        return notice("foresight.last_hour")
    carried = sum(recorded[at] / _factor(rhythm.announced, at) for at in hour)
    hours = _hours(recorded, hour, rhythm)
    steps = [last + number * STEP for number in range(1, ahead + 1)]
    past = [_recorded(recorded, rhythm.alike(at))[:MOST] for at in steps]
    weeks = min(len(hours), *(len(each) for each in past))
    if weeks < LEAST:
        return notice("foresight.weeks", n=weeks, least=LEAST)
    usual = quantile(hours.values(), MIDDLE)
    if usual <= 0:
        return notice("foresight.idle")
    scales = {back: carried / one for back, one in hours.items() if one > FAINT * usual}
    ratio = carried / usual
    found = [
        _expected(at, [recorded[p.at] * scales.get(p.back, ratio) for p in each], rhythm)
        for at, each in zip(steps, past, strict=True)
    ]
    names = dict.fromkeys(one.name for at in steps for one in rhythm.announced if one.holds(at))
    return Forecast(last, tuple(found), ratio, weeks, tuple(names))


def quantile(values: Iterable[float], part: float) -> float:
    """The value that `part` of them is not above, straight between the two nearest."""
    ranked = sorted(values)
    place = (len(ranked) - 1) * part
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (place - low)


def _hours(recorded: Recorded, hour: Sequence[datetime], rhythm: Rhythm) -> dict[int, float]:
    """What the last hour had in each of the past weeks that have all of it, the best first."""
    sums: dict[int, list[float]] = {}
    for at in hour:
        for past in _recorded(recorded, rhythm.alike(at)):
            sums.setdefault(past.back, []).append(recorded[past.at])
    whole = [(back, sum(values)) for back, values in sums.items() if len(values) == len(hour)]
    return dict(whole[:MOST])


def _recorded(recorded: Recorded, past: Iterable[Past]) -> list[Past]:
    return [one for one in past if one.at in recorded]


def _expected(at: datetime, weeks: Sequence[float], rhythm: Rhythm) -> Expected:
    """A step out of the scaled weeks, with what was announced for it."""
    factor = _factor(rhythm.announced, at)
    least = max((one.connections or 0.0 for one in rhythm.announced if one.holds(at)), default=0.0)
    usual, high = factor * quantile(weeks, MIDDLE), factor * quantile(weeks, HIGH)
    return Expected(at, max(least, usual), max(least, usual, high))


def _factor(announced: Iterable[Announced], at: datetime) -> float:
    """How many times the usual load is announced for a moment; the largest where some overlap."""
    factors = [one.factor for one in announced if one.factor is not None and one.holds(at)]
    return max(factors, default=1.0)

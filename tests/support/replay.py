"""A pool's size played through a year: who is short, what is too much, and what is billed.

By the clock hours that each instance touches (docs/adr/0030): it is paid from its asking on,
and what is given back in the last minutes of an hour costs nothing of the next. An operation
holds its pool until its instances serve: nothing else is asked for meanwhile.
"""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from schoolyear import PARIS, STEP, SchoolYear

from console.foresight.advice import LATELY, advise, needed, paid_until
from console.foresight.forecast import STEP as QUARTER
from console.foresight.forecast import forecast
from console.foresight.rhythm import Rhythm
from console.model.advice import Carrying
from console.model.billing import BillingRule
from console.model.forecast import Expected, Forecast
from console.rehearsal.reference import BASELINE, CEILING, CONNECTIONS_PER_INSTANCE

POOL = Carrying(BASELINE, CEILING, CONNECTIONS_PER_INSTANCE, 0.75)
WINDOW, EVENING = 120, (0, 1, 2)
HOUR = timedelta(hours=1) // STEP
Wish = Callable[[int, int], int]
"""The size that is wanted at a step where so many stand or are on their way."""


@dataclass(frozen=True)
class Played:
    """Minutes under capacity, instance-hours that the target did not need, hours billed.

    `asked` is how many operations it took.
    """

    short_min: int
    wasted_h: float
    billed_h: int
    asked: int


def play(year: SchoolYear, wish: Wish, boot: timedelta) -> Played:
    """Grow whenever it is wished, give back at the end of a clock hour."""
    load, sizes, lead = year.load, needs(year), math.ceil(boot / STEP)
    size, coming = BASELINE, deque[tuple[int, int]]()
    short = wasted = billed = asked = 0
    there = BASELINE
    for k in range(year.begins, len(load)):
        minute = (k - year.begins) % HOUR
        if minute == 0:
            billed += there
        while coming and coming[0][0] <= k:
            size += coming.popleft()[1]
        wanted = max(BASELINE, min(CEILING, wish(k, there)))
        if wanted > there and not coming:
            coming.append((k + lead, wanted - there))
            billed += wanted - there
            there, asked = wanted, asked + 1
        elif wanted < there and minute == HOUR - 1 and not coming:
            size = there = wanted
            asked += 1
        short += load[k] > size * POOL.each
        wasted += max(0, size - sizes[k])
    return Played(short * (STEP // timedelta(minutes=1)), wasted / HOUR, billed, asked)


def always(year: SchoolYear) -> tuple[int, int]:
    """The size that the year's highest load needs, and the hours that it costs all year."""
    size = max(needs(year)[year.begins :])
    return size, size * math.ceil((len(year.load) - year.begins) / HOUR)


class Modes:
    """What is wished by whom, for one year and one time to boot."""

    def __init__(
        self, year: SchoolYear, foreseen: dict[int, Forecast | None], boot: timedelta
    ) -> None:
        self._year = year
        self._foreseen = foreseen
        self._boot = boot
        self._lead = math.ceil(boot / STEP)
        self._lately = LATELY // STEP
        self._needs, self._levels = needs(year), levels(year)

    def windows(self, k: int, _there: int) -> int:
        """The windows of the settings, asked for a boot ahead; none is known beyond the year."""
        return max(self._levels[k], self._levels[min(k + self._lead, len(self._levels) - 1)])

    def tracking(self, k: int, _there: int) -> int:
        """What the load of now needs, or needed lately."""
        return max(self._needs[k - self._lately : k + 1])

    def advised(self, k: int, there: int) -> int:
        """What is asked for by itself: up to what is needed soon, down to what is kept."""
        load, at = self._year.load, self._year.times[k]
        now = Expected(at, load[k], load[k])
        lately = load[k - self._lately : k]
        paid = paid_until(BillingRule.CLOCK_HOURS, at)
        told = self._foreseen.get(k)
        found = advise(now, lately, told, POOL, there=there, lead=self._boot, paid=paid)
        if found.grows:
            return found.soon
        return min(there, found.keep) if found.shrinks else there

    def seer(self, k: int, _there: int) -> int:
        """Knows every load until what it could ask for next would be in service."""
        return max(self._needs[k : k + 2 * self._lead + 1])

    def beside_windows(self, other: Wish) -> Wish:
        """The larger of both."""
        return lambda k, there: max(self.windows(k, there), other(k, there))


@cache
def needs(year: SchoolYear) -> list[int]:
    """The size that each step's load needs."""
    return [needed(one, POOL) for one in year.load]


@cache
def levels(year: SchoolYear) -> list[int]:
    """The level of the windows at each step."""
    return [_level(year, at) for at in year.times]


def _level(year: SchoolYear, at: datetime) -> int:
    wall = at.astimezone(PARIS)
    if wall.weekday() not in EVENING or not 16 <= wall.hour < 22:
        return BASELINE
    return max(BASELINE, math.ceil(WINDOW * year.calendar.turnout(wall.date()).part))


def foreseen(year: SchoolYear, ahead: int) -> dict[int, Forecast | None]:
    """The forecast that is known at each step: made at each quarter of an hour from the past."""
    recorded = {
        at: value for at, value in zip(year.times, year.load, strict=True) if at.minute % 15 == 0
    }
    rhythm = Rhythm(PARIS, year.calendar)
    found: dict[int, Forecast | None] = {}
    last: Forecast | None = None
    for k in range(year.begins, len(year.times)):
        if year.times[k].minute % 15 == 0:
            one = forecast(recorded, year.times[k], rhythm, ahead)
            last = one if isinstance(one, Forecast) else None
        found[k] = last
    return found


AHEAD = math.ceil(timedelta(hours=1) / QUARTER) + 1
"""As far as an advice looks with what takes 45 minutes to boot, and what it keeps."""

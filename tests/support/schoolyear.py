"""A school year of the reference estate's load, by seed: what the rehearsal's week has, all year.

Evenings of school days, three zones' holidays, both clock changes, terms that start higher,
five surprises that no calendar knows, and a week in March in which all stay at home.
"""

import random
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from console.foresight.rhythm import BACK
from console.model.window import Turnout
from console.providers.calendars.calendar import PeopleCalendar
from console.rehearsal.load_curve import Curve, DemandGrowth, chance, connections, week_level

PARIS = ZoneInfo("Europe/Paris")
BEGIN, END = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 7, 3, tzinfo=UTC)
STEP = timedelta(minutes=5)
FIRST = BEGIN - timedelta(weeks=BACK, days=1)
PEAK = 1_400_000.0
"""The evening's height: that of the scenario `march-2020`, before it happens."""
STAYED = 0.15
"""The part of the load of a day in term that remains when all are away."""
TERMS = ((date(2026, 9, 1), 12, 1.25), (date(2027, 1, 4), 5, 1.15))
"""When everybody looks at new timetables: from a date on, for so many days, so much more."""
HOME = datetime(2027, 3, 15, 8, tzinfo=PARIS)
HOME_DAYS = 7
HOME_CURVE = Curve(
    peak=PEAK,
    starts_at=HOME.timestamp(),
    growth=DemandGrowth(at_start=1_000_000, to=5_000_000, over_s=14_400),
)
"""The schools close on a Monday, as in the scenario `march-2020`."""
SURPRISES = 5


class SchoolCalendar:
    """The three zones by their pupils, and public holidays; each date is asked for once."""

    def __init__(self) -> None:
        people = PeopleCalendar({"A": 4, "B": 5, "C": 6}, public=True)
        self._asked = lru_cache(maxsize=None)(people.turnout)

    def turnout(self, day: date) -> Turnout:
        return self._asked(day)


class Surprise:
    """More load by `height` times the usual, within `ramp` minutes, for `lasts` hours."""

    def __init__(self, chosen: random.Random, day: datetime) -> None:
        self.at = day + timedelta(hours=chosen.uniform(6, 19))
        self.height = chosen.uniform(0.7, 1.5)
        self.ramp = chosen.uniform(10, 60)
        self.lasts = chosen.uniform(1, 4)

    def more(self, at: datetime) -> float:
        minutes = (at - self.at) / timedelta(minutes=1)
        falls = (self.lasts * 60 + self.ramp - minutes) / 30
        return self.height * max(0.0, min(1.0, minutes / self.ramp, falls))


class SchoolYear:
    """The demand every five minutes, from the weeks before its begin on."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.calendar = SchoolCalendar()
        chosen = random.Random(seed)  # noqa: S311 - no secret
        days = [BEGIN + timedelta(days=n) for n in range((END - BEGIN).days)]
        self.surprises = [Surprise(chosen, day) for day in chosen.sample(days, SURPRISES)]

    @cached_property
    def times(self) -> list[datetime]:
        return [FIRST + n * STEP for n in range(int((END - FIRST) / STEP) + 1)]

    @cached_property
    def load(self) -> list[float]:
        return [self.demand(at) for at in self.times]

    @property
    def begins(self) -> int:
        """The number of its first step that counts."""
        return int((BEGIN - FIRST) / STEP)

    def demand(self, at: datetime) -> float:
        wall = at.astimezone(PARIS)
        day = wall.date()
        away = 1 - float(self.calendar.turnout(day).part)
        usual = PEAK * week_level(wall) * (1 - (1 - STAYED) * away)
        for first, days, factor in TERMS:
            if timedelta(0) <= day - first < timedelta(days=days):
                usual *= factor
        if HOME.date() <= day < HOME.date() + timedelta(days=HOME_DAYS):
            usual = max(usual, connections(HOME_CURVE, at.timestamp())) if at >= HOME else usual
        surprised = max(one.more(at) for one in self.surprises)
        height = 0.94 + 0.12 * chance(self.seed, day.toordinal())
        noise = 0.98 + 0.04 * chance(self.seed + 1, int(at.timestamp()) // 300)
        return usual * (1 + surprised) * height * noise

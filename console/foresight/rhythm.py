"""Which moments of the past a moment is compared with: the same time on days of its kind.

The same weekday, at the same time on the wall, with about as many people there. A holiday
is compared with holidays: last week, on 25 December, errs by more than what it is to foresee.
Weeks are counted on the calendar, never as 168 hours: for a week after each change of the
clocks these would meet 15:00 or 17:00 for 16:00, in the middle of the ramp.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from console.model.forecast import Announced
from console.model.policy import Policy
from console.model.pool import Pool
from console.ports import DayCalendar
from console.schedule.wallclock import Occurs, instant

WEEK = timedelta(days=7)
BACK = 13
"""How many weeks are looked back: from September over the summer to the last term."""
LEAST = 2
"""Fewer weeks foresee nothing. Prometheus keeps 15 days, unless told otherwise."""
NEAR = Fraction(1, 10)
"""Days are of one kind when the parts of the people that are there differ by this at most."""
NOBODY = Fraction(0)
REMEMBERED = 4096


def rhythm(policy: Policy, pool: Pool, calendars: Mapping[str, DayCalendar]) -> "Rhythm":
    """A pool's, by the settings."""
    calendar = None if pool.calendar is None else calendars.get(pool.calendar)
    announced = tuple(one for one in policy.announced if one.pool == pool.name)
    return Rhythm(policy.zone, calendar, announced)


@dataclass(frozen=True, slots=True)
class Past:
    """A moment in UTC, and how many weeks before the one that is compared with it."""

    at: datetime
    back: int


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Whose days are compared: their zone, who is there when, and what was announced."""

    zone: ZoneInfo
    calendar: DayCalendar | None = None
    announced: tuple[Announced, ...] = ()
    _weeks: dict[date, tuple[int, ...]] = field(default_factory=dict, compare=False)
    _alike: dict[datetime, tuple[Past, ...]] = field(default_factory=dict, compare=False)

    def alike(self, at: datetime) -> tuple[Past, ...]:
        """The moments that one is compared with, the best first.

        Weeks in which the clock on the wall never showed that time are passed over, and
        those in which something announced went on: what it made of the load is not usual.
        """
        found = self._alike.get(at)
        if found is None:
            if len(self._alike) >= REMEMBERED:
                self._alike.clear()
            found = self._alike[at] = tuple(self._compared(at))
        return found

    def _compared(self, at: datetime) -> list[Past]:
        wall = at.astimezone(self.zone)
        found: list[Past] = []
        for back in self.weeks(wall.date()):
            then = instant(wall.date() - back * WEEK, wall.time(), self.zone)
            unusual = any(one.holds(then.at) for one in self.announced)
            if then.occurs is not Occurs.NEVER and not unusual:
                found.append(Past(then.at, back))
        return found

    def weeks(self, day: date) -> tuple[int, ...]:
        """How many weeks back the days of a date's kind are, the latest first.

        Where hardly any is of its kind, because two zones of three are off in no other week,
        the nearest follow: school days keep their shape however many pupils are there. A
        day on which nobody is there is compared with such days alone.
        """
        found = self._weeks.get(day)
        if found is None:
            found = self._weeks[day] = self._of_kind(day)
        return found

    def _of_kind(self, day: date) -> tuple[int, ...]:
        if self.calendar is None:
            return tuple(range(1, BACK + 1))
        there = self.calendar.turnout(day).part
        parts = {b: self.calendar.turnout(day - b * WEEK).part for b in range(1, BACK + 1)}
        same = [back for back, part in parts.items() if abs(part - there) <= NEAR]
        if len(same) >= LEAST or there == NOBODY:
            return tuple(same)
        others = [back for back, part in parts.items() if back not in same and part > NOBODY]
        return (*same, *sorted(others, key=lambda back: (abs(parts[back] - there), back)))

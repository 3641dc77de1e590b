"""From a date and a wall time to the moment, where clocks are put forward or back too.

Two aware times of one zone are compared as they stand on the wall, and a repeated hour
equals itself: everything is computed in UTC.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

SECOND = timedelta(seconds=1)


class Occurs(StrEnum):
    """How often the clock on the wall shows a time on a date."""

    ONCE = "once"
    NEVER = "never"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment in UTC, and how often its wall time is shown."""

    at: datetime
    occurs: Occurs = Occurs.ONCE


def instant(day: date, at: time, zone: tzinfo, *, last: bool = False) -> Instant:
    """The moment of a wall time.

    One that does not exist is when the clock is put forward over it; of one that is
    shown twice it is the first, or the `last`.
    """
    wall = datetime.combine(day, at, zone)
    first, second = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return Instant(first)
    if first > second:
        return Instant(_change(second, first, zone), Occurs.NEVER)
    return Instant(second if last else first, Occurs.TWICE)


def _change(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The first whole second after which the zone has the offset that it has at `after`."""
    new = after.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + ((after - before) / 2 // SECOND) * SECOND
        if middle.astimezone(zone).utcoffset() == new:
            after = middle
        else:
            before = middle
    return after

"""Round times on the wall: full hours, midnights, Mondays. Where clocks change, too."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from console.schedule.wallclock import instant

DAY = timedelta(days=1)


def rounds(start: datetime, end: datetime, every: timedelta, zone: tzinfo) -> Iterator[datetime]:
    """The round times from `start` to before `end`, in UTC, the earliest first.

    `every` divides a day, or is whole days: seven are Mondays. In an hour that is shown
    twice the first counts; one that is left out is when the clock is put forward over it.
    """
    day = start.astimezone(zone).date()
    last = end.astimezone(zone).date()
    before: datetime | None = None
    while day <= last:
        for at in _of(day, every, zone):
            if start <= at < end and (before is None or at > before):
                yield at
                before = at
        day += DAY


def _of(day: date, every: timedelta, zone: tzinfo) -> Iterator[datetime]:
    if every >= DAY:
        # Day 1 of the calendar was a Monday.
        if (day.toordinal() - 1) % every.days == 0:
            yield instant(day, time(0), zone).at
        return
    midnight = datetime.combine(day, time(0))
    for number in range(DAY // every):
        yield instant(day, (midnight + number * every).time(), zone).at

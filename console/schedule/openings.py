"""The dates on which windows open, or would, and why they do not."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import islice

from console.model.notice import Notice, notice
from console.model.pool import Pool
from console.model.window import Opening, Turnout, Window
from console.ports import DayCalendar
from console.schedule.wallclock import Instant, Occurs, instant

DAY = timedelta(days=1)
AHEAD = timedelta(days=400)
"""How far is looked for what comes next: a window of one date a year is found."""

Calendars = Mapping[str, DayCalendar]
NO_CALENDARS: Calendars = {}
SAID = {Occurs.NEVER: "schedule.time_missing", Occurs.TWICE: "schedule.time_twice"}


def upcoming(
    windows: Iterable[Window],
    pools: Mapping[str, Pool],
    now: datetime,
    count: int,
    calendars: Calendars = NO_CALENDARS,
) -> tuple[Opening, ...]:
    """What is open, or comes next, in the order of the openings; skipped ones are told."""
    until = now + AHEAD
    each = (openings(w, pools[w.pool], now, until, calendars) for w in windows if w.pool in pools)
    return tuple(islice(heapq.merge(*each, key=_order), count))


def openings(
    window: Window,
    pool: Pool,
    begin: datetime,
    until: datetime,
    calendars: Calendars = NO_CALENDARS,
) -> Iterator[Opening]:
    """The openings that are not over at `begin` and come before `until`, the earliest first."""
    day = begin.astimezone(window.zone).date() - DAY
    last = until.astimezone(window.zone).date()
    while day <= last:
        if day.weekday() in window.days or day in window.also_on:
            found = opening(window, day, pool, calendars)
            if found.closes_at > begin and found.opens_at < until:
                yield found
        day += DAY


def opening(window: Window, day: date, pool: Pool, calendars: Calendars = NO_CALENDARS) -> Opening:
    """The window on one date, whether it opens then or not."""
    there = _turnout(window, day, calendars)
    overnight = window.end <= window.start
    opens = instant(day, window.start, window.zone)
    closes = instant(day + DAY if overnight else day, window.end, window.zone, last=True)
    level, levels = _levels(window, pool, there.part)
    return Opening(
        window,
        day,
        opens.at,
        max(opens.at, closes.at),
        level,
        _skipped(window, day, there, (opens, closes)),
        (*there.why, *_remark(opens, window.start), *_remark(closes, window.end)),
        levels,
    )


def _levels(window: Window, pool: Pool, part: Fraction) -> tuple[int, dict[str, int]]:
    """What a window holds up of the whole pool, and of the datacenters that it names.

    The other datacenters then hold their parts of the baseline.
    """
    if window.rise is not None:
        return window.rise.level(pool.baseline, part), {}
    parts = pool.parts(pool.baseline)
    levels = {code: rise.level(parts.get(code, 0), part) for code, rise in window.rises}
    return pool.baseline + sum(pool.above(levels).values()), levels


def _turnout(window: Window, day: date, calendars: Calendars) -> Turnout:
    """Who is there; on a date that was put in by hand, all."""
    calendar = None if window.calendar is None else calendars.get(window.calendar)
    return Turnout() if calendar is None or day in window.also_on else calendar.turnout(day)


def _skipped(
    window: Window, day: date, there: Turnout, span: tuple[Instant, Instant]
) -> Notice | None:
    opens, closes = span
    if day in window.except_on:
        return notice("schedule.excepted")
    if not there.part:
        return there.why[0]
    return notice("schedule.no_time") if closes.at <= opens.at else None


def _remark(found: Instant, at: time) -> tuple[Notice, ...]:
    if found.occurs is Occurs.ONCE:
        return ()
    return (notice(SAID[found.occurs], time=f"{at:%H:%M}"),)


def _order(found: Opening) -> tuple[datetime, datetime, str]:
    return (found.opens_at, found.closes_at, found.window.name)

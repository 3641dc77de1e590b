"""The dates on which windows open, or would, and why they do not."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import islice

from console.model.notice import Notice, notice
from console.model.pool import Pool
from console.model.window import Opening, Window
from console.schedule.wallclock import Instant, Occurs, instant

DAY = timedelta(days=1)
AHEAD = timedelta(days=400)
"""How far is looked for what comes next: a window of one date a year is found."""

SAID = {Occurs.NEVER: "schedule.time_missing", Occurs.TWICE: "schedule.time_twice"}


def upcoming(
    windows: Iterable[Window], pools: Mapping[str, Pool], now: datetime, count: int
) -> tuple[Opening, ...]:
    """What is open, or comes next, in the order of the openings; skipped ones are told."""
    until = now + AHEAD
    each = (openings(w, pools[w.pool].baseline, now, until) for w in windows if w.pool in pools)
    return tuple(islice(heapq.merge(*each, key=_order), count))


def openings(window: Window, baseline: int, begin: datetime, until: datetime) -> Iterator[Opening]:
    """The openings that are not over at `begin` and come before `until`, the earliest first."""
    day = begin.astimezone(window.zone).date() - DAY
    last = until.astimezone(window.zone).date()
    while day <= last:
        if day.weekday() in window.days or day in window.also_on:
            found = opening(window, day, baseline)
            if found.closes_at > begin and found.opens_at < until:
                yield found
        day += DAY


def opening(window: Window, day: date, baseline: int) -> Opening:
    """The window on one date, whether it opens then or not."""
    overnight = window.end <= window.start
    opens = instant(day, window.start, window.zone)
    closes = instant(day + DAY if overnight else day, window.end, window.zone, last=True)
    return Opening(
        window,
        day,
        opens.at,
        max(opens.at, closes.at),
        window.level(baseline),
        _skipped(window, day, opens, closes),
        (*_remark(opens, window.start), *_remark(closes, window.end)),
    )


def _skipped(window: Window, day: date, opens: Instant, closes: Instant) -> Notice | None:
    if day in window.except_on:
        return notice("schedule.excepted")
    return notice("schedule.no_time") if closes.at <= opens.at else None


def _remark(found: Instant, at: time) -> tuple[Notice, ...]:
    if found.occurs is Occurs.ONCE:
        return ()
    return (notice(SAID[found.occurs], time=f"{at:%H:%M}"),)


def _order(found: Opening) -> tuple[datetime, datetime, str]:
    return (found.opens_at, found.closes_at, found.window.name)

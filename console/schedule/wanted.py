"""What windows make of a pool at a moment: how large it is to be, and when that changes.

A window is a level, not two edges: the wanted size is the largest of what the baseline,
open windows and people's own operations hold up, and a window gives back only what it alone
has held up. What was missed, restarted, or overlaps needs no case of its own.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from console.model.pool import Pool
from console.model.window import Hold, Opening, Window
from console.schedule.openings import NO_CALENDARS, Calendars, openings

AHEAD = timedelta(days=8)
"""How far is looked for the next change; after that it is looked again."""

Leads = Mapping[str, timedelta]
"""How long before its start a window's instances are asked for, by its name."""

NO_LEADS: Leads = {}


def begun(
    windows: Iterable[Window],
    pool: Pool,
    now: datetime,
    leads: Leads = NO_LEADS,
    calendars: Calendars = NO_CALENDARS,
) -> tuple[Opening, ...]:
    """The openings of a pool for which instances are wanted now, the largest first."""
    found = [
        one
        for window in windows
        if window.pool == pool.name
        for one in openings(window, pool, now, _soon(now, window, leads), calendars)
        if one.skipped is None and now < one.closes_at
    ]
    return tuple(sorted(found, key=lambda one: (-one.level, one.opens_at, one.key)))


def hold(found: tuple[Opening, ...]) -> Hold | None:
    """What some openings hold up together: the largest counts, in each datacenter too."""
    return Hold(found[0].window.name, whole(found), levels=levels(found)) if found else None


def whole(found: Iterable[Opening]) -> int:
    """What some openings hold up of a pool wherever it stands; 0 where each names datacenters."""
    return max((one.level for one in found if one.window.rise is not None), default=0)


def levels(found: Iterable[Opening]) -> dict[str, int]:
    """What some openings hold up in the datacenters that they name."""
    most: dict[str, int] = {}
    for one in found:
        most |= {code: max(n, most.get(code, 0)) for code, n in one.levels.items()}
    return most


def next_change(
    windows: Iterable[Window],
    pool: Pool,
    now: datetime,
    leads: Leads = NO_LEADS,
    calendars: Calendars = NO_CALENDARS,
) -> datetime:
    """When instances of a pool are wanted next, or no more."""
    edges = [now + AHEAD]
    for window in windows:
        if window.pool != pool.name:
            continue
        lead = leads.get(window.name, timedelta(0))
        for one in openings(window, pool, now, now + AHEAD, calendars):
            if one.skipped is None:
                edges += [one.begins_at(lead), one.closes_at]
    return min(edge for edge in edges if edge > now)


def course(size: int, lent: int, window: int, others: int) -> int | None:
    """The size to bring a pool to now; None where it is as it is to be.

    `lent` instances are there that only windows have held up; `window` is the level of
    those that are open, `others` that of the baseline and of people's operations.
    """
    if size < window:
        return window
    surplus = min(size - max(window, others), lent)
    return size - surplus if surplus > 0 else None


def _soon(now: datetime, window: Window, leads: Leads) -> datetime:
    """What opens before this is asked for by now; what opens at this very moment, too."""
    return now + leads.get(window.name, timedelta(0)) + timedelta(microseconds=1)

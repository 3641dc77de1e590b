"""What is wrong, or surprising, with windows over the year to come; nothing is asked for it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from console.model.notice import Notice, notice
from console.model.pool import Pool
from console.model.window import Opening, Window
from console.schedule.openings import AHEAD, Calendars, openings
from console.schedule.wanted import levels

TIMES = {
    "schedule.time_missing": "schedule.check_missing",
    "schedule.time_twice": "schedule.check_twice",
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is to be known of a window; a `grave` one keeps it from doing what it says."""

    window: str
    said: Notice
    grave: bool = False


def flaws(
    windows: Iterable[Window], pools: Mapping[str, Pool], now: datetime, calendars: Calendars
) -> Iterator[Flaw]:
    """Every flaw of every window, each once."""
    coming = {
        window: tuple(openings(window, pools[window.pool], now, now + AHEAD, calendars))
        for window in windows
    }
    for window, found in coming.items():
        yield from _of(window, pools[window.pool], found)
    for one, other in combinations(coming, 2):
        if one.pool == other.pool:
            yield from _overlap(coming[one], coming[other])


def _of(window: Window, pool: Pool, found: tuple[Opening, ...]) -> Iterator[Flaw]:
    open_ = [one for one in found if one.skipped is None]
    if not open_:
        yield Flaw(window.name, notice("schedule.check_never"), grave=True)
        skipped = dict.fromkeys(one.skipped.code for one in found if one.skipped is not None)
        reasons = (one.skipped for one in found if one.skipped is not None)
        first = {why.code: why for why in reversed([*reasons])}
        yield from (Flaw(window.name, first[code]) for code in skipped)
        return
    level = max(one.level for one in open_)
    if level > pool.ceiling:
        high = notice("schedule.check_ceiling", n=level, pool=pool.name, ceiling=pool.ceiling)
        yield Flaw(window.name, high, grave=True)
    yield from _caps(window, pool, open_)
    if level <= pool.baseline:
        low = notice("schedule.check_baseline", n=level, pool=pool.name, baseline=pool.baseline)
        yield Flaw(window.name, low, grave=True)
    yield from _times(window, found)
    yield from _unknown(window, found)


def _caps(window: Window, pool: Pool, found: Iterable[Opening]) -> Iterator[Flaw]:
    """Levels of datacenters that those may not reach."""
    caps = {share.datacenter: share.cap for share in pool.shares}
    for code, level in levels(found).items():
        cap = caps.get(code)
        if cap is not None and level > cap:
            high = notice("schedule.check_cap", n=level, datacenter=code, cap=cap)
            yield Flaw(window.name, high, grave=True)


def _times(window: Window, found: tuple[Opening, ...]) -> Iterator[Flaw]:
    """The dates on which a wall time is none, or is two."""
    for one in found:
        for remark in one.remarks:
            if remark.code in TIMES:
                values = {"date": one.day.isoformat(), **remark.values}
                yield Flaw(window.name, notice(TIMES[remark.code], **values))


def _unknown(window: Window, found: tuple[Opening, ...]) -> Iterator[Flaw]:
    """What a calendar does not know, each once."""
    told: list[Notice] = []
    for one in found:
        for remark in one.remarks:
            if remark.code in UNKNOWN and remark not in told:
                told.append(remark)
                yield Flaw(window.name, remark)


UNKNOWN = frozenset({"schedule.calendar_unknown", "schedule.file_unread"})


def _overlap(some: tuple[Opening, ...], others: tuple[Opening, ...]) -> Iterator[Flaw]:
    """The first date on which both are open: the larger one counts, they do not add up."""
    for one in some:
        for other in others:
            both = one.skipped is None and other.skipped is None
            if both and one.opens_at < other.closes_at and other.opens_at < one.closes_at:
                name, day = other.window.name, one.day.isoformat()
                level = max(one.level, other.level)
                said = notice("schedule.check_overlap", other=name, date=day, n=level)
                yield Flaw(one.window.name, said)
                return

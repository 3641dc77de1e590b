"""Time across the cells of a chart: the cell of a moment, and the axis with its round times."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

from console.locale import Locale
from console.schedule.rounds import DAY, rounds

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MONDAYS = 7 * DAY
EVERY = (
    *(n * MINUTE for n in (5, 10, 15, 20, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    DAY,
    2 * DAY,
    MONDAYS,
)
"""What may stand on the axis; the first for whose labels there is room."""
APART = 2
"""Cells between two labels at least."""
RULE = "─"


@dataclass(frozen=True, slots=True)
class TimeScale:
    """From `start` to `end`, over so many cells."""

    start: datetime
    end: datetime
    cells: int

    def at(self, x: float) -> datetime:
        """When a cell begins."""
        return self.start + (self.end - self.start) * (x / self.cells)

    def cell(self, at: datetime) -> int:
        """The cell of a moment; beyond the last one, or below 0, where it is out of sight."""
        found = floor((at - self.start) / (self.end - self.start) * self.cells + 1e-9)
        return self.cells - 1 if at == self.end else found

    def edges(self, cells: int) -> tuple[datetime, ...]:
        """Where the first `cells` cells begin, and where the last of them ends."""
        return tuple(self.at(x) for x in range(cells + 1))


def axis(scale: TimeScale, locale: Locale, named: Iterable[tuple[int, str]]) -> str:
    """The axis: what is `named` by its cell, most important first, then round times between.

    What would touch a more important one gives way.
    """
    cells = [RULE] * scale.cells
    for x, text in (*named, *_round_times(scale, locale)):
        end = x + len(text)
        room = cells[max(0, x - APART) : end + APART]
        if x >= 0 and end <= len(cells) and all(c == RULE for c in room):
            cells[x:end] = text
    return "".join(cells)


def _round_times(scale: TimeScale, locale: Locale) -> list[tuple[int, str]]:
    """The most round times for which there is room, by their cells."""
    for every in EVERY:
        told = _label(scale.start, every, locale)
        # Times stand in whole cells: one of those between is lost at times.
        if scale.cells * every / (scale.end - scale.start) >= len(told) + APART + 1:
            times = rounds(scale.start, scale.end, every, locale.zone)
            return [(scale.cell(at), _label(at, every, locale)) for at in times]
    return []


def _label(at: datetime, every: timedelta, locale: Locale) -> str:
    """The time of day, at midnight the day; of Mondays the month too."""
    if every >= MONDAYS:
        return locale.day(at)
    local = at.astimezone(locale.zone)
    if every >= DAY or (local.hour, local.minute) == (0, 0):
        return locale.weekday(at)
    return locale.clock(at)


def start_of(at: datetime, span: timedelta, locale: Locale) -> str:
    """Where a line without an axis begins: the time, or the day from so much time on."""
    return locale.clock(at) if span < DAY else locale.weekday(at)

"""A block chart of a load against a capacity that moves: text only, redrawn line by line.

Why it is ours: docs/adr/0006-charts.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from math import floor, log10

from console.desk.past import BusiestMoment, moments
from console.locale import Locale
from console.model.figure import Sample
from console.tui.ahead import MARK, Ahead, ForeseenColumn, line_of, runs
from console.tui.formatting import BLOCKS
from console.tui.lines import Line, Lines, Role
from console.tui.timescale import TimeScale, axis, start_of

AXIS_LABEL = 7
LEAST = 4
"""Cells below which nothing is drawn."""
CLOCK = 5
MOST_ROOM = 3
"""A limit above so many times the load stands at the top, so that the load can be read."""

Cells = list[tuple[str, Role]]


@dataclass(frozen=True, slots=True)
class Plot:
    """What is drawn from `start` on: samples, and the limit at the same times.

    A gap in either stays one.
    """

    samples: tuple[Sample, ...]
    limit: tuple[Sample, ...] = ()
    start: datetime | None = None
    ahead: Ahead | None = None

    def scale(self, cells: int) -> TimeScale:
        """What was and what is foreseen, over the cells between the labels and the right edge."""
        was, ahead = self.was(1), self.ahead
        end = was.end if ahead is None else ahead.steps[-1].at
        return TimeScale(was.start, end, cells - AXIS_LABEL - 1)

    def was(self, cells: int) -> TimeScale:
        """What was, over so many cells."""
        return TimeScale(self.start or self.samples[0].at, self.samples[-1].at, cells)


def draw(plot: Plot, locale: Locale, cells: int, rows: int) -> Lines:
    """The chart in exactly `rows` lines: the plot, then the time axis."""
    across, down = cells - AXIS_LABEL - 1, rows - 1
    if across < LEAST or down < 1 or len(plot.samples) < 2:  # noqa: PLR2004 - a span needs two ends
        return ()
    scale = plot.scale(cells)
    share = (plot.was(1).end - scale.start) / (scale.end - scale.start)
    # What is foreseen has a cell at least: the mark may stand there.
    past = max(1, min(across - (plot.ahead is not None), round(across * share)))
    found = moments(plot.samples, plot.limit, plot.was(past).edges(past))
    coming = () if plot.ahead is None else plot.ahead.columns(across - past)
    limits = [*(one.limit for one in found), *(one.limit for one in coming)]
    top = scale_top([reach([*(one.load for one in found), *(one.most for one in coming)], limits)])
    if top is None:
        return ()
    body = [
        [*(_cell(one, top, y, down) for one in found), *_coming(plot.ahead, coming, top, y, down)]
        for y in range(down - 1, -1, -1)
    ]
    labels = _labels(locale, top, down)
    _label_limit(body, labels, limits, top, locale)
    lines = [
        ((f"{label:>{AXIS_LABEL}}", role), ("┤" if label else "│", Role.TRACK), *runs(spans))
        for (label, role), spans in zip(labels, body, strict=True)
    ]
    return (*lines, _time_axis(plot, scale, locale, past))


def _coming(
    ahead: Ahead | None, columns: Sequence[ForeseenColumn], top: float, y: int, down: int
) -> Cells:
    """One line of what is foreseen."""
    cells = [column.glyph(top, y, down) for column in columns]
    marked = None if ahead is None else ahead.marked(len(columns))
    if marked is not None:
        cells[marked] = (MARK, Role.WARN)
    return cells


def reach(
    loads: Sequence[float | None], limits: Sequence[float | None], room: float = MOST_ROOM
) -> float:
    """What is drawn up to: load and limit, unless the load would be lost so far below it."""
    load = max((one for one in loads if one is not None), default=0.0)
    limit = max((one for one in limits if one is not None), default=0.0)
    return max(load, min(limit, room * load) if load else limit)


def scale_top(values: Sequence[float]) -> float | None:
    """The smallest of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 × 10ⁿ that is not below the largest value."""
    largest = max(values, default=0.0)
    if largest <= 0:
        return None
    size: float = 10.0 ** floor(log10(largest))
    steps = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
    return next(step * size for step in steps if step * size >= largest * 0.999)


def _cell(one: BusiestMoment, top: float, y: int, down: int) -> tuple[str, Role]:
    """The cell of line `y`, counted from the bottom; what is known is never blank."""
    eighths = 0 if one.load is None else round((one.load / top * down - y) * 8)
    if one.load is not None and y == 0:
        eighths = max(1, eighths)
    if eighths > 0:
        return BLOCKS[min(8, eighths)], Role.BAD if one.over else Role.CHART
    if one.limit is not None and line_of(one.limit, top, down) == y:
        return "─", Role.LIMIT
    return " ", Role.PLAIN


def _label_limit(
    body: list[Cells],
    labels: list[tuple[str, Role]],
    limits: Sequence[float | None],
    top: float,
    locale: Locale,
) -> None:
    """Write what the limit is into its longest level line; beside the newest where all are short.

    An arrow says that it is above all that is drawn.
    """
    y, at, length = max(_level_lines(body), key=lambda run: run[2], default=(0, 0, 0))
    limit = limits[at + length // 2] if length else None
    if limit is not None:
        figure, above = locale.compact(limit), "↑ " if limit > top else ""
        for said in (locale.text("tui.load.top", top=figure), figure):
            label = f"─ {said} {above}"
            if length > len(label) + 2:
                body[y][at : at + len(label)] = [(character, Role.LIMIT) for character in label]
                return
    newest = next((one for one in reversed(limits) if one is not None), None)
    if newest is not None:
        y = len(body) - 1 - line_of(newest, top, len(body))
        above = "↑" if newest > top else ""
        labels[y] = (f"{above}{locale.compact(newest)}", Role.LIMIT)


def _level_lines(body: Sequence[Cells]) -> Iterator[tuple[int, int, int]]:
    """Row, first cell and length of where the limit goes straight on."""
    for y, cells in enumerate(body):
        at = 0
        for role, run in groupby(role for _, role in cells):
            length = sum(1 for _ in run)
            if role is Role.LIMIT:
                yield y, at, length
            at += length


def _labels(locale: Locale, top: float, down: int) -> list[tuple[str, Role]]:
    """Labels from the top line downwards: the top, the middle if there is room, and zero."""
    labels = [""] * down
    labels[0] = locale.compact(top)
    if down >= 5 and down % 2:  # noqa: PLR2004 - room for a middle label on a line of its own
        labels[down // 2] = locale.compact(top * (down - down // 2) / down)
    return [(label, Role.FAINT) for label in labels]


def _time_axis(plot: Plot, scale: TimeScale, locale: Locale, past: int) -> Line:
    """The last moment, now where more is to come, the end; then round times."""
    named: list[tuple[int, str]] = []
    ahead = plot.ahead
    if ahead is not None:
        marked = ahead.marked(scale.cells - past)
        if marked is not None and ahead.mark is not None:
            told = locale.clock(max(ahead.mark, ahead.since))
            named.append(_pointed(past + marked, told, scale.cells))
        named.append((past, locale.clock(ahead.since)))
    named.append((scale.cells - CLOCK, locale.clock(scale.end)))
    named.append((0, start_of(scale.start, plot.was(1).end - scale.start, locale)))
    return ((" " * AXIS_LABEL + "└", Role.TRACK), (axis(scale, locale, named), Role.FAINT))


def _pointed(x: int, told: str, cells: int) -> tuple[int, str]:
    """A time that points at its cell: before what it says, or behind it at the right edge."""
    before = f"▲{told}"
    return (x, before) if x + len(before) <= cells else (x - len(told), f"{told}▲")

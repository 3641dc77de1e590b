"""A block chart of a load against a capacity that moves: text only, redrawn line by line.

Why it is ours: docs/adr/0006-charts.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import floor, log10

from console.locale import Locale
from console.model.figure import Sample
from console.tui.ahead import MARK, Ahead, ForeseenColumn, line_of, runs
from console.tui.formatting import BLOCKS, resample
from console.tui.lines import Line, Lines, Role

AXIS_LABEL = 7
TICKS = 4


@dataclass(frozen=True, slots=True)
class Plot:
    """What is drawn: samples, and the limit at its own times; a gap in either stays one."""

    samples: tuple[Sample, ...]
    limit: tuple[Sample, ...] = ()
    ahead: Ahead | None = None


def draw(plot: Plot, locale: Locale, cells: int, rows: int) -> Lines:
    """The chart in exactly `rows` lines: the plot, then the time axis."""
    across = cells - AXIS_LABEL - 1
    down = rows - 1
    if across < TICKS or down < 1:
        return ()
    past = _past(plot, across)
    values = resample(plot.samples, past)
    limits = _limits(plot, past)
    coming = () if plot.ahead is None else plot.ahead.columns(across - past)
    highest = [one for column in coming for one in (column.most, column.limit)]
    top = scale_top([*highest, *(v for v in (*values, *limits) if v is not None)])
    if top is None:
        return ()
    body = [
        runs([*_row(values, limits, top, y, down), *_coming(plot.ahead, coming, top, y, down)])
        for y in range(down - 1, -1, -1)
    ]
    labels = _labels(locale, top, down)
    body = _with_limit_label(body, limits, top, down, locale)
    lines = [
        ((f"{label:>{AXIS_LABEL}}", Role.FAINT), ("┤" if label else "│", Role.TRACK), *spans)
        for label, spans in zip(labels, body, strict=True)
    ]
    return (*lines, _time_axis(plot, locale, past, across))


def _past(plot: Plot, across: int) -> int:
    """How many cells what was takes, of all: each has its part of the time."""
    if plot.ahead is None or len(plot.samples) < 2:  # noqa: PLR2004 - a span needs two ends
        return across
    span = plot.samples[-1].at - plot.samples[0].at
    return max(1, round(across * (span / (span + plot.ahead.span))))


def _coming(
    ahead: Ahead | None, columns: Sequence[ForeseenColumn], top: float, y: int, down: int
) -> list[tuple[str, Role]]:
    """One line of what is foreseen."""
    cells = [column.glyph(top, y, down) for column in columns]
    marked = None if ahead is None else ahead.marked(len(columns))
    if marked is not None:
        cells[marked] = (MARK, Role.WARN)
    return cells


def scale_top(values: Sequence[float]) -> float | None:
    """The smallest of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 × 10ⁿ that is not below the largest value."""
    largest = max(values, default=0.0)
    if largest <= 0:
        return None
    size: float = 10.0 ** floor(log10(largest))
    steps = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
    return next(step * size for step in steps if step * size >= largest * 0.999)


def _limits(plot: Plot, across: int) -> tuple[float | None, ...]:
    """The newest known limit within each column's time; None where none was measured."""
    by_time = {sample.at: sample.value for sample in plot.limit}
    # On the samples' own grid, so that both lines are cut into the same columns.
    return resample([Sample(s.at, by_time.get(s.at)) for s in plot.samples], across)


def _row(
    values: Sequence[float | None], limits: Sequence[float | None], top: float, y: int, down: int
) -> list[tuple[str, Role]]:
    """One line of what was, cell by cell. `y` counts from the bottom."""
    return [_cell(v, c, top, y, down) for v, c in zip(values, limits, strict=True)]


def _cell(
    value: float | None, limit: float | None, top: float, y: int, down: int
) -> tuple[str, Role]:
    eighths = 0 if value is None else round((value / top * down - y) * 8)
    if value is not None and value > 0 and y == 0:
        eighths = max(1, eighths)
    at_limit = limit is not None and line_of(limit, top, down) == y
    over = limit is not None and value is not None and value > limit
    if eighths >= 8:  # noqa: PLR2004 - a full cell
        return BLOCKS[8], Role.BAD if over else Role.CHART
    if at_limit and not over:
        return ("─", Role.LIMIT) if eighths <= 0 else (BLOCKS[eighths], Role.CHART)
    if eighths > 0:
        return BLOCKS[eighths], Role.BAD if over else Role.CHART
    return " ", Role.PLAIN


def _with_limit_label(
    body: list[Line], limits: Sequence[float | None], top: float, down: int, locale: Locale
) -> list[Line]:
    """Write what the limit is into its line, where the line starts."""
    limit = next((known for known in limits if known is not None), None)
    if limit is None:
        return body
    y = down - 1 - line_of(limit, top, down)
    label = f"─ {locale.text('tui.load.top', top=locale.compact(limit))} "
    spans = list(body[y])
    at = next((n for n, (_, role) in enumerate(spans) if role is Role.LIMIT), None)
    if at is not None and len(spans[at][0]) > len(label) + 2:
        spans[at] = (label + spans[at][0][len(label) :], Role.LIMIT)
        body[y] = tuple(spans)
    return body


def _labels(locale: Locale, top: float, down: int) -> list[str]:
    """Labels from the top line downwards: the top, the middle if there is room, and zero."""
    labels = [""] * down
    labels[0] = locale.compact(top)
    if down >= 5 and down % 2:  # noqa: PLR2004 - room for a middle label on a line of its own
        labels[down // 2] = locale.compact(top * (down - down // 2) / down)
    return labels


def _time_axis(plot: Plot, locale: Locale, past: int, across: int) -> Line:
    samples, ahead = plot.samples, plot.ahead
    if len(samples) < 2:  # noqa: PLR2004 - a span needs two ends
        return ((" " * AXIS_LABEL + "└" + "─" * across, Role.TRACK),)
    start, end = samples[0].at, samples[-1].at
    axis = list("─" * across)
    if ahead is not None:
        end = ahead.steps[-1].at
        marked = ahead.marked(across - past)
        if marked is not None and ahead.mark is not None:
            _write(axis, past + marked, f"▲{locale.clock(max(ahead.mark, ahead.since))}")
    for tick in range(TICKS):
        at = start + (end - start) * tick / TICKS
        _write(axis, round(across * tick / TICKS), locale.clock(at + timedelta(seconds=30)))
    _write(axis, across - 5, locale.clock(end))
    return ((" " * AXIS_LABEL + "└", Role.TRACK), ("".join(axis), Role.FAINT))


def _write(axis: list[str], x: int, text: str) -> None:
    end = x + len(text)
    if x >= 0 and end <= len(axis) and all(c == "─" for c in axis[x:end]):
        axis[x:end] = text

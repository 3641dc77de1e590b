"""The part of a chart that is not there yet: what is foreseen, in columns of its own.

Shaded up to what is usual, a dot at the most to reckon with, the limit of then, and a moment
that is marked from top to bottom.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

from console.model.forecast import Expected
from console.tui.lines import Role

SHADE, MOST, MARK, OVER = "░", "·", "▏", "▒"


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is foreseen after `since`, and what is carried at each of the steps.

    `mark` is the last moment at which something can be done, if there is one.
    """

    since: datetime
    steps: tuple[Expected, ...]
    limit: tuple[float, ...]
    mark: datetime | None = None

    @property
    def span(self) -> timedelta:
        """How far it reaches."""
        return self.steps[-1].at - self.since

    def columns(self, across: int) -> "tuple[ForeseenColumn, ...]":
        """One for each cell, at its middle, straight between the steps."""
        return tuple(self._column((x + 0.5) / across * self.span) for x in range(across))

    def marked(self, across: int) -> int | None:
        """The cell of the mark; the first one where it is past."""
        if self.mark is None:
            return None
        return max(0, min(across - 1, floor((self.mark - self.since) / self.span * across)))

    def _column(self, after: timedelta) -> "ForeseenColumn":
        at = self.since + after
        later = next(n for n, step in enumerate(self.steps) if step.at >= at)
        sooner = max(0, later - 1)
        low, high = self.steps[sooner], self.steps[later]
        width = high.at - low.at
        part = (at - low.at) / width if width else 0.0
        part = max(0.0, part)
        return ForeseenColumn(
            low.median + (high.median - low.median) * part,
            low.high + (high.high - low.high) * part,
            self.limit[later],
        )


@dataclass(frozen=True, slots=True)
class ForeseenColumn:
    """One cell's time: connections expected, the most to reckon with, and what is carried."""

    usual: float
    most: float
    limit: float

    def glyph(self, top: float, y: int, down: int) -> tuple[str, Role]:
        """The cell of line `y`, counted from the bottom of `down` lines up to `top`."""
        shaded = self.usual / top * down - y >= 0.5  # noqa: PLR2004 - half a cell
        over = self.most > self.limit
        if line_of(self.limit, top, down) == y:
            return "─", Role.LIMIT
        if shaded:
            beyond = (y + 0.5) * top / down > self.limit
            return (OVER, Role.BAD) if beyond else (SHADE, Role.CHART)
        if line_of(self.most, top, down) == y:
            return MOST, Role.BAD if over else Role.CHART
        return " ", Role.PLAIN


def line_of(value: float, top: float, down: int) -> int:
    """The line that a value is in, counted from the bottom."""
    return max(0, min(down - 1, floor(value / top * down - 1e-9)))


def runs(cells: Sequence[tuple[str, Role]]) -> tuple[tuple[str, Role], ...]:
    """Cells of one role in a row as one span."""
    spans: list[tuple[str, Role]] = []
    for glyph, role in cells:
        if spans and spans[-1][1] is role:
            spans[-1] = (spans[-1][0] + glyph, role)
        else:
            spans.append((glyph, role))
    return tuple(spans)

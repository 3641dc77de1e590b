"""A table's columns: which of them fit, how wide each is, and a line laid out in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len

from console.tui.lines import EMPTY, Line, Role, Span, joined, pad, width

GAP: Span = (" ", Role.PLAIN)
MARK_CELLS = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column: at least `cells` wide, at most `most` where there is room.

    Columns of a higher `rank` are left out first; `right` puts figures to the right.
    """

    name: str
    cells: int
    most: int = 0
    rank: int = 0
    right: bool = False


@lru_cache(maxsize=64)
def layout(columns: tuple[Column, ...], cells: int) -> tuple[tuple[Column, int], ...]:
    """The columns that fit after the mark, each with its width; wide ones share what is left."""
    room = cells - MARK_CELLS
    shown: set[str] = set()
    for column in sorted(columns, key=lambda c: c.rank):
        needed = column.cells + (1 if shown else 0)
        if needed > room and column.rank:
            break
        shown.add(column.name)
        room -= needed
    sizes = []
    for column in columns:
        if column.name in shown:
            more = max(0, min(room, column.most - column.cells))
            room -= more
            sizes.append((column, column.cells + more))
    return tuple(sizes)


def column_at(sizes: Sequence[tuple[Column, int]], x: int) -> str | None:
    """The name of the column that the cell `x` of a line lies in; None beside them."""
    begins = MARK_CELLS
    for column, cells in sizes:
        if begins <= x < begins + cells:
            return column.name
        begins += cells + 1
    return None


def table_line(mark: Span, parts: Mapping[str, Line], sizes: Sequence[tuple[Column, int]]) -> Line:
    """A line of the table; a part that is missing is blank."""
    placed = []
    for column, cells in sizes:
        part = parts.get(column.name, EMPTY)
        short = cells - width(part)
        if column.right and short > 0:
            part = ((" " * short, Role.PLAIN), *part)
        placed.append(pad(part, cells))
    return (mark, *joined(placed, GAP))


def heads(
    titles: Mapping[str, str], sizes: Sequence[tuple[Column, int]], sort: str, *, reverse: bool
) -> Line:
    """The heads of the columns; the sorted one is marked."""
    arrow = "↑" if reverse else "↓"
    parts: dict[str, Line] = {}
    for column, cells in sizes:
        text = titles[column.name]
        if column.name == sort:
            roomy = cell_len(text) + 1 < cells
            text = f"{text} {arrow}" if roomy else f"{text}{arrow}"
        parts[column.name] = ((text, Role.FAINT),)
    return table_line(("  ", Role.PLAIN), parts, sizes)

"""Rows under heads, as wide as the terminal allows; in a pipe or a file always in full.

Where a line has too few letters, heads and `texts` break between words, and columns that
`give` way leave in their order: those that say nothing first. What else a cell holds (an id,
a name, a figure, a state) stands whole or not at all, and what has left is named below.
"""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from console.cli.width import columns, wrapped
from console.locale import Locale
from console.plaintext import inline

Cell = str | int
WIDEST = 300
"""Letters of a cell; JSON holds the whole."""
BETWEEN = "  "
READABLE = 20
"""Letters of a line below which a sentence is no longer read at a glance."""
NOTHING = frozenset({"", "0"})


@dataclass(frozen=True, slots=True)
class _Column:
    """One column; a text is broken into lines of `readable` letters at the least."""

    name: str
    title: str
    cells: tuple[str, ...]
    figures: bool
    readable: int | None

    @property
    def widest(self) -> int:
        """Letters of a line in which nothing is broken."""
        return max(map(len, (self.title, *self.cells)))

    @property
    def narrowest(self) -> int:
        """Letters of a line in which nothing is broken that may not be."""
        head = max(map(len, wrapped(self.title, 1)))
        if self.readable is None:
            return max([head, *map(len, self.cells)])
        words = (len(word) for cell in self.cells for word in wrapped(cell, 1))
        return min(self.widest, max([head, self.readable, *words]))

    def says(self, *nothing: str) -> bool:
        """Say whether any cell is another than these."""
        return not set(self.cells) <= set(nothing)


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    locale: Locale,
    *,
    figures: Collection[str] = (),
    gives: Sequence[str] = (),
    texts: Mapping[str, int] | Collection[str] = (),
) -> str:
    """Columns under their heads: numbers and `figures` to the right, texts to the left.

    Columns go by the names of their heads. `texts` may say how many letters one needs at least.
    """
    cells = list(rows)
    least = texts if isinstance(texts, Mapping) else dict.fromkeys(texts, READABLE)
    found = [
        _Column(
            name,
            locale.text(f"cli.head.{name}"),
            tuple(inline(str(row[at]), WIDEST) for row in cells),
            bool(cells) and (name in figures or all(isinstance(row[at], int) for row in cells)),
            least.get(name),
        )
        for at, name in enumerate(heads)
    ]
    room = columns(sys.stdout)
    if room is None or _width(one.widest for one in found) <= room:
        return "\n".join(_lines(found, [one.widest for one in found]))
    kept = _kept(found, gives, room)
    lines = [*_lines(kept, _widths(kept, room))]
    gone = [one.title for one in found if one not in kept and one.says("")]
    if gone:
        lines.append(locale.text("cli.columns_left_out", names=", ".join(gone)))
    return "\n".join(lines)


def _width(widths: Iterable[int]) -> int:
    all_of_them = list(widths)
    return sum(all_of_them) + len(BETWEEN) * (len(all_of_them) - 1)


def _kept(found: Sequence[_Column], gives: Sequence[str], room: int) -> list[_Column]:
    """The columns that stay, once enough have left."""
    kept = list(found)
    empty = [one for one in found[1:] if not one.says("")]
    order = [one for name in gives for one in found if one.name == name]
    idle = [one for one in order if not one.says(*NOTHING)]
    for one in dict.fromkeys((*empty, *idle, *order)):
        if _width(each.narrowest for each in kept) <= room:
            break
        kept.remove(one)
    return kept


def _widths(kept: Sequence[_Column], room: int) -> list[int]:
    """Each as narrow as it may be, and what room is left to texts first, then to heads."""
    widths = [one.narrowest for one in kept]
    spare = max(0, room - _width(widths))
    lacking = [one.widest - width for one, width in zip(kept, widths, strict=True)]
    for at in sorted(range(len(kept)), key=lambda at: (kept[at].readable is None, lacking[at])):
        more = min(spare, lacking[at])
        widths[at] += more
        spare -= more
    return widths


def _lines(kept: Sequence[_Column], widths: Sequence[int]) -> Iterator[str]:
    for row in zip(*((one.title, *one.cells) for one in kept), strict=True):
        parts = (wrapped(cell, width) for cell, width in zip(row, widths, strict=True))
        for line in zip_longest(*parts, fillvalue=""):
            placed = (
                cell.rjust(width) if one.figures else cell.ljust(width)
                for one, cell, width in zip(kept, line, widths, strict=True)
            )
            yield BETWEEN.join(placed).rstrip()

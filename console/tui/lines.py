"""Lines of styled text: what a view gives and a widget paints.

A span is a text and the role it plays; a theme gives each role its look. Views
are therefore plain values: compared to know what changed, read in tests.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from rich.cells import cell_len, set_cell_size


class Role(StrEnum):
    """What a text is for. A role is never the only carrier of a meaning."""

    PLAIN = "plain"
    FAINT = "faint"
    STRONG = "strong"
    TITLE = "title"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    BUSY = "busy"
    ACCENT = "accent"
    KEY = "key"
    TRACK = "track"
    CHART = "chart"
    LIMIT = "limit"
    LOUD = "loud"
    CALM = "calm"
    ALARM = "alarm"
    CURSOR = "cursor"


Span = tuple[str, Role]
Line = tuple[Span, ...]
Lines = tuple[Line, ...]
ELLIPSIS = "…"
EMPTY: Line = ()


def line(*spans: Span | str) -> Line:
    """Build a line; a bare text is plain."""
    return tuple((s, Role.PLAIN) if isinstance(s, str) else s for s in spans if s and s[0])


def width(of: Line) -> int:
    """Cells a line takes."""
    return sum(cell_len(text) for text, _ in of)


def text_of(of: Line) -> str:
    """A line without its roles."""
    return "".join(text for text, _ in of)


def fit(of: Line, cells: int) -> Line:
    """Cut at a word, with an ellipsis, what does not fit.

    Never inside a number, and never so that one seems to go on.
    """
    if width(of) <= cells:
        return of
    room = max(0, cells - 1)
    kept: list[Span] = []
    rest = ""
    for text, role in of:
        size = cell_len(text)
        if size <= room:
            kept.append((text, role))
            room -= size
            continue
        piece = _cut(text, room)
        kept.append((piece, role))
        room, rest = room - cell_len(piece), text[len(piece) :]
        break
    if cells <= 0:
        return ()
    return (*_off_a_figure(kept, room, whole=rest[:1].isspace()), (ELLIPSIS, Role.FAINT))


def _off_a_figure(kept: list[Span], room: int, *, whole: bool) -> list[Span]:
    """A whole figure at the end is told apart from what was cut, or goes with it."""
    while kept and not kept[-1][0]:
        kept.pop()
    if not kept or not kept[-1][0][-1].isdigit():
        return kept
    text, role = kept[-1]
    if whole and room > 0:
        return [*kept, (" ", role)]
    return [*kept[:-1], (text.rstrip("0123456789.,/\u00a0\u202f"), role)]


def _cut(text: str, cells: int) -> str:
    """The longest beginning that ends where a word or a part of a name ends."""
    piece = set_cell_size(text, cells)
    if len(piece) < len(text) and not _inside_word(text[len(piece)]):
        return piece
    stub = len(piece)
    while stub and _inside_word(piece[stub - 1]):
        stub -= 1
    tail = piece[stub:]
    if len(tail) > 3 and tail.isalpha():  # noqa: PLR2004 - a stub of three letters says nothing
        return piece
    return piece[:stub].rstrip()


def _inside_word(character: str) -> bool:
    """Letters and digits, and what a number has between its digits."""
    return character.isalnum() or character in ".,\u00a0\u202f"


def pad(of: Line, cells: int) -> Line:
    """Cut or fill a line to exactly so many cells."""
    cut = fit(of, cells)
    missing = cells - width(cut)
    return (*cut, (" " * missing, Role.PLAIN)) if missing > 0 else cut


def between(left: Line, right: Line, cells: int) -> Line:
    """Left-hand text, right-hand text, and the room between; the left is cut first."""
    room = cells - width(right) - 1
    if room < 1:
        return fit(right, cells)
    return (*pad(left, room), (" ", Role.PLAIN), *right)


def joined(parts: Iterable[Line], separator: Span) -> Line:
    """Lines one after the other with a separator between those that are not empty."""
    out: list[Span] = []
    for part in parts:
        if part:
            if out:
                out.append(separator)
            out.extend(part)
    return tuple(out)


def wrapped(text: str, cells: int, role: Role = Role.PLAIN, indent: str = "") -> Lines:
    """A sentence over as many lines as it needs; continuation lines are indented."""
    rows: list[str] = []
    current = ""
    for word in text.split(" "):
        candidate = f"{current} {word}" if current else word
        if current and cell_len(candidate) > cells:
            rows.append(current)
            candidate = indent + word
        current = candidate
    rows.append(current)
    return tuple(((row, role),) for row in rows)


def columns(blocks: Sequence[Lines], widths: Sequence[int], gap: int = 1) -> Lines:
    """Blocks of lines side by side."""
    height = max((len(block) for block in blocks), default=0)
    rows = []
    for y in range(height):
        spans: list[Span] = []
        for block, cells in zip(blocks, widths, strict=True):
            if spans:
                spans.append((" " * gap, Role.PLAIN))
            spans.extend(pad(block[y] if y < len(block) else EMPTY, cells))
        rows.append(tuple(spans))
    return tuple(rows)

"""Lines of styled text: what a view gives and a widget paints.

A span is a text and the role it plays; a theme gives each role its look. Views
are therefore plain values: compared to know what changed, read in tests.
"""

import unicodedata
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

# One cell each, so that a translated line keeps its layout.
ASCII = str.maketrans(
    {
        "●": "*", "◐": "%", "▲": "!", "✖": "X", "○": "o", "✓": "v", "·": "-", "→": ">",
        "█": "#", "░": ".", "▓": "%", "▒": ":", "─": "-", "┄": "-", "│": "|", "┤": "|",
        "▁": "_", "▂": "_", "▃": ".", "▄": "o", "▅": "o", "▆": "O", "▇": "O", "└": "+",
        "▏": "|", "▎": "|", "▍": "|", "▌": "=", "▋": "=", "▊": "#", "▉": "#", "€": "E",
        "−": "-", "–": "-", "—": "-", "’": "'", "…": "~", "×": "x", "↑": "^", "↓": "v", "▸": ">",
        "◂": "<", "↺": "<", "▼": "v",
        "\u00a0": " ", "\u202f": " ", "«": '"', "»": '"', "œ": "o", "Œ": "O", "┼": "+", "↵": "<",
    }
)  # fmt: skip


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
    """Cut at a word, with an ellipsis, what does not fit; never inside a number."""
    if width(of) <= cells:
        return of
    room = max(0, cells - 1)
    kept: list[Span] = []
    for text, role in of:
        size = cell_len(text)
        if size <= room:
            kept.append((text, role))
            room -= size
            continue
        kept.append((_cut(text, room), role))
        break
    return (*kept, (ELLIPSIS, Role.FAINT)) if cells > 0 else ()


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


def plain_ascii(text: str) -> str:
    """The same text in ASCII, cell for cell."""
    if text.isascii():
        return text
    translated = text.translate(ASCII)
    if translated.isascii():
        return translated
    folded = (unicodedata.normalize("NFD", c)[0] for c in translated)
    return "".join(c if c.isascii() else "?" for c in folded)


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

"""How whatever is drawn is spelled, cell for cell: nothing obeyed, and ASCII where no more is had.

It is the last step before the terminal, so that no widget, border or note needs to know.
"""

import unicodedata
from collections.abc import Callable

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from console.plaintext import unheard

# One cell each, so that a translated line keeps its layout.
ASCII = str.maketrans(
    {
        "●": "*", "◐": "%", "▲": "!", "✖": "X", "○": "o", "✓": "v", "·": "-", "→": ">",
        "█": "#", "░": ".", "▓": "%", "▒": ":", "┄": "-",
        "▁": "_", "▂": "_", "▃": ".", "▄": "o", "▅": "o", "▆": "O", "▇": "O",
        "▏": "|", "▎": "|", "▍": "|", "▌": "=", "▋": "=", "▊": "#", "▉": "#", "€": "E",
        "−": "-", "–": "-", "—": "-", "’": "'", "…": "~", "×": "x", "↑": "^", "↓": "v", "▸": ">",
        "◂": "<", "◀": "<", "←": "<", "↺": "<", "▼": "v", "═": "=",
        "\u00a0": " ", "\u202f": " ", "«": '"', "»": '"', "œ": "o", "Œ": "O", "↵": "<",
        "“": '"', "”": '"', "✔": "v", "•": "*", "≥": ">", "≤": "<", "≈": "~", "°": "o",
    }
)  # fmt: skip


def plain_ascii(text: str) -> str:
    """The same text in ASCII, cell for cell."""
    if text.isascii():
        return text
    translated = text.translate(ASCII)
    return translated if translated.isascii() else "".join(map(_folded, translated))


def _folded(character: str) -> str:
    """A letter without its accent, the stroke of a frame, or a question mark a cell."""
    if character.isascii():
        return character
    base = unicodedata.normalize("NFD", character)[0]
    if base.isascii():
        return base
    name = unicodedata.name(character, "")
    if name.startswith("BOX DRAWINGS"):
        across, along = "HORIZONTAL" in name, "VERTICAL" in name
        return "+" if across == along else "-" if across else "|"
    return "?" * cell_len(character)


class Unheard(LineFilter):
    """Takes out of what is drawn what a terminal would obey, whoever wrote it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's signature
        """The same segments, with nothing in them but what is seen."""
        return _respelled(segments, str.isprintable, unheard)


class InAscii(LineFilter):
    """Respells what is drawn, for a font that has no more."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's signature
        """The same segments in ASCII."""
        return _respelled(segments, str.isascii, plain_ascii)


def _respelled(
    segments: list[Segment], fine: Callable[[str], bool], respell: Callable[[str], str]
) -> list[Segment]:
    return [
        segment
        if fine(segment.text)
        else Segment(respell(segment.text), segment.style, segment.control)
        for segment in segments
    ]

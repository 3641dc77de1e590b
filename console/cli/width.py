"""What fits a line of a terminal: how wide it is, and sentences folded between words."""

import os
import re
import shutil
import textwrap
from typing import TextIO

HANGING = 2
DEEPEST = 24
"""As deep as the lines that follow are indented, so that words keep room."""

_GLUE = "\x00"  # no text has it: what a terminal would obey was taken out before
_TOGETHER = re.compile(r"“[^”]*”|«[^»]*»|(?<=\d) (?=[\w%€])|\S+ = \S+")
"""What is read or typed as one: what is quoted, a number and its unit, a line of the settings."""
_TYPED = re.compile(r"(.*?:) (vigie .*)")
"""A command behind what it does: it is copied whole, however long."""
_SET_OFF = re.compile(r" *(?:[^\w\s“«\"'(/-]+ |(?=\S))(?:(?:\S+ )*?\S+ {2,})?")
"""A mark, and a first column that more than one space ends."""


def columns(stream: TextIO) -> int | None:
    """Letters of a line of the terminal; None in a pipe or a file, where nothing has to fit."""
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or _usual()
    except (OSError, ValueError):
        return _usual()


def _usual() -> int:
    return shutil.get_terminal_size().columns


def wrapped(text: str, width: int, after: str = "") -> list[str]:
    """Lines of so many letters, broken between words alone; `after` begins all but the first.

    A word, a figure with its unit and what is quoted stay whole where they fit a line.
    """
    if len(text) <= width:
        return [text]
    least = width - len(after)
    glued = _TOGETHER.sub(lambda found: _glued(found[0], least), text)
    lines = textwrap.wrap(
        glued, width, subsequent_indent=after, break_long_words=False, break_on_hyphens=False
    )
    return [line.replace(_GLUE, " ") for line in lines]


def folded(line: str, width: int) -> str:
    """A sentence as lines of a terminal: those that follow stand below where it began."""
    if len(line) <= width:
        return line
    indent = len(line) - len(line.lstrip(" "))
    found = _SET_OFF.match(line)
    deep = 0 if found is None else found.end()
    after = deep if indent < deep <= DEEPEST else indent + HANGING
    begun = " " * after
    typed = _TYPED.match(line)
    if typed is None:
        return "\n".join(wrapped(line, width, begun))
    return "\n".join([*wrapped(typed[1], width, begun), f"{begun}{typed[2]}"])


def _glued(part: str, width: int) -> str:
    return part.replace(" ", _GLUE) if len(part) <= width else part

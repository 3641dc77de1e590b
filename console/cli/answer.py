"""How a verb answers: text on standard output, or one JSON object and nothing else."""

import contextlib
import errno
import io
import os
import sys
from collections.abc import Collection, Sequence
from typing import Any, TextIO

import msgspec

from console.cli.colour import coloured, wanted
from console.plaintext import escaped, inline, plain_lines
from console.redaction import hide

Cell = str | int
WIDEST = 300
"""Letters of a cell; JSON holds the whole."""


class Closed(io.TextIOBase):
    """Stands for an output that was closed before we began: writing to it fails."""

    def write(self, _: str) -> int:
        """Fail as the system would."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def say(text: str, colour: str | None = None) -> None:
    """Write a line, or several, to standard output: no secret, nothing to obey."""
    _write(sys.stdout, text, colour)


def warn(text: str, colour: str | None = None) -> None:
    """The same to standard error; where nobody can be told, nobody is."""
    with contextlib.suppress(OSError):
        _write(sys.stderr, text, colour)


def _write(stream: TextIO, text: str, colour: str | None) -> None:
    shown = plain_lines(hide(text))
    stream.write(f"{coloured(shown, colour) if wanted(stream) else shown}\n")
    stream.flush()


def say_json(value: Any) -> None:  # noqa: ANN401 - any tree of plain values
    """Write one JSON object, indented, to standard output."""
    say(json_text(value))


def json_text(value: Any) -> str:  # noqa: ANN401 - as above
    """The same as a text."""
    return escaped(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def table(
    head: Sequence[str], rows: Sequence[Sequence[Cell]], figures: Collection[int] = ()
) -> str:
    """Columns under their heads: numbers and `figures` to the right, texts to the left."""
    texts = [[inline(str(cell), WIDEST) for cell in row] for row in rows]
    widths = [
        max([len(title), *(len(row[column]) for row in texts)]) for column, title in enumerate(head)
    ]
    numeric = [
        bool(rows) and (column in figures or all(isinstance(row[column], int) for row in rows))
        for column in range(len(head))
    ]

    def line(cells: Sequence[str]) -> str:
        placed = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(cells, widths, numeric, strict=True)
        ]
        return "  ".join(placed).rstrip()

    return "\n".join([line(head), *(line(row) for row in texts)])

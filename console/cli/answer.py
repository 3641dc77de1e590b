"""How a verb answers: text on standard output, or one JSON object and nothing else."""

import contextlib
import errno
import io
import os
import sys
from typing import Any, TextIO

import msgspec

from console.cli.colour import coloured, of_mark, wanted
from console.cli.standby import make_way
from console.cli.width import columns, folded
from console.plaintext import escaped, plain_lines
from console.redaction import hide, hide_json


class Closed(io.TextIOBase):
    """Stands for an output that was closed before we began: writing to it fails."""

    def write(self, _: str) -> int:
        """Fail as the system would."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def say(text: str, colour: str | None = None) -> None:
    """Write a line, or several, to standard output: no secret, nothing to obey.

    A line that is longer than the terminal's is folded between words.
    """
    _write(sys.stdout, fit(text), colour, columns(sys.stdout))


def quote(text: str) -> None:
    """Write to standard output, as they are, lines that others read or somebody copies."""
    tell(fit(text))


def tell(text: str) -> None:
    """Write to standard output, as it is, what is fit for it already: JSON, or what `fit` gave."""
    _write(sys.stdout, text)


def warn(text: str, colour: str | None = None) -> None:
    """The same to standard error; where nobody can be told, nobody is."""
    with contextlib.suppress(OSError):
        _write(sys.stderr, fit(text), colour, columns(sys.stderr))


def fit(text: str) -> str:
    """Lines of text without a secret, and with nothing that a terminal would obey."""
    return plain_lines(hide(text))


def _write(stream: TextIO, text: str, colour: str | None = None, width: int | None = None) -> None:
    colours = wanted(stream)
    lines = [_line(line, colours, colour, width) for line in text.split("\n")]
    make_way()
    stream.write("\n".join([*lines, ""]))
    stream.flush()


def _line(line: str, colours: bool, colour: str | None, width: int | None) -> str:
    shown = line if width is None else folded(line, width)
    return coloured(shown, colour or of_mark(line)) if colours else shown


def say_json(value: Any) -> None:  # noqa: ANN401 - any tree of plain values
    """Write one JSON object, indented, to standard output."""
    tell(json_text(value))


def json_text(value: Any) -> str:  # noqa: ANN401 - as above
    """The same as a text: no secret, nothing to obey."""
    return escaped(msgspec.json.format(json_line(value), indent=2))


def json_line(value: Any) -> str:  # noqa: ANN401 - as above
    """The same on one line, where letters that a terminal obeys are not yet escaped."""
    return hide_json(msgspec.json.encode(value).decode())

"""Colours of what is said: on a terminal, where the person has not switched them off."""

import os
from typing import TextIO

import click

RED = "red"
OFF = "NO_COLOR"
POOR = frozenset({"", "dumb", "unknown"})
"""What TERM says of a terminal that cannot move its cursor."""

MARKS = {"✖": RED, "▲": "yellow", "●": "green", "→": "cyan"}
"""The colour of a line by the mark that it begins with; the mark says it without colour, too."""


def wanted(stream: TextIO) -> bool:
    """Say whether what is written there may be coloured (https://no-color.org)."""
    return stream.isatty() and not os.environ.get(OFF) and os.environ.get("TERM") != "dumb"


def of_mark(line: str) -> str | None:
    """The colour of the mark that a line begins with."""
    return MARKS.get(line.lstrip()[:1])


def coloured(text: str, colour: str | None) -> str:
    """The text, each of its lines in that colour."""
    if colour is None:
        return text
    return "\n".join(click.style(line, fg=colour) for line in text.split("\n"))

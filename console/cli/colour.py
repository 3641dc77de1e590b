"""Colours of what is said: on a terminal, where the person has not switched them off."""

import os
from typing import TextIO

import click

RED = "red"
OFF = "NO_COLOR"
MARKS = {"✖": RED, "▲": "yellow", "⚠": "yellow", "●": "green", "→": "cyan"}
"""The colour of a line by the mark that it begins with; the mark says it without colour, too."""


def wanted(stream: TextIO) -> bool:
    """Say whether what is written there may be coloured (https://no-color.org)."""
    return stream.isatty() and not os.environ.get(OFF) and os.environ.get("TERM") != "dumb"


def coloured(text: str, colour: str | None = None) -> str:
    """The text with each line in its colour: the one named, else that of its mark."""
    return "\n".join(_line(line, colour) for line in text.split("\n"))


def _line(line: str, colour: str | None) -> str:
    colour = colour or MARKS.get(line.lstrip()[:1])
    return line if colour is None else click.style(line, fg=colour)

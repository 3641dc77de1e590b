"""What a terminal was sent, kept with its moments: played again, written as asciicast v2.

The format: one JSON line that describes the recording, then one an output, `[seconds, "o", text]`
(docs.asciinema.org, asciicast v2).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

import pyte
from terminal import Screen, Terminal

ESC = "\x1b"
NEAR = 12
"""Cells: to go to another place in a line and to say how it looks takes about as much."""


class Cell(NamedTuple):
    """One character and how it looks; a colour is six hexadecimal digits, or empty."""

    text: str
    ink: str
    paper: str
    bold: bool


Picture = tuple[tuple[Cell, ...], ...]
"""A screen, row by row."""


@dataclass(frozen=True)
class Recording:
    """Outputs by when they came, in seconds since the first."""

    columns: int
    rows: int
    outputs: tuple[tuple[float, bytes], ...]

    def pictures(self, every_s: float) -> Iterator[tuple[float, Picture]]:
        """The screen again and again, as long as it changes; the last one as well."""
        screen = Screen(self.columns, self.rows)
        stream = pyte.ByteStream(screen)
        due = every_s
        shown: Picture | None = None
        for (at, output), (following, _) in pairwise((*self.outputs, (float("inf"), b""))):
            stream.feed(output)
            if following >= due:
                picture = photograph(screen)
                if picture != shown:
                    yield at, picture
                shown, due = picture, max(due, at) + every_s

    def last(self) -> Picture:
        """What stands there in the end."""
        return [picture for _, picture in self.pictures(float("inf"))][-1]


def cast(pictures: Sequence[tuple[float, Picture]], title: str, idle_s: float) -> str:
    """Pictures as asciicast v2: of each, what differs from the one before.

    Players wait at most `idle_s` for the next one.
    """
    first = pictures[0][1]
    head = {
        "version": 2,
        "width": len(first[0]),
        "height": len(first),
        "title": title,
        "idle_time_limit": idle_s,
        "env": {"TERM": "xterm-256color"},
    }
    begins = pictures[0][0]
    lines = [json.dumps(head)]
    before: Picture = tuple(() for _ in first)
    told = f"{ESC}[?25l{ESC}[2J"
    for at, picture in pictures:
        told += "".join(
            f"{ESC}[{y};{start + 1}H{_told(row[start:end])}"
            for y, (row, old) in enumerate(zip(picture, before, strict=True), 1)
            for start, end in _changes(row, old)
        )
        lines.append(json.dumps([round(at - begins, 2), "o", told], ensure_ascii=False))
        before, told = picture, ""
    lines.append(json.dumps([round(pictures[-1][0] - begins + idle_s, 2), "o", f"{ESC}[0m"]))
    return "\n".join(lines) + "\n"


def _changes(row: Sequence[Cell], old: Sequence[Cell]) -> Iterator[tuple[int, int]]:
    """From where to where a row differs; what stands between near ones goes with them."""
    differ = [x for x, cell in enumerate(row) if x >= len(old) or cell != old[x]]
    while differ:
        end = 1
        while end < len(differ) and differ[end] - differ[end - 1] < NEAR:
            end += 1
        yield differ[0], differ[end - 1] + 1
        differ = differ[end:]


def _told(cells: Sequence[Cell]) -> str:
    """Cells as a terminal is told them."""
    return "".join(
        f"{ESC}[0{';1' if bold else ''}{_sgr(38, ink)}{_sgr(48, paper)}m"
        + "".join(each.text for each in run)
        for (ink, paper, bold), run in groupby(cells, key=lambda cell: cell[1:])
    )


def _sgr(kind: int, colour: str) -> str:
    """Ink (38) or paper (48) by red, green and blue."""
    return "".join(f";{part}" for part in (kind, 2, *bytes.fromhex(colour))) if colour else ""


def recording(seen: Terminal, size: tuple[int, int]) -> Recording:
    """What a terminal has been sent until now."""
    came, heard = list(seen.came), bytes(seen.heard)
    began = came[0][0]
    starts = (0, *(end for _, end in came))
    outputs = (
        (at - began, heard[start:end]) for start, (at, end) in zip(starts, came, strict=False)
    )
    return Recording(*size, tuple(outputs))


def photograph(screen: pyte.Screen) -> Picture:
    """A screen as values; a cell behind a wide character is empty."""
    return tuple(
        tuple(cell(screen.buffer[y][x]) for x in range(screen.columns)) for y in range(screen.lines)
    )


NAMED = {
    "black": "000000", "red": "cd0000", "green": "00cd00", "brown": "cdcd00", "blue": "0000ee",
    "magenta": "cd00cd", "cyan": "00cdcd", "white": "e5e5e5",
    "brightblack": "7f7f7f", "brightred": "ff0000", "brightgreen": "00ff00",
    "brightbrown": "ffff00", "brightyellow": "ffff00", "brightblue": "5c5cff",
    "brightmagenta": "ff00ff", "brightcyan": "00ffff", "brightwhite": "ffffff", "default": "",
}  # fmt: skip
"""The sixteen colours as xterm has them, by the emulator's names."""


def cell(char: pyte.screens.Char) -> Cell:
    """A character of the emulator."""
    ink, paper = (NAMED.get(colour, colour) for colour in (char.fg, char.bg))
    if char.reverse:
        ink, paper = paper or "0b0f14", ink or "c8d3de"
    return Cell(char.data, ink, paper, bool(char.bold))

"""A terminal's screen as SVG: real text, blocks as shapes, no font and no script with it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from recording import Picture

WIDE, HIGH = 8.4, 17
"""A cell, in pixels at a font size of 14."""
BASE = 13
"""Where letters stand, below a cell's top."""
MARGIN = 10
INK, PAPER = "c8d3de", "0b0f14"
LOWER = {char: (n + 1) / 8 for n, char in enumerate("▁▂▃▄▅▆▇█")}
LEFT = {char: (7 - n) / 8 for n, char in enumerate("▉▊▋▌▍▎▏")}
RIGHT = {"▐": 0.5}
BLOCKS = frozenset((*LOWER, *LEFT, *RIGHT))
WORDS = re.compile(r"\S+(?: \S+)*")
"""What is drawn at once: letters of another width shift nothing behind the next wide space."""
FONT = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace"


class Drawing:
    """Pictures of one size. Colours are named once."""

    def __init__(self, size: tuple[int, int]) -> None:
        columns, rows = size
        self._size = (columns * WIDE + 2 * MARGIN, rows * HIGH + 2 * MARGIN)
        self._paper = PAPER
        self._classes: dict[tuple[str, bool], str] = {}

    def still(self, picture: Picture, title: str) -> str:
        """One screen."""
        self._paper = _paper(picture)
        return self._whole("\n".join((*self._papers(picture), *self._letters(picture))), title)

    def film(self, pictures: Sequence[tuple[float, Picture]], title: str, hold_s: float) -> str:
        """Screens one after another, for ever, by their moments; the last one is held.

        What stays the same from screen to screen is drawn once, and shown as long. Who wants
        no movement, and what knows of none, shows the screen in the middle.
        """
        self._paper = _paper(pictures[0][1])
        begins, ends = pictures[0][0], pictures[-1][0] + hold_s
        whole = ends - begins
        moments = [(at - begins) / whole for at, _ in pictures] + [1.0]
        middle = len(pictures) // 2
        rules: dict[str, str] = {}
        groups = []
        for layer in (self._papers, self._letters):
            for (first, last), shapes in _spans([layer(p) for _, p in pictures]).items():
                inner = "\n".join(shapes)
                if (first, last) == (0, len(pictures)):
                    groups.append(f"<g>{inner}</g>")
                    continue
                name = f"f{first}-{last}"
                rules[name] = (
                    f"@keyframes {name}{{0%{{visibility:{'hidden' if first else 'visible'}}}"
                    f"{moments[first]:.2%}{{visibility:visible}}"
                    f"{moments[last]:.2%}{{visibility:hidden}}}}.{name}{{animation-name:{name}}}"
                )
                seen = "" if first <= middle < last else ' visibility="hidden"'
                groups.append(f'<g class="f {name}"{seen}>{inner}</g>')
        style = (
            f".f{{animation:{whole:.1f}s step-end infinite}}"
            + "".join(rules.values())
            + "@media(prefers-reduced-motion:reduce){.f{animation:none}}"
        )
        return self._whole("\n".join(groups), title, style)

    def _papers(self, picture: Picture) -> Iterator[str]:
        """What is behind letters, row by row."""
        for y, row in enumerate(picture):
            at = 0
            for paper, run in groupby(row, key=lambda cell: cell.paper):
                wide = len(list(run))
                if paper and paper != self._paper:
                    yield _box(at, y * HIGH, wide, 1, self._class(paper, bold=False))
                at += wide

    def _letters(self, picture: Picture) -> Iterator[str]:
        """Blocks by their shapes, the rest by its letters, row by row and look by look."""
        for y, row in enumerate(picture):
            at = 0
            for (ink, bold), run in groupby(row, key=lambda cell: (cell.ink, cell.bold)):
                text = "".join(cell.text or " " for cell in run)
                if text.strip():
                    yield from _run(text, at, y * HIGH, self._class(ink or INK, bold=bold))
                at += len(text)

    def _class(self, colour: str, *, bold: bool) -> str:
        return self._classes.setdefault((colour, bold), f"c{len(self._classes)}")

    def _whole(self, inner: str, title: str, style: str = "") -> str:
        width, height = self._size
        colours = "".join(
            f".{name}{{fill:#{colour}{';font-weight:bold' if bold else ''}}}"
            for (colour, bold), name in self._classes.items()
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
            f' width="{width:g}" height="{height:g}" role="img">\n'
            f"<title>{escape(title)}</title>\n"
            f"<style>text{{font:14px {FONT};white-space:pre}}"
            f"rect{{shape-rendering:crispEdges}}{colours}{style}</style>\n"
            f'<rect width="100%" height="100%" rx="6" fill="#{self._paper}"/>\n'
            f'<g transform="translate({MARGIN} {MARGIN})">\n{inner}\n</g>\n</svg>\n'
        )


def _spans(pictures: Sequence[Iterable[str]]) -> dict[tuple[int, int], list[str]]:
    """Shapes by the picture from which, and the one until which, they are shown."""
    since: dict[str, int] = {}
    found: dict[tuple[int, int], list[str]] = {}
    for n, shapes in enumerate([*map(dict.fromkeys, pictures), {}]):
        for shape in [each for each in since if each not in shapes]:
            found.setdefault((since.pop(shape), n), []).append(shape)
        for shape in shapes:
            since.setdefault(shape, n)
    return found


def _run(text: str, at: int, y: float, style: str) -> Iterator[str]:
    """One look: blocks that stand together as one, words with the spaces in them."""
    for char, same in groupby(enumerate(text, at), key=lambda found: found[1]):
        if char in BLOCKS:
            yield from _blocks(char, [place for place, _ in same], y, style)
    for found in WORDS.finditer("".join(" " if char in BLOCKS else char for char in text)):
        word = found.group()
        length = f' textLength="{len(word) * WIDE:g}"' if len(word) > 1 else ""
        x = (at + found.start()) * WIDE
        yield f'<text x="{x:g}" y="{y + BASE:g}" class="{style}"{length}>{escape(word)}</text>'


def _paper(picture: Picture) -> str:
    """The colour behind most of a screen."""
    papers = [cell.paper or PAPER for row in picture for cell in row]
    return max(set(papers), key=papers.count)


def _blocks(char: str, places: list[int], y: float, style: str) -> Iterator[str]:
    if char in LOWER:
        part = LOWER[char]
        yield _box(places[0], y + (1 - part) * HIGH, len(places), part, style)
    elif char in LEFT:
        yield from (_box(place, y, LEFT[char], 1, style) for place in places)
    else:
        part = RIGHT[char]
        yield from (_box(place + 1 - part, y, part, 1, style) for place in places)


def _box(x: float, y: float, wide: float, high: float, style: str) -> str:
    """A rectangle of so many cells; `y` is in pixels."""
    return (
        f'<rect x="{x * WIDE:g}" y="{y:g}" width="{wide * WIDE:g}" height="{high * HIGH:g}"'
        f' class="{style}"/>'
    )

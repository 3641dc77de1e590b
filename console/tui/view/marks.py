"""What was done in the time of a chart: a letter for each operation, a rule where windows are open.

A letter is the key of what was asked, so that it is known from the keys below.
"""

from collections.abc import Sequence

from console.kinds import registry
from console.model.past import OperationMark
from console.model.verb import Verb
from console.model.window import Opening
from console.tui.ahead import runs
from console.tui.lines import Line, Role
from console.tui.scene import Scene
from console.tui.timescale import TimeScale

OPEN, SEVERAL = "═", "+"
BLANK = (" ", Role.PLAIN)
DOT = " · "


def row(scale: TimeScale, marks: Sequence[OperationMark], openings: Sequence[Opening]) -> Line:
    """One line as wide as the scale; nothing where there is nothing to tell."""
    cells = [BLANK] * scale.cells
    for one in openings:
        for x in _open(scale, one):
            cells[x] = (OPEN, Role.FAINT)
    for x, glyphs in _begun(scale, marks).items():
        cells[x] = (glyphs.pop() if len(glyphs) == 1 else SEVERAL, Role.ACCENT)
    return () if all(cell is BLANK for cell in cells) else runs(cells)


def legend(
    scene: Scene, scale: TimeScale, marks: Sequence[OperationMark], openings: Sequence[Opening]
) -> str:
    """``b Burst · r Roll back · ═ window evening``: what stands in the row, and nothing else."""
    seen = {one.verb: glyph(one.verb) for one in marks if _within(scale, scale.cell(one.at))}
    parts = [f"{letter} {scene.locale.verb(verb, 'title')}" for verb, letter in seen.items()]
    if any(len(glyphs) > 1 for glyphs in _begun(scale, marks).values()):
        parts.append(f"{SEVERAL} {scene.locale.text('tui.load.several')}")
    names = dict.fromkeys(one.window.name for one in openings if _open(scale, one))
    if names:
        said = scene.locale.text("tui.load.window", names=", ".join(names))
        parts.append(f"{OPEN} {said}")
    return DOT.join(parts)


def glyph(verb: Verb) -> str:
    """The letter of an operation: its key as it is by default, or its first."""
    spec = registry.find(verb)
    return spec.key if spec is not None and len(spec.key) == 1 else verb[0]


def told(marks: Sequence[OperationMark]) -> str:
    """What a row of these depends on, to know whether it is another."""
    return " ".join(f"{one.operation_id}@{one.at.timestamp():.0f}" for one in marks)


def _begun(scale: TimeScale, marks: Sequence[OperationMark]) -> dict[int, set[str]]:
    """The letters of each cell in which something began."""
    found: dict[int, set[str]] = {}
    for one in marks:
        x = scale.cell(one.at)
        if _within(scale, x):
            found.setdefault(x, set()).add(glyph(one.verb))
    return found


def _open(scale: TimeScale, one: Opening) -> range:
    """The cells in which a window is open: one at least, however short it is."""
    if one.closes_at <= scale.start or one.opens_at >= scale.end:
        return range(0)
    first = max(0, scale.cell(one.opens_at))
    return range(first, min(scale.cells, max(first + 1, scale.cell(one.closes_at))))


def _within(scale: TimeScale, x: int) -> bool:
    return 0 <= x < scale.cells

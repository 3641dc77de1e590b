"""Nobody works though operations wait: the red line on every screen."""

from console.locale import in_a_row
from console.tui.lines import Line, Lines, Role, fit, line, pad, text_of, wrapped
from console.tui.scene import Scene

ROWS = 3
MARK = " ✖ "


def unattended(scene: Scene, cells: int) -> Lines:
    """Since when, and why, in at most three lines; none while somebody works or nothing waits."""
    lacking = scene.unattended
    if lacking is None or cells <= len(MARK):
        return ()
    said = in_a_row(map(scene.say, lacking.notices))
    rows = wrapped(said, cells - len(MARK) - 1, Role.LOUD)
    if len(rows) > ROWS:
        rest = " ".join(text_of(row) for row in rows[ROWS - 1 :])
        rows = (*rows[: ROWS - 1], fit(line((rest, Role.LOUD)), cells - len(MARK) - 1))
    return tuple(_across(row, MARK if at == 0 else "   ", cells) for at, row in enumerate(rows))


def _across(row: Line, head: str, cells: int) -> Line:
    """A row on red from edge to edge, which monochrome shows in reverse."""
    whole = pad(line((head, Role.LOUD), *row), cells)
    return tuple((text, Role.LOUD) for text, _ in whole)

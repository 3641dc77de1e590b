"""How far the open targets are: a line each below the banner."""

from collections.abc import Iterable

from console.desk.targets import TargetProgress
from console.desk.targets import line as said
from console.tui.lines import Lines, Role, fit, line
from console.tui.scene import Scene

ROWS = 2
MARK = " ◎ "


def lines(scene: Scene, found: Iterable[TargetProgress], cells: int) -> Lines:
    """Those of the pool that is looked at before others; what is missing is pointed at."""
    ordered = sorted(found, key=lambda one: one.target.pool != scene.pool_name)
    rows = []
    for one in ordered[:ROWS]:
        role = Role.GOOD if one.missing == 0 else Role.WARN
        told = said(one, scene.locale, scene.now)
        rows.append(fit(line((MARK, role), (told, role)), cells))
    return tuple(rows)

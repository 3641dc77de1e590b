"""How far the open targets are: a line each below the banner."""

from collections.abc import Iterable

from console.desk.targets import TargetProgress
from console.desk.targets import line as said
from console.tui.actions import Circumstances, by_id, key_name
from console.tui.keymap import Keymap
from console.tui.lines import Line, Lines, Role, between, fit, line
from console.tui.scene import Scene

ACTION = "scout.open"
ROWS = 2
MARK = " ◎ "


def lines(
    scene: Scene, found: Iterable[TargetProgress], now: Circumstances, keys: Keymap, cells: int
) -> Lines:
    """Those of the pool that is looked at before others; what is missing is pointed at.

    With the key that tells what could be had of it.
    """
    ordered = sorted(found, key=lambda one: one.target.pool != scene.pool_name)
    return tuple(_line(scene, one, now, keys, cells) for one in ordered[:ROWS])


def _line(scene: Scene, one: TargetProgress, now: Circumstances, keys: Keymap, cells: int) -> Line:
    role = Role.GOOD if one.missing == 0 else Role.WARN
    left = line((MARK, role), (said(one, scene.locale, scene.now), role))
    key, able = keys.first(ACTION), by_id()[ACTION].why_not(now) is None
    if not (key and able) or one.missing == 0 or one.target.pool != scene.pool_name:
        return fit(left, cells)
    title = scene.locale.text(f"action.{ACTION}")
    return between(left, line((key_name(key), Role.KEY), f" {title} "), cells)

"""What holds things up, on every screen: nobody works, a pool is frozen, approval is awaited."""

from console.locale import in_a_row
from console.model.freeze import Freeze, Scope
from console.tui.lines import Line, Lines, Role, fit, line, pad, text_of, wrapped
from console.tui.scene import Scene
from console.tui.view.running import awaits, headline

ROWS = 3
MARK = " ✖ "
FROZEN_MARK = " ▲ "
AWAITING_MARK = " ◌ "


def unattended(scene: Scene, cells: int) -> Lines:
    """Since when, and why, in at most three lines; none while somebody works or nothing waits."""
    lacking = scene.unattended
    if lacking is None:
        return ()
    return _loud(in_a_row(map(scene.say, lacking.notices)), MARK, Role.LOUD, cells)


def frozen(scene: Scene, cells: int) -> Lines:
    """What of which pools is frozen, by whom, since when and why, in at most three lines."""
    said = " · ".join(told(scene, freeze) for freeze in scene.estate.activity.freezes)
    return _loud(said, FROZEN_MARK, Role.ALARM, cells) if said else ()


def awaiting(scene: Scene, cells: int) -> Lines:
    """Which operations a second person is to approve, and until when, in at most three lines."""
    said = " · ".join(
        scene.locale.of(text_of(headline(scene, operation)), waits)
        for operation in scene.live
        if (waits := awaits(scene, operation)) is not None
    )
    return _loud(said, AWAITING_MARK, Role.ALARM, cells) if said else ()


def told(scene: Scene, freeze: Freeze) -> str:
    """``api frozen by lea since 14:02: incident``; with the day, once it is another one."""
    locale = scene.locale
    at = locale.clock(freeze.since)
    if locale.day(freeze.since) != locale.day(scene.now):
        at = f"{locale.day(freeze.since)} {at}"
    key = "tui.frozen_by"
    if freeze.scope is not Scope.EVERYTHING:
        key = f"tui.suspended_by.{freeze.scope}"
    if freeze.itself:
        return locale.text(
            "tui.healing_stopped", pool=freeze.pool, time=at, operations=freeze.reason
        )
    return locale.text(key, pool=freeze.pool, user=freeze.author, time=at, reason=freeze.reason)


def _loud(said: str, mark: str, role: Role, cells: int) -> Lines:
    if cells <= len(mark):
        return ()
    rows = wrapped(said, cells - len(mark) - 1, role)
    if len(rows) > ROWS:
        rest = " ".join(text_of(row) for row in rows[ROWS - 1 :])
        rows = (*rows[: ROWS - 1], fit(line((rest, role)), cells - len(mark) - 1))
    return tuple(
        across(row, mark if at == 0 else " " * len(mark), role, cells)
        for at, row in enumerate(rows)
    )


def across(row: Line, head: str, role: Role, cells: int) -> Line:
    """A row in colour from edge to edge, which monochrome shows in reverse."""
    whole = pad(line((head, role), *row), cells)
    return tuple((text, role) for text, _ in whole)

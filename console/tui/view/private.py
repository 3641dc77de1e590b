"""What is known of the private cloud at all: not configured, not read yet, or how old."""

from console.model.figure import Freshness
from console.tui.formatting import age
from console.tui.lines import EMPTY, Line, Lines, Role, columns, fit, line, wrapped
from console.tui.scene import Scene

SOURCE = "vcenter"
ROOMY, GAP_CELLS = 96, 3


def absence(scene: Scene, cells: int) -> Lines:
    """Why there is nothing to show; nothing when there is something."""
    text = scene.locale.text
    if scene.policy.private is None:
        return wrapped(text("tui.private.none"), cells, Role.FAINT)
    if scene.estate.private is not None:
        return ()
    if scene.estate.recorded is not None:
        return wrapped(text("past.untold"), cells, Role.FAINT)
    state = scene.estate.sources.get(SOURCE)
    if state is None or state.failure is None:
        return wrapped(text("tui.private.waiting"), cells, Role.FAINT)
    said = wrapped(scene.say(state.failure), cells, Role.WARN)
    return (line(("○ ", Role.BAD), text("tui.private.never")), *said)


def staleness(scene: Scene) -> str:
    """``stale since 16:31, 11 min`` when vCenter's figures are old; else nothing."""
    state = scene.estate.sources.get(SOURCE)
    if scene.estate.private is None or state is None or state.freshness is Freshness.FRESH:
        return ""
    at = state.succeeded_at or scene.estate.private.observed_at
    return scene.locale.text(
        "tui.private.stale",
        time=scene.locale.clock(at),
        age=age(scene.locale, scene.age_s(at)),
    )


def titled(scene: Scene, title: str) -> str:
    """A box's title, with how stale its figures are and how many records could not be read."""
    view = scene.estate.private
    bad = view.unreadable if view is not None else 0
    unread = scene.locale.text("tui.unreadable", n=bad) if bad else ""
    doubts = [f"▲ {doubt}" for doubt in (staleness(scene), unread) if doubt]
    return " · ".join([title, *doubts])


def spread(main: Lines, side: Lines, cells: int) -> Lines:
    """Two columns where there is room for them, else one after the other."""
    if cells < ROOMY:
        return tuple(fit(item, cells) for item in (*main, EMPTY, *side))
    half = main_cells(cells)
    return columns((main, side), (half, half), GAP_CELLS)


def main_cells(cells: int) -> int:
    """The room of the first column, or all of it."""
    return (cells - GAP_CELLS) // 2 if cells >= ROOMY else cells


def facts(scene: Scene, pairs: tuple[tuple[str, Line], ...]) -> Lines:
    """Named values one under the other."""
    text = scene.locale.text
    return tuple(
        line((f"{text(f'tui.detail.{name}'):<12}", Role.FAINT), *value) for name, value in pairs
    )

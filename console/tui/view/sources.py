"""Where the figures come from, how old they are, and what is wrong with a source."""

from console.model.estate import SourceState
from console.model.figure import Freshness
from console.tui.formatting import age
from console.tui.lines import Line, Lines, Role, between, fit, line
from console.tui.scene import Scene
from console.tui.view.banner import MARKS, WORST_FIRST


def panel(scene: Scene, cells: int, rows: int) -> Lines:
    """The worst source first; a failing one explains itself on a line of its own."""
    states = sorted(
        scene.estate.sources.values(), key=lambda s: (WORST_FIRST.index(s.freshness), s.name)
    )
    if not states:
        return (line((scene.locale.text("tui.sources.none"), Role.FAINT)),)
    out: list[Line] = []
    for state in states:
        out.append(_state(scene, state, cells))
        if state.failure is not None and state.freshness is not Freshness.FRESH:
            out.append(fit(line("  ", (scene.say(state.failure), Role.WARN)), cells))
    return tuple(out[:rows])


def _state(scene: Scene, state: SourceState, cells: int) -> Line:
    glyph, role = MARKS[state.freshness]
    text = scene.locale.text
    if state.succeeded_at is None:
        when = text("tui.sources.never")
    else:
        ago = age(scene.locale, scene.age_s(state.succeeded_at))
        key = "tui.sources.ago" if state.freshness is Freshness.FRESH else "tui.sources.stale"
        when = text(key, age=ago)
    right = line((when, Role.FAINT if state.freshness is Freshness.FRESH else role))
    return between(line((f"{glyph} ", role), state.name), right, cells)


def datastores(scene: Scene) -> Lines:
    """What the datastore panel lacks until a private cloud is configured."""
    return (line((scene.locale.text("tui.datastores.none"), Role.FAINT)),)

"""Where the figures come from, how old they are, and what is wrong with a source."""

from collections.abc import Iterable

from console.model.estate import SourceState
from console.model.figure import Freshness
from console.tui.formatting import age
from console.tui.lines import Line, Lines, Role, between, line, wrapped
from console.tui.scene import Scene
from console.tui.view import alerts
from console.tui.view.banner import MARKS, WORST_FIRST, System, by_system, never
from console.tui.view.unread import JOURNAL


def panel(scene: Scene, cells: int, rows: int) -> Lines:
    """Doubtful sources one by one, each cause once, then the systems that are well."""
    states = sorted(
        scene.estate.sources.values(), key=lambda s: (WORST_FIRST.index(s.freshness), s.name)
    )
    if not states:
        return (line((scene.locale.text("tui.sources.none"), Role.FAINT)),)
    out: list[Line] = [*_nothing(scene, states, cells), *_alerts(scene, cells)]
    told: set[str] = set()
    for state in states:
        if state.freshness is not Freshness.FRESH or state.unreadable:
            out.append(_state(scene, state, cells))
            sentence = "" if state.failure is None else scene.say(state.failure)
            if sentence not in told | {""}:
                told.add(sentence)
                said = wrapped(sentence, cells - 2, Role.WARN)
                out.extend(line("  ", *part) for part in said)
    out.extend(
        _well(scene, system, cells)
        for system in by_system(scene)
        if not system.doubtful and system.age_s is not None
    )
    return tuple(out[:rows])


def _alerts(scene: Scene, cells: int) -> Lines:
    """That no alert fires; of those that do, the first line of the screen tells."""
    told = alerts.sentence(scene)
    return wrapped(told[0], cells, told[1]) if told is not None and told[1] is Role.GOOD else ()


def _nothing(scene: Scene, states: Iterable[SourceState], cells: int) -> Lines:
    """What to do where no system has ever answered: settings that cannot work look like that."""
    asked = [state for state in states if state.name != JOURNAL]
    answered = any(state.succeeded_at is not None for state in asked)
    if answered or all(state.failure is None for state in asked):
        return ()
    return wrapped(scene.locale.text("tui.sources.nothing"), cells, Role.WARN)


def _well(scene: Scene, system: System, cells: int) -> Line:
    glyph, role = MARKS[Freshness.FRESH]
    ago = scene.locale.text("tui.sources.ago", age=age(scene.locale, system.age_s or 0.0))
    return between(line((f"{glyph} ", role), system.name), line((ago, Role.FAINT)), cells)


def _state(scene: Scene, state: SourceState, cells: int) -> Line:
    glyph, role = MARKS[Freshness.STALE if state.unreadable else state.freshness]
    text = scene.locale.text
    if state.freshness is Freshness.FRESH:
        when = text("tui.unreadable", n=state.unreadable)
    elif state.succeeded_at is None:
        when = never(scene)
    else:
        when = text("tui.sources.stale", age=age(scene.locale, scene.age_s(state.succeeded_at)))
    return between(line((f"{glyph} ", role), state.name), line((when, role)), cells)

"""What the journal alone can tell, while nobody can read it: unknown, and no nothing."""

from console.model.figure import Freshness
from console.tui.lines import Lines, Role, line, wrapped
from console.tui.scene import Scene

JOURNAL = "journal"
"""Its source's name; the one source that is on this host."""


def known(scene: Scene) -> bool:
    """Say whether what the journal said is of now."""
    state = scene.estate.sources.get(JOURNAL)
    return state is None or state.freshness is Freshness.FRESH


def nothing(scene: Scene, key: str, cells: int) -> Lines:
    """That there is nothing, by the text of `key`, or that this is not known now."""
    text = scene.locale.text
    state = scene.estate.sources.get(JOURNAL)
    if state is None or known(scene):
        return (line((text(key), Role.FAINT)),)
    if state.succeeded_at is not None:
        since = text("tui.journal.stale", time=scene.locale.clock(state.succeeded_at))
        return wrapped(since, cells, Role.WARN)
    if state.failure is not None:
        return wrapped(text("tui.journal.never"), cells, Role.WARN)
    return (line((text("tui.journal.waiting"), Role.FAINT)),)

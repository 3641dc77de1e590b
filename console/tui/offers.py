"""What would help, as lines of which one is taken: how it is done, and why not now."""

from collections.abc import Sequence

from console.desk.remedies import Remedy
from console.kinds import registry
from console.model.notice import Notice
from console.model.operation import Operation
from console.tui.actions import by_id
from console.tui.dialogs.dialog import INNER_CELLS
from console.tui.dialogs.pick import PickLine
from console.tui.lines import EMPTY, Lines, Role, line, wrapped
from console.tui.lookout import Lookout

Offer = tuple[Remedy, Lines]
"""What would help, and what is said above it while the cursor is on it."""


def lines(
    app: Lookout, offers: Sequence[Offer], operation: Operation | None = None
) -> list[PickLine]:
    """A line each, in their order; `operation` is the one that they are for."""
    return [_line(app, str(n), one, operation) for n, one in enumerate(offers)]


def why_not(app: Lookout, remedy: Remedy, operation: Operation | None) -> Notice | None:
    """Why it cannot be done now; None where it can."""
    if remedy.verb is None:
        return None
    now = app.circumstances()
    now = now if operation is None else now.about(operation)
    return by_id()[registry.spec(remedy.verb).action].why_not(now)


def _line(app: Lookout, key: str, found: Offer, operation: Operation | None) -> PickLine:
    remedy, about = found
    why = why_not(app, remedy, operation)
    if why is not None:
        about = (*about, *((EMPTY,) if about else ()))
        about = (*about, *wrapped(f"▲ {app.scene().say(why)}", INNER_CELLS, Role.WARN, "  "))
    role = Role.STRONG if why is None else Role.FAINT
    said = line(("▸ ", Role.ACCENT), (app.scene().say(remedy.said), role))
    return PickLine(key, said, line((_how(app, remedy), Role.FAINT)), about)


def _how(app: Lookout, remedy: Remedy) -> str:
    """The verb's name, the screen's, or that the settings say it."""
    if remedy.verb is not None:
        return app.locale.verb(remedy.verb, "title")
    if remedy.look is not None:
        return app.locale.text(f"action.{remedy.look.place}.open")
    return app.locale.text("action.scout.open" if remedy.ticket else "tui.remedy.settings")

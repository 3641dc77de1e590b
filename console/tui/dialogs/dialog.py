"""What dialogs share: a box over the screen, Escape leaves, the scene for words and figures."""

from typing import ClassVar, Generic, TypeVar, cast

from textual import events, on
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widget import Widget

from console.tui.lines import Role, wrapped
from console.tui.lookout import Lookout
from console.tui.widgets.panel import Panel

Answer = TypeVar("Answer")
INNER_CELLS = 69
"""What is left of a dialog beside its border, its padding and the scrollbar of a long plan."""
AGE_FROM_S = 10.0
"""How old what a dialog tells is when its age begins to be said, in real seconds."""


LEAST = (76, 22)
"""Columns and rows that a dialog needs, so that nothing of it is confirmed unread."""


class Dialog(ModalScreen[Answer], Generic[Answer]):
    """A modal box. Escape dismisses it without an answer.

    In a window that has no room for it, a sentence that says so stands in its place.
    """

    CSS_PATH = "dialog.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-cramped"), (LEAST[0], "-fits")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-cut"), (LEAST[1], "-low"), (32, "-tall")]  # noqa: RUF012 - as above
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    _held: Widget | None = None
    """What had the focus last: it has it again once there is room."""

    @on(events.DescendantFocus)
    def hold(self, event: events.DescendantFocus) -> None:
        """Remember what keys go to."""
        self._held = event.widget

    @on(events.Resize)
    def make_room(self, event: events.Resize) -> None:
        """Say what is missing where there is too little room, and go on where there is enough."""
        columns, rows = event.size
        if columns < LEAST[0] or rows < LEAST[1]:
            self._say_cramped(columns, rows)
        elif self.focused is None and self._held is not None and self._held.is_attached:
            self.call_after_refresh(self._held.focus)

    def _say_cramped(self, columns: int, rows: int) -> None:
        """Paint the sentence; it is shown by the classes of a window that is too small."""
        known = self.query("#cramped")
        panel = known.first(Panel) if known else Panel(id="cramped")
        needs, has = (f"{a} × {b}" for a, b in (LEAST, (columns, rows)))
        panel.paint(wrapped(self.text("tui.cramped", needs=needs, has=has), columns, Role.WARN))
        if not known:
            self.mount(panel)

    @property
    def vigie(self) -> Lookout:
        """The application."""
        return cast("Lookout", self.app)

    def text(self, key: str, **values: str | float) -> str:
        """A text of the catalogue."""
        return self.vigie.locale.text(key, **values)

    def action_leave(self) -> None:
        """Leave without doing anything."""
        self.dismiss(None)

"""What dialogs share: a box over the screen, Escape leaves, the scene for words and figures."""

from typing import ClassVar, Generic, TypeVar, cast

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from console.tui.lookout import Lookout

Answer = TypeVar("Answer")
INNER_CELLS = 69
"""What is left of a dialog beside its border, its padding and the scrollbar of a long plan."""
AGE_FROM_S = 10.0
"""How old what a dialog tells is when its age begins to be said, in real seconds."""


class Dialog(ModalScreen[Answer], Generic[Answer]):
    """A modal box. Escape dismisses it without an answer."""

    CSS_PATH = "dialog.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

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

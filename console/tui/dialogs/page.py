"""A dialog that is read: lines in a tall box, which scrolls."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from console.tui.caption import caption
from console.tui.dialogs.dialog import Dialog
from console.tui.lines import Lines
from console.tui.widgets.panel import Panel

CELLS = 69
"""A dialog's, less its edges and the scroll bar."""


class PageDialog(Dialog[None]):
    """Scrolls, in a low window too; Escape or q leaves."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall")]  # noqa: RUF012 - as Textual declares it

    PANEL: ClassVar[str]
    """The id of what holds the lines."""
    KEYS: ClassVar[str]
    """The text below it: what its keys do."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "leave", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
    ]

    def heading(self) -> str:
        """What stands above it."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The lines in a box."""
        box = Vertical(classes="dialog tall")
        box.border_title = caption(self.heading())
        box.border_subtitle = self.text(self.KEYS)
        with box, VerticalScroll(id="page", can_focus=False):
            yield Panel(id=self.PANEL)

    def paint(self, lines: Lines) -> None:
        """Show these lines."""
        self.query_one(f"#{self.PANEL}", Panel).paint(lines)

    def action_scroll(self, step: int) -> None:
        """Scroll by lines."""
        self.query_one("#page", VerticalScroll).scroll_relative(y=step, animate=False)

"""A dialog that asks for a reason, without which nothing is done."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label

from console.tui.dialogs.answer import AnswerButton
from console.tui.dialogs.dialog import Dialog
from console.tui.dialogs.preview import INNER_CELLS
from console.tui.lines import Lines, Role, wrapped
from console.tui.widgets.field import Field
from console.tui.widgets.panel import Panel


class ReasonForm(Dialog[str]):
    """Says what would be done, and gives back why; None when it is left."""

    def __init__(self, title: str, lines: Lines, deed: str, missing: str) -> None:
        """`deed` names the button; `missing` is what is said where no reason is given."""
        super().__init__()
        self._title, self._lines, self._deed, self._missing = title, lines, deed, missing

    def compose(self) -> ComposeResult:
        """The lines, the reason, Cancel, and the deed by its name."""
        box = Vertical(classes="dialog")
        box.border_title = self._title
        with box:
            yield Panel(id="about")
            with Horizontal(classes="field"):
                yield Label(self.text("tui.form.reason"), classes="label")
                yield Field(id="reason", select_on_focus=False)
            yield Panel(id="wrong")
            with Horizontal(classes="buttons"):
                yield AnswerButton(self.text("tui.form.cancel"), id="cancel")
                yield AnswerButton(self._deed, id="go", classes="-go")

    def on_mount(self) -> None:
        """The reason has the focus."""
        self.query_one("#about", Panel).paint((*self._lines, ()))
        self.query_one("#reason").focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#go")
    def given(self) -> None:
        """Hand over the reason, or say that there must be one."""
        reason = self.query_one("#reason", Input).value.strip()
        if reason:
            self.dismiss(reason)
        else:
            self.query_one("#wrong", Panel).paint(wrapped(self._missing, INNER_CELLS, Role.BAD))

    @on(Button.Pressed, "#cancel")
    def cancel(self) -> None:
        """Leave."""
        self.dismiss(None)

"""A yes-or-no question whose safe answer has the focus."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button

from console.tui.caption import caption
from console.tui.dialogs.answer import AnswerButton
from console.tui.dialogs.dialog import Dialog
from console.tui.lines import Lines
from console.tui.widgets.panel import Panel


class Question(Dialog[bool]):
    """Shows lines and asks; True only for the button that says what is done."""

    def __init__(self, title: str, lines: Lines, yes: str) -> None:
        super().__init__()
        self._title, self._lines, self._yes = title, lines, yes

    def compose(self) -> ComposeResult:
        """The lines, Cancel, and the deed by its name."""
        box = Vertical(classes="dialog")
        box.border_title = caption(self._title)
        with box:
            yield Panel(id="question")
            with Horizontal(classes="buttons"):
                yield AnswerButton(self.text("tui.form.cancel"), id="cancel")
                yield AnswerButton(self._yes, id="go", classes="-go")

    def on_mount(self) -> None:
        """Cancel has the focus."""
        self.query_one("#question", Panel).paint(self._lines)
        self.query_one("#cancel").focus()

    @on(Button.Pressed)
    def answered(self, event: Button.Pressed) -> None:
        """Hand over the answer."""
        self.dismiss(event.button.id == "go")

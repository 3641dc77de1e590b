"""A dialog that asks for a reason, of one deed or of one of several."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label

from console.tui.caption import caption
from console.tui.dialogs.answer import AnswerButton
from console.tui.dialogs.dialog import INNER_CELLS, Dialog
from console.tui.lines import Line, Lines, Role, wrapped
from console.tui.widgets.choice import Choice
from console.tui.widgets.field import Field
from console.tui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Deed:
    """What may be done: the button's words, what is said of it, its line among several.

    `missing` is what is said where no reason is given; None where none is needed.
    """

    button: str
    about: Lines
    missing: str | None = None
    option: Line = ()


@dataclass(frozen=True, slots=True)
class Given:
    """Which of the deeds is to be done, and why: empty where nothing was said."""

    at: int
    reason: str


class ReasonForm(Dialog[Given]):
    """Says what would be done, and gives back why; None when it is left."""

    def __init__(self, title: str, deeds: Sequence[Deed], *, what: str = "") -> None:
        """`what` labels the choice between several deeds."""
        super().__init__()
        self._title, self._deeds, self._what = title, tuple(deeds), what

    def compose(self) -> ComposeResult:
        """The choice, where there is one, the lines, the reason, Cancel, and the deed's name."""
        box = Vertical(classes="dialog")
        box.border_title = caption(self._title)
        with box:
            if len(self._deeds) > 1:
                with Horizontal(classes="field"):
                    yield Label(self._what, classes="label")
                    yield Choice(id="deed")
            yield Panel(id="about")
            with Horizontal(classes="field"):
                yield Label(self.text("tui.form.reason"), classes="label")
                yield Field(id="reason", select_on_focus=False)
            yield Panel(id="wrong")
            with Horizontal(classes="buttons"):
                yield AnswerButton(self.text("tui.form.cancel"), id="cancel")
                yield AnswerButton(self._deeds[0].button, id="go", classes="-go")

    def on_mount(self) -> None:
        """The reason has the focus where there must be one, Cancel where Enter would do."""
        for choice in self.query("#deed").results(Choice):
            choice.offer([deed.option for deed in self._deeds], 0)
        self.chosen()
        self.query_one("#reason" if self._deeds[0].missing else "#cancel").focus()

    @property
    def _at(self) -> int:
        return next((choice.at for choice in self.query("#deed").results(Choice)), 0)

    @on(Choice.Changed)
    def chosen(self) -> None:
        """Say what the chosen deed means."""
        deed = self._deeds[self._at]
        self.query_one("#about", Panel).paint((*deed.about, ()))
        self.query_one("#wrong", Panel).paint(())
        self.query_one("#go", Button).label = deed.button

    @on(Choice.Submitted)
    def decided(self) -> None:
        """On to the reason."""
        self.query_one("#reason").focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#go")
    def given(self) -> None:
        """Hand over the reason, or say that there must be one."""
        reason = self.query_one("#reason", Input).value.strip()
        missing = self._deeds[self._at].missing
        if reason or missing is None:
            self.dismiss(Given(self._at, reason))
        else:
            self.query_one("#wrong", Panel).paint(wrapped(missing, INNER_CELLS, Role.BAD))

    @on(Button.Pressed, "#cancel")
    def cancel(self) -> None:
        """Leave."""
        self.dismiss(None)

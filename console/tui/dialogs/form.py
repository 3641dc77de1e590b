"""What forms share: fields with good defaults, Enter goes to the preview, refusals come back."""

from abc import abstractmethod
from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Input, Label

from console.desk.remedies import Remedy
from console.model.error import VigieError
from console.model.notice import Notice
from console.model.plan import (
    Plan,
    Request,
)
from console.tui.caption import caption
from console.tui.dialogs.answer import AnswerButton
from console.tui.dialogs.dialog import INNER_CELLS, Dialog
from console.tui.dialogs.preview import PlanDialog
from console.tui.lines import Lines, Role, line, wrapped
from console.tui.widgets.choice import Choice
from console.tui.widgets.field import Field
from console.tui.widgets.panel import Panel
from console.tui.widgets.tick import Tick

HINT_LINES = 2
"""The most that is said of a field."""
Submit = Callable[["PlanForm", Plan], None]


class PlanForm(Dialog[None]):
    """Turns fields into a plan that is handed to `submit`, or into nothing.

    It stays under the preview until the plan is accepted, so that a refusal
    finds every answer still in its field.
    """

    FIRST = "#reason"
    """The field where the first answer goes."""

    def __init__(self, submit: Submit) -> None:
        super().__init__()
        self._submit = submit
        self._handed_over = False
        self._hints: dict[str, str] = {}

    @property
    def why(self) -> str:
        """The reason that stands in its field at first."""
        return ""

    @abstractmethod
    def heading(self) -> str:
        """The box's title."""

    @abstractmethod
    def about(self) -> Lines:
        """What is pinned: what the request would be about."""

    @abstractmethod
    def fields(self) -> ComposeResult:
        """The fields above the reason."""

    @abstractmethod
    def request(self, reason: str) -> Request | str:
        """The request, or the sentence that says which field is wrong."""

    def objection(self, plan: Plan) -> Notice | None:  # noqa: ARG002 - forms that pin nothing more
        """Why a plan is not the one that was asked for; None when it is."""
        return None

    def compose(self) -> ComposeResult:
        """Only the fields that the request needs, then why, then the answers."""
        box = Vertical(classes="dialog form")
        box.border_title = caption(self.heading())
        box.border_subtitle = self.text("tui.form.keys")
        with box:
            yield Panel(id="about")
            yield from self.fields()
            yield from self.field(
                "tui.form.reason", Field(self.why, id="reason", select_on_focus=False)
            )
            yield Panel(id="hint")
            yield Panel(id="wrong")
            with Horizontal(classes="buttons"):
                yield AnswerButton(self.text("tui.form.cancel"), id="cancel")
                yield AnswerButton(self.text("tui.form.preview"), id="preview")

    def field(self, key: str, *widgets: Widget, hint: str = "") -> ComposeResult:
        """A line of the form, labelled with a text of the catalogue.

        `hint` is the text that explains it, said whole below while one of its widgets has
        the focus: in the field itself a long one would be cut.
        """
        self._hints.update((one.id, hint) for one in widgets if hint and one.id)
        with Horizontal(classes="field"):
            yield Label(self.text(key), classes="label")
            yield from widgets

    def hint(self, field: str) -> str:
        """What is said of a field while it has the focus."""
        return self.text(self._hints[field]) if field in self._hints else ""

    @on(events.DescendantFocus)
    @on(Choice.Changed)
    def explained(self) -> None:
        """Explain the field that is come to; the room for it is always there."""
        if not self._hints or self.focused is None:
            return
        said = wrapped(self.hint(self.focused.id or ""), INNER_CELLS, Role.FAINT)
        self.query_one("#hint", Panel).paint((*said, *((),) * (HINT_LINES - len(said))))

    def on_mount(self) -> None:
        """Say what is pinned; put the cursor where the first answer goes.

        Meanwhile what the plan will stand on is asked for again.
        """
        self.vigie.session.watch.hasten()
        self.tell_about()
        self.query_one(self.FIRST).focus()

    def tell_about(self) -> None:
        """Say again what the request would be about."""
        self.query_one("#about", Panel).paint((*self.about(), ()))

    def value(self, name: str) -> str:
        """What is in a field."""
        return self.query_one(f"#{name}", Input).value.strip()

    def ticked(self, name: str) -> bool:
        """Say whether a box is ticked."""
        return self.query_one(f"#{name}", Tick).value

    @on(Input.Submitted)
    @on(Choice.Submitted)
    @on(Tick.Entered)
    def submitted(self) -> None:
        """Enter in any field goes to the preview."""
        self.preview()

    @on(Input.Changed)
    def corrected(self) -> None:
        """What was wrong is no longer what stands there."""
        self._explain(())

    @on(Field.Restricted)
    def restricted(self) -> None:
        """Say why a character was not taken; what stands in the field is as it was."""
        self._explain(wrapped(self.text("tui.form.digits"), INNER_CELLS, Role.WARN))

    @on(Button.Pressed, "#preview")
    def preview(self) -> None:
        """Show the plan of the request, or say which field is wrong."""
        if self._handed_over:
            return
        asked = self.request(self.value("reason"))
        if isinstance(asked, str):
            self._explain(wrapped(asked, INNER_CELLS, Role.BAD))
            return
        self._explain(())
        self._box.visible = False
        self.app.push_screen(PlanDialog(asked, self.objection), self._previewed)

    def _previewed(self, answer: Plan | Remedy | Lines | None) -> None:
        """Hand over a confirmed plan; come back with the reasons of a refused one.

        What would help and is not planned in its place is gone to; the form has had its time.
        """
        if answer is None:
            self.dismiss(None)
        elif isinstance(answer, Remedy):
            self.dismiss(None)
            self.vigie.call_later(self.vigie.take, answer)
        elif isinstance(answer, Plan):
            self._handed_over = True
            self._submit(self, answer)
        else:
            self._come_back(answer)

    def refused(self, error: VigieError) -> None:
        """Show why the plan was not accepted, every answer still in its field."""
        self._come_back(wrapped(self.vigie.scene().say(error.notice), INNER_CELLS, Role.BAD))

    def _come_back(self, reasons: Lines) -> None:
        self._handed_over = False
        self._box.visible = True
        self._explain(reasons)

    def _explain(self, reasons: Lines) -> None:
        self.query_one("#wrong", Panel).paint(reasons)

    @property
    def _box(self) -> Widget:
        return self.query_one(".dialog")

    @on(Button.Pressed, "#cancel")
    def cancel(self) -> None:
        """Leave."""
        self.dismiss(None)


def warning(text: str) -> Lines:
    """What is not known, at the head of a form."""
    return (line((f"▲ {text}", Role.WARN)),)

"""The form: how many, where, for how long, why. Good defaults: Enter goes to the preview."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Input, Label

from console.model.error import VigieError
from console.model.operation import Operation
from console.model.plan import Author, Plan, Request, Verb
from console.tui.dialogs.answer import Answer
from console.tui.dialogs.dialog import Dialog
from console.tui.dialogs.preview import INNER_CELLS, PlanDialog
from console.tui.lines import Lines, Role, line, wrapped
from console.tui.view import plan as views
from console.tui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Draft:
    """What is pinned when the form opens: who asks, the pool or the operation, its size now."""

    verb: Verb
    author: Author
    pool: str
    size_now: int | None
    size_proposed: int
    datacenters: tuple[str, ...] = ()
    operation: Operation | None = None


class RequestForm(Dialog[None]):
    """Turns a draft into a plan that is handed to `submit`, or into nothing.

    It stays under the preview until the plan is accepted, so that a refusal
    finds every answer still in its field.
    """

    def __init__(self, draft: Draft, submit: Callable[["RequestForm", Plan], None]) -> None:
        super().__init__()
        self.draft = draft
        self._submit = submit
        self._handed_over = False

    def compose(self) -> ComposeResult:
        """Only the fields that the verb needs."""
        box = Vertical(classes="dialog")
        box.border_title = self.text(f"tui.form.{self.draft.verb}", pool=self.draft.pool)
        box.border_subtitle = self.text("tui.form.keys")
        with box:
            yield Panel(id="about")
            if not views.acts_on(self.draft.verb):
                yield from self._size_fields()
            yield from self._field("reason", Input(id="reason", select_on_focus=False))
            yield Panel(id="wrong")
            with Horizontal(classes="buttons"):
                yield Answer(self.text("tui.form.cancel"), id="cancel")
                yield Answer(self.text("tui.form.preview"), id="preview")

    def _size_fields(self) -> ComposeResult:
        proposed = str(self.draft.size_proposed)
        yield from self._field("to", Input(proposed, type="integer", id="to"))
        yield from self._field("duration", Input("4", type="number", id="duration"))
        with Horizontal(classes="field"):
            yield Label(self.text("tui.form.datacenters"), classes="label")
            for code in self.draft.datacenters:
                yield Checkbox(code, value=True, id=f"in-{code}")

    def _field(self, name: str, widget: Input) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Label(self.text(f"tui.form.{name}"), classes="label")
            yield widget

    def on_mount(self) -> None:
        """Say what is pinned; put the cursor where the first answer goes."""
        scene, draft = self.vigie.scene(), self.draft
        if draft.operation is not None:
            about = views.target_line(scene, draft.operation)
        elif draft.size_now is None:
            about = line((self.text("tui.form.size_unknown"), Role.WARN))
        else:
            about = line((self.text("tui.form.size_now", n=draft.size_now), Role.STRONG))
        self.query_one("#about", Panel).paint((about, ()))
        self.query_one("#reason" if views.acts_on(draft.verb) else "#to", Input).focus()

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Enter in any field goes to the preview."""
        self.preview()

    @on(Button.Pressed, "#preview")
    def preview(self) -> None:
        """Show the plan of the request, or say which field is wrong."""
        if self._handed_over:
            return
        wrong, request = self._request()
        if request is None:
            self._explain((line((self.text(wrong), Role.BAD)),))
            return
        self._explain(())
        self._box.visible = False
        self.app.push_screen(PlanDialog(request), self._previewed)

    def _previewed(self, answer: Plan | Lines | None) -> None:
        """Hand over a confirmed plan; come back with the reasons of a refused one."""
        if answer is None:
            self.dismiss(None)
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

    def _request(self) -> tuple[str, Request | None]:
        draft = self.draft
        reason = self.query_one("#reason", Input).value.strip()
        if draft.operation is not None:
            target = draft.operation.id
            return "", Request(
                draft.verb, draft.author, draft.pool, operation=target, reason=reason
            )
        chosen = tuple(c for c in draft.datacenters if self.query_one(f"#in-{c}", Checkbox).value)
        if not chosen:
            return "tui.form.no_datacenter", None
        try:
            size = int(self.query_one("#to", Input).value)
        except ValueError:
            return "tui.form.bad_size", None
        hours = self._hours()
        if hours is None:
            return "tui.form.bad_duration", None
        where = () if chosen == draft.datacenters else chosen
        return "", Request(
            draft.verb,
            draft.author,
            draft.pool,
            to=size,
            datacenters=where,
            duration_h=hours,
            reason=reason,
        )

    def _hours(self) -> Decimal | None:
        try:
            hours = Decimal(self.query_one("#duration", Input).value.replace(",", "."))
        except InvalidOperation:
            return None
        return hours if hours.is_finite() and hours > 0 else None

"""The preview and the confirmation: what is shown here is what is executed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.markup import escape
from textual.widgets import Button, Input, Label

from console.desk.replanning import Ground, ground, overdue, says
from console.kinds.instances.verbs import resized
from console.model.error import VigieError
from console.model.notice import Notice
from console.model.plan import (
    Plan,
    Refusal,
    Request,
)
from console.tui.dialogs.answer import AnswerButton
from console.tui.dialogs.dialog import Dialog
from console.tui.formatting import age
from console.tui.lines import Lines, Role, line, wrapped
from console.tui.scene import Scene
from console.tui.view import plan as views
from console.tui.view import subject
from console.tui.widgets.field import Field
from console.tui.widgets.panel import Panel

LOOKS_EVERY_S = 1.0
RESTS_S = 5.0
"""Real seconds between two plans, at least: an estate under way moves all the time."""
AGE_FROM_S = 10.0
"""How old a plan is when its age begins to be said."""
INNER_CELLS = 69
"""What is left of a dialog beside its border, its padding and the scrollbar of a long plan."""


class NameField(Field):
    """Leaves what is typed to its dialog.

    Keys that come at once are under way to the button that had the focus while the
    field takes it: by two ways some came late or not at all.
    """

    def on_key(self, event: events.Key) -> None:
        """Let a character go up to the dialog, which inserts it."""
        if event.is_printable:
            event.prevent_default()


class PlanDialog(Dialog[Plan | Lines]):
    """Plans a request in the background, shows the plan, and gives it back if confirmed.

    The focus is on Cancel. Above the configured size the pool's name must be
    typed before the confirmation wakes up; what is typed anywhere in the dialog
    goes to the name's field, also what came before the plan did. A request that
    cannot be planned gives back why, for its form.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+t", "instead", show=False)]

    def __init__(
        self, request: Request, objection: Callable[[Plan], Notice | None] = lambda _: None
    ) -> None:
        """`objection` says why a plan is not for what was pinned; None when it is."""
        super().__init__()
        self.request = request
        self._objection = objection
        self.plan: Plan | None = None
        self._ground: Ground = ()
        self._again = False
        self._asked_at = datetime.min.replace(tzinfo=UTC)
        self._reasons: Lines | None = None
        self._typed_early = ""

    def compose(self) -> ComposeResult:
        """Room for the plan, the typed name, and the two answers."""
        with Vertical(classes="dialog"):
            with VerticalScroll(classes="scroll", can_focus=False):
                yield Panel(id="plan")
            with Horizontal(classes="field", id="typed-field"):
                yield Label("", classes="label", id="typed-label")
                yield NameField(id="typed", select_on_focus=False)
            yield Panel(id="wrong")
            with Horizontal(classes="buttons"):
                yield AnswerButton(self.text("tui.form.cancel"), id="cancel")
                yield AnswerButton("…", id="instead")
                yield AnswerButton("…", id="go", classes="-go", disabled=True)

    def on_mount(self) -> None:
        """Ask for the plan; until it comes there is nothing to confirm."""
        self.query_one("#typed-field").display = False
        self.query_one("#go").display = self.query_one("#instead").display = False
        self._ask()
        self.set_interval(LOOKS_EVERY_S, self.look)

    def _ask(self) -> None:
        """Have the request planned; until then there is nothing to confirm."""
        self.plan = None
        title = escape(subject.asked(self.vigie.scene(), self.request))
        self.query_one(".dialog").border_title = title
        self._paint((line((self.text("tui.plan.pending"), Role.FAINT)),))
        self.query_one("#cancel").focus()
        self._again = False
        self._plan(self.planned)

    def _plan(self, done: Callable[[Plan | Refusal], None]) -> None:
        session, request = self.vigie.session, self.request
        self._asked_at, self._ground = session.clock.now(), self._grounded()
        self.vigie.background.run("plan", lambda: session.plan(request), done, self.failed)

    def look(self) -> None:
        """Say how old the plan is; plan again where it is too old or what it rests on moved."""
        plan = self.plan
        if plan is None:
            return
        scene = self.vigie.scene()
        moved = self._grounded() != self._ground
        due = moved or overdue(scene.age_s(plan.planned_at), scene.policy)
        if due and not self._again and scene.age_s(self._asked_at) >= RESTS_S:
            self._again = True
            self._plan(self._planned_again)
        self._subtitle(scene, plan)

    def _planned_again(self, answer: Plan | Refusal) -> None:
        """Take the new plan; where it says otherwise, nothing is confirmed that was not read."""
        before, self._again = self.plan, False
        if not self.is_attached:
            return
        if before is not None and isinstance(answer, Plan) and says(answer) == says(before):
            self._take(answer)
            self._paint(views.preview(self.vigie.scene(), answer, INNER_CELLS))
            self._offer_instead(answer)
            return
        self.plan = None
        self._disarm()
        self.planned(answer, (*wrapped(self.text("tui.plan.moved"), INNER_CELLS, Role.WARN), ()))

    def _grounded(self) -> Ground:
        scene = self.vigie.scene()
        return ground(scene.estate, scene.policy, self.request.pool or "", self.vigie.muster)

    def _take(self, plan: Plan) -> None:
        """This plan is confirmed, and no other; from now on its age counts."""
        self.plan = plan
        self._subtitle(self.vigie.scene(), plan)

    def _subtitle(self, scene: Scene, plan: Plan) -> None:
        """The operation's id; after a moment with the plan's age."""
        old_s = scene.age_s(plan.planned_at)
        said = self.text("tui.plan.operation", operation=plan.operation_id)
        if old_s >= AGE_FROM_S:
            said += f" · {self.text('tui.plan.age', age=age(scene.locale, old_s))}"
        self.query_one(".dialog").border_subtitle = said

    def _disarm(self) -> None:
        """Nothing to confirm: back to Cancel, what was typed forgotten."""
        for part in ("#go", "#instead", "#typed-field"):
            self.query_one(part).display = False
        self.query_one("#typed", Input).value = ""
        self.query_one("#cancel").focus()

    def planned(self, answer: Plan | Refusal, above: Lines = ()) -> None:
        """Show what came of it; `above` a plan, what is to be read first."""
        if not self.is_attached:
            return
        scene = self.vigie.scene()
        if isinstance(answer, Refusal):
            self._refuse(views.refusal(scene, answer, INNER_CELLS))
            return
        objection = self._objection(answer)
        if objection is not None:
            self._refuse(wrapped(scene.say(objection), INNER_CELLS, Role.BAD))
            return
        self._take(answer)
        self.query_one(".dialog").border_title = escape(subject.title(scene, answer))
        self._paint((*above, *views.preview(scene, answer, INNER_CELLS)))
        self._arm(answer, subject.title(scene, answer))

    def _refuse(self, reasons: Lines) -> None:
        """Show why not; the only answer goes back to the form."""
        self.query_one(".dialog").border_title = self.text("tui.plan.refused")
        self.query_one("#cancel", Button).label = self.text("tui.form.back")
        self._reasons = reasons
        self._paint(reasons)

    def failed(self, error: VigieError) -> None:
        """Nothing to confirm: say why, and go back to the form."""
        self.vigie.say_error(error)
        if self.is_attached:
            said = self.vigie.scene().say(error.notice)
            self.dismiss(wrapped(said, INNER_CELLS, Role.BAD))

    def _arm(self, plan: Plan, title: str) -> None:
        go = self.query_one("#go", Button)
        go.label = Content(title)
        go.display = True
        go.disabled = plan.typed_name is not None
        if plan.typed_name is not None:
            label = self.text("tui.plan.type_name", name=plan.typed_name)
            self.query_one("#typed-label", Label).update(Content(label))
            self.query_one("#typed-field").display = True
            if self._typed_early:
                self._type(self._typed_early)
        self._offer_instead(plan)

    def _offer_instead(self, plan: Plan) -> None:
        instead = self.query_one("#instead", Button)
        instead.display = plan.advised is not None
        instead.label = Content(self.text("tui.plan.instead", n=plan.advised or 0))

    def action_instead(self) -> None:
        """Have the size planned that would hold the load, in place of the one that was asked."""
        plan = self.plan
        if plan is not None and plan.advised is not None:
            self.request = resized(self.request, plan.advised)
            self._disarm()
            self._ask()

    @on(Button.Pressed, "#instead")
    def take_instead(self) -> None:
        """The same by its button."""
        self.action_instead()

    def on_key(self, event: events.Key) -> None:
        """Take what is typed for the name, wherever the focus is, even before the plan is there."""
        if not event.is_printable or event.character is None:
            return
        if self.plan is None:
            self._typed_early += event.character
        elif self.plan.typed_name is not None:
            self._type(event.character)
        event.stop()

    def _type(self, text: str) -> None:
        field = self.query_one("#typed", Input)
        field.replace(text, *field.selection)
        field.focus()

    def _paint(self, lines: Lines) -> None:
        self.query_one("#plan", Panel).paint(lines)

    @property
    def name_matches(self) -> bool:
        """Say whether what had to be typed was typed."""
        if self.plan is None:
            return False
        wanted = self.plan.typed_name
        return wanted is None or self.query_one("#typed", Input).value.strip() == wanted

    @on(Input.Changed, "#typed")
    def typed(self) -> None:
        """Wake the confirmation when the name is right."""
        self.query_one("#go", Button).disabled = not self.name_matches
        self.query_one("#wrong", Panel).paint(())

    @on(Input.Submitted, "#typed")
    def entered(self) -> None:
        """Enter after the right name goes to the confirmation; it does not confirm."""
        if self.plan is None:
            return
        if self.name_matches:
            go = self.query_one("#go", Button)
            go.disabled = False
            go.focus()
        else:
            said = self.text("tui.plan.wrong_name", name=self.plan.typed_name or "")
            self.query_one("#wrong", Panel).paint((line((said, Role.BAD)),))

    @on(Button.Pressed, "#go")
    def confirm(self) -> None:
        """Give the plan back, unless it is being planned again: what comes is read first."""
        self.look()
        if self.plan is not None and self.name_matches and not self._again:
            self.dismiss(self.plan)

    @on(Button.Pressed, "#cancel")
    def cancel(self) -> None:
        """Leave; after a refusal, back to the form."""
        self.action_leave()

    def action_leave(self) -> None:
        """Leave without doing anything."""
        self.dismiss(self._reasons)

"""The preview and the confirmation: what is shown here is what is executed."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label

from console.desk.relief import relief, requested
from console.desk.remedies import Remedy
from console.desk.replanning import Ground, ground, overdue, says, strayed
from console.desk.scout import Scouting, for_plan
from console.kinds.instances.verbs import resized
from console.model.error import VigieError
from console.model.estate import Estate
from console.model.notice import Notice
from console.model.plan import (
    Plan,
    Refusal,
    Request,
)
from console.tui import offers
from console.tui.actions import key_name
from console.tui.caption import caption
from console.tui.dialogs.answer import AnswerButton
from console.tui.dialogs.dialog import AGE_FROM_S, INNER_CELLS, Dialog
from console.tui.dialogs.pick import Pick
from console.tui.formatting import age
from console.tui.lines import Lines, Role, line, wrapped
from console.tui.view import plan as views
from console.tui.view import scout as scouting
from console.tui.view import subject
from console.tui.widgets.field import Field
from console.tui.widgets.panel import Panel

LOOKS_EVERY_S = 1.0
RESTS_S = 5.0
"""Real seconds between two plans, at least: an estate under way moves all the time."""
BUTTONS_CELLS = 70
"""The width of the answers, which no scrollbar stands beside."""
BUTTON_CELLS = 8
"""What an answer takes beside its label: mark, padding, its own and its style's, and margin."""


class PlanDialog(Dialog[Plan | Remedy | Lines]):
    """Plans a request in the background, shows the plan, and gives it back if confirmed.

    The focus is on Cancel. Above the configured size the pool's name must be
    typed before the confirmation wakes up; what is typed anywhere in the dialog
    goes to the name's field, also what came before the plan did. A request that
    cannot be planned gives back why, for its form; what would help it is offered, and planned
    here where it is the same verb with other values, else given back.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "instead", show=False),
        Binding("up", "read(-1)", show=False),
        Binding("down", "read(1)", show=False),
        Binding("pageup", "read(-10)", show=False),
        Binding("pagedown", "read(10)", show=False),
    ]

    def __init__(
        self, request: Request, objection: Callable[[Plan], Notice | None] = lambda _: None
    ) -> None:
        """`objection` says why a plan is not for what was pinned; None when it is."""
        super().__init__()
        self.request = request
        self._objection = objection
        self.plan: Plan | None = None
        self._ground: Ground = ()
        self._estate: Estate | None = None
        self._again = self._confirmed = self._passing = False
        self._asked_at = datetime.min.replace(tzinfo=UTC)
        self._scouted: Scouting | None = None
        self._reasons: Lines | None = None
        self._relief: tuple[Remedy, ...] = ()
        self._typed_early = ""

    def compose(self) -> ComposeResult:
        """Room for the plan, the typed name, and the two answers."""
        with Vertical(classes="dialog"):
            with VerticalScroll(classes="scroll", can_focus=False):
                yield Panel(id="plan")
            with Horizontal(classes="field", id="typed-field"):
                yield Label("", classes="label", id="typed-label")
                yield Field(id="typed", select_on_focus=False)
            yield Panel(id="wrong")
            with Horizontal(classes="buttons"):
                yield AnswerButton(self.text("tui.form.cancel"), id="cancel")
                yield AnswerButton("…", id="instead")
                yield AnswerButton("…", id="relief")
                yield AnswerButton("…", id="go", classes="-go", disabled=True)

    def on_mount(self) -> None:
        """Ask for the plan; until it comes there is nothing to confirm."""
        for known in ("scroll_y", "virtual_size", "show_vertical_scrollbar"):
            self.watch(self._page, known, self._measured, init=False)
        self.query_one("#typed-field").display = False
        for answer in ("#go", "#instead", "#relief"):
            self.query_one(answer).display = False
        self._ask()
        self.set_interval(LOOKS_EVERY_S, self.look)

    def _ask(self) -> None:
        """Have the request planned; until then there is nothing to confirm."""
        self.plan = None
        self._accept()
        title = subject.asked(self.vigie.scene(), self.request)
        self.query_one(".dialog").border_title = caption(title)
        self._paint((line((self.text("tui.plan.pending"), Role.FAINT)),))
        self.query_one("#cancel").focus()
        self._again = self._confirmed = False
        self._plan(self.planned)

    def _plan(self, done: Callable[[Plan | Refusal], None]) -> None:
        session, request = self.vigie.session, self.request
        self._asked_at, self._ground = session.clock.now(), self._grounded()
        self._estate = self.vigie.scene().estate
        self.vigie.background.run("plan", lambda: session.plan(request), done, self.failed)

    def look(self) -> None:
        """Say how old the plan is; plan again where it is too old or what it rests on moved.

        So is what was refused for something that passes, as what was not read yet.
        """
        plan, scene = self.plan, self.vigie.scene()
        if plan is not None:
            then, name = self._estate or scene.estate, self.request.pool or ""
            moved = self._grounded() != self._ground or strayed(then, scene.estate, name)
            due = moved or overdue(scene.age_s(plan.planned_at), scene.policy)
        else:
            due = self._passing and scene.estate is not self._estate
        if due and not self._again and scene.age_s(self._asked_at) >= RESTS_S:
            self._again = True
            self._plan(self._planned_again)
        self._entitle()

    def _planned_again(self, answer: Plan | Refusal) -> None:
        """Take the new plan; where it says otherwise, nothing is confirmed that was not read."""
        before, self._again = self.plan, False
        confirmed, self._confirmed = self._confirmed, False
        if not self.is_attached:
            return
        if before is not None and isinstance(answer, Plan) and says(answer) == says(before):
            self._take(answer)
            if confirmed:
                self.dismiss(answer)
                return
            self._show(answer)
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
        self._entitle()

    def _measured(self) -> None:
        """Say anew whether there is more, once the page knows both its length and its room."""
        self.call_after_refresh(self._entitle)

    def _entitle(self) -> None:
        """That there is more to read; the operation's id; after a moment the plan's age."""
        said, plan = [], self.plan
        if self._page.scroll_offset.y < self._page.max_scroll_y:
            said.append(self.text("tui.plan.more"))
        if self._confirmed:
            said.append(self.text("tui.plan.confirming"))
        elif plan is not None:
            scene = self.vigie.scene()
            old_s = scene.age_s(plan.planned_at)
            said.append(self.text("tui.plan.operation", operation=plan.operation_id))
            if old_s >= AGE_FROM_S:
                said.append(self.text("tui.plan.age", age=age(scene.locale, old_s)))
        self.query_one(".dialog").border_subtitle = " · ".join(said)

    @property
    def _page(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def action_read(self, step: int) -> None:
        """Scroll by lines what is longer than its room; else go from answer to answer."""
        if self._page.max_scroll_y > 0:
            self._page.scroll_relative(y=step, animate=False)
        elif step < 0:
            self.app.action_focus_previous()
        else:
            self.app.action_focus_next()

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
            said = views.refusal(scene, answer, INNER_CELLS)
            self._passing = all(reason.passing for reason in answer.reasons)
            if said != self._reasons:
                self._refuse(said)
                self._relieve(answer)
            return
        objection = self._objection(answer)
        if objection is not None:
            self._refuse(wrapped(scene.say(objection), INNER_CELLS, Role.BAD))
            return
        self._accept()
        self._take(answer)
        self.query_one(".dialog").border_title = caption(subject.title(scene, answer))
        self._show(answer, above)
        self._scout(answer)
        self._arm(answer, subject.title(scene, answer))

    def _show(self, plan: Plan, above: Lines = ()) -> None:
        scene = self.vigie.scene()
        lines = (*above, *views.preview(scene, plan, INNER_CELLS))
        if self._scouted is not None:
            lines = (*lines, (), *scouting.regions(scene, self._scouted, INNER_CELLS))
        self._paint(lines)

    def _scout(self, plan: Plan) -> None:
        """Have it found out beside the plan of a target what could be had where."""
        session, zone = self.vigie.session, self.vigie.locale.zone

        def told(found: Scouting | None) -> None:
            self._scouted = found
            if found is not None and self.is_attached and self.plan is plan:
                self._show(plan)

        work = partial(for_plan, session, plan, zone)
        self.vigie.background.run("scout", work, told, lambda _: None)

    def _accept(self) -> None:
        """Nothing is refused, or no longer."""
        self._reasons, self._relief, self._passing = None, (), False
        self.query_one("#relief").display = False
        self.query_one("#cancel", Button).label = self.text("tui.form.cancel")

    def _refuse(self, reasons: Lines) -> None:
        """Show why not; the only answer goes back to the form."""
        self.query_one(".dialog").border_title = self.text("tui.plan.refused")
        self.query_one("#cancel", Button).label = self.text("tui.form.back")
        self._reasons = reasons
        self._paint(reasons)

    def _relieve(self, refusal: Refusal) -> None:
        """Have it found out what would help, and offer it."""
        session, request = self.vigie.session, self.request

        def found(remedies: tuple[Remedy, ...]) -> None:
            if self.is_attached and self.request is request and remedies:
                self._relief = remedies
                button = self.query_one("#relief", Button)
                pressed = key_name(self._relief_key)
                button.label = Content(self.text("tui.relief.by_key", pressed=pressed))
                button.display = True

        work = partial(relief, session, request, refusal)
        self.vigie.background.run("relief", work, found, lambda _: None)

    @property
    def _relief_key(self) -> str:
        return self.vigie.keys.first("remedy.take")

    @on(Button.Pressed, "#relief")
    def offer_relief(self) -> None:
        """List what would help; a single thing is taken at once."""
        if len(self._relief) == 1:
            self._take_relief("0")
        elif self._relief:
            picks = offers.lines(self.vigie, [(one, ()) for one in self._relief])
            self.app.push_screen(Pick(self.text("tui.relief"), picks), self._take_relief)

    def _take_relief(self, key: str | None) -> None:
        """Plan the same verb with other values here; for anything else this gives way."""
        if key is None:
            return
        one = self._relief[int(key)]
        if one.verb != self.request.verb:
            self.dismiss(one)
            return
        self.request = requested(one, self.request, self.vigie.session.policy)
        self._disarm()
        self._ask()

    def failed(self, error: VigieError) -> None:
        """Nothing to confirm: say why, and go back to the form."""
        self.vigie.say_error(error)
        if self.is_attached:
            said = self.vigie.scene().say(error.notice)
            self.dismiss(wrapped(said, INNER_CELLS, Role.BAD))

    def _arm(self, plan: Plan, title: str) -> None:
        self._offer_instead(plan)
        go = self.query_one("#go", Button)
        go.label = Content(self._confirmation(plan, title))
        go.display = True
        go.disabled = plan.typed_name is not None
        if plan.typed_name is not None:
            label = self.text("tui.plan.type_name", name=plan.typed_name)
            self.query_one("#typed-label", Label).update(Content(label))
            self.query_one("#typed-field").display = True
            if self._typed_early:
                self._type(self._typed_early)

    def _confirmation(self, plan: Plan, title: str) -> str:
        """What is confirmed; its verb alone where that is too wide beside the other answers.

        The whole of it stands above the plan.
        """
        others = [self.text("tui.form.cancel")]
        if plan.advised is not None:
            others.append(self._instead(plan))
        room = BUTTONS_CELLS - sum(cell_len(one) + BUTTON_CELLS for one in others)
        if cell_len(title) + BUTTON_CELLS <= room:
            return title
        return self.vigie.locale.verb(plan.request.verb, "deed")

    def _instead(self, plan: Plan) -> str:
        return self.text("tui.plan.instead", n=plan.advised or 0)

    def _offer_instead(self, plan: Plan) -> None:
        instead = self.query_one("#instead", Button)
        instead.display = plan.advised is not None
        instead.label = Content(self._instead(plan))

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
        if self._relief and event.key == self._relief_key:
            event.stop()
            self.offer_relief()
            return
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
        """Give the plan back; while it is being planned again, once that says the same."""
        self.look()
        if self.plan is None or not self.name_matches:
            return
        if self._again:
            self._confirmed = True
            self._entitle()
            return
        self.dismiss(self.plan)

    @on(Button.Pressed, "#cancel")
    def cancel(self) -> None:
        """Leave; after a refusal, back to the form."""
        self.action_leave()

    def action_leave(self) -> None:
        """Leave without doing anything."""
        self.dismiss(self._reasons)

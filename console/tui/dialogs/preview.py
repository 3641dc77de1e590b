"""The preview and the confirmation: what is shown here is what is executed."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Label

from console.model.error import VigieError
from console.model.plan import Plan, Refusal, Request
from console.tui.dialogs.dialog import Dialog
from console.tui.lines import Role, line
from console.tui.view import plan as views
from console.tui.widgets.panel import Panel

INNER_CELLS = 70


class PlanDialog(Dialog[Plan]):
    """Plans a request in the background, shows the plan, and gives it back if confirmed.

    The focus is on Cancel. Above the configured size the pool's name must be
    typed before the confirmation wakes up.
    """

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request
        self.plan: Plan | None = None

    def compose(self) -> ComposeResult:
        """Room for the plan, the typed name, and the two answers."""
        with Vertical(classes="dialog"):
            with VerticalScroll(classes="scroll", can_focus=False):
                yield Panel(id="plan")
            with Horizontal(classes="field", id="typed-field"):
                yield Label("", classes="label", id="typed-label")
                yield Input(id="typed")
            with Horizontal(classes="buttons"):
                yield Button(self.text("tui.form.cancel"), id="cancel")
                yield Button("…", id="go", classes="-go", disabled=True)

    def on_mount(self) -> None:
        """Ask for the plan; until it comes there is nothing to confirm."""
        verb = self.text(f"tui.verb.{self.request.verb}")
        self.query_one(".dialog").border_title = f"{verb} {self.request.pool}"
        self.query_one("#typed-field").display = False
        self.query_one("#go").display = False
        self._paint((line((self.text("tui.plan.pending"), Role.FAINT)),))
        self.query_one("#cancel").focus()
        session, request = self.vigie.session, self.request
        self.vigie.background.run("plan", lambda: session.plan(request), self.planned, self.failed)

    def planned(self, answer: Plan | Refusal) -> None:
        """Show what came of it."""
        if not self.is_attached:
            return
        scene = self.vigie.scene()
        if isinstance(answer, Refusal):
            self.query_one(".dialog").border_title = self.text("tui.plan.refused")
            self.query_one("#cancel", Button).label = self.text("tui.form.close")
            self._paint(views.refusal(scene, answer, INNER_CELLS))
            return
        self.plan = answer
        box = self.query_one(".dialog")
        box.border_title = views.title(scene, answer)
        box.border_subtitle = self.text("tui.plan.operation", operation=answer.operation_id)
        self._paint(views.preview(scene, answer, INNER_CELLS))
        self._arm(answer, views.title(scene, answer))

    def failed(self, error: VigieError) -> None:
        """Nothing to confirm: say why, and leave."""
        self.vigie.say_error(error)
        if self.is_attached:
            self.dismiss(None)

    def _arm(self, plan: Plan, title: str) -> None:
        go = self.query_one("#go", Button)
        go.label = title
        go.display = True
        go.disabled = plan.typed_name is not None
        if plan.typed_name is not None:
            label = self.text("tui.plan.type_name", name=plan.typed_name)
            self.query_one("#typed-label", Label).update(label)
            self.query_one("#typed-field").display = True

    def _paint(self, lines: tuple[tuple[tuple[str, Role], ...], ...]) -> None:
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

    @on(Input.Submitted, "#typed")
    def entered(self) -> None:
        """Enter after the right name goes to the confirmation; it does not confirm."""
        if self.name_matches:
            self.query_one("#go").focus()

    @on(Button.Pressed, "#go")
    def confirm(self) -> None:
        """Give the plan back."""
        if self.plan is not None and self.name_matches:
            self.dismiss(self.plan)

    @on(Button.Pressed, "#cancel")
    def cancel(self) -> None:
        """Leave."""
        self.dismiss(None)

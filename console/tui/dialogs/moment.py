"""Which moment to look back at, as a person writes it: what it means is said as it is typed."""

from datetime import UTC, datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label

from console.desk.recording.moment import looking_back, moment
from console.model.error import UsageError, VigieError
from console.tui.dialogs.answer import AnswerButton
from console.tui.dialogs.dialog import INNER_CELLS, Dialog
from console.tui.lines import Lines, Role, wrapped
from console.tui.widgets.field import Field
from console.tui.widgets.panel import Panel


class MomentForm(Dialog[datetime]):
    """Gives back the moment; None when it is left.

    Since when there is something recorded is read in the background.
    """

    def __init__(self) -> None:
        super().__init__()
        self.since: datetime | None = None
        """When the first record was made; None: there is none, or it is not read yet."""
        self._recorded = ""

    def compose(self) -> ComposeResult:
        """The moment, what it means, since when there is something to see, the answers."""
        box = Vertical(classes="dialog")
        box.border_title = self.text("action.time.at")
        with box:
            with Horizontal(classes="field"):
                yield Label(self.text("past.when"), classes="label")
                yield Field(placeholder=self.text("past.when_hint"), id="when")
            yield Panel(id="meant")
            yield Panel(id="recorded")
            with Horizontal(classes="buttons"):
                yield AnswerButton(self.text("tui.form.cancel"), id="cancel")
                yield AnswerButton(self.text("past.look"), id="go", classes="-go")

    def on_mount(self) -> None:
        """The field has the focus."""
        self.query_one("#when").focus()
        file = self.vigie.session.recording()
        if file is None:
            self._tell(self.text("past.recorder_off"))
        else:
            self.vigie.background.run("recorded", file.first, self._since, self._unreadable)

    def _since(self, first: float | None) -> None:
        locale = self.vigie.locale
        if first is None:
            self._tell(self.text("past.none_recorded"))
            return
        self.since = since = datetime.fromtimestamp(first, UTC)
        day, clock = locale.day(since), locale.clock(since)
        self._tell(self.text("past.recorded_since", day=day, time=clock))

    def _unreadable(self, error: VigieError) -> None:
        self._tell(self.vigie.scene().say(error.notice))

    def _tell(self, recorded: str) -> None:
        self._recorded = recorded
        if self.is_attached:
            self.explain()

    @on(Input.Changed)
    def explain(self) -> None:
        """Say which moment is meant, and where nothing was recorded of it."""
        at = self._read()
        if not isinstance(at, datetime):
            self._show((), wrapped(self._recorded, INNER_CELLS, Role.FAINT))
            return
        said = looking_back(at, self.vigie.session.clock.now(), self.vigie.locale)
        before = self.since is None or at < self.since
        role = Role.WARN if before else Role.FAINT
        recorded = wrapped(self._recorded, INNER_CELLS, role)
        if before and self._recorded:
            told = self.text("past.told_all_the_same")
            recorded = (*recorded, *wrapped(told, INNER_CELLS, Role.FAINT))
        self._show(wrapped(said, INNER_CELLS, Role.STRONG), recorded)

    def _read(self) -> datetime | UsageError:
        session, locale = self.vigie.session, self.vigie.locale
        try:
            return moment(self.query_one("#when", Input).value, locale.zone, session.clock.now())
        except UsageError as error:
            return error

    def _show(self, meant: Lines, recorded: Lines) -> None:
        self.query_one("#meant", Panel).paint(meant)
        self.query_one("#recorded", Panel).paint(recorded)

    @on(Input.Submitted)
    @on(Button.Pressed, "#go")
    def given(self) -> None:
        """Hand over the moment, or say why it is none."""
        at = self._read()
        if isinstance(at, datetime):
            self.dismiss(at)
        else:
            empty = not self.query_one("#when", Input).value.strip()
            missing = self.text("tui.form.missing", field=self.text("past.when"))
            said = missing if empty else self.vigie.scene().say(at.notice)
            self.query_one("#meant", Panel).paint(wrapped(said, INNER_CELLS, Role.BAD))
            self.query_one("#when").focus()

    @on(Button.Pressed, "#cancel")
    def cancel(self) -> None:
        """Leave."""
        self.dismiss(None)

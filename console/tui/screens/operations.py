"""The operations: history, and one of them with its plan, changes and events."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll

from console.model.operation import Change, Event, Operation
from console.tui.actions import Place
from console.tui.lines import Line
from console.tui.scene import Scene
from console.tui.screens.estate import EstateScreen
from console.tui.view import operations as views
from console.tui.widgets.panel import Panel
from console.tui.widgets.rows import Rows

HISTORY = 200


@dataclass(frozen=True, slots=True)
class Account:
    """What the journal said of one operation, and of which state of it."""

    operation: Operation
    changes: tuple[Change, ...]
    events: tuple[Event, ...]


class OperationsScreen(EstateScreen):
    """What was done, by whom, why, and how it ended; what runs comes first."""

    PLACE: ClassVar[Place] = Place.OPERATIONS
    CSS_PATH = "split.tcss"
    AUTO_FOCUS = "#table"

    def __init__(self) -> None:
        super().__init__()
        self._history: tuple[Operation, ...] = ()
        self._asked_for: object = None
        self._scene: Scene | None = None
        self._account: Account | None = None
        self._reading: Operation | None = None

    def body(self) -> ComposeResult:
        """The history, and the details beside or below it."""
        with Horizontal(id="split"):
            with Vertical(id="list"):
                yield Rows[Operation](
                    key=lambda operation: operation.id,
                    draw=self._draw,
                    header=self._header,
                    id="table",
                    classes="box",
                )
            with VerticalScroll(id="details", classes="box", can_focus=True):
                yield Panel(id="detail", classes="grow")

    @property
    def table(self) -> Rows[Operation]:
        """The table."""
        return self.query_one("#table", Rows)

    @property
    def selected_operation(self) -> Operation | None:
        """The operation under the cursor."""
        return self.table.current

    def show(self, scene: Scene) -> None:
        """Read the history again when the journal moved; meanwhile what the estate knows."""
        self._scene = scene
        activity = scene.estate.activity
        if self._asked_for is not activity:
            self._asked_for = activity
            journal = self.vigie.session.journal
            self.vigie.background.run(
                "history", lambda: journal.operations(limit=HISTORY), self._keep_history
            )
        self._fill(scene)

    def perform(self, action_id: str) -> bool:
        """Details on or off."""
        if action_id != "details.toggle":
            return False
        pane = self.query_one("#details")
        pane.display = not pane.display
        self.lay_out_again()
        return True

    def _keep_history(self, operations: tuple[Operation, ...]) -> None:
        self._history = operations
        if self._scene is not None:
            self._fill(self._scene)

    def _fill(self, scene: Scene) -> None:
        """The journal's list, with the estate's newer word on what it knows."""
        activity = scene.estate.activity
        newer = {o.id: o for o in (*activity.recent, *activity.live)}
        listed = [newer.pop(o.id, o) for o in self._history]
        rows = sorted([*newer.values(), *listed], key=lambda o: o.created_at, reverse=True)
        self.table.fill(tuple(rows))
        self.table.call(scene.locale.text("tui.operations", n=len(rows)))
        self._show_details()
        self._read()

    @on(Rows.Highlighted)
    def highlighted(self) -> None:
        """Show the operation under the cursor."""
        self.query_one("#details", VerticalScroll).scroll_home(animate=False)
        self._show_details()
        self._read()

    @on(Rows.Chosen)
    def chosen(self) -> None:
        """Enter goes to the details."""
        self.query_one("#details").focus()

    def _draw(self, operation: Operation, cells: int) -> Line:
        return views.row_line(self._scene, operation, cells) if self._scene else ()

    def _header(self, cells: int) -> Line:
        return views.header(self._scene, cells) if self._scene else ()

    def _show_details(self) -> None:
        scene, operation = self._scene, self.table.current
        box, panel = self.query_one("#details"), self.query_one("#detail", Panel)
        if scene is None or operation is None:
            panel.paint(())
            return
        if box.border_title != operation.id:
            box.border_title = operation.id
        account = self._account
        mine = account if account and account.operation.id == operation.id else None
        panel.paint(
            views.details(
                scene,
                operation,
                mine.changes if mine else None,
                mine.events if mine else None,
                max(20, box.size.width - 1),
            )
        )

    def _read(self) -> None:
        """Read changes and events of the current operation, again whenever it moved."""
        operation = self.table.current
        if operation is None or operation == self._reading:
            return
        self._reading = operation
        journal = self.vigie.session.journal

        def work() -> Account:
            changes = journal.changes(operation.id)
            return Account(operation, changes, journal.events(operation_id=operation.id))

        def keep(account: Account) -> None:
            self._account = account
            self._show_details()

        self.vigie.background.run("account", work, keep)

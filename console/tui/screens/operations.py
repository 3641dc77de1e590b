"""The operations: history, and one of them with its plan, changes and events."""

from dataclasses import dataclass
from typing import ClassVar

from console.kinds.screen import ScreenName
from console.model.notice import notice
from console.model.operation import Change, Event, Operation
from console.tui.actions import key_name
from console.tui.lines import Line, Lines
from console.tui.scene import Scene
from console.tui.screens.split import SplitScreen
from console.tui.view import operations as views

HISTORY = 200


@dataclass(frozen=True, slots=True)
class Account:
    """What the journal said of one operation, and of which state of it."""

    operation: Operation
    changes: tuple[Change, ...]
    events: tuple[Event, ...]


class OperationsScreen(SplitScreen[Operation]):
    """What was done, by whom, why, and how it ended; what runs comes first."""

    PLACE: ClassVar[ScreenName] = ScreenName.OPERATIONS
    NONE: ClassVar[str | None] = "tui.events.none"

    def __init__(self) -> None:
        super().__init__()
        self._history: tuple[Operation, ...] = ()
        self._asked_for: object = None
        self._account: Account | None = None
        self._reading: Operation | None = None
        self._started: str | None = None

    @property
    def selected_operation(self) -> Operation | None:
        """The operation under the cursor."""
        return self.table.current

    def show(self, scene: Scene) -> None:
        """Read the history again when the journal moved; meanwhile what the estate knows."""
        self.scene = scene
        activity = scene.estate.activity
        if scene.estate.recorded is None and self._asked_for is not activity:
            self._asked_for = activity
            journal = self.vigie.session.journal
            self.vigie.background.run(
                "history", lambda: journal.operations(limit=HISTORY), self._keep_history
            )
        self._fill(scene)

    def key_of(self, row: Operation) -> str:
        """The operation's id."""
        return row.id

    def copied_of(self, names: tuple[str, ...], whole: str) -> tuple[str, ...]:
        """The account first: it is what is sent to whoever helps."""
        return (whole, *names)

    def line_of(self, scene: Scene, row: Operation, cells: int) -> Line:
        """What, how it stands, when, who."""
        return views.row_line(scene, row, cells)

    def head_of(self, scene: Scene, cells: int) -> Line:
        """The heads."""
        return views.header(scene, cells)

    def details_of(self, scene: Scene, cells: int) -> tuple[str, Lines] | None:
        """The operation with what the journal said of it, once that is read."""
        operation = self.table.current
        if operation is None:
            return None
        account = self._account
        mine = account if account and account.operation.id == operation.id else None
        changes, events = (mine.changes, mine.events) if mine else (None, None)
        if scene.estate.recorded is not None:
            # How far each change was is not kept: the counts above are those of then.
            changes = ()
            events = None if events is None else tuple(e for e in events if e.at <= scene.now)
        key = key_name(self.vigie.keys.first("remedy.take"))
        return operation.id, views.details(scene, operation, changes, events, cells, key=key)

    def perform(self, action_id: str) -> bool:
        """What would help where something failed; else what every table does."""
        if action_id != "remedy.take":
            return super().perform(action_id)
        from console.tui import remedying  # noqa: PLC0415 - forms load when they are asked for

        operation, account = self.table.current, self._account
        if operation is not None and account and account.operation.id == operation.id:
            remedying.offer(self.vigie, operation, account.changes)
        else:
            self.vigie.say(notice("tui.detail.reading"))
        return True

    def rested(self) -> None:
        """Read what the journal says of the operation under the cursor."""
        self._read()

    def _keep_history(self, operations: tuple[Operation, ...]) -> None:
        self._history = operations
        if self.scene is not None:
            self._fill(self.scene)

    def _fill(self, scene: Scene) -> None:
        """The journal's list, with the estate's newer word on what it knows."""
        activity = scene.estate.activity
        newer = {o.id: o for o in (*activity.recent, *activity.live)}
        history = self._history if scene.estate.recorded is None else ()
        listed = [newer.pop(o.id, o) for o in history]
        rows = sorted([*newer.values(), *listed], key=lambda o: o.created_at, reverse=True)
        self.fill(scene, tuple(rows), scene.locale.text("tui.operations", n=len(rows)))
        self._seek_started()
        self._read()

    def _seek_started(self) -> None:
        """What the person has just started is under the cursor, until they move it."""
        started = self.vigie.started
        if started is not None and started != self._started:
            self._started = started
            self.table.seek(started)

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
            self.show_details(self.scene)

        self.vigie.background.run("account", work, keep)

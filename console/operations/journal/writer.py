"""The journal for people's requests: accept a plan, ask an operation to stop."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from console.model.entry import Entry
from console.model.error import Refused
from console.model.freeze import HEALING_STOPPED, Freeze, Scope, froze, thawed
from console.model.notice import Notice, notice
from console.model.operation import Operation, OperationState
from console.model.plan import (
    Author,
    Plan,
)
from console.model.target import PoolTarget
from console.operations.journal import targets
from console.operations.journal.approving import approve
from console.operations.journal.archive import Archive
from console.operations.journal.bell import ring
from console.operations.journal.database import (
    make_room,
    migrate,
    open_engine,
    order_writers,
    sqlite_file,
    transaction,
    wall,
)
from console.operations.journal.freezing import enter, lift
from console.operations.journal.listing import fetch_operations
from console.operations.journal.presence import wall_now
from console.operations.journal.reader import SqlJournalReader
from console.operations.journal.remains import not_lost
from console.operations.journal.rows import (
    change_rows,
    event_rows,
    operation_row,
)
from console.operations.journal.schema import LIVE, changes, events, operations
from console.ports import Clock


class SqlJournal(SqlJournalReader):
    """Implements `console.ports.Journal`. Opening brings the schema up to date."""

    def __init__(
        self,
        url: str,
        *,
        clock: Clock,
        state_dir: Path,
        dead_after_s: float = 20.0,
        machine_clock: Callable[[], datetime] = wall_now,
    ) -> None:
        super().__init__(
            url, state_dir=state_dir, dead_after_s=dead_after_s, machine_clock=machine_clock
        )
        self.clock = clock
        file = sqlite_file(self.url)
        if file is not None:
            not_lost(file)
            make_room(file)
        self._writer = open_engine(self.url, writes=True)
        migrate(self._writer)

    def accept(self, plan: Plan) -> Operation:
        """Store a plan as a queued operation, and with it hold its pool.

        Raises Refused, naming the operation, when another one holds the pool.
        """
        now = self.clock.now()
        author = plan.request.author
        entry = Entry("operation.accepted", _accepted(plan))
        try:
            with transaction(self._writer) as connection:
                order_writers(connection)
                root = _root(connection, plan)
                row = operation_row(
                    plan, root=root, now=now, wall=wall(connection, self._machine_clock)
                )
                connection.execute(insert(operations), row)
                if plan.changes:
                    connection.execute(insert(changes), change_rows(plan, now=now))
                self._append(connection, [entry], plan.operation_id, actor=signature(author))
                ring(connection)
        except IntegrityError as error:
            raise self._why_not_accepted(plan) from error
        return self.operation(plan.operation_id)

    def request_stop(self, operation_id: str, author: Author) -> Operation:
        """Ask an operation to finish what is in flight and start nothing more."""
        found = self.operation(operation_id)
        with transaction(self._writer) as connection:
            order_writers(connection)
            asked = connection.execute(
                update(operations)
                .where(
                    operations.c.id == found.id,
                    operations.c.state.in_(LIVE),
                    operations.c.stop_requested.is_(False),
                )
                .values(stop_requested=True, state=OperationState.STOPPING.value)
            )
            if asked.rowcount:
                entry = Entry("operation.stop_asked", notice("operation.stop_asked"))
                self._append(connection, [entry], found.id, actor=signature(author))
                ring(connection)
        if not asked.rowcount and not found.state.live:
            why = notice(
                "operation.not_live", operation=found.id, operation_state=found.state.value
            )
            raise Refused(why)
        return self.operation(found.id)

    def approve(self, operation_id: str, reason: str, author: Author) -> Operation:
        """Let workers begin an operation that awaits a second person; Refused to who asked it."""
        found = self.operation(operation_id)
        with transaction(self._writer) as connection:
            order_writers(connection)
            approve(connection, found, author, wall(connection, self._machine_clock))
            said = notice("operation.approved", user=author.user, reason=reason or "–")
            entry = Entry("operation.approved", said)
            self._append(connection, [entry], found.id, actor=signature(author))
            ring(connection)
        return self.operation(found.id)

    def freeze(
        self, pool: str, reason: str, author: Author, scope: Scope = Scope.EVERYTHING
    ) -> None:
        """Freeze a pool, by whoever it is; Refused when it is frozen so already."""
        freeze = Freeze(pool, self.clock.now(), author.user, reason, scope)
        with transaction(self._writer) as connection:
            order_writers(connection)
            enter(connection, freeze)
            said = Entry("pool.frozen", froze(pool, reason, scope))
            if freeze.itself:
                said = Entry(HEALING_STOPPED, freeze.notice)
            self._append(connection, [said], None, actor=signature(author))
            ring(connection)

    def thaw(self, pool: str, author: Author, scope: Scope = Scope.EVERYTHING) -> None:
        """Let a pool be worked on again; Refused when it is not frozen so."""
        with transaction(self._writer) as connection:
            order_writers(connection)
            lift(connection, pool, scope, author.user, self.clock.now())
            said = Entry("pool.thawed", thawed(pool, scope))
            self._append(connection, [said], None, actor=signature(author))
            ring(connection)

    def open_target(self, target: PoolTarget) -> None:
        """Write an open target, once."""
        with transaction(self._writer) as connection:
            order_writers(connection)
            targets.enter(connection, target)

    def close_target(self, target_id: str, by: str, *, keeps: bool) -> bool:
        """End an open target; False where it is not open (any more)."""
        with transaction(self._writer) as connection:
            order_writers(connection)
            return targets.close(connection, target_id, by, self.clock.now(), keeps=keeps)

    def report_target(
        self, target: PoolTarget, said: Sequence[Entry], *, reached: bool = False
    ) -> bool:
        """Report on a target in the audit; False where another worker has, since `target` was read.

        `reached`: the pool has its size, for the first time.
        """
        with transaction(self._writer) as connection:
            order_writers(connection)
            mine = targets.turn(connection, target, self.clock.now(), reached=reached)
            if mine:
                self._append(connection, list(said), target.id, actor=f"target:{target.id}")
        return mine

    def note(self, entry: Entry, operation_id: str | None, actor: str) -> None:
        """Write into the audit what is of no pass."""
        with transaction(self._writer) as connection:
            order_writers(connection)
            self._append(connection, [entry], operation_id, actor=actor)

    @property
    def archive(self) -> Archive:
        """Where operations go that are over for long."""
        return Archive(self._writer, self.clock, self._machine_clock)

    def close(self) -> None:
        """Close every connection."""
        super().close()
        self._writer.dispose()

    def _append(
        self, connection: Connection, entries: list[Entry], operation_id: str | None, *, actor: str
    ) -> None:
        if entries:
            now: datetime = self.clock.now()
            rows = event_rows(entries, operation_id=operation_id, actor=actor, now=now)
            connection.execute(_EVENT, rows)

    def _why_not_accepted(self, plan: Plan) -> Refused:
        with transaction(self._engine) as connection:
            query = select(operations).where(
                operations.c.resource == plan.resource,
                operations.c.pool == plan.pool,
                operations.c.state.in_(LIVE),
            )
            holders = fetch_operations(connection, query)
        if not holders or holders[0].id == plan.operation_id:
            return Refused(notice("operation.already_accepted", operation=plan.operation_id))
        holder = holders[0].id
        return Refused(notice("operation.pool_held", pool=plan.pool, operation=holder))


def signature(author: Author) -> str:
    """Who did it, as the audit writes it."""
    return f"{author.user}@{author.host}"


def _root(connection: Connection, plan: Plan) -> str:
    if plan.target is None:
        return plan.operation_id
    found = connection.execute(select(operations.c.root).where(operations.c.id == plan.target))
    return found.scalar() or plan.target


def _accepted(plan: Plan) -> Notice:
    return notice(
        "operation.accepted",
        verb=plan.request.verb,
        pool=plan.pool,
        n=len(plan.changes),
        reason=plan.request.reason or "–",
    )


_EVENT = insert(events)

"""The journal's claims: which worker lives, and which of them works on what.

Every write of a pass asserts the claim it was made under; a worker that lost
its claim gets `Fenced` and must do nothing more for that operation.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from console.model.entry import Entry
from console.model.notice import notice
from console.operations.journal.approving import expire
from console.operations.journal.bell import ring
from console.operations.journal.database import order_writers, transaction, wall
from console.operations.journal.presence import host_name
from console.operations.journal.reader import CLAIMED, late, overdue
from console.operations.journal.schema import LIVE, WORKED, chores, claims, operations, workers
from console.operations.journal.writer import SqlJournal

FORGET_WORKERS_AFTER = timedelta(days=1)


class Fenced(Exception):
    """Another worker holds the claim now: nothing was written."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on one workflow. `failures` counts failed builds in a row."""

    workflow_id: str
    operation_id: str
    executor: str
    epoch: int
    failures: int = 0


class SqlClaims(SqlJournal):
    """The workers and their claims, as one worker sees them."""

    executor = ""
    grace_s: float | None = None
    """How long a pass may be late before others take its claim; None where nobody counts."""

    _pid = 0
    _left = True

    # Workers

    def register(self, executor: str, pid: int) -> None:
        """Enter this worker, and forget those long gone."""
        self.executor, self._pid, self._left = executor, pid, False
        with transaction(self._writer) as connection:
            now = wall(connection, self._machine_clock)
            connection.execute(
                delete(workers).where(workers.c.heartbeat_at < now - FORGET_WORKERS_AFTER)
            )
            self._enter(connection, now)

    def beat(self) -> None:
        """Say that this worker lives; also one that was silent until it was forgotten."""
        with transaction(self._writer) as connection:
            now = wall(connection, self._machine_clock)
            beaten = {"worker": self.executor, "heartbeat_at": now}
            found = connection.execute(_BEAT, beaten).rowcount
            if not found and not self._left:
                self._enter(connection, now)

    def _enter(self, connection: Connection, now: datetime) -> None:
        row = {"executor": self.executor, "pid": self._pid, "host": host_name()}
        connection.execute(insert(workers), {**row, "started_at": now, "heartbeat_at": now})

    def leave(self) -> None:
        """Say that this worker ends; its claims can be taken over at once."""
        self._left = True
        with transaction(self._writer) as connection:
            connection.execute(delete(workers).where(workers.c.executor == self.executor))

    # Claims

    def expire(self) -> tuple[str, ...]:
        """Stop what nobody has approved in time; it ends unbegun. Gives the operations."""
        with transaction(self._engine) as connection:
            now = wall(connection, self._machine_clock)
            found = connection.execute(select(operations.c.id).where(late(now)).limit(1)).first()
            if found is None:
                return ()
        with transaction(self._writer) as connection:
            order_writers(connection)
            over = expire(connection, wall(connection, self._machine_clock))
            for operation_id in over:
                said = Entry("approval.expired", notice("approval.expired"))
                self._append(connection, [said], operation_id, actor=self.executor)
            ring(connection)
        return over

    def unclaimed(self) -> tuple[str, ...]:
        """Live operations that no worker has begun, oldest first."""
        with transaction(self._engine) as connection:
            return tuple(connection.execute(_UNCLAIMED).scalars())

    def claim(self, workflow_id: str, operation_id: str) -> Claim:
        """Take the claim of a workflow, from whoever holds it; one epoch more."""
        with transaction(self._writer) as connection:
            now = wall(connection, self._machine_clock)
            # An operation's own workflow waits for its datacenters': of those signs are due.
            due = self._due(now) if workflow_id != operation_id else None
            values = {"executor": self.executor, "taken_at": now, "due_at": due}
            taken = connection.execute(_TAKE, {"workflow": workflow_id, **values}).first()
            if taken is None:
                row = {"workflow_id": workflow_id, "operation_id": operation_id, **values}
                connection.execute(_CLAIM, {**row, "epoch": 1, "failures": 0})
                return Claim(workflow_id, operation_id, self.executor, 1)
            return Claim(workflow_id, operation_id, self.executor, taken[0], taken[1])

    def dispatch(self, operation_id: str) -> bool:
        """Take an operation that nobody has begun; False when another worker was faster."""
        row = {"workflow_id": operation_id, "operation_id": operation_id}
        rest = {"executor": self.executor, "epoch": 0, "failures": 0}
        try:
            with transaction(self._writer) as connection:
                now = wall(connection, self._machine_clock)
                due = {"taken_at": now, "due_at": self._due(now)}
                connection.execute(_CLAIM, {**row, **rest, **due})
        except IntegrityError:
            return False
        return True

    def announce(self, claim: Claim, workflow_ids: Sequence[str]) -> None:
        """Enter the claims of workflows about to be started, where there are none yet.

        So a worker that dies before they run leaves something to take over.
        """
        with transaction(self._writer) as connection:
            self._assert(connection, claim)
            known = set(
                connection.execute(
                    select(claims.c.workflow_id).where(claims.c.workflow_id.in_(workflow_ids))
                ).scalars()
            )
            fresh = [name for name in workflow_ids if name not in known]
            row = {"operation_id": claim.operation_id, "executor": self.executor}
            now = wall(connection, self._machine_clock)
            rest = {"epoch": 0, "failures": 0, "taken_at": now, "due_at": self._due(now)}
            if fresh:
                connection.execute(
                    insert(claims), [{"workflow_id": name, **row, **rest} for name in fresh]
                )

    def passed(self, claim: Claim, wait_s: float | None = 0.0) -> None:
        """Give a sign of work, the next in `wait_s` at the latest; None: there is no next one.

        Raises Fenced when the claim is lost.
        """
        with transaction(self._writer) as connection:
            now = wall(connection, self._machine_clock)
            due = None if wait_s is None else self._due(now, wait_s)
            signed = {**_held_by(claim), "passed_at": now, "due_at": due}
            if not connection.execute(_OF, signed).rowcount:
                raise Fenced(claim.workflow_id)

    def _due(self, now: datetime, wait_s: float = 0.0) -> datetime | None:
        return None if self.grace_s is None else now + timedelta(seconds=wait_s + self.grace_s)

    def orphans(self) -> tuple[Claim, ...]:
        """Claims on live operations whose worker is dead, or whose passes have stood still."""
        with transaction(self._engine) as connection:
            held = connection.execute(_OTHERS, {"worker": self.executor}).mappings().all()
            now = wall(connection, self._machine_clock)
        if not held:
            return ()
        alive = {worker.executor for worker in self.workers() if worker.alive}
        return tuple(
            _claim(row) for row in held if row["executor"] not in alive or overdue(row, now)
        )

    def mine(self) -> tuple[Claim, ...]:
        """This worker's claims on live operations."""
        with transaction(self._engine) as connection:
            rows = connection.execute(_OWN, {"worker": self.executor}).mappings()
            return tuple(map(_claim, rows))

    def busy(self) -> bool:
        """Say whether any operation is live, readable or not."""
        query = select(operations.c.id).where(operations.c.state.in_(LIVE)).limit(1)
        with transaction(self._engine) as connection:
            return connection.execute(query).first() is not None

    def ended(self, operation_ids: Collection[str]) -> frozenset[str]:
        """Those of the operations that are not live, or not in the journal any more."""
        query = select(operations.c.id).where(
            operations.c.id.in_(operation_ids), operations.c.state.in_(LIVE)
        )
        with transaction(self._engine) as connection:
            live = set(connection.execute(query).scalars())
        return frozenset(operation_ids) - live

    def take_chore(self, name: str, every: timedelta) -> bool:
        """Say whether what is due every so often is due now; it counts as done then.

        One worker of all gets it, by the clock that they share.
        """
        with transaction(self._writer) as connection:
            now = wall(connection, self._machine_clock)
            known = update(chores).where(chores.c.name == name, chores.c.done_at <= now - every)
            if connection.execute(known.values(done_at=now)).rowcount:
                return True
            if connection.execute(select(chores).where(chores.c.name == name)).first():
                return False
            try:
                with connection.begin_nested():
                    connection.execute(insert(chores), {"name": name, "done_at": now})
            except IntegrityError:
                return False
            return True

    def take_over(self, orphan: Claim) -> bool:
        """Take the claim of who is dead or stands still; False when another was faster."""
        with transaction(self._writer) as connection:
            now = wall(connection, self._machine_clock)
            mine = {"executor": self.executor, "epoch": orphan.epoch + 1}
            since = {"taken_at": now, "due_at": self._due(now)}
            taken = connection.execute(_OF, {**_held_by(orphan), **mine, **since})
            return taken.rowcount == 1

    def _assert(self, connection: Connection, claim: Claim) -> None:
        held = connection.execute(_HELD, {"workflow": claim.workflow_id}).first()
        if held != (claim.epoch, claim.executor):
            raise Fenced(claim.workflow_id)


# What is asked again and again, built once: to build a statement costs more than to run it.
_BEAT = update(workers).where(workers.c.executor == bindparam("worker"))
_UNCLAIMED = (
    select(operations.c.id)
    .outerjoin(claims, claims.c.workflow_id == operations.c.id)
    .where(operations.c.state.in_(WORKED), claims.c.workflow_id.is_(None))
    .order_by(operations.c.created_at)
)
_CLAIM = insert(claims)
_TAKE = (
    update(claims)
    .where(claims.c.workflow_id == bindparam("workflow"))
    .values(epoch=claims.c.epoch + 1)
    .returning(claims.c.epoch, claims.c.failures)
)
_OF = update(claims).where(
    claims.c.workflow_id == bindparam("workflow"),
    claims.c.executor == bindparam("holder"),
    claims.c.epoch == bindparam("since"),
)
_OTHERS = CLAIMED.where(claims.c.executor != bindparam("worker"))
_OWN = CLAIMED.where(claims.c.executor == bindparam("worker"))
_HELD = (
    select(claims.c.epoch, claims.c.executor)
    .where(claims.c.workflow_id == bindparam("workflow"))
    .with_for_update()  # SQLite, whose writers take turns, leaves it out
)
"""Who holds a workflow; asked in every write."""


def _held_by(claim: Claim) -> dict[str, object]:
    return {"workflow": claim.workflow_id, "holder": claim.executor, "since": claim.epoch}


def _claim(row: RowMapping) -> Claim:
    return Claim(
        row["workflow_id"], row["operation_id"], row["executor"], row["epoch"], row["failures"]
    )

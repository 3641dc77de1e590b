"""The journal for workers: claims, passes, heartbeats, the end of an operation.

Every write of a pass asserts the claim it was made under; a worker that lost
its claim gets `Fenced` and must do nothing more for that operation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from console.model.notice import notice
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import Desired
from console.operations.database import order_writers, transaction
from console.operations.journal import SqlJournal
from console.operations.presence import host_name, wall_now
from console.operations.reading import fetch_operations
from console.operations.rows import Entry, encode, read_tracked, tracked_row
from console.operations.schema import LIVE, changes, claims, operations, workers
from console.operations.tracked import Tracked

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


class SqlLedger(SqlJournal):
    """The journal of one worker."""

    executor = ""

    # Workers

    def register(self, executor: str, pid: int) -> None:
        """Enter this worker, and forget those long gone."""
        self.executor = executor
        now = wall_now()
        with transaction(self._writer) as connection:
            connection.execute(
                delete(workers).where(workers.c.heartbeat_at < now - FORGET_WORKERS_AFTER)
            )
            row = {"executor": executor, "pid": pid, "host": host_name()}
            connection.execute(insert(workers), {**row, "started_at": now, "heartbeat_at": now})

    def beat(self) -> None:
        """Say that this worker lives."""
        with transaction(self._writer) as connection:
            connection.execute(
                update(workers)
                .where(workers.c.executor == self.executor)
                .values(heartbeat_at=wall_now())
            )

    def leave(self) -> None:
        """Say that this worker ends; its claims can be taken over at once."""
        with transaction(self._writer) as connection:
            connection.execute(delete(workers).where(workers.c.executor == self.executor))

    # Claims

    def unclaimed(self) -> tuple[str, ...]:
        """Live operations that no worker has begun, oldest first."""
        query = (
            select(operations.c.id)
            .outerjoin(claims, claims.c.workflow_id == operations.c.id)
            .where(operations.c.state.in_(LIVE), claims.c.workflow_id.is_(None))
            .order_by(operations.c.created_at)
        )
        with transaction(self._engine) as connection:
            return tuple(connection.execute(query).scalars())

    def claim(self, workflow_id: str, operation_id: str) -> Claim:
        """Take the claim of a workflow, from whoever holds it; one epoch more."""
        with transaction(self._writer) as connection:
            held = update(claims).where(claims.c.workflow_id == workflow_id)
            values = {"executor": self.executor, "taken_at": wall_now()}
            taken = connection.execute(
                held.values(epoch=claims.c.epoch + 1, **values).returning(
                    claims.c.epoch, claims.c.failures
                )
            ).first()
            if taken is None:
                row = {"workflow_id": workflow_id, "operation_id": operation_id, **values}
                connection.execute(insert(claims), {**row, "epoch": 1, "failures": 0})
                return Claim(workflow_id, operation_id, self.executor, 1)
            return Claim(workflow_id, operation_id, self.executor, taken[0], taken[1])

    def dispatch(self, operation_id: str) -> bool:
        """Take an operation that nobody has begun; False when another worker was faster."""
        row = {"workflow_id": operation_id, "operation_id": operation_id}
        rest = {"executor": self.executor, "epoch": 0, "failures": 0, "taken_at": wall_now()}
        try:
            with transaction(self._writer) as connection:
                connection.execute(insert(claims), {**row, **rest})
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
            rest = {"epoch": 0, "failures": 0, "taken_at": wall_now()}
            if fresh:
                connection.execute(
                    insert(claims), [{"workflow_id": name, **row, **rest} for name in fresh]
                )

    def orphans(self) -> tuple[Claim, ...]:
        """Claims on live operations whose worker is dead."""
        query = (
            select(claims)
            .join(operations, operations.c.id == claims.c.operation_id)
            .where(operations.c.state.in_(LIVE), claims.c.executor != self.executor)
            .order_by(claims.c.workflow_id)
        )
        with transaction(self._engine) as connection:
            held = connection.execute(query).mappings().all()
        if not held:
            return ()
        alive = {worker.executor for worker in self.workers() if worker.alive}
        return tuple(
            Claim(
                row["workflow_id"],
                row["operation_id"],
                row["executor"],
                row["epoch"],
                row["failures"],
            )
            for row in held
            if row["executor"] not in alive
        )

    def take_over(self, orphan: Claim) -> bool:
        """Take a dead worker's claim; False when another worker was faster."""
        with transaction(self._writer) as connection:
            taken = connection.execute(
                update(claims)
                .where(
                    claims.c.workflow_id == orphan.workflow_id,
                    claims.c.executor == orphan.executor,
                    claims.c.epoch == orphan.epoch,
                )
                .values(executor=self.executor, epoch=orphan.epoch + 1, taken_at=wall_now())
            )
            return taken.rowcount == 1

    # Passes

    def live_operation(self, operation_id: str) -> Operation | None:
        """The operation while it is live, None once it has ended."""
        query = select(operations).where(
            operations.c.id == operation_id, operations.c.state.in_(LIVE)
        )
        with transaction(self._engine) as connection:
            found = fetch_operations(connection, query)
        return found[0] if found else None

    def stop_requested(self, operation_id: str) -> bool:
        """Say whether somebody asked the operation to stop."""
        query = select(operations.c.stop_requested).where(operations.c.id == operation_id)
        with transaction(self._engine) as connection:
            return bool(connection.execute(query).scalar())

    def tracked(self, operation_id: str, datacenter: str | None = None) -> tuple[Tracked, ...]:
        """An operation's changes (in one datacenter) as the worker follows them."""
        query = select(changes).where(changes.c.operation_id == operation_id)
        if datacenter is not None:
            query = query.where(changes.c.datacenter == datacenter)
        with transaction(self._engine) as connection:
            rows = connection.execute(query.order_by(changes.c.seq)).mappings().all()
        return tuple(read_tracked(row) for row in rows)

    def unseen(self, pool: str) -> int:
        """Creations of live operations of a pool that were asked for and never seen."""
        query = (
            select(func.count())
            .select_from(changes.join(operations, operations.c.id == changes.c.operation_id))
            .where(
                operations.c.pool == pool,
                operations.c.state.in_(LIVE),
                changes.c.phase == Phase.REQUESTED.value,
                changes.c.desired == "present",
            )
        )
        with transaction(self._engine) as connection:
            return connection.execute(query).scalar_one()

    def record(
        self, claim: Claim, moved: Iterable[Tracked] = (), entries: Iterable[Entry] = ()
    ) -> Claim:
        """Write what a pass found or did, in one transaction; Fenced when the claim is lost.

        A removal that is done also ends, as `gone`, the change that had put its
        instance into service: no operation says that something serves which is no more.
        """
        seen = tuple(moved)
        rows = [tracked_row(tracked) for tracked in seen]
        events = list(entries)
        with transaction(self._writer) as connection:
            order_writers(connection)
            self._assert(connection, claim)
            if rows:
                connection.execute(_MOVE, rows)
            if gone := [_gone(tracked) for tracked in seen if _took_away(tracked)]:
                connection.execute(_TAKE_AWAY, gone)
            self._append(connection, events, claim.operation_id, actor=self.executor)
        return claim

    def count_failures(self, claim: Claim, failures: int) -> Claim:
        """Keep the number of failed builds in a row, across workers."""
        if failures == claim.failures:
            return claim
        with transaction(self._writer) as connection:
            self._assert(connection, claim)
            connection.execute(
                update(claims)
                .where(claims.c.workflow_id == claim.workflow_id)
                .values(failures=failures)
            )
        return replace(claim, failures=failures)

    # The operation

    def begin(self, claim: Claim, entry: Entry) -> None:
        """Mark a queued operation as running; a second time, note who went on with it."""
        now = self.clock.now()
        with transaction(self._writer) as connection:
            order_writers(connection)
            self._assert(connection, claim)
            connection.execute(
                _operation(claim, OperationState.QUEUED).values(state=OperationState.RUNNING.value)
            )
            connection.execute(
                update(operations)
                .where(operations.c.id == claim.operation_id)
                .values(
                    executor=self.executor,
                    started_at=func.coalesce(
                        operations.c.started_at, bindparam("at", now, operations.c.started_at.type)
                    ),
                    started_wall=func.coalesce(
                        operations.c.started_wall,
                        bindparam("wall", wall_now(), operations.c.started_wall.type),
                    ),
                )
            )
            self._append(connection, [entry], claim.operation_id, actor=self.executor)

    def started_wall(self, operation_id: str) -> datetime:
        """The real time at which the operation began."""
        query = select(operations.c.started_wall).where(operations.c.id == operation_id)
        with transaction(self._engine) as connection:
            return connection.execute(query).scalar() or wall_now()

    def end(
        self,
        claim: Claim,
        state: OperationState,
        entries: list[Entry],
        rolled_back: Sequence[str] = (),
    ) -> None:
        """Write an operation's end state, and mark those it undid."""
        with transaction(self._writer) as connection:
            order_writers(connection)
            self._assert(connection, claim)
            ended = connection.execute(
                _operation(claim, *(OperationState(name) for name in LIVE)).values(
                    state=state.value, ended_at=self.clock.now()
                )
            )
            if not ended.rowcount:
                return
            if rolled_back:
                connection.execute(
                    update(operations)
                    .where(operations.c.id.in_(rolled_back), operations.c.state.not_in(LIVE))
                    .values(state=OperationState.ROLLED_BACK.value)
                )
            self._append(connection, entries, claim.operation_id, actor=self.executor)

    def _assert(self, connection: Connection, claim: Claim) -> None:
        query = select(claims.c.epoch, claims.c.executor).where(
            claims.c.workflow_id == claim.workflow_id
        )
        if connection.dialect.name == "postgresql":
            query = query.with_for_update()
        if connection.execute(query).first() != (claim.epoch, claim.executor):
            raise Fenced(claim.workflow_id)


def _operation(claim: Claim, *states: OperationState) -> Any:  # noqa: ANN401 - an UPDATE to be completed
    return update(operations).where(
        operations.c.id == claim.operation_id,
        operations.c.state.in_([state.value for state in states]),
    )


def _took_away(tracked: Tracked) -> bool:
    change = tracked.change
    return (
        change.desired is Desired.ABSENT
        and change.phase is Phase.GONE
        and change.made_by is not None
        and change.resource_id is not None
    )


def _gone(tracked: Tracked) -> dict[str, Any]:
    change = tracked.change
    why = notice("change.removed_by", operation=change.operation_id)
    return {
        "maker": change.made_by,
        "instance": change.resource_id,
        "why": encode(why),
        "updated_at": change.updated_at,
    }


_TAKE_AWAY = (
    update(changes)
    .where(
        changes.c.operation_id == bindparam("maker"),
        changes.c.resource_id == bindparam("instance"),
        changes.c.desired == Desired.PRESENT.value,
        changes.c.phase == Phase.IN_SERVICE.value,
    )
    .values(phase=Phase.GONE.value, why=bindparam("why"), updated_at=bindparam("updated_at"))
)
_MOVE = update(changes).where(
    changes.c.operation_id == bindparam("of"), changes.c.seq == bindparam("number")
)

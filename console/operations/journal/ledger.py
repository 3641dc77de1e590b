"""The journal for workers: what passes read and write, the end of an operation."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from console.model.entry import Entry
from console.model.notice import notice
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import (
    Desired,
)
from console.model.resource import DATASTORE, HOST
from console.model.tracked import Tracked
from console.model.wanted import ORDER
from console.operations.journal.claims import Claim, Fenced, SqlClaims
from console.operations.journal.database import order_writers, transaction
from console.operations.journal.presence import wall_now
from console.operations.journal.reader import fetch_operations
from console.operations.journal.rows import (
    decode_sealed,
    decode_values,
    encode,
    read_tracked,
    tracked_row,
)
from console.operations.journal.schema import LIVE, changes, claims, operations

__all__ = ["Claim", "Fenced", "SqlLedger"]


class SqlLedger(SqlClaims):
    """The journal of one worker."""

    # Passes

    def live_operation(self, operation_id: str) -> Operation | None:
        """The operation while it is live, None once it has ended; its plan's seal is checked."""
        query = select(operations).where(
            operations.c.id == operation_id, operations.c.state.in_(LIVE)
        )
        with transaction(self._engine) as connection:
            found = fetch_operations(connection, query)
            stored = select(operations.c.plan).where(operations.c.id == operation_id)
            text = connection.execute(stored).scalar() if found else None
        return replace(found[0], plan=decode_sealed(text)) if text is not None else None

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

    def claimed_orders(self) -> frozenset[str]:
        """The orders that changes of any operation, live or ended, have as theirs."""
        ordered = (DATASTORE, HOST)
        query = select(changes.c.kept).where(changes.c.resource.in_(ordered))
        with transaction(self._engine) as connection:
            kept = [decode_values(text) for text in connection.execute(query).scalars()]
        return frozenset(str(values[ORDER]) for values in kept if ORDER in values)

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

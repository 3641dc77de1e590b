"""The journal for workers: what passes read and write, the end of an operation."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from console.model.entry import Entry
from console.model.freeze import Scope
from console.model.leftover import Traces
from console.model.notice import Notice, notice
from console.model.operation import FINAL_PHASES, Operation, OperationState, Phase
from console.model.plan import Desired, Request
from console.model.tracked import Tracked
from console.model.wanted import ORDER
from console.operations.journal.claims import Claim, Fenced
from console.operations.journal.database import order_writers, transaction, wall
from console.operations.journal.listing import CHANGES_OF, count_phases, fetch_operations
from console.operations.journal.rows import (
    decode_sealed,
    encode,
    encode_notice,
    read_tracked,
    tracked_row,
)
from console.operations.journal.schema import (
    LIVE,
    WORKED,
    UtcTime,
    changes,
    claims,
    freezes,
    operations,
    orders,
)
from console.operations.journal.telling import SqlTelling
from console.operations.journal.traces import RECENT, traces

__all__ = ["Claim", "Fenced", "SqlLedger"]


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody has said: to begin nothing more, or what its pool's freezes hold."""

    stop: bool
    scopes: frozenset[Scope] = frozenset()

    def forbids(self, request: Request, *, begins: bool, removes: bool) -> bool:
        """Say whether a write of what was asked for must not be made."""
        kept = removes and Scope.SHRINKING in self.scopes
        held = any(scope.covers(request) for scope in self.scopes)
        return held or kept or (self.stop and begins)


class SqlLedger(SqlTelling):
    """The journal of one worker."""

    # Passes

    def live_operation(self, operation_id: str) -> Operation | None:
        """The operation while it is live, None once it has ended; its plan's seal is checked."""
        asked = {"operation": operation_id}
        with transaction(self._engine) as connection:
            found = fetch_operations(connection, _LIVE, given=asked)
            text = connection.execute(_STORED, asked).scalar() if found else None
        return replace(found[0], plan=decode_sealed(text)) if text is not None else None

    def stop_requested(self, operation_id: str) -> bool:
        """Say whether somebody asked the operation to stop."""
        with transaction(self._engine) as connection:
            return bool(connection.execute(_STOP, {"operation": operation_id}).scalar())

    def told(self, operation_id: str) -> Told:
        """What somebody has said of an operation since its pass began."""
        with transaction(self._engine) as connection:
            rows = connection.execute(_TOLD, {"operation": operation_id}).all()
        scopes = frozenset(Scope(scope) for _stop, scope in rows if scope is not None)
        return Told(any(stop for stop, _scope in rows), scopes)

    def tracked(self, operation_id: str, datacenter: str | None = None) -> tuple[Tracked, ...]:
        """An operation's changes (in one datacenter) as the worker follows them."""
        query = CHANGES_OF if datacenter is None else _TRACKED_HERE
        asked = {"operation": operation_id, "datacenter": datacenter}
        with transaction(self._engine) as connection:
            rows = connection.execute(query, asked).mappings().all()
        return tuple(read_tracked(row) for row in rows)

    def ahead(self, operation: Operation) -> tuple[Operation, ...]:
        """Live operations on the same pool that were accepted before it, whatever they change."""
        asked = {"pool": operation.plan.pool, "operation": operation.id}
        with transaction(self._engine) as connection:
            return fetch_operations(connection, _AHEAD, lambda _: None, given=asked)

    def traces(self, marks: Collection[str], ids: Collection[str]) -> Traces:
        """What is known of marks and of servers by their ids, what was archived too."""
        with transaction(self._engine) as connection:
            found = traces(connection, marks, ids)
            return replace(found, recent=fetch_operations(connection, _RECENT, lambda _: None))

    def wall(self) -> datetime:
        """The real time by the clock that every worker of this journal goes by.

        `Tracked.asked_wall` and `started_wall` are in it: a pass that takes its
        time from here compares with nobody else's clock.
        """
        with transaction(self._engine) as connection:
            return wall(connection, self._machine_clock)

    def age_s(self, operation_id: str) -> float:
        """Real seconds since an operation was accepted, or approved, by the clock of `wall`."""
        with transaction(self._engine) as connection:
            accepted = connection.execute(_SINCE, {"operation": operation_id}).scalar()
            now = wall(connection, self._machine_clock)
        return max(0.0, (now - accepted).total_seconds()) if accepted is not None else 0.0

    # What passes write

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
                _claim_orders(connection, seen)
            if gone := [_gone(tracked) for tracked in seen if _took_away(tracked)]:
                connection.execute(_TAKE_AWAY, gone)
                _recount(connection, {row["maker"] for row in gone})
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
        """Mark an operation as running; `entry` is written the first time only."""
        with transaction(self._writer) as connection:
            order_writers(connection)
            self._assert(connection, claim)
            mine = {"operation": claim.operation_id}
            running = {"state": OperationState.RUNNING.value}
            connection.execute(_BEGIN, {**mine, **running})
            connection.execute(_THIS, {**mine, "executor": self.executor})
            started = {
                "started_at": self.clock.now(),
                "started_wall": wall(connection, self._machine_clock),
            }
            if connection.execute(_FIRST, {**mine, **started}).rowcount:
                self._append(connection, [entry], claim.operation_id, actor=self.executor)

    def started_wall(self, operation_id: str) -> datetime:
        """The real time at which the operation began."""
        query = select(operations.c.started_wall).where(operations.c.id == operation_id)
        with transaction(self._engine) as connection:
            return connection.execute(query).scalar() or wall(connection, self._machine_clock)

    def end(
        self,
        claim: Claim,
        state: OperationState,
        entries: list[Entry],
        rolled_back: Sequence[str] = (),
    ) -> None:
        """Write an operation's end state, and mark those it undid."""
        now = self.clock.now()
        with transaction(self._writer) as connection:
            order_writers(connection)
            self._assert(connection, claim)
            if not _close(connection, claim, state, now):
                return
            if rolled_back:
                connection.execute(
                    update(operations)
                    .where(operations.c.id.in_(rolled_back), operations.c.state.not_in(LIVE))
                    .values(state=OperationState.ROLLED_BACK.value)
                )
            self._append(connection, entries, claim.operation_id, actor=self.executor)

    def condemn(self, claim: Claim, why: Notice) -> None:
        """End an operation that cannot be read as failed, with every change that is still open."""
        now = self.clock.now()
        final = [phase.value for phase in FINAL_PHASES]
        given_up = update(changes).where(
            changes.c.operation_id == claim.operation_id, changes.c.phase.not_in(final)
        )
        with transaction(self._writer) as connection:
            order_writers(connection)
            self._assert(connection, claim)
            values = {"phase": Phase.FAILED.value, "why": encode_notice(why), "updated_at": now}
            connection.execute(given_up.values(**values))
            if _close(connection, claim, OperationState.FAILED, now):
                entry = Entry("operation.unreadable", why)
                self._append(connection, [entry], claim.operation_id, actor=self.executor)


def _close(connection: Connection, claim: Claim, state: OperationState, ended_at: datetime) -> bool:
    """Write an end state with its sums; False when it had ended already."""
    values = {"state": state.value, "ended_at": ended_at, "executor": claim.executor}
    if not connection.execute(_END, {"operation": claim.operation_id, **values}).rowcount:
        return False
    _sum_up(connection, claim.operation_id, ended_at)
    return True


def _sum_up(connection: Connection, operation_id: str, ended_at: datetime) -> None:
    """Write how long an operation took, and its counts, so that nobody counts again."""
    mine = {"operation": operation_id}
    started_at = connection.execute(_STARTED, mine).scalar()
    duration_s = (ended_at - started_at).total_seconds() if started_at is not None else None
    connection.execute(_THIS, {**mine, "duration_s": duration_s})
    _count(connection, (operation_id,))


def _recount(connection: Connection, makers: Collection[str]) -> None:
    """Count again for those that have ended: what they made is no longer in service."""
    ended = operations.c.id.in_(makers), operations.c.state.not_in(LIVE)
    _count(connection, connection.execute(select(operations.c.id).where(*ended)).scalars().all())


def _count(connection: Connection, ids: Sequence[str]) -> None:
    for operation_id, counts in count_phases(connection, ids).items():
        total = sum(sum(phases.values()) for phases in counts.values())
        sums = {"change_count": total, "phase_counts": encode(counts)}
        connection.execute(_THIS, {"operation": operation_id, **sums})


def _claim_orders(connection: Connection, moved: Iterable[Tracked]) -> None:
    """Enter the orders that changes have as theirs, each once."""
    rows = {
        (t.change.operation_id, t.change.seq): str(t.change.kept[ORDER])
        for t in moved
        if ORDER in t.change.kept
    }
    if not rows:
        return
    known = {
        tuple(row)
        for row in connection.execute(
            select(orders).where(orders.c.operation_id.in_({key[0] for key in rows}))
        )
    }
    fresh = [(*key, order) for key, order in rows.items() if (*key, order) not in known]
    if fresh:
        names = ("operation_id", "seq", "order_id")
        connection.execute(insert(orders), [dict(zip(names, row, strict=True)) for row in fresh])


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
        "why": encode_notice(why),
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
# What every pass asks, built once: to build a statement costs more than to run it.
_LIVE = select(operations).where(
    operations.c.id == bindparam("operation"), operations.c.state.in_(WORKED)
)
_TOLD = (
    select(operations.c.stop_requested, freezes.c.scope)
    .outerjoin(
        freezes,
        and_(
            freezes.c.pool == operations.c.pool,
            freezes.c.lifted_at.is_(None),
        ),
    )
    .where(operations.c.id == bindparam("operation"))
)
_MINE = operations.alias("mine")
_AHEAD = (
    select(operations)
    .join(_MINE, _MINE.c.id == bindparam("operation"))
    .where(
        operations.c.pool == bindparam("pool"),
        operations.c.state.in_(LIVE),
        operations.c.id != _MINE.c.id,
        or_(
            operations.c.accepted_wall < _MINE.c.accepted_wall,
            and_(operations.c.accepted_wall == _MINE.c.accepted_wall, operations.c.id < _MINE.c.id),
        ),
    )
)
_STORED = select(operations.c.plan).where(operations.c.id == bindparam("operation"))
_STOP = select(operations.c.stop_requested).where(operations.c.id == bindparam("operation"))
_SINCE = select(
    func.coalesce(operations.c.approved_at, operations.c.accepted_wall, type_=UtcTime)
).where(operations.c.id == bindparam("operation"))
_STARTED = select(operations.c.started_at).where(operations.c.id == bindparam("operation"))
_THIS = update(operations).where(operations.c.id == bindparam("operation"))
_BEGIN = _THIS.where(operations.c.state == OperationState.QUEUED.value)
_FIRST = _THIS.where(operations.c.started_at.is_(None))
_END = _THIS.where(operations.c.state.in_(LIVE))
_RECENT = select(operations).order_by(operations.c.created_at.desc()).limit(RECENT)
_TRACKED_HERE = CHANGES_OF.where(changes.c.datacenter == bindparam("datacenter"))
_MOVE = update(changes).where(
    changes.c.operation_id == bindparam("of"), changes.c.seq == bindparam("number")
)

"""The journal for readers: it has no mutators, and its connections cannot write.

Works with a SELECT-only database role and with read-only files; a journal that
was never written to reads as empty.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    RowMapping,
    Select,
    bindparam,
    false,
    func,
    select,
)

from console.model.consumption import MeteredChange
from console.model.error import UsageError
from console.model.freeze import Freeze, Scope
from console.model.leftover import Traces
from console.model.notice import Notice, notice
from console.model.operation import (
    Change,
    Event,
    LastPass,
    Operation,
    OperationState,
    WorkerPresence,
    lasting,
)
from console.model.past import OperationMark
from console.model.target import PoolTarget
from console.operations.journal.database import (
    check_version,
    open_engine,
    parse_url,
    sqlite_file,
    there,
    transaction,
    version_of,
    wall,
)
from console.operations.journal.freezing import lifted_at, open_freezes
from console.operations.journal.history import events_since, operations_since
from console.operations.journal.listing import CHANGES_OF, fetch_operations
from console.operations.journal.marking import marks_since
from console.operations.journal.metering import metered
from console.operations.journal.presence import Presence, wall_now
from console.operations.journal.remains import not_lost
from console.operations.journal.rows import (
    Unreadable,
    read_change,
    read_event,
)
from console.operations.journal.schema import (
    LIVE,
    WORKED,
    UtcTime,
    archived_operations,
    claims,
    events,
    operations,
    orders,
    workers,
)
from console.operations.journal.storage import trouble
from console.operations.journal.targets import closed_targets, named_targets, open_targets
from console.operations.journal.traces import RECENT, traces

PACE_SAMPLES = 10
ID_LENGTH = 16
PACE_LOOKED_AT = 100
"""Of so many ended operations at most, those that succeeded tell the usual pace."""

NO_PASS = {"storage.full": "worker.no_pass_full", "storage.read_only": "worker.no_pass_read_only"}
SUCCEEDED = frozenset({OperationState.SUCCEEDED.value, OperationState.ROLLED_BACK.value})

log = logging.getLogger(__name__)
Read = TypeVar("Read")


def default_url(state_dir: Path) -> str:
    """SQLite in the state directory, where the settings name no database."""
    return f"sqlite:///{state_dir / 'journal.db'}"


class SqlJournalReader:
    """Implements `console.ports.JournalReader`. Opening does no I/O."""

    def __init__(
        self,
        url: str,
        *,
        state_dir: Path,
        dead_after_s: float = 20.0,
        machine_clock: Callable[[], datetime] = wall_now,
    ) -> None:
        self._machine_clock = machine_clock
        self.url = parse_url(url)
        self.state_dir = state_dir
        self.presence = Presence(state_dir, dead_after_s)
        self._engine = open_engine(self.url, writes=False)
        self._exists = False
        self._unreadable: dict[str, Unreadable] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        """The operations that lists leave out because they cannot be read."""
        return tuple(f"{error.notice.code}: {name}" for name, error in self._unreadable.items())

    def operations(
        self, *, pool: str | None = None, live: bool | None = None, limit: int = 50
    ) -> tuple[Operation, ...]:
        """Operations, newest first, with their phase counts."""
        query = _newest(of_pool=pool is not None, live=live)
        return self._operations(query, self._skip, pool=pool, most=limit)

    def operation(self, operation_id: str) -> Operation:
        """One operation, by id or unique prefix."""
        named = with_prefix(operations.c.id, operation_id)
        found = self._operations(select(operations).where(named).limit(2))
        if len(found) == 1:
            return found[0]
        archived = with_prefix(archived_operations.c.id, operation_id)
        if not found and self._all(select(archived_operations.c.id).where(archived).limit(1)):
            raise UsageError(notice("operation.archived", operation=operation_id))
        code = "operation.ambiguous" if found else "operation.unknown"
        raise UsageError(notice(code, operation=operation_id))

    def changes(self, operation_id: str) -> tuple[Change, ...]:
        """All changes of an operation, by `seq`."""
        found = self._all(CHANGES_OF, operation=operation_id)
        return tuple(read_change(row._mapping) for row in found)  # noqa: SLF001 - SQLAlchemy's public name

    def family(self, operation_id: str) -> tuple[Operation, ...]:
        """The operation and those that topped it up or rolled it back, oldest first."""
        return self._operations(_FAMILY, operation=operation_id)

    def events(
        self, *, operation_id: str | None = None, after: int = 0, limit: int = 200
    ) -> tuple[Event, ...]:
        """Events with `seq` above `after`, oldest first; the newest `limit` of them."""
        query = select(events).where(events.c.seq > after)
        if operation_id is not None:
            query = query.where(events.c.operation_id == operation_id)
        newest = self._all(query.order_by(events.c.seq.desc()).limit(limit))
        return tuple(read_event(row._mapping) for row in reversed(newest))  # noqa: SLF001 - as above

    def freezes(self) -> tuple[Freeze, ...]:
        """The pools that somebody froze and nobody has thawed, oldest first."""
        if not self._ready():
            return ()
        with transaction(self._engine) as connection:
            return open_freezes(connection)

    def resumed_at(self, pool: str, scope: Scope) -> datetime | None:
        """When a freeze of a scope was lifted from a pool last; None when that never was."""
        return self._read(lambda connection: lifted_at(connection, pool, scope), None)

    def targets(self) -> tuple[PoolTarget, ...]:
        """The targets that nobody has closed, oldest first; the time of some may be up."""
        return self._read(open_targets, ())

    def ended_targets(self) -> tuple[PoolTarget, ...]:
        """The last targets that were closed, newest first."""
        return self._read(closed_targets, ())

    def named_targets(self, ids: Collection[str]) -> tuple[PoolTarget, ...]:
        """The targets that these operations opened, closed ones too."""
        return self._read(lambda connection: named_targets(connection, ids), ()) if ids else ()

    def workers(self) -> tuple[WorkerPresence, ...]:
        """Known workers, live ones first."""
        if not self._ready():
            return ()
        with transaction(self._engine) as connection:
            rows = connection.execute(_WORKERS).mappings().all()
            held = connection.execute(CLAIMED).mappings().all()
            now = wall(connection, self._machine_clock)
        found = [self._worker(row, held, now) for row in rows]
        return tuple(sorted(found, key=lambda w: (not w.alive, w.started_at, w.executor)))

    def unattended_s(self) -> float | None:
        """Real seconds for which operations have waited and no worker worked, by the one clock."""
        if not self._ready():
            return None
        with transaction(self._engine) as connection:
            now = wall(connection, self._machine_clock)
        begun = operations.c.approved_at, operations.c.approval_until, operations.c.accepted_wall
        oldest = select(func.min(func.coalesce(*begun), type_=UtcTime)).where(
            operations.c.state.in_(WORKED) | late(now)
        )
        waiting = self._all(oldest)
        if not waiting or waiting[0][0] is None:
            return None
        known = self.workers()
        if any(worker.works for worker in known):
            return None
        accepted: datetime = waiting[0][0]
        with transaction(self._engine) as connection:
            now = wall(connection, self._machine_clock)
        since = max([accepted, *(_worked_until(worker, now) for worker in known)])
        return max(0.0, (now - since).total_seconds())

    def trouble(self) -> Notice | None:
        """Why nothing can be recorded, if the journal is a file and its disk says so."""
        return trouble(sqlite_file(self.url))

    def typical_duration(self, verb: str, pool: str) -> timedelta | None:
        """Median duration per change of the last operations that succeeded."""
        paces = [took / count for took, count in self._took(verb, pool) if count]
        return timedelta(seconds=median(paces)) if paces else None

    def durations(self, verb: str, pool: str) -> tuple[timedelta, ...]:
        """How long each of the last operations took that succeeded, in estate time."""
        return tuple(timedelta(seconds=took) for took, _ in self._took(verb, pool))

    def _took(self, verb: str, pool: str) -> list[tuple[float, int]]:
        """Seconds and changes of the last operations that succeeded, the newest first."""
        return [(took, count) for took, count in self._all(_TOOK, verb=verb, pool=pool)]

    def claimed_orders(self, among: Collection[str] | None = None) -> frozenset[str]:
        """The orders, of those asked about, that are a change's own, of any operation ever."""
        query = select(orders.c.order_id)
        if among is not None:
            query = query.where(orders.c.order_id.in_(among))
        return frozenset(number for (number,) in self._all(query))

    def traces(self, marks: Collection[str], ids: Collection[str]) -> Traces:
        """What is known of marks and of servers by their ids, what was archived too."""
        if not self._ready():
            return Traces()
        with transaction(self._engine) as connection:
            found = traces(connection, marks, ids)
        return replace(found, recent=self.operations(limit=RECENT))

    def metered(self, since: datetime) -> tuple[MeteredChange, ...]:
        """The changes about instances that moved since then, or whose instance should stand."""
        return self._read(lambda connection: tuple(metered(connection, since)), ())

    def history(self, since: datetime) -> Iterator[Operation]:
        """Operations accepted or ended since then, or live; oldest first, page by page."""
        return operations_since(self._engine, since, self._skip) if self._ready() else iter(())

    def marks(self, pool: str, since: datetime) -> tuple[OperationMark, ...]:
        """The operations on a pool of instances that were accepted since then, oldest first."""
        return self._read(lambda connection: marks_since(connection, pool, since), ())

    def audit(self, since: datetime) -> Iterator[Event]:
        """The audit's lines since then, oldest first, page by page."""
        return events_since(self._engine, since) if self._ready() else iter(())

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _ready(self) -> bool:
        """Say whether there is a journal to read; checked until there is one."""
        if self._exists:
            return True
        file = sqlite_file(self.url)
        if file is not None and not there(file):
            not_lost(file)
            return False
        with transaction(self._engine) as connection:
            self._exists = check_version(version_of(connection))
        return self._exists

    def _read(self, ask: Callable[[Connection], Read], nothing: Read) -> Read:
        """What is read of the journal; `nothing` where there is none yet."""
        if not self._ready():
            return nothing
        with transaction(self._engine) as connection:
            return ask(connection)

    def _all(
        self, query: Select[*tuple[Any, ...]], **given: object
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        return self._read(lambda connection: connection.execute(query, given).all(), [])

    def _operations(
        self,
        query: Select[*tuple[Any, ...]],
        skipped: Callable[[Unreadable], None] | None = None,
        **given: object,
    ) -> tuple[Operation, ...]:
        return self._read(
            lambda connection: fetch_operations(connection, query, skipped, given=given), ()
        )

    def _skip(self, error: Unreadable) -> None:
        if error.operation_id not in self._unreadable:
            self._unreadable[error.operation_id] = error
            log.warning("%s", error)

    def _worker(self, row: RowMapping, held: Sequence[RowMapping], now: datetime) -> WorkerPresence:
        silent_s = (now - row["heartbeat_at"]).total_seconds()
        alive = self.presence.alive(row["executor"], row["host"], silent_s)
        mine = [claim for claim in held if claim["executor"] == row["executor"]]
        passes = tuple(_last_pass(claim, now) for claim in mine if claim["due_at"] is not None)
        return WorkerPresence(
            executor=row["executor"],
            pid=row["pid"],
            host=row["host"],
            started_at=row["started_at"],
            heartbeat_at=row["heartbeat_at"],
            alive=alive,
            operations=tuple(sorted({claim["operation_id"] for claim in mine})),
            passes=passes,
            stalled=_stalled(passes, self.trouble()) if alive and mine else None,
        )


@cache
def _newest(*, of_pool: bool, live: bool | None) -> Select[*tuple[Any, ...]]:
    """The `most` operations that were accepted last, of one `pool` or of all."""
    query = select(operations).order_by(operations.c.created_at.desc(), operations.c.id)
    if of_pool:
        query = query.where(operations.c.pool == bindparam("pool"))
    if live is not None:
        held = operations.c.state.in_(LIVE)
        query = query.where(held if live else ~held)
    return query.limit(bindparam("most", type_=Integer))


def late(now: datetime) -> ColumnElement[bool]:
    """What nobody has approved in time, by the journal's clock."""
    awaits = operations.c.state == OperationState.AWAITING_APPROVAL.value
    return awaits & (operations.c.approval_until <= now)


def overdue(claim: RowMapping, now: datetime) -> bool:
    """Say whether a sign of work should have come of a claim, by the journal's clock."""
    due: datetime | None = claim["due_at"]
    return due is not None and due < now


def _last_pass(claim: RowMapping, now: datetime) -> LastPass:
    operation_id, passed_at = claim["operation_id"], claim["passed_at"]
    ago_s = None if passed_at is None else max(0.0, (now - passed_at).total_seconds())
    place = claim["workflow_id"].removeprefix(operation_id).removeprefix("-")
    return LastPass(operation_id, place, ago_s, overdue(claim, now))


def _worked_until(worker: WorkerPresence, now: datetime) -> datetime:
    """When a worker that does not work was last known to: by its passes, or its heartbeat."""
    ago = [one.ago_s for one in worker.passes if one.ago_s is not None]
    return now - timedelta(seconds=max(ago)) if ago else worker.heartbeat_at


def _stalled(passes: Sequence[LastPass], broken: Notice | None) -> Notice | None:
    """Why what a worker has does not go on: the journal takes nothing, or a pass is overdue."""
    late = [one for one in passes if broken is not None or one.overdue]
    ago = max((one.ago_s for one in late if one.ago_s is not None), default=None)
    if ago is None:
        return broken or (notice("worker.never_passed") if late else None)
    code = "worker.stands_still" if broken is None else NO_PASS[broken.code]
    return notice(code, lasting=lasting(ago), **({} if broken is None else broken.values))


def with_prefix(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Ids that begin so, as a range that an index answers; a LIKE would read the whole table."""
    begin = prefix.lower()
    if not (begin.isascii() and begin.isalnum()):
        return false()
    return column.between(begin, begin.ljust(ID_LENGTH, "z"))


# What is asked again and again, built once: to build a statement costs more than to run it.
_FAMILY = (
    select(operations)
    .where(
        operations.c.root
        == select(operations.c.root)
        .where(operations.c.id == bindparam("operation"))
        .scalar_subquery()
    )
    .order_by(operations.c.created_at, operations.c.id)
)
_WORKERS = select(workers)
CLAIMED = (
    select(claims)
    .join(operations, operations.c.id == claims.c.operation_id)
    .where(operations.c.state.in_(LIVE))
    .order_by(claims.c.workflow_id)
)
"""The claims on live operations."""
_ENDED = (
    select(operations.c.state, operations.c.duration_s, operations.c.change_count)
    .where(operations.c.verb == bindparam("verb"), operations.c.pool == bindparam("pool"))
    .where(operations.c.ended_at.is_not(None))
    .order_by(operations.c.ended_at.desc())
    .limit(PACE_LOOKED_AT)
    .subquery()
)
_TOOK = (
    select(_ENDED.c.duration_s, _ENDED.c.change_count)
    .where(_ENDED.c.state.in_(SUCCEEDED), _ENDED.c.change_count > 0)
    .where(_ENDED.c.duration_s.is_not(None))
    .limit(PACE_SAMPLES)
)

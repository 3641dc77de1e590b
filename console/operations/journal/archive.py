"""The journal's archive: what is over for long leaves the tables that everybody reads.

It moves to tables of the same columns, a family at a time and each in one
transaction: killed at any moment, a family is in one place, whole. An event may
leave its table only when its copy lies in the other (the database sees to it).
What an order at the provider belongs to is never archived.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    RowMapping,
    Table,
    delete,
    insert,
    select,
    tuple_,
    update,
)

from console.decoding import decoder
from console.model.error import UsageError
from console.model.keep import Family, Keep
from console.model.notice import notice
from console.model.operation import Phase
from console.operations.journal.database import order_writers, transaction, wall
from console.operations.journal.reader import with_prefix
from console.operations.journal.schema import (
    LIVE,
    archived_changes,
    archived_events,
    archived_operations,
    changes,
    chores,
    claims,
    events,
    operations,
)
from console.ports import Clock

AT_ONCE = 200
RESTORED_FOR = timedelta(days=30)
"""How long what was brought back is left where it is."""

MAY_STAND = frozenset({Phase.IN_SERVICE.value, Phase.FAILED.value})
OUT = ((operations, archived_operations), (changes, archived_changes), (events, archived_events))
_counts = decoder(dict[str, dict[str, int]])


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive of one journal. `machine_clock` is real time where the database is a file."""

    writer: Engine
    clock: Clock
    machine_clock: Callable[[], datetime]

    def due(self, keep: Keep) -> Iterator[Family]:
        """The families that are over for long enough, oldest end first; looks, moves nothing."""
        if keep.over is None:
            return
        now = self.clock.now()
        seen: set[str] = set()
        after: tuple[datetime, str] | None = None
        while True:
            with transaction(self.writer) as connection:
                rows = _ended(connection, now - keep.over, after)
                found = [
                    family
                    for root in dict.fromkeys(row["root"] for row in rows)
                    if root not in seen and (family := self._due(connection, root, keep, now))
                ]
            seen.update(row["root"] for row in rows)
            yield from found
            if len(rows) < AT_ONCE:
                return
            after = (rows[-1]["ended_at"], rows[-1]["id"])

    def sweep(self, keep: Keep) -> Iterator[Family]:
        """Move what is due, one family at a time; the caller may rest between two."""
        for family in self.due(keep):
            with transaction(self.writer) as connection:
                order_writers(connection)
                again = self._due(connection, family.root, keep, self.clock.now())
                if again is None:
                    continue  # somebody undid or topped it up in the meantime
                _move(connection, again.operations, OUT)
            yield again

    def restore(self, operation_id: str) -> Family:
        """Bring the family of an archived operation back, by its id or a unique prefix of it.

        It stays for RESTORED_FOR, whatever its age. Raises UsageError when the archive
        has no such operation.
        """
        named = with_prefix(archived_operations.c.id, operation_id)
        asked = select(archived_operations.c.root).where(named)
        with transaction(self.writer) as connection:
            order_writers(connection)
            roots = set(connection.execute(asked).scalars())
            if len(roots) != 1:
                code = "operation.ambiguous" if roots else "operation.unknown"
                raise UsageError(notice(code, operation=operation_id))
            (root,) = roots
            mine = select(archived_operations).where(archived_operations.c.root == root)
            members = connection.execute(mine).mappings().all()
            ids = [row["id"] for row in members]
            back = tuple((there, here) for here, there in OUT)
            _move(connection, ids, back)
            _leave_alone(connection, root, wall(connection, self.machine_clock))
            return _family(root, members)

    def _due(self, connection: Connection, root: str, keep: Keep, now: datetime) -> Family | None:
        mine = select(operations).where(operations.c.root == root)
        members = connection.execute(mine).mappings().all()
        if any(row["state"] in LIVE or row["ended_at"] is None for row in members):
            return None
        age = now - max((row["ended_at"] for row in members), default=now)
        wanted = keep.undoable if any(_may_stand(row) for row in members) else keep.over
        if not members or wanted is None or age < wanted:
            return None
        kept = select(chores.c.done_at).where(chores.c.name == _mark(root))
        restored_at = connection.execute(kept).scalar()
        real = wall(connection, self.machine_clock)
        if restored_at is not None and real - restored_at < RESTORED_FOR:
            return None
        return _family(root, members)


def _ended(
    connection: Connection, limit: datetime, after: tuple[datetime, str] | None
) -> Sequence[RowMapping]:
    """Some operations that ended before the limit, after the last ones that were looked at."""
    key = (operations.c.ended_at, operations.c.id)
    query = select(*key, operations.c.root).where(operations.c.ended_at <= limit)
    if after is not None:
        query = query.where(tuple_(*key) > after)
    return connection.execute(query.order_by(*key).limit(AT_ONCE)).mappings().all()


def _may_stand(row: RowMapping) -> bool:
    """Say whether something that the operation made, or may have made, could still be undone."""
    if row["phase_counts"] is None:
        return True
    counts = _counts.decode(row["phase_counts"])
    return any(MAY_STAND & phases.keys() for phases in counts.values())


def _family(root: str, members: Sequence[RowMapping]) -> Family:
    return Family(
        root,
        tuple(row["id"] for row in sorted(members, key=lambda row: row["created_at"])),
        sum(row["change_count"] or 0 for row in members),
    )


def _move(
    connection: Connection, ids: Sequence[str], tables: Sequence[tuple[Table, Table]]
) -> None:
    """Copy whole operations from tables to others, and delete them where they were."""
    for source, target in tables:
        names = [column.name for column in source.columns]
        rows = select(*source.columns).where(_of(source).in_(ids))
        connection.execute(insert(target).from_select(names, rows))
    connection.execute(delete(claims).where(claims.c.operation_id.in_(ids)))
    for source, _ in reversed(tables):
        connection.execute(delete(source).where(_of(source).in_(ids)))


def _of(table: Table) -> Column[str]:
    """The column that says which operation a row is of."""
    return table.c.id if "root" in table.c else table.c.operation_id


def _mark(root: str) -> str:
    return f"restored:{root}"


def _leave_alone(connection: Connection, root: str, now: datetime) -> None:
    known = update(chores).where(chores.c.name == _mark(root)).values(done_at=now)
    if not connection.execute(known).rowcount:
        connection.execute(insert(chores), {"name": _mark(root), "done_at": now})

"""Operations of a query, with how many of their changes are in which phase."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from console.model.freeze import of_pool
from console.model.operation import Operation
from console.operations.journal.freezing import open_freezes
from console.operations.journal.rows import Counts, Unreadable, read_operation
from console.operations.journal.schema import LIVE, changes


def fetch_operations(
    connection: Connection,
    query: Select[*tuple[Any, ...]],
    skipped: Callable[[Unreadable], None] | None = None,
    *,
    given: Mapping[str, object] | None = None,
) -> tuple[Operation, ...]:
    """Operations of a query with their counts: those that ended carry theirs.

    One that cannot be read is told to `skipped`; without it, raises Unreadable.
    """
    rows = connection.execute(query, given).mappings().all()
    open_ = [row["id"] for row in rows if row["phase_counts"] is None]
    counts = count_phases(connection, open_)
    open_now = open_freezes(connection) if any(row["state"] in LIVE for row in rows) else ()
    found = []
    for row in rows:
        held = of_pool(row["pool"], open_now) if row["state"] in LIVE else ()
        try:
            found.append(read_operation(row, counts.get(row["id"]), held))
        except Unreadable as error:
            if skipped is None:
                raise
            skipped(error)
    return tuple(found)


def count_phases(connection: Connection, ids: Sequence[str]) -> dict[str, Counts]:
    """Counts of changes by operation, datacenter and phase."""
    if not ids:
        return {}
    found: dict[str, Counts] = {}
    for operation_id, datacenter, phase, count in connection.execute(_COUNTS, {"ids": ids}):
        found.setdefault(operation_id, {}).setdefault(datacenter, {})[phase] = count
    return found


CHANGES_OF = (
    select(changes).where(changes.c.operation_id == bindparam("operation")).order_by(changes.c.seq)
)
"""All changes of an `operation`, by `seq`."""
_COUNTS = (
    select(changes.c.operation_id, changes.c.datacenter, changes.c.phase, func.count())
    .where(changes.c.operation_id.in_(bindparam("ids", expanding=True)))
    .group_by(changes.c.operation_id, changes.c.datacenter, changes.c.phase)
)

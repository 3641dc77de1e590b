"""What the journal knows of marks and ids that stand in a cloud, what was archived too.

By mark it costs what the families have. Ids are looked for in all changes, once for
each time that somebody asks what is left: no idle loop and no pass does.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, bindparam, or_, select

from console.model.leftover import TracedOperation, Traces
from console.model.operation import Change, OperationState
from console.model.verb import Verb
from console.model.wanted import FORMER, HOLDING, ORDER
from console.operations.journal.freezing import open_freezes
from console.operations.journal.rows import read_change
from console.operations.journal.schema import (
    archived_changes,
    archived_operations,
    changes,
    operations,
    orders,
)

AT_ONCE = 500
RECENT = 200
"""So many of the last operations are compared with volumes that bear no mark."""
OPERATIONS = (operations, archived_operations)
CHANGES = (changes, archived_changes)


def traces(connection: Connection, marks: Collection[str], ids: Collection[str]) -> Traces:
    """The families of some operations, and the changes that are or were about some ids."""
    found: dict[tuple[str, int], Change] = {}
    known = {one.id: one for one in _by(connection, "id", marks)}
    kin = _by(connection, "root", {one.root for one in known.values()})
    known |= {one.id: one for one in kin}
    for change in _changes(connection, "operation_id", known):
        found[change.operation_id, change.seq] = change
    wanted = frozenset(ids)
    about = (
        *_changes(connection, "resource_id", wanted),
        *_kept(connection, wanted),
        *_ordered(connection, wanted),
    )
    for change in about:
        found.setdefault((change.operation_id, change.seq), change)
    strangers = {operation for operation, _ in found} - known.keys()
    more = _by(connection, "id", strangers)
    known |= {one.id: one for one in _by(connection, "root", {one.root for one in more})}
    return Traces(known, tuple(found.values()), freezes=open_freezes(connection))


def _by(connection: Connection, column: str, wanted: Collection[str]) -> Sequence[TracedOperation]:
    return [_traced(row) for row in _rows(connection, OPERATIONS, column, wanted)]


def _changes(connection: Connection, column: str, wanted: Collection[str]) -> Iterable[Change]:
    return [read_change(row) for row in _rows(connection, CHANGES, column, wanted)]


def _kept(connection: Connection, wanted: frozenset[str]) -> Iterator[Change]:
    """Changes that gave up a server of one of these ids, or hold what a provider delivered."""
    for table in CHANGES if wanted else ():
        for row in connection.execute(_keeping(table)).mappings():
            change = read_change(row)
            former = str(change.kept.get(FORMER, "")).split()
            if wanted & {*former, change.kept.get(HOLDING)}:
                yield change


def _ordered(connection: Connection, wanted: frozenset[str]) -> Iterable[Change]:
    """Changes that have one of these orders as their own."""
    makers = {row["operation_id"] for row in _rows(connection, (orders,), "order_id", wanted)}
    return [c for c in _changes(connection, "operation_id", makers) if c.kept.get(ORDER) in wanted]


def _rows(
    connection: Connection, tables: Sequence[Table], column: str, wanted: Collection[str]
) -> Iterator[RowMapping]:
    ordered = sorted(wanted)
    for table in tables:
        for begin in range(0, len(ordered), AT_ONCE):
            some = {"wanted": ordered[begin : begin + AT_ONCE]}
            yield from connection.execute(_among(table, column), some).mappings()


@cache
def _among(table: Table, column: str) -> Select[*tuple[Any, ...]]:
    return select(table).where(table.c[column].in_(bindparam("wanted", expanding=True)))


@cache
def _keeping(table: Table) -> Select[*tuple[Any, ...]]:
    named = (table.c.kept.contains(f'"{key}"', autoescape=True) for key in (FORMER, HOLDING))
    return select(table).where(or_(*named))


def _traced(row: RowMapping) -> TracedOperation:
    return TracedOperation(
        id=row["id"],
        root=row["root"],
        verb=Verb(row["verb"]),
        state=OperationState(row["state"]),
        created_at=row["created_at"],
    )

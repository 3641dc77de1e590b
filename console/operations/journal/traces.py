"""What the journal knows of marks and ids that stand in a cloud, what was archived too.

By mark it costs what the families have. Ids are looked for in all changes, once for
each time that somebody asks what is left: no idle loop and no pass does.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, bindparam, select

from console.model.leftover import TracedOperation, Traces
from console.model.operation import Change, OperationState
from console.model.verb import Verb
from console.model.wanted import FORMER
from console.operations.journal.freezing import open_freezes
from console.operations.journal.rows import read_change
from console.operations.journal.schema import (
    archived_changes,
    archived_operations,
    changes,
    operations,
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
    for change in (*_changes(connection, "resource_id", wanted), *_former(connection, wanted)):
        found.setdefault((change.operation_id, change.seq), change)
    strangers = {operation for operation, _ in found} - known.keys()
    more = _by(connection, "id", strangers)
    known |= {one.id: one for one in _by(connection, "root", {one.root for one in more})}
    held = tuple(freeze for _held, freeze in open_freezes(connection))
    return Traces(known, tuple(found.values()), freezes=held)


def _by(connection: Connection, column: str, wanted: Collection[str]) -> Sequence[TracedOperation]:
    return [_traced(row) for row in _rows(connection, OPERATIONS, column, wanted)]


def _changes(connection: Connection, column: str, wanted: Collection[str]) -> Iterable[Change]:
    return [read_change(row) for row in _rows(connection, CHANGES, column, wanted)]


def _former(connection: Connection, wanted: frozenset[str]) -> Iterator[Change]:
    """Changes that gave up a server of one of these ids, and made it anew."""
    for table in CHANGES if wanted else ():
        for row in connection.execute(_gave_up(table)).mappings():
            change = read_change(row)
            if wanted & set(str(change.kept.get(FORMER, "")).split()):
                yield change


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
def _gave_up(table: Table) -> Select[*tuple[Any, ...]]:
    return select(table).where(table.c.kept.contains(f'"{FORMER}"', autoescape=True))


def _traced(row: RowMapping) -> TracedOperation:
    return TracedOperation(
        id=row["id"],
        root=row["root"],
        verb=Verb(row["verb"]),
        state=OperationState(row["state"]),
        created_at=row["created_at"],
    )

"""What was done since a moment, oldest first, what was archived too: read a page at a time.

Every page is a transaction of its own, so a journal that is read for long holds nobody up. A
page begins after the key of the last one, which never changes: an operation that is archived
meanwhile is neither told twice nor left out.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Connection, Engine, or_, select, tuple_, union_all

from console.model.operation import Event, Operation
from console.operations.journal.database import transaction
from console.operations.journal.listing import fetch_operations
from console.operations.journal.rows import Unreadable, read_event
from console.operations.journal.schema import (
    archived_events,
    archived_operations,
    events,
    operations,
)

OPERATIONS_AT_ONCE = 50
"""Plans are read whole, and a large one is some hundred kilobytes."""
EVENTS_AT_ONCE = 1000
OPERATIONS = (operations, archived_operations)
EVENTS = (events, archived_events)

Key = tuple[datetime, str]


def operations_since(
    engine: Engine, since: datetime, skipped: Callable[[Unreadable], None]
) -> Iterator[Operation]:
    """Those that were accepted or ended since then, or are live. Raises SourceError.

    One that cannot be read is told to `skipped`.
    """
    last: Key | None = None
    while True:
        with transaction(engine) as connection:
            keys = _keys(connection, since, last)
            found = _of(connection, [name for _, name in keys], skipped)
        yield from found
        if len(keys) < OPERATIONS_AT_ONCE:
            return
        last = keys[-1]


def events_since(engine: Engine, since: datetime) -> Iterator[Event]:
    """The audit's lines since then. Raises SourceError."""
    after = 0
    while True:
        lines = union_all(
            *(select(each).where(each.c.at >= since, each.c.seq > after) for each in EVENTS)
        ).subquery()
        query = select(lines).order_by(lines.c.seq).limit(EVENTS_AT_ONCE)
        with transaction(engine) as connection:
            rows = connection.execute(query).mappings().all()
        yield from map(read_event, rows)
        if len(rows) < EVENTS_AT_ONCE:
            return
        after = rows[-1]["seq"]


def _keys(connection: Connection, since: datetime, last: Key | None) -> list[Key]:
    parts = []
    for each in OPERATIONS:
        moved = or_(each.c.created_at >= since, each.c.ended_at >= since, each.c.ended_at.is_(None))
        part = select(each.c.created_at, each.c.id).where(moved)
        if last is not None:
            part = part.where(tuple_(each.c.created_at, each.c.id) > tuple_(*last))
        parts.append(part)
    keys = union_all(*parts).subquery()
    query = select(keys.c.created_at, keys.c.id).order_by(keys.c.created_at, keys.c.id)
    return [(at, name) for at, name in connection.execute(query.limit(OPERATIONS_AT_ONCE))]


def _of(
    connection: Connection, ids: list[str], skipped: Callable[[Unreadable], None]
) -> tuple[Operation, ...]:
    rows = union_all(*(select(each).where(each.c.id.in_(ids)) for each in OPERATIONS)).subquery()
    query = select(rows).order_by(rows.c.created_at, rows.c.id)
    return fetch_operations(connection, query, skipped)

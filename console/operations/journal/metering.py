"""The changes about instances that a time is billed for, what was archived too.

It reads the changes of both tables once for each time that somebody asks for costs: no
idle loop and no pass does.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, Table, or_, select

from console.model.consumption import MeteredChange
from console.model.operation import Phase
from console.model.plan import Desired
from console.model.resource import INSTANCE
from console.operations.journal.rows import read_change
from console.operations.journal.schema import (
    archived_changes,
    archived_operations,
    changes,
    operations,
)

TABLES = ((changes, operations), (archived_changes, archived_operations))
MAKES = (Desired.PRESENT.value, Desired.ABSENT.value)


def metered(connection: Connection, since: datetime) -> Iterator[MeteredChange]:
    """Those that moved since then, and of whatever age those whose instance should stand."""
    for changed, owners in TABLES:
        yield from _metered(connection, changed, owners, since)


def _metered(
    connection: Connection, changed: Table, owners: Table, since: datetime
) -> Iterator[MeteredChange]:
    query = (
        select(changed, owners.c.pool)
        .join(owners, owners.c.id == changed.c.operation_id)
        .where(changed.c.resource == INSTANCE, changed.c.desired.in_(MAKES))
        .where(or_(changed.c.updated_at >= since, changed.c.phase == Phase.IN_SERVICE.value))
        .order_by(changed.c.operation_id, changed.c.seq)
    )
    for row in connection.execute(query).mappings():
        yield MeteredChange(row["pool"], read_change(row))

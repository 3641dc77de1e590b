"""Freezes in the journal: at most one is open for a pool, which the database sees to."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from console.model.error import Refused
from console.model.freeze import Freeze
from console.model.notice import notice
from console.operations.identifier import new_operation_id
from console.operations.journal.schema import freezes

Held = tuple[str, str]
"""A sort of resource, and the pool of it."""


def open_freezes(connection: Connection) -> Mapping[Held, Freeze]:
    """The freezes that nobody has lifted, oldest first."""
    return {
        (row["resource"], row["pool"]): Freeze(
            row["pool"], row["since"], row["author"], row["reason"]
        )
        for row in connection.execute(_OPEN).mappings()
    }


def enter(connection: Connection, freeze: Freeze) -> None:
    """Write an open freeze. Raises Refused where the pool has one."""
    row = {"id": new_operation_id(), "pool": freeze.pool, "since": freeze.since}
    said = {"author": freeze.author, "reason": freeze.reason}
    try:
        with connection.begin_nested():
            connection.execute(insert(freezes), {**row, **said})
    except IntegrityError as error:
        raise Refused(notice("pool.frozen_already", pool=freeze.pool)) from error


def lift(connection: Connection, pool: str, by: str, now: datetime) -> None:
    """End a pool's open freeze. Raises Refused where there is none."""
    open_ = update(freezes).where(freezes.c.pool == pool, freezes.c.lifted_at.is_(None))
    if not connection.execute(open_.values(lifted_at=now, lifted_by=by)).rowcount:
        raise Refused(notice("pool.not_frozen", pool=pool))


_OPEN = (
    select(freezes).where(freezes.c.lifted_at.is_(None)).order_by(freezes.c.since, freezes.c.pool)
)
"""Asked in every pass, so built once; an index holds the open ones alone."""

"""Freezes in the journal: of a pool one a scope is open, which the database sees to."""

from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from console.model.error import Refused
from console.model.freeze import Freeze, Scope
from console.model.notice import notice
from console.operations.identifier import new_operation_id
from console.operations.journal.schema import freezes


def open_freezes(connection: Connection) -> tuple[Freeze, ...]:
    """The freezes that nobody has lifted, oldest first: of a pool, whatever is changed in it."""
    return tuple(
        Freeze(row["pool"], row["since"], row["author"], row["reason"], Scope(row["scope"]))
        for row in connection.execute(_OPEN).mappings()
    )


def enter(connection: Connection, freeze: Freeze) -> None:
    """Write an open freeze. Raises Refused where the pool has one of its scope."""
    row = {"id": new_operation_id(), "pool": freeze.pool, "since": freeze.since}
    said = {"author": freeze.author, "reason": freeze.reason, "scope": freeze.scope.value}
    try:
        with connection.begin_nested():
            connection.execute(insert(freezes), {**row, **said})
    except IntegrityError as error:
        whole = freeze.scope is Scope.EVERYTHING
        code = "pool.frozen_already" if whole else "pool.suspended_already"
        raise Refused(notice(code, pool=freeze.pool, suspended=freeze.scope.value)) from error


def lift(connection: Connection, pool: str, scope: Scope, by: str, now: datetime) -> None:
    """End a pool's open freeze of a scope. Raises Refused where there is none."""
    open_ = update(freezes).where(
        freezes.c.pool == pool,
        freezes.c.scope == scope.value,
        freezes.c.lifted_at.is_(None),
    )
    if not connection.execute(open_.values(lifted_at=now, lifted_by=by)).rowcount:
        code = "pool.not_frozen" if scope is Scope.EVERYTHING else "pool.not_suspended"
        raise Refused(notice(code, pool=pool, suspended=scope.value))


def lifted_at(connection: Connection, pool: str, scope: Scope) -> datetime | None:
    """When a freeze of a scope was lifted from a pool last, in estate time."""
    found: datetime | None = connection.execute(
        select(func.max(freezes.c.lifted_at, type_=freezes.c.lifted_at.type)).where(
            freezes.c.pool == pool, freezes.c.scope == scope.value
        )
    ).scalar()
    return found


_OPEN = (
    select(freezes).where(freezes.c.lifted_at.is_(None)).order_by(freezes.c.since, freezes.c.pool)
)
"""Asked in every pass, so built once; an index holds the open ones alone."""

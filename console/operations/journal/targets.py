"""Targets in the journal: opened and closed by workers, each once, whoever does it again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from console.model.target import PoolTarget
from console.operations.journal.schema import targets

RECENT = 20
"""How many of those that are over are listed."""


def open_targets(connection: Connection) -> tuple[PoolTarget, ...]:
    """Those that nobody has closed, oldest first; the time of some may be up."""
    return tuple(map(_target, connection.execute(_OPEN).mappings()))


def closed_targets(connection: Connection) -> tuple[PoolTarget, ...]:
    """The last that were closed, newest first."""
    return tuple(map(_target, connection.execute(_CLOSED).mappings()))


def named_targets(connection: Connection, ids: Collection[str]) -> tuple[PoolTarget, ...]:
    """Those of these ids that there are, open or not."""
    found = connection.execute(select(targets).where(targets.c.id.in_(ids)))
    return tuple(map(_target, found.mappings()))


def enter(connection: Connection, target: PoolTarget) -> bool:
    """Write an open target; False where it was written before."""
    try:
        with connection.begin_nested():
            connection.execute(insert(targets), _row(target))
    except IntegrityError:
        return False
    return True


def close(connection: Connection, target: str, by: str, now: datetime, *, keeps: bool) -> bool:
    """End an open target; False where it is not open (any more).

    `keeps`: what came of it stays, however it was opened.
    """
    ended = {"closed_at": now, "closed_by": by, "keeps": keeps}
    open_ = update(targets).where(targets.c.id == target, targets.c.closed_at.is_(None))
    return bool(connection.execute(open_.values(**ended)).rowcount)


def turn(connection: Connection, target: PoolTarget, now: datetime, *, reached: bool) -> bool:
    """Take the next report of a target; False where another worker has taken it."""
    before = targets.c.reported_at
    known = before.is_(None) if target.reported_at is None else before == target.reported_at
    values: dict[str, Any] = {"reported_at": now}
    if reached:
        values["reached_at"] = now
    mine = update(targets).where(targets.c.id == target.id, known)
    return bool(connection.execute(mine.values(**values)).rowcount)


def _row(target: PoolTarget) -> dict[str, Any]:
    return {
        "id": target.id,
        "pool": target.pool,
        "level": target.level,
        "opened_at": target.opened_at,
        "until": target.until,
        "author": target.author,
        "origin": target.origin,
        "reason": target.reason,
        "datacenters": ",".join(target.datacenters),
        "keeps": target.keeps,
    }


def _target(row: RowMapping) -> PoolTarget:
    codes = tuple(code for code in row["datacenters"].split(",") if code)
    return PoolTarget(**{**row, "datacenters": codes})


_OPEN = (
    select(targets).where(targets.c.closed_at.is_(None)).order_by(targets.c.opened_at, targets.c.id)
)
"""Asked whenever planning looks at a pool; an index holds the open ones alone."""
_CLOSED = (
    select(targets)
    .where(targets.c.closed_at.is_not(None))
    .order_by(targets.c.closed_at.desc(), targets.c.id)
    .limit(RECENT)
)

"""When which operations began, for charts: without their plans, which are large."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from console.model.operation import OperationState
from console.model.past import OperationMark
from console.model.resource import INSTANCE
from console.model.verb import Verb
from console.operations.journal.schema import UtcTime, operations

MOST = 500
_BEGUN = func.coalesce(operations.c.started_at, operations.c.created_at, type_=UtcTime)
_MARKS = (
    select(operations.c.id, operations.c.verb, operations.c.state, _BEGUN)
    .where(operations.c.pool == bindparam("pool"), operations.c.resource == INSTANCE)
    .where(operations.c.created_at >= bindparam("since", type_=UtcTime))
    .order_by(operations.c.created_at.desc(), operations.c.id)
    .limit(MOST)
)


def marks_since(connection: Connection, pool: str, since: datetime) -> tuple[OperationMark, ...]:
    """Those of a pool of instances that were accepted since then, the oldest first."""
    rows = connection.execute(_MARKS, {"pool": pool, "since": since}).all()
    return tuple(
        OperationMark(name, Verb(verb), begun, OperationState(state))
        for name, verb, state, begun in reversed(rows)
    )

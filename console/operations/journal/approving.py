"""Approval in the journal: by another person than who asked, in time by the database's clock."""

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from console.model.error import Refused
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.plan import Author
from console.operations.journal.reader import late
from console.operations.journal.schema import operations


def approve(connection: Connection, found: Operation, by: Author, now: datetime) -> None:
    """Let workers begin an operation. Raises Refused: it does not wait, too late, same person."""
    if found.state is not OperationState.AWAITING_APPROVAL:
        why = notice("approval.not_awaited", operation=found.id, operation_state=found.state.value)
        raise Refused(why)
    asked_by = found.plan.request.author.user
    if by.user == asked_by or _session(connection) == asked_by:
        raise Refused(notice("approval.own", operation=found.id, user=asked_by))
    waits = update(operations).where(
        operations.c.id == found.id,
        operations.c.state == OperationState.AWAITING_APPROVAL.value,
        operations.c.approval_until > now,
    )
    queued = {"state": OperationState.QUEUED.value, "approved_by": by.user, "approved_at": now}
    if not connection.execute(waits.values(**queued)).rowcount:
        raise Refused(notice("approval.too_late", operation=found.id))


def expire(connection: Connection, now: datetime) -> tuple[str, ...]:
    """Ask what nobody approved in time to stop: it ends unbegun. Gives the operations."""
    stopped = {"stop_requested": True, "state": OperationState.STOPPING.value}
    over = update(operations).where(late(now)).values(**stopped).returning(operations.c.id)
    return tuple(connection.execute(over).scalars())


def _session(connection: Connection) -> str | None:
    """Whose session it is, where the journal is on a server and does not take anybody's word."""
    if connection.dialect.name != "postgresql":
        return None
    return connection.execute(select(_SPEAKS)).scalar()


_SPEAKS = func.session_user().label("session")

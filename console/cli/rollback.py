"""`vigie rollback`: undo exactly what an operation did."""

import sys

import click

from console.cli.acting import Manner, act, acting_options
from console.cli.answer import say
from console.cli.invocation import Invocation, common_options
from console.cli.sight import session_of
from console.cli.waiting import summary
from console.desk.session import Session
from console.model.error import UsageError
from console.model.notice import notice
from console.model.operation import Operation
from console.model.plan import (
    DATASTORES,
    HOSTS,
    Request,
)
from console.model.resource import INSTANCE, Resource
from console.model.verb import ROLLBACK, Verb


@click.command()
@click.argument("operation", required=False)
@click.option(
    "--pool", metavar="POOL", help="The newest operation of this pool, or of datastores or hosts."
)
@acting_options
@common_options
def rollback(
    invocation: Invocation,
    *,
    operation: str | None,
    pool: str | None,
    dry_run: bool,
    yes: bool,
    wait: bool,
    reason: str,
) -> int:
    """Undo OPERATION, or the newest one that can be undone."""
    manner = Manner(dry_run=dry_run, yes=yes, wait=wait, reason=reason)
    with session_of(invocation) as session:

        def aim() -> Request:
            target = _target(session, operation, pool)
            if operation is None and not invocation.json:
                locale = invocation.locale()
                say(locale.text("cli.rolls_back", line=summary(target, locale)), sys.stderr)
            return aimed(session, ROLLBACK, target, manner)

        return act(invocation, session, manner, aim, lambda: resource_of(session, operation, pool))


def resource_of(session: Session, operation: str | None, pool: str | None = None) -> Resource:
    """What an operation is about; of one that is not there, the verb itself will say so."""
    try:
        return _target(session, operation, pool).plan.resource
    except UsageError:
        return INSTANCE


def _target(session: Session, operation: str | None, pool: str | None) -> Operation:
    if operation is not None:
        return session.journal.operation(operation)
    if pool is not None:
        _known(session, pool)
    target = session.undoable(pool)
    if target is None:
        raise UsageError(notice("cli.nothing_to_roll_back"))
    return target


def _known(session: Session, pool: str) -> None:
    """A pool, or the name of what else an operation held; UsageError names those there are."""
    private = session.policy.private
    known = list(session.policy.pools)
    if private is not None:
        known += [DATASTORES, HOSTS, *(each.name for each in private.pools)]
    if pool not in known and not session.journal.operations(pool=pool, limit=1):
        raise UsageError(notice("cli.pool_unknown", pool=pool, known=", ".join(known)))


def aimed(session: Session, verb: Verb, target: Operation, manner: Manner) -> Request:
    """A request about an operation."""
    return Request(
        verb=verb,
        author=session.author(target.plan.resource),
        pool=target.plan.pool,
        operation=target.id,
        reason=manner.reason,
    )

"""The earlier operation that a verb is about."""

from console.cli.acting import Manner
from console.desk.session import Session
from console.kinds import registry
from console.kinds.verb import VerbSpec
from console.model.error import UsageError
from console.model.notice import notice
from console.model.operation import Operation
from console.model.plan import Request
from console.model.resource import Resource


def target_of(session: Session, operation: str | None, pool: str | None = None) -> Operation:
    """The operation of that id; without one the newest that can be undone.

    Raises UsageError where there is none, and for a pool that nobody knows.
    """
    if operation is not None:
        return session.journal.operation(operation)
    if pool is not None:
        known(session, pool)
    target = session.undoable(pool)
    if target is None:
        raise UsageError(notice("cli.nothing_to_roll_back"))
    return target


def resource_of(session: Session, operation: str | None, pool: str | None = None) -> Resource:
    """What an operation is about. Raises UsageError where there is none."""
    return target_of(session, operation, pool).plan.resource


def aimed(session: Session, spec: VerbSpec, target: Operation, manner: Manner) -> Request:
    """A request about an operation."""
    return spec.request(
        session.author(target.plan.resource),
        {},
        pool=target.plan.pool,
        operation=target.id,
        reason=manner.reason,
    )


def known(session: Session, pool: str) -> None:
    """A pool, or the name of what else an operation held; UsageError names those there are."""
    policy, private = session.policy, session.policy.private
    names = list(policy.pools)
    for spec in registry.verbs():
        if spec.resource is None or spec.subject is not None:
            continue
        if private is not None or not registry.sides()[spec.resource].vdc:
            names.append(spec.held(spec.request(session.author(spec.resource), {}), policy))
    if private is not None:
        names += [each.name for each in private.pools]
    names += [each.pool for each in policy.clusters.values() if each.pool not in names]
    if pool not in names and not session.journal.operations(pool=pool, limit=1):
        raise UsageError(notice("cli.pool_unknown", pool=pool, known=", ".join(names)))

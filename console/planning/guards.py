"""The guards that hold for every sort of resource. Each gives its reason to refuse, or None."""

from collections.abc import Iterable
from decimal import Decimal

from console.kinds import registry
from console.kinds.pools import stopping
from console.model.notice import Notice, notice
from console.model.operation import OperationState
from console.model.plan import RefusalReason, Request
from console.model.policy import Policy, Record
from console.model.resource import Resource
from console.model.verb import ROLLBACK, Verb


def present(reasons: Iterable[RefusalReason | None]) -> tuple[RefusalReason, ...]:
    """Only what refuses, each reason once, in the order given."""
    found: list[RefusalReason] = []
    for reason in reasons:
        if reason is not None and reason not in found:
            found.append(reason)
    return tuple(found)


def read_only(policy: Policy) -> RefusalReason | None:
    """A read-only session changes nothing."""
    if policy.read_only is None:
        return None
    return RefusalReason("read_only", Notice(policy.read_only), notice("remedy.read_only"))


def unknown(resource: Resource) -> RefusalReason:
    """Nobody here knows that sort of resource."""
    return RefusalReason("kind.unknown", notice("guard.kind_unknown", resource=resource))


def duration(request: Request) -> RefusalReason | None:
    """A planned duration is longer than nothing."""
    if request.duration_h is None or request.duration_h > Decimal(0):
        return None
    return RefusalReason("duration", notice("guard.duration", hours=str(request.duration_h)))


def strange(request: Request) -> tuple[RefusalReason, ...]:
    """A request says only what its verb can be told, in the types of its declaration."""
    spec = registry.find(request.verb)
    found = () if spec is None else spec.strange(request)
    return tuple(RefusalReason("parameter", why) for why in found)


def age(age_s: float | None, policy: Policy) -> RefusalReason | None:
    """What was planned too long ago, in seconds, was planned on another estate."""
    limit_s = policy.limits.plan_age_s
    if age_s is None or age_s <= limit_s:
        return None
    minutes, limit = round(age_s / 60), round(limit_s / 60)
    why = notice("guard.plan_age", minutes=minutes, limit=limit)
    return RefusalReason("plan.age", why, notice("remedy.plan_again"))


def target_ended(record: Record, verb: Verb) -> RefusalReason | None:
    """A rollback or top-up needs an operation that is known and over."""
    target = record.target
    if target is None:
        return RefusalReason("target.unknown", notice("guard.target_unknown"))
    if target.state.live:
        why = notice("guard.target_live", operation=target.id)
        if target.state is OperationState.STOPPING:
            why = notice("guard.target_stopping", **stopping(target))
            return RefusalReason("target.live", why, notice("remedy.stopping"))
        return RefusalReason("target.live", why, notice("remedy.stop", operation=target.id))
    if target.state is OperationState.ROLLED_BACK:
        return RefusalReason(
            "target.rolled_back", notice("guard.target_rolled_back", operation=target.id)
        )
    if target.plan.request.verb == ROLLBACK:
        code = "guard.rollback_of_rollback" if verb == ROLLBACK else "guard.topup_of_rollback"
        why = notice(code, operation=target.id)
        return RefusalReason("target.rollback", why, notice("remedy.burst_again"))
    return None


def target_pool(request: Request, record: Record) -> RefusalReason | None:
    """An operation is rolled back on its own pool."""
    target = record.target
    if target is None or request.pool is None or request.pool == target.plan.pool:
        return None
    why = notice(
        "guard.target_pool", operation=target.id, pool=target.plan.pool, asked=request.pool
    )
    return RefusalReason("target.pool", why)

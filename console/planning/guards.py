"""The guards. Each looks at one thing and gives its reason to refuse, or None."""

from collections.abc import Iterable
from decimal import Decimal

from console.kinds.instances.facts import Draft, PoolFacts
from console.model.instance import InstanceStatus
from console.model.notice import Notice, notice
from console.model.operation import OperationState
from console.model.plan import (
    Author,
    Desired,
    Plan,
    PlannedChange,
    RefusalReason,
    Request,
)
from console.model.policy import Policy, Record
from console.model.pool import Pool, PoolKind
from console.model.resource import INSTANCE
from console.model.verb import BURST, ROLLBACK, Verb
from console.planning import private_guards
from console.planning.digest import digest

READING_ROLES = frozenset({"reader", "observer", "auditor"})


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


def author(who: Author) -> RefusalReason | None:
    """Credentials that hold no writing role change nothing."""
    if set(who.roles) - READING_ROLES:
        return None
    if not who.roles:
        return RefusalReason("author", notice("guard.author_unknown"), notice("remedy.identity"))
    why = notice("guard.author", user=who.cloud_user, roles=", ".join(who.roles))
    return RefusalReason("author", why, notice("remedy.author"))


def pool_known(name: str | None, policy: Policy) -> RefusalReason | None:
    """The pool must be declared."""
    known = ", ".join(sorted(policy.pools))
    if name is None:
        return RefusalReason("pool.missing", notice("guard.pool_missing", known=known))
    if name in policy.pools:
        return None
    return RefusalReason("pool.unknown", notice("guard.pool_unknown", pool=name, known=known))


def frozen(pool: str, policy: Policy) -> RefusalReason | None:
    """Nobody acts on a frozen pool."""
    why = policy.frozen.get(pool)
    if why is None:
        return None
    return RefusalReason(
        "pool.frozen",
        notice("guard.pool_frozen", pool=pool, why=why),
        notice("remedy.thaw", pool=pool),
    )


def stateless(pool: Pool) -> RefusalReason | None:
    """Members that hold data are neither created nor deleted."""
    if pool.kind is PoolKind.STATELESS:
        return None
    return RefusalReason("pool.stateful", notice("guard.pool_stateful", pool=pool.name))


def held(pool: str, record: Record) -> RefusalReason | None:
    """One live operation a pool."""
    for operation in record.live:
        if operation.plan.pool == pool and operation.state.live:
            who = operation.plan.request.author.user
            why = notice("guard.pool_held", pool=pool, operation=operation.id, user=who)
            remedy = notice("remedy.stop", operation=operation.id)
            return RefusalReason("pool.held", why, remedy)
    return None


def datacenters(situation: PoolFacts) -> Iterable[RefusalReason | None]:
    """Every named datacenter must share the pool."""
    mine = {place.code.casefold() for place in situation.places}
    known = ", ".join(place.code for place in situation.places)
    for code in situation.request.datacenters:
        if code.casefold() not in mine:
            why = notice(
                "guard.datacenter_unknown", datacenter=code, pool=situation.pool.name, known=known
            )
            yield RefusalReason("datacenter.unknown", why)
    if not situation.places:
        yield RefusalReason(
            "datacenter.none", notice("guard.datacenter_none", pool=situation.pool.name)
        )


def duration(request: Request) -> RefusalReason | None:
    """A planned duration is longer than nothing."""
    if request.duration_h is None or request.duration_h > Decimal(0):
        return None
    return RefusalReason("duration", notice("guard.duration", hours=str(request.duration_h)))


def amount(request: Request) -> RefusalReason | None:
    """Exactly one of `to` and `by`, and a number that makes sense."""
    if (request.to is None) == (request.by is None):
        code = "guard.amount_missing" if request.to is None else "guard.amount_both"
        return RefusalReason("amount", notice(code), notice("remedy.amount"))
    if request.to is not None and request.to < 0:
        return RefusalReason("amount", notice("guard.amount_negative", n=request.to))
    if request.by is not None and request.by <= 0 and request.verb == BURST:
        why = notice("guard.burst_by", n=request.by)
        return RefusalReason("amount", why, notice("remedy.scale"))
    return None


def size(situation: PoolFacts, wanted: int) -> Iterable[RefusalReason | None]:
    """What is wrong with a wanted size: nothing to do, below the baseline, above the ceiling."""
    pool, now = situation.pool, situation.size
    if wanted == now:
        yield RefusalReason("nothing", notice("guard.nothing", pool=pool.name, n=now))
    if wanted < now and situation.request.verb == BURST:
        why = notice("guard.burst_shrinks", pool=pool.name, now=now, wanted=wanted)
        yield RefusalReason("burst", why, notice("remedy.scale"))
    if wanted < pool.baseline and (wanted < now or situation.request.to is not None):
        why = notice("guard.baseline", pool=pool.name, wanted=wanted, baseline=pool.baseline)
        remedy = notice("remedy.at_least", baseline=pool.baseline)
        yield RefusalReason("baseline", why, remedy)
    if wanted > max(now, pool.ceiling):
        yield _above(situation, wanted)


def growth(situation: PoolFacts, draft: Draft) -> Iterable[RefusalReason | None]:
    """Creations: within the ceiling, in allowed countries."""
    new = [change for change in draft.changes if change.desired is Desired.PRESENT]
    if not new:
        return
    after = len(situation.owned) + len(new)
    if after > situation.pool.ceiling:
        yield _above(situation, after)
    yield from countries(new, situation.policy)


def countries(changes: Iterable[PlannedChange], policy: Policy) -> Iterable[RefusalReason]:
    """Nothing is created outside the allowed countries, or where the country is not known."""
    allowed = policy.limits.allowed_countries
    fine = [place.code for place in policy.datacenters if place.country in allowed]
    new = {(c.datacenter, c.region) for c in changes if c.desired is Desired.PRESENT}
    for code, region in sorted(new):
        place = next((p for p in policy.datacenters if region in p.regions), None)
        if place is not None and place.code == code and place.country in allowed:
            continue
        why = notice(
            "guard.country",
            datacenter=code,
            region=region,
            country="?" if place is None else place.country,
            allowed=", ".join(allowed),
        )
        remedy = notice("remedy.datacenters", datacenters=", ".join(fine)) if fine else None
        yield RefusalReason("country", why, remedy)


def shrinking(situation: PoolFacts, draft: Draft) -> Iterable[RefusalReason | None]:
    """Removals: within the budget, and never below the baseline in service."""
    ids = {c.resource_id for c in draft.changes if c.desired is Desired.ABSENT}
    going = [i for i in situation.owned if i.id in ids]
    able = [i for i in going if i.status is not InstanceStatus.ERROR]
    if not able:
        return
    limits, pool = situation.policy.limits, situation.pool
    budget = min(limits.shrink_at_most, int(limits.shrink_ratio * situation.size))
    if len(able) > budget:
        why = notice("guard.budget", pool=pool.name, n=len(able), budget=budget)
        yield RefusalReason("shrink.budget", why, notice("remedy.budget", budget=budget))
    kept = [i for i in situation.staying if i.id not in ids]
    well = sum(i.status is not InstanceStatus.ERROR for i in kept)
    if well < pool.baseline:
        why = notice("guard.baseline", pool=pool.name, wanted=well, baseline=pool.baseline)
        yield RefusalReason("baseline", why, notice("remedy.at_least", baseline=pool.baseline))
    elif pool.name in situation.estate.health and any(situation.serving(i) for i in going):
        serving = sum(situation.serving(i) for i in kept)
        if serving < pool.baseline:
            why = notice(
                "guard.in_service", pool=pool.name, serving=serving, baseline=pool.baseline
            )
            yield RefusalReason("baseline.in_service", why, notice("remedy.in_service"))


def target_ended(record: Record, verb: Verb) -> RefusalReason | None:
    """A rollback or top-up needs an operation that is known and over."""
    target = record.target
    if target is None:
        return RefusalReason("target.unknown", notice("guard.target_unknown"))
    if target.state.live:
        why = notice("guard.target_live", operation=target.id)
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


def recheck(
    plan: Plan, policy: Policy, *, owned: int | None, creating: int = 0
) -> tuple[RefusalReason, ...]:
    """What the worker checks before it acts and before each creation.

    `owned` are the pool's instances that are not gone, over all regions (None:
    unknown, which blocks creation); `creating` how many the next call would add.
    A plan for the private cloud is judged by its own guards.
    """
    pool = policy.pools.get(plan.pool)
    if digest(plan) != plan.digest:
        why = notice("guard.digest", operation=plan.operation_id)
        return (RefusalReason("digest", why, notice("remedy.plan_again")),)
    if plan.resource != INSTANCE:
        return present(private_guards.recheck(plan, policy))
    reasons: list[RefusalReason | None] = [
        author(plan.request.author),
        pool_known(plan.pool, policy),
        frozen(plan.pool, policy),
        None if pool is None else stateless(pool),
        *countries(plan.changes, policy),
    ]
    if any(change.desired is Desired.PRESENT for change in plan.changes):
        ceiling = plan.ceiling if pool is None else min(plan.ceiling, pool.ceiling)
        reasons.append(_ceiling(plan.pool, ceiling, owned, creating))
    return present(reasons)


def _ceiling(pool: str, ceiling: int, owned: int | None, creating: int) -> RefusalReason | None:
    if owned is None:
        why = notice("guard.owned_unknown", pool=pool)
        return RefusalReason("instances.unknown", why, notice("remedy.refresh"))
    if owned + creating <= ceiling:
        return None
    why = notice("guard.ceiling", pool=pool, wanted=owned + creating, ceiling=ceiling)
    return RefusalReason("ceiling", why, notice("remedy.at_most", ceiling=ceiling))


def _above(situation: PoolFacts, wanted: int) -> RefusalReason:
    pool = situation.pool
    why = notice("guard.ceiling", pool=pool.name, wanted=wanted, ceiling=pool.ceiling)
    return RefusalReason("ceiling", why, notice("remedy.at_most", ceiling=pool.ceiling))

"""The guards on members. The planner and the worker ask the same ones."""

from collections.abc import Iterable

from console.kinds.members.facts import MemberFacts
from console.model.balancer import BalancerPool, Provisioning
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.plan import Desired, Plan, PlannedChange, RefusalReason
from console.model.serving import named_pool
from console.model.wanted import BALANCER, PORT, REPLACEMENT


def guards(plan: Plan, facts: MemberFacts) -> Iterable[RefusalReason]:
    """Everything that speaks against changes of a pool's members."""
    yield from _agreed(plan, facts)
    for region in sorted({change.region for change in plan.changes}):
        yield from _taking_writes(facts, region)
    yield from _floor(facts, [c for c in plan.changes if c.desired is Desired.ABSENT])


def _agreed(plan: Plan, facts: MemberFacts) -> Iterable[RefusalReason]:
    """A plan writes only to the load-balancer pools that these settings name."""
    for region in sorted({c.region for c in plan.changes if not _named(facts, c)}):
        why = notice("guard.member_settings", region=region)
        yield RefusalReason("members.settings", why, notice("remedy.plan_again"))


def _named(facts: MemberFacts, change: PlannedChange) -> bool:
    named = facts.pool.balanced.get(change.region)
    wanted = (change.wanted.get(BALANCER), change.wanted.get(PORT))
    return named is not None and wanted == (named.pool, named.port)


def _taking_writes(facts: MemberFacts, region: str) -> Iterable[RefusalReason]:
    """The pool is there and not in ERROR. One that is silent is waited for, not refused."""
    named = facts.pool.balanced.get(region)
    view = facts.estate.balancers.get(region)
    if named is None or view is None:
        return
    found = named_pool(facts.estate, region, named)
    if isinstance(found, Notice):
        if found.code in {"balancer.no_pool", "balancer.pool_twice"}:
            yield RefusalReason("members.pool", found, passing=True)
        return
    above = [one.state for one in view.balancers if one.id == found.balancer_id]
    if any(state.provisioning is Provisioning.ERROR for state in (found.state, *above)):
        yield _broken(found)


def _broken(pool: BalancerPool) -> RefusalReason:
    why = notice(
        "balancer.broken",
        region=pool.region,
        balancer=pool.balancer_id,
        pool=pool.name or pool.id,
    )
    return RefusalReason("members.broken", why, passing=True)


def _floor(facts: MemberFacts, gone: list[PlannedChange]) -> Iterable[RefusalReason]:
    """What goes out of service leaves the pool's floor in service, at every moment.

    What is on its way out counts as out, whatever a health check still says of it. What
    nobody can tell of a region that a member is taken from is no reason to take it.
    """
    serving = _serving(facts)
    asked = [c for c in facts.record.asked if c.desired is Desired.ABSENT]
    out = {c.name for c in asked if c.phase is not Phase.CANCELLED}
    taken = [(c.region, _taken(facts, c)) for c in gone if _may_begin(c, serving)]
    going = set[str]().union(*(names for _, names in taken))
    behind = facts.estate.service.get(facts.pool.name)
    for region in sorted({region for region, names in taken if names}):
        told = notice("balancer.unread", region=region)
        why = told if behind is None else behind.unknown.get(region, told)
        if why is not None:
            yield RefusalReason("health.unknown", why, notice("remedy.refresh"), passing=True)
    if not going & serving:
        return
    left, floor = len(serving - going - out), facts.pool.floor
    if left < floor:
        why = notice("guard.floor", pool=facts.pool.name, n=left, floor=floor)
        yield RefusalReason("members.floor", why, notice("remedy.in_service"), passing=True)


def _taken(facts: MemberFacts, change: PlannedChange) -> set[str]:
    """The instances that go out of service with a member, by name.

    Its own; where that is gone, and the member is known by its id, those at its address now.
    """
    if change.resource_id is None:
        return {change.name}
    named = facts.pool.balanced.get(change.region)
    pool = None if named is None else named_pool(facts.estate, change.region, named)
    if not isinstance(pool, BalancerPool):
        return {change.name}
    there = [one for one in pool.members or () if one.id == change.resource_id]
    view = facts.estate.regions.get(change.region)
    return {
        instance.name
        for instance in (() if view is None else view.instances)
        for member in there
        if member.settings.address in instance.addresses
    }


def _serving(facts: MemberFacts) -> set[str]:
    """The names of what is in service of the pool; what is not known is not counted."""
    told = facts.estate.serving(facts.pool.name)
    return {i.name for i in facts.estate.instances() if told.get(i.name) and facts.pool.owns(i)}


def _may_begin(change: PlannedChange, serving: set[str]) -> bool:
    """Say whether a removal need not wait for what takes its place."""
    replacement = change.wanted.get(REPLACEMENT)
    return replacement is None or replacement in serving

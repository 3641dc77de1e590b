"""The guards on pools and instances. Each looks at one thing and gives its reasons to refuse.

The planner and the worker ask the same ones: all changes, or those not begun.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from console.kinds.instances import (
    adoption,
    elsewhere,
    evidence,
    healing,
    held,
    preflight,
    replacing,
    returning,
    standins,
    targets,
    verbs,
)
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.verbs import BURST
from console.kinds.pools import frozen
from console.model.figure import Freshness
from console.model.instance import Instance, InstanceStatus
from console.model.notice import notice
from console.model.plan import Desired, Plan, PlannedChange, RefusalReason, Request
from console.model.pool import PoolKind
from console.model.resource import QUARANTINE
from console.model.verb import HEAL, REPAIR


def guards(plan: Plan, facts: PoolFacts) -> Iterable[RefusalReason]:
    """Everything that speaks against changes of a pool's instances."""
    if targets.about(plan.changes):
        yield from frozen(facts.pool.name, facts)
        yield from _stateless(facts)
        yield from datacenters(facts)
        yield from targets.against(plan, facts)
        return
    new = [change for change in plan.changes if change.desired is Desired.PRESENT]
    gone = [change for change in plan.changes if change.desired is Desired.ABSENT]
    marking = facts.request.verb == verbs.ADOPT or adoption.marks(plan.changes)
    kept = any(change.resource == QUARANTINE for change in plan.changes)
    yield from frozen(facts.pool.name, facts, removes=bool(gone) or kept)
    if not marking:
        yield from _stateless(facts)
    yield from datacenters(facts)
    yield from elsewhere.held(facts, new)
    # A repair is about what nobody can list: of that it says so itself.
    places = () if facts.request.verb == REPAIR else facts.chosen
    chosen = {region for place in places for region in place.regions}
    dark = tuple(evidence.dark(facts, {change.region for change in plan.changes} or chosen))
    yield from dark
    ceiling = min(plan.ceiling, facts.pool.ceiling)
    home = sum(map(returning.returns, plan.changes))
    more = len(new) + adoption.newcomers(facts, plan.changes) + home
    if more and facts.most + more > ceiling:
        yield above(facts.pool.name, facts.most + more, ceiling)
    if new:
        yield from _countries(facts, new)
        yield from preflight.lacking(facts, plan, Counter(change.region for change in new))
    # A size that is asked for is a number of all; so many more are asked for where they go.
    sized = facts.regions if verbs.TO.of(facts.request) is not None else ()
    yield from evidence.uncounted(facts, {*sized, *(change.region for change in new)})
    if facts.request.verb == HEAL:
        yield from healing.against(facts, plan)
    if facts.request.verb == REPAIR:
        yield from standins.against(facts, plan)
    yield from replacing.against(facts, plan.changes)
    yield from returning.against(facts, plan.changes)
    # What another was made for is no loss: it goes only after that one is in service.
    swapped = [change for change in gone if returning.has_come(facts, change)]
    gone = [change for change in gone if not healing.replaced(change)]
    if dark:
        return
    if gone:
        yield from _budget(facts, gone)
        yield from evidence.health(facts, gone)
        yield from held.below(facts, gone)
    # What has come back may be needed beside what stood for it, where others have fallen since.
    yield from _remaining(facts, [*gone, *swapped])


def amount(request: Request) -> RefusalReason | None:
    """Exactly one of `to` and `by`, and a number that makes sense."""
    to, by = verbs.TO.of(request), verbs.BY.of(request)
    if (to is None) == (by is None):
        code = "guard.amount_missing" if to is None else "guard.amount_both"
        return RefusalReason("amount", notice(code), notice("remedy.amount"))
    if to is not None and to < 0:
        return RefusalReason("amount", notice("guard.amount_negative", n=to))
    if by is not None and by <= 0 and request.verb == BURST:
        why = notice("guard.burst_by", n=by)
        return RefusalReason("amount", why, notice("remedy.scale"))
    return None


def size(facts: PoolFacts, wanted: int) -> Iterable[RefusalReason]:
    """What is wrong with a wanted size: nothing to do, below the baseline, above the ceiling."""
    pool, now = facts.pool, facts.size
    if wanted == now:
        yield RefusalReason("nothing", notice("guard.nothing", pool=pool.name, n=now))
    if wanted < now and facts.request.verb == BURST:
        why = notice("guard.burst_shrinks", pool=pool.name, now=now, wanted=wanted)
        yield RefusalReason("burst", why, notice("remedy.scale"))
    if wanted < pool.baseline and (wanted < now or verbs.TO.of(facts.request) is not None):
        yield _below(facts, wanted)
    if wanted > max(now, pool.ceiling):
        yield above(pool.name, wanted, pool.ceiling)


def _stateless(facts: PoolFacts) -> Iterable[RefusalReason]:
    """Members that hold data are neither created nor deleted."""
    if facts.pool.kind is not PoolKind.STATELESS:
        why = notice("guard.pool_stateful", pool=facts.pool.name)
        yield RefusalReason("pool.stateful", why)


def datacenters(facts: PoolFacts) -> Iterable[RefusalReason]:
    """Every named datacenter must share the pool."""
    mine = {place.code.casefold() for place in facts.places}
    known, pool = ", ".join(place.code for place in facts.places), facts.pool.name
    for code in facts.request.datacenters:
        if code.casefold() not in mine:
            why = notice("guard.datacenter_unknown", datacenter=code, pool=pool, known=known)
            yield RefusalReason("datacenter.unknown", why)
    if not facts.places:
        yield RefusalReason("datacenter.none", notice("guard.datacenter_none", pool=pool))


def _countries(facts: PoolFacts, new: list[PlannedChange]) -> Iterable[RefusalReason]:
    """Nothing is created outside the allowed countries, or where the country is not known."""
    allowed, places = facts.policy.limits.allowed_countries, facts.policy.datacenters
    fine = [place.code for place in places if place.country in allowed]
    for code, region in sorted({(change.datacenter, change.region) for change in new}):
        place = next((p for p in places if region in p.regions), None)
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


def _budget(facts: PoolFacts, gone: list[PlannedChange]) -> Iterable[RefusalReason]:
    """No more at once than one operation may remove."""
    going, budget = _going(facts, gone), removable_at_once(facts)
    if len(going) > budget:
        why = notice("guard.budget", pool=facts.pool.name, n=len(going), budget=budget)
        yield RefusalReason("shrink.budget", why, notice("remedy.shrink", budget=budget))


def _going(facts: PoolFacts, gone: list[PlannedChange]) -> list[Instance]:
    """Those of the removed that could serve."""
    ids = {change.resource_id for change in gone}
    return [i for i in facts.staying if i.id in ids and _able(i)]


def _remaining(facts: PoolFacts, gone: list[PlannedChange]) -> Iterable[RefusalReason]:
    """What removals leave: never below the baseline, nor the floor in service.

    What stands in a region that nobody can list counts as not standing: where the
    baseline takes it, its list is needed.
    """
    pool, going = facts.pool, _going(facts, gone)
    if not going:
        return
    ids = {change.resource_id for change in gone}
    ids |= {c.resource_id for c in facts.record.asked if c.desired is Desired.ABSENT}
    staying = [i for i in facts.staying if i.id not in ids]
    unseen = [r for r in facts.regions if facts.freshness(r) is not Freshness.FRESH]
    kept = [i for i in staying if i.region not in unseen]
    well = sum(map(_able, staying)) + sum(map(facts.expected, unseen))
    lost = [region for region in facts.regions if facts.unseen(region)]
    if well < pool.baseline and lost:
        yield from evidence.uncounted(facts, lost)
    elif well < pool.baseline:
        yield _below(facts, well)
    elif sum(map(_able, kept)) < pool.baseline:
        yield from evidence.dark(facts, unseen)
    elif facts.estate.serving(pool.name) and any(map(facts.serving, going)):
        serving = sum(map(facts.serving, kept))
        if serving < pool.floor:
            why = notice("guard.in_service", pool=pool.name, serving=serving, floor=pool.floor)
            remedy = notice("remedy.in_service")
            yield RefusalReason("baseline.in_service", why, remedy, passing=True)


def removable_at_once(facts: PoolFacts) -> int:
    """How many one operation may take from a pool."""
    limits = facts.policy.limits
    return min(limits.shrink_at_most, max(1, int(limits.shrink_ratio * facts.size)))


def sparable(facts: PoolFacts, some: Collection[str]) -> int:
    """How many of some instances, by id, may go at once; what serves nobody goes first.

    As many as one operation may take, and as leave the baseline well and the floor in service.
    """
    mine = [i for i in facts.staying if i.id in some]
    above = sum(map(_able, facts.staying)) - facts.pool.baseline
    bounds = [removable_at_once(facts), above + sum(not _able(i) for i in mine)]
    if facts.estate.serving(facts.pool.name):
        above = sum(map(facts.serving, facts.staying)) - facts.pool.floor
        bounds.append(above + sum(not facts.serving(i) for i in mine))
    return max(0, min(bounds))


def _able(instance: Instance) -> bool:
    return instance.status is not InstanceStatus.ERROR


def above(pool: str, wanted: int, ceiling: int) -> RefusalReason:
    """That a pool would have more than it may."""
    why = notice("guard.ceiling", pool=pool, wanted=wanted, ceiling=ceiling)
    return RefusalReason("ceiling", why, notice("remedy.at_most", ceiling=ceiling), passing=True)


def _below(facts: PoolFacts, wanted: int) -> RefusalReason:
    baseline = facts.pool.baseline
    why = notice("guard.baseline", pool=facts.pool.name, wanted=wanted, baseline=baseline)
    return RefusalReason("baseline", why, notice("remedy.at_least", baseline=baseline))

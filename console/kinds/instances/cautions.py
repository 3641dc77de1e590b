"""What a person should know before saying yes, in plain words."""

from collections.abc import Iterable
from decimal import Decimal

from console.kinds.instances import elsewhere, preflight
from console.kinds.instances.evidence import METRICS, known, removes_active
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.quota import room
from console.model.billing import BillingRule
from console.model.figure import Freshness
from console.model.instance import Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.plan import Desired, PlannedChange, PlanRow

NEARLY = 10
"""Room is nearly used when less than a tenth of the size is left."""

OVERLOADS = frozenset({"warning.overload", "warning.overload_unknown", "warning.nothing_left"})
"""What is said where what stays would carry more than it can."""
SOURCES = ("identity", "journal", "prometheus")
BY_REGION = ("nova", "quota", "flavors", "fixtures", "octavia")
"""What a plan for a pool stands on; that others are silent is not its concern."""
BILLED = {
    BillingRule.CLOCK_HOURS: "warning.clock_hours",
    BillingRule.DURATION: "warning.started_hours",
}


def growing(
    facts: PoolFacts, new: list[PlannedChange], rows: Iterable[PlanRow]
) -> Iterable[Notice]:
    """Warnings about creations."""
    if not new:
        return
    regions = sorted({change.region for change in new})
    unsure = [r for r in regions if room(facts.estate, facts.build_in(r), r).unknown]
    if unsure:
        yield notice("warning.quota_unknown", regions=", ".join(unsure))
    grown = {change.datacenter for change in new}
    for row in rows:
        left = row.quota_left_after
        if row.datacenter not in grown or left is None or left * NEARLY >= row.after:
            continue
        if left == 0:
            yield notice("warning.quota_full", datacenter=row.datacenter)
        else:
            yield notice("warning.quota_nearly", datacenter=row.datacenter, n=left)
    yield from preflight.cautions(facts, regions)
    yield notice(BILLED[facts.policy.billing])


def shrinking(facts: PoolFacts, changes: Iterable[PlannedChange]) -> Iterable[Notice]:
    """Warnings about removals."""
    gone = [change for change in changes if change.desired is Desired.ABSENT]
    if not gone:
        return
    ids = {change.resource_id for change in gone}
    going = [i for i in facts.owned if i.id in ids]
    if removes_active(facts, gone):
        places = {change.datacenter for change in gone}
        if places - facts.pool.balancers.keys():
            yield notice("warning.no_draining")
        if METRICS not in facts.estate.sources:
            yield notice("warning.no_metrics")
    building = sum(i.status is InstanceStatus.BUILD for i in going)
    if building:
        yield notice("warning.building", n=building)
    kept = [i for i in facts.staying if i.id not in ids]
    locked = [i.name for i in kept if i.locked]
    if locked:
        yield notice("warning.locked", n=len(locked), names=", ".join(locked))
    yield from _load(facts, kept)


def general(facts: PoolFacts, per_hour: Decimal | None) -> Iterable[Notice]:
    """Warnings about what is known and what is not, whatever is asked."""
    if per_hour is None:
        flavors = sorted({facts.pool.build_in(place.code).flavor.said for place in facts.chosen})
        yield notice("warning.price_unknown", flavor=", ".join(flavors))
    concerned = {*SOURCES, *(f"{of}:{region}" for of in BY_REGION for region in facts.regions)}
    stale = sorted(
        name
        for name, state in facts.estate.sources.items()
        if name in concerned and state.freshness is not Freshness.FRESH
    )
    if stale:
        yield notice("warning.sources", sources=", ".join(stale))
    for region in facts.regions:
        if facts.freshness(region) is not Freshness.FRESH:
            yield notice("warning.dark_region", region=region, n=facts.at_most(region))
    yield from elsewhere.told(facts)
    sick = sum(i.status is InstanceStatus.ERROR for i in facts.staying)
    if sick:
        yield notice("warning.error_counted", n=sick)
    unreadable = sum(map(facts.unseen, facts.regions))
    if unreadable:
        yield notice("warning.unreadable", n=unreadable)


def _load(facts: PoolFacts, kept: list[Instance]) -> Iterable[Notice]:
    """Say that what stays would carry more than it can, or than it was ever seen to."""
    load = facts.estate.loads.get(facts.pool.name)
    if load is None or not known(load.total.connections):
        return
    able = sum(i.status is InstanceStatus.ACTIVE for i in kept)
    known_of = facts.estate.capacity(facts.pool)
    connections = load.total.connections.value or 0.0
    carried = able * (known_of.least or 0)
    if connections <= carried:
        return
    if not able:
        yield notice("warning.nothing_left", connections=round(connections))
    elif known_of.each is None:
        yield notice("warning.overload_unknown", connections=round(connections), n=able)
    else:
        yield notice("warning.overload", percent=round(100 * connections / carried), n=able)

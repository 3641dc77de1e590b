"""What a person should know before saying yes, in plain words."""

from collections.abc import Iterable
from decimal import Decimal

from console.kinds.instances.evidence import METRICS, known, removes_active
from console.kinds.instances.facts import Draft, PoolFacts
from console.kinds.instances.quota import room
from console.model.figure import Freshness
from console.model.instance import Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.plan import (
    Desired,
    PlannedChange,
    PlanRow,
)

NEARLY = 10
"""Vacancy is nearly used when less than a tenth of the size is left."""


def growing(
    situation: PoolFacts, new: list[PlannedChange], rows: Iterable[PlanRow]
) -> Iterable[Notice]:
    """Warnings about creations."""
    if not new:
        return
    regions = sorted({change.region for change in new})
    unsure = [
        region for region in regions if room(situation.estate, situation.pool, region).unknown
    ]
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
    yield notice("warning.started_hours")


def shrinking(situation: PoolFacts, draft: Draft) -> Iterable[Notice]:
    """Warnings about removals."""
    gone = [change for change in draft.changes if change.desired is Desired.ABSENT]
    if not gone:
        return
    ids = {change.resource_id for change in gone}
    going = [i for i in situation.owned if i.id in ids]
    if removes_active(situation, draft):
        yield notice("warning.no_draining")
        if METRICS not in situation.estate.sources:
            yield notice("warning.no_metrics")
    building = sum(i.status is InstanceStatus.BUILD for i in going)
    if building:
        yield notice("warning.building", n=building)
    yield from _load(situation, [i for i in situation.staying if i.id not in ids])


def general(situation: PoolFacts) -> Iterable[Notice]:
    """Warnings about what is known, whatever is asked."""
    stale = sorted(
        name
        for name, state in situation.estate.sources.items()
        if state.freshness is not Freshness.FRESH
    )
    if stale:
        yield notice("warning.sources", sources=", ".join(stale))
    sick = sum(i.status is InstanceStatus.ERROR for i in situation.staying)
    if sick:
        yield notice("warning.error_counted", n=sick)
    unreadable = sum(
        view.unreadable
        for place in situation.places
        for region in place.regions
        if (view := situation.estate.regions.get(region)) is not None
    )
    if unreadable:
        yield notice("warning.unreadable", n=unreadable)


def price(situation: PoolFacts, per_hour: Decimal | None) -> Iterable[Notice]:
    """Say that a price is not known."""
    if per_hour is None:
        yield notice("warning.price_unknown", flavor=situation.pool.flavor)


def _load(situation: PoolFacts, kept: list[Instance]) -> Iterable[Notice]:
    """Say that what stays would carry more than it can."""
    load = situation.estate.loads.get(situation.pool.name)
    if load is None or not known(load.total.connections):
        return
    able = sum(i.status is InstanceStatus.ACTIVE for i in kept)
    capacity = able * situation.pool.connections_per_instance
    connections = load.total.connections.value or 0.0
    if connections > capacity:
        percent = round(100 * connections / capacity) if capacity else 0
        if capacity:
            yield notice("warning.overload", percent=percent, n=able)
        else:
            yield notice("warning.nothing_left", connections=round(connections))

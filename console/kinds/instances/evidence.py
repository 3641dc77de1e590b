"""Guards on what is known: a stale or missing figure never lets anything happen."""

import math
from collections.abc import Iterable

from console.kinds.instances.facts import PoolFacts
from console.model.figure import Figure, Freshness
from console.model.instance import InstanceStatus
from console.model.notice import notice
from console.model.plan import Desired, PlannedChange, RefusalReason

METRICS = "prometheus"


def dark(facts: PoolFacts, regions: Iterable[str]) -> Iterable[RefusalReason]:
    """Every region that changes go to or come from must have been listed, and lately."""
    for region in sorted(regions):
        fresh = facts.freshness(region)
        if fresh is Freshness.FRESH:
            continue
        age = "stale" if fresh is Freshness.STALE else "unknown"
        why = notice(f"guard.instances_{age}", region=region)
        yield RefusalReason(f"instances.{age}", why, notice("remedy.refresh"), passing=True)


def uncounted(facts: PoolFacts, regions: Iterable[str]) -> Iterable[RefusalReason]:
    """A list that is not whole counts nobody: what it does not tell of may be the pool's."""
    for region in sorted(set(regions)):
        n = facts.unseen(region)
        if n:
            why = notice("guard.instances_uncounted", region=region, n=n)
            remedy = notice("remedy.uncounted")
            yield RefusalReason("instances.uncounted", why, remedy, passing=True)


def complete(facts: PoolFacts) -> bool:
    """Say whether the pool's lists are fresh and lack nobody: what they do not tell of is not."""
    return not any(dark(facts, facts.regions)) and not any(uncounted(facts, facts.regions))


def health(facts: PoolFacts, changes: Iterable[PlannedChange]) -> Iterable[RefusalReason]:
    """Removing what serves needs fresh health and load. Where no metrics are kept, nothing can.

    A load balancer that is silent keeps what may serve behind it.
    """
    changes = tuple(changes)
    if not removes_active(facts, changes):
        return
    behind = facts.estate.service.get(facts.pool.name)
    silent = {} if behind is None else behind.unknown
    for region in sorted({change.region for change in changes} & silent.keys()):
        dark_there = silent[region]
        if dark_there is not None:
            yield RefusalReason(
                "health.unknown", dark_there, notice("remedy.refresh"), passing=True
            )
    if METRICS not in facts.estate.sources:
        return
    state = facts.estate.sources[METRICS]
    pool = facts.pool.name
    remedy = notice("remedy.metrics")
    if state.freshness is not Freshness.FRESH:
        age = "stale" if state.freshness is Freshness.STALE else "unknown"
        why = notice(f"guard.metrics_{age}", pool=pool)
        yield RefusalReason(f"metrics.{age}", why, remedy, passing=True)
        return
    if behind is None and not facts.estate.health.get(pool):
        why = notice("guard.health_unknown", pool=pool)
        yield RefusalReason("health.unknown", why, remedy, passing=True)
    load = facts.estate.loads.get(pool)
    if load is None or not known(load.total.connections):
        why = notice("guard.load_unknown", pool=pool)
        yield RefusalReason("load.unknown", why, remedy, passing=True)


def removes_active(facts: PoolFacts, changes: Iterable[PlannedChange]) -> bool:
    """Say whether an instance that would be removed is ACTIVE and so may be serving.

    One that the list does not show may be, for all that is known: lists lag behind.
    """
    status = {i.id: i.status for i in facts.owned}
    return any(
        status.get(change.resource_id or "", InstanceStatus.ACTIVE) is InstanceStatus.ACTIVE
        for change in changes
        if change.desired is Desired.ABSENT
    )


def known(figure: Figure) -> bool:
    """Say whether a figure has a value that is a number."""
    return figure.value is not None and math.isfinite(figure.value)

"""Guards on what is known: a stale or missing figure never lets anything happen."""

import math
from collections.abc import Iterable

from console.kinds.instances.facts import Draft, PoolFacts
from console.model.figure import Figure, Freshness
from console.model.instance import InstanceStatus
from console.model.notice import notice
from console.model.plan import (
    Desired,
    RefusalReason,
)

METRICS = "prometheus"


def instance_lists(situation: PoolFacts) -> Iterable[RefusalReason]:
    """Every region of the pool must have been listed, and lately.

    The watch judges age by the wall clock and says it in the source's state;
    without a state, the list's own time decides, in estate time.
    """
    for place in situation.places:
        for region in place.regions:
            fresh = _list_freshness(situation, region)
            if fresh is Freshness.FRESH:
                continue
            code = (
                "guard.instances_stale" if fresh is Freshness.STALE else "guard.instances_unknown"
            )
            why = notice(code, region=region)
            guard = "instances.stale" if fresh is Freshness.STALE else "instances.unknown"
            yield RefusalReason(guard, why, notice("remedy.refresh"))


def health(situation: PoolFacts, draft: Draft) -> Iterable[RefusalReason]:
    """Removing what serves needs fresh health and load. Where no metrics are kept, nothing can."""
    if METRICS not in situation.estate.sources or not removes_active(situation, draft):
        return
    state = situation.estate.sources[METRICS]
    pool = situation.pool.name
    remedy = notice("remedy.metrics")
    if state.freshness is not Freshness.FRESH:
        stale = state.freshness is Freshness.STALE
        code = "guard.metrics_stale" if stale else "guard.metrics_unknown"
        guard = "metrics.stale" if stale else "metrics.unknown"
        yield RefusalReason(guard, notice(code, pool=pool), remedy)
        return
    if not situation.estate.health.get(pool):
        yield RefusalReason("health.unknown", notice("guard.health_unknown", pool=pool), remedy)
    load = situation.estate.loads.get(pool)
    if load is None or not known(load.total.connections):
        yield RefusalReason("load.unknown", notice("guard.load_unknown", pool=pool), remedy)


def removes_active(situation: PoolFacts, draft: Draft) -> bool:
    """Say whether an instance that would be removed is ACTIVE and so may be serving."""
    status = {i.id: i.status for i in situation.owned}
    return any(
        status.get(change.resource_id or "", InstanceStatus.BUILD) is InstanceStatus.ACTIVE
        for change in draft.changes
        if change.desired is Desired.ABSENT
    )


def known(figure: Figure) -> bool:
    """Say whether a figure has a value that is a number."""
    return figure.value is not None and math.isfinite(figure.value)


def _list_freshness(situation: PoolFacts, region: str) -> Freshness:
    estate = situation.estate
    view = estate.regions.get(region)
    if view is None:
        return Freshness.UNKNOWN
    state = estate.sources.get(f"nova:{region}")
    if state is not None:
        return state.freshness
    age_s = (estate.at - view.observed_at).total_seconds()
    return Freshness.FRESH if age_s <= situation.policy.limits.stale_after_s else Freshness.STALE

"""The part of the estate that the guards on instances look at, read by the worker itself."""

from dataclasses import replace

from console.kinds.instances import evidence
from console.kinds.instances.observe import METRICS
from console.kinds.instances.patience import pool_of
from console.kinds.instances.readings import fixtures_of, quota_of
from console.kinds.instances.verbs import SIDES
from console.kinds.regions import WITHIN_S, region_of
from console.kinds.sources import Sources
from console.kinds.step import Ground
from console.model.estate import Estate, RegionView, SourceState
from console.model.figure import Freshness
from console.model.fixtures import Fixtures
from console.model.plan import Desired
from console.model.quota import Quota
from console.model.resource import QUARANTINE, REBOOT


def estate(sources: Sources, ground: Ground) -> Estate:
    """The regions of the pool; for removals, reboots and quarantines also its health and load.

    A region that is silent is there as it was last seen, and said to be stale; one
    that this worker never saw is missing.
    """
    pool = pool_of(ground)
    mine = [change for change in ground.operation.plan.changes if change.resource in SIDES]
    regions = {change.region for change in mine}.union(ground.policy.regions_of(pool))
    new = {change.region for change in mine if change.desired is Desired.PRESENT}
    quotas: dict[str, Quota] = {}
    fixtures: dict[str, Fixtures] = {}
    views: dict[str, RegionView] = {}
    states: dict[str, SourceState] = {}
    for region in sorted(regions):
        quota = quota_of(sources, region) if region in new else None
        view, freshness = region_of(sources, region)
        # After the list: a region that is silent is not asked for more.
        stands = fixtures_of(sources, ground, region) if region in new else None
        if stands is not None:
            fixtures[region] = stands
        states[f"nova:{region}"] = SourceState(f"nova:{region}", freshness)
        if view is not None:
            views[region] = view
        if quota is not None:
            quotas[region] = quota
    found = Estate(ground.now, None, views, quotas, fixtures=fixtures, sources=states)
    disturbs = any(c.desired is Desired.ABSENT or c.resource in {REBOOT, QUARANTINE} for c in mine)
    return _with_metrics(found, sources, ground) if disturbs else found


def _with_metrics(found: Estate, sources: Sources, ground: Ground) -> Estate:
    metrics, pool = sources.systems.metrics, pool_of(ground)
    if metrics is None:
        return found
    health = sources.recent(METRICS, ("health", pool.name), WITHIN_S, lambda: metrics.health(pool))
    load = sources.recent(METRICS, ("load", pool.name), WITHIN_S, lambda: metrics.load(pool))
    known = health is not None and load is not None
    found.sources[evidence.METRICS] = SourceState(
        evidence.METRICS, Freshness.FRESH if known else Freshness.UNKNOWN
    )
    return replace(
        found,
        health={} if health is None else {pool.name: health},
        loads={} if load is None else {pool.name: load},
    )

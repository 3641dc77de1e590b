"""The part of the estate that the guards on instances look at, read by the worker itself."""

from console.kinds.instances import evidence
from console.kinds.instances.observe import METRICS
from console.kinds.instances.patience import pool_of
from console.kinds.sources import Sources
from console.kinds.step import Ground
from console.model.estate import Estate, RegionView, SourceState
from console.model.figure import Freshness
from console.model.plan import Desired

WITHIN_S = 10.0
"""How old, in wall seconds, what another operation's pass has read may be."""


def estate(sources: Sources, ground: Ground) -> Estate:
    """The regions of the pool; where something is removed, also its health and its load.

    A region that is silent is there as it was last seen, and said to be stale; one
    that this worker never saw is missing.
    """
    pool = pool_of(ground)
    shared = {share.datacenter for share in pool.shares}
    planned = {change.region for change in ground.operation.plan.changes}
    regions = planned | {
        region
        for place in ground.policy.datacenters
        if place.code in shared
        for region in place.regions
    }
    views: dict[str, RegionView] = {}
    states: dict[str, SourceState] = {}
    for region in sorted(regions):
        view, freshness = _region(sources, region)
        states[f"nova:{region}"] = SourceState(f"nova:{region}", freshness)
        if view is not None:
            views[region] = view
    found = Estate(at=ground.now, regions=views, sources=states)
    removes = any(c.desired is Desired.ABSENT for c in ground.operation.plan.changes)
    return _with_metrics(found, sources, ground) if removes else found


def _region(sources: Sources, region: str) -> tuple[RegionView | None, Freshness]:
    """A region as it is now, or as it was last seen."""
    compute = sources.systems.compute
    assert compute is not None  # noqa: S101 - `lacks` has looked
    silent = (region, Freshness.UNKNOWN)
    if sources.recollection.get(silent, WITHIN_S) is None:
        view = sources.recent(region, region, WITHIN_S, lambda: compute.instances(region))
        if view is not None:
            return view, Freshness.FRESH
        # A region that hangs must not hold up the others at every pass.
        sources.recollection.put(silent, region)
    last = sources.recollection.get(region)
    known = last if isinstance(last, RegionView) else None
    return known, Freshness.UNKNOWN if known is None else Freshness.STALE


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
    return Estate(
        at=found.at,
        regions=found.regions,
        sources=found.sources,
        health={} if health is None else {pool.name: health},
        loads={} if load is None else {pool.name: load},
    )

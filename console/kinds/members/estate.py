"""The part of the estate that the guards on members look at, read by the worker itself."""

from dataclasses import replace

from console.kinds.members.patience import pool_of
from console.kinds.members.readings import view_of
from console.kinds.regions import WITHIN_S, region_of
from console.kinds.sources import Sources
from console.kinds.step import Ground
from console.model.balancer import BalancerView
from console.model.estate import Estate, RegionView, SourceState
from console.model.figure import Freshness
from console.model.plan import Desired
from console.model.resource import MEMBER
from console.model.serving import METRICS, service, source_name


def estate(sources: Sources, ground: Ground) -> Estate:
    """The load balancers of the changes' regions; where a member goes, all that the pool serves."""
    pool = pool_of(ground)
    mine = [c for c in ground.operation.plan.changes if c.resource == MEMBER]
    removes = any(change.desired is Desired.ABSENT for change in mine)
    balancers: dict[str, BalancerView] = {}
    states: dict[str, SourceState] = {}
    for region in sorted(pool.balanced if removes else {change.region for change in mine}):
        view = view_of(sources, ground, region)
        freshness = Freshness.UNKNOWN if view is None else Freshness.FRESH
        states[source_name(region)] = SourceState(source_name(region), freshness)
        if view is not None:
            balancers[region] = view
    found = Estate(ground.now, balancers=balancers, sources=states)
    return _served(found, sources, ground) if removes else found


def _served(found: Estate, sources: Sources, ground: Ground) -> Estate:
    """The estate with the pool's instances in all its regions, and which of them are in service."""
    pool, metrics = pool_of(ground), sources.systems.metrics
    regions: dict[str, RegionView] = {}
    for region in sorted(set(ground.policy.regions_of(pool))):
        view, freshness = region_of(sources, region)
        found.sources[f"nova:{region}"] = SourceState(f"nova:{region}", freshness)
        if view is not None and freshness is Freshness.FRESH:
            regions[region] = view
    health = None
    if metrics is not None:
        key = ("health", pool.name)
        health = sources.recent(METRICS, key, WITHIN_S, lambda: metrics.health(pool))
    told = {} if health is None else {pool.name: health}
    whole = replace(found, regions=regions, health=told)
    return replace(whole, service={pool.name: service(whole, pool)})

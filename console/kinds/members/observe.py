"""Read what a pass over members must know: pools with members, servers, health. Some may fail."""

from collections.abc import Iterable, Sequence

from console.kinds.members.observation import MemberSight
from console.kinds.members.patience import named, pool_of
from console.kinds.members.readings import view_of
from console.kinds.regions import named as instances
from console.kinds.sources import Sources
from console.kinds.step import Ground
from console.model.balancer import BalancerPool, BalancerView
from console.model.estate import Estate
from console.model.notice import Notice, notice
from console.model.operation import Change, Phase
from console.model.plan import Desired
from console.model.serving import METRICS, named_pool
from console.model.tracked import Tracked
from console.model.wanted import SERVER


def observe(tracked: Sequence[Tracked], sources: Sources, ground: Ground) -> MemberSight:
    """One bulk read of each region's load balancers, and of the instances still to be known."""
    going = [item.change for item in tracked if not item.phase.final]
    views: dict[str, BalancerView] = {}
    pools: dict[str, BalancerPool | Notice] = {}
    for region in sorted({change.region for change in going}):
        balancer = named(ground, region)
        if balancer is None:
            pools[region] = notice("guard.member_settings", region=region)
            continue
        view = view_of(sources, ground, region, within_s=0.0)
        if view is not None:
            views[region] = view
            seen = Estate(ground.now, balancers={region: view})
            pools[region] = named_pool(seen, region, balancer)
    return MemberSight(
        pools=pools,
        views=views,
        servers=instances(_unknown(going), sources),
        health=_health(tracked, pools.values(), sources, ground),
        sessions=_sessions(tracked, sources),
    )


def _unknown(changes: Iterable[Change]) -> Iterable[tuple[str, str, str | None]]:
    """The instances whose members have not been seen yet."""
    for change in changes:
        known = change.phase is not Phase.PLANNED
        if change.desired is Desired.PRESENT:
            known = change.resource_id is not None
        if not known:
            number = change.wanted.get(SERVER)
            yield change.region, change.name, None if number is None else str(number)


def _health(
    tracked: Sequence[Tracked],
    pools: Iterable[BalancerPool | Notice],
    sources: Sources,
    ground: Ground,
) -> dict[str, bool] | None:
    """What metrics say, where nobody checks the members that have been asked for."""
    metrics = sources.systems.metrics
    unchecked = any(isinstance(one, BalancerPool) and one.monitor is None for one in pools)
    asked = any(
        t.change.desired is Desired.PRESENT and t.phase is not Phase.PLANNED and not t.phase.final
        for t in tracked
    )
    if metrics is None or not (unchecked and asked):
        return None
    return sources.read(METRICS, lambda: metrics.health(pool_of(ground)))


def _sessions(tracked: Sequence[Tracked], sources: Sources) -> dict[str, float]:
    """The connections that are left, while members are being drained."""
    metrics = sources.systems.metrics
    if metrics is None or all(t.phase is not Phase.DRAINING for t in tracked):
        return {}
    return sources.read(METRICS, metrics.sessions) or {}

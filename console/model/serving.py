"""What of a pool is in service: where it stands behind a load balancer, what that one says.

The metrics answer instead only where the load balancer says that nobody checks. What it
does not tell is unknown, whatever a target says.
"""

from collections.abc import Iterable

from console.model.balancer import BalancerPool, BalancerView, Member, Operating
from console.model.estate import Estate, PoolService
from console.model.figure import Freshness
from console.model.instance import Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.pool import Pool, PoolBalancer

METRICS = "prometheus"


def source_name(region: str) -> str:
    """What the source of a region's load balancers is called."""
    return f"octavia:{region}"


def silence(estate: Estate) -> Notice | None:
    """Why nothing that the metrics server ever said counts now; None when it does."""
    state = estate.sources.get(METRICS)
    if state is None:  # an estate that no watch keeps has what it was made with
        return None if estate.health or estate.loads else notice("metrics.absent")
    if state.freshness is Freshness.FRESH:
        return None
    if state.failure is not None:
        return state.failure
    return notice("metrics.stale" if state.freshness is Freshness.STALE else "metrics.unread")


def service(estate: Estate, pool: Pool) -> PoolService:
    """Judge every instance of a pool; where no load balancer is named, metrics say as ever."""
    targets = {} if silence(estate) is not None else estate.health.get(pool.name, {})
    told, unknown = dict(targets), dict[str, Notice | None]()
    for region, named in pool.balanced.items():
        view = estate.regions.get(region)
        ours = [] if view is None else [one for one in view.instances if pool.owns(one)]
        for one in ours:
            told.pop(one.name, None)
        found = named_pool(estate, region, named)
        if isinstance(found, Notice):
            unknown[region] = found
            continue
        known = _judged(found, _working(estate.balancers[region], found), ours, targets)
        told.update({name: is_up for name, is_up in known.items() if is_up is not None})
        unknown[region] = _lost(estate, found, ours, known)
    return PoolService(told, unknown)


def named_pool(estate: Estate, region: str, named: PoolBalancer) -> BalancerPool | Notice:
    """The load-balancer pool that the settings name, with its members; else why nobody can say."""
    why = _silence_of(estate, region)
    if why is not None:
        return why
    pools = estate.balancers[region].pools
    found = {pool.id: pool for pool in pools if named.pool in {pool.id, pool.name}}
    if not found:
        return notice("balancer.no_pool", pool=named.pool, region=region)
    if len(found) > 1:
        return notice("balancer.pool_twice", pool=named.pool, region=region, n=len(found))
    [pool] = found.values()
    return notice("balancer.unread", region=region) if pool.members is None else pool


def _silence_of(estate: Estate, region: str) -> Notice | None:
    """Why the load balancers of a region tell nothing now, or not all."""
    view, state = estate.balancers.get(region), estate.sources.get(source_name(region))
    if state is not None and state.freshness is not Freshness.FRESH and state.failure is not None:
        return state.failure
    if view is None or (state is not None and state.freshness is Freshness.UNKNOWN):
        return notice("balancer.unread", region=region)
    if state is not None and state.freshness is Freshness.STALE:
        return notice("balancer.stale", region=region)
    if view.unreadable:
        return notice("balancer.unreadable", region=region, n=view.unreadable)
    return None


def members_of(pool: BalancerPool, instance: Instance) -> tuple[Member, ...]:
    """The members at an instance's addresses."""
    there = pool.members or ()
    return tuple(one for one in there if one.settings.address in instance.addresses)


def _working(view: BalancerView, pool: BalancerPool) -> bool:
    """Whether the pool and its load balancer are switched on."""
    above = (one for one in view.balancers if one.id == pool.balancer_id)
    return pool.admin_state_up and all(one.admin_state_up for one in above)


def _judged(
    pool: BalancerPool,
    working: bool,  # noqa: FBT001 - one fact among others
    ours: Iterable[Instance],
    targets: dict[str, bool],
) -> dict[str, bool | None]:
    at: dict[str, list[Member]] = {}
    for member in pool.members or ():
        at.setdefault(member.settings.address, []).append(member)
    return {
        one.name: working
        and _serves(
            [member for address in one.addresses for member in at.get(address, ())],
            targets.get(one.name),
        )
        for one in ours
    }


def _serves(members: list[Member], target: bool | None) -> bool | None:  # noqa: FBT001 - a tri-state figure
    """One member that serves is enough; without any, no traffic comes."""
    said = [
        (target if _unchecked(member) else member.confirmed) if _fed(member) else False
        for member in members
    ]
    if any(said):
        return True
    return None if None in said else False


def _unchecked(member: Member) -> bool:
    """Whether nobody looks at a member that gets traffic."""
    return _fed(member) and member.state.operating is Operating.NO_MONITOR


def _fed(member: Member) -> bool:
    """Whether new connections are sent to it while it is well."""
    settings = member.settings
    return settings.admin_state_up and settings.weight > 0 and not settings.backup


def _lost(
    estate: Estate, pool: BalancerPool, ours: list[Instance], known: dict[str, bool | None]
) -> Notice | None:
    """Why nobody can count a region: nobody tells of what runs there, of no instance at all."""
    active = [one for one in ours if one.status is InstanceStatus.ACTIVE]
    asked = [
        one
        for one in active
        if known[one.name] is None or any(map(_unchecked, members_of(pool, one)))
    ]
    if not asked or any(known[one.name] is not None for one in asked):
        return None
    if not any(_unchecked(member) for one in asked for member in members_of(pool, one)):
        return notice("balancer.status_unknown", pool=pool.name, region=pool.region)
    return silence(estate) or notice("balancer.unmonitored", pool=pool.name, region=pool.region)

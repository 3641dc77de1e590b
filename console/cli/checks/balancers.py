"""The load balancers that pools name: whether they are there and watched, and their members."""

from collections.abc import Iterator

from console.cli.checks.check import Check
from console.desk.session import Session
from console.model.balancer import BalancerPool, Member, Operating, Provisioning
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.notice import Notice, NoticeValue, notice
from console.model.pool import PoolBalancer
from console.model.serving import named_pool

EXAMPLES = 3


def checks(session: Session, estate: Estate) -> Iterator[Check]:
    """Each load-balancer pool that is named, in each region, and what is odd about its members."""
    for name, pool in session.policy.pools.items():
        for region, named in pool.balanced.items():
            found = named_pool(estate, region, named)
            label = f"{name} {region}"
            if isinstance(found, Notice):
                yield Check.bad(label, found)
            else:
                yield _stands(estate, label, found)
                yield from _members(estate, label, found, named)


def _stands(estate: Estate, label: str, pool: BalancerPool) -> Check:
    above = next(
        one for one in estate.balancers[pool.region].balancers if one.id == pool.balancer_id
    )
    values: dict[str, NoticeValue] = {
        "pool": pool.name,
        "balancer": above.name or above.id,
        "provider": pool.provider,
        "n": len(pool.members or ()),
    }
    broken = Provisioning.ERROR in {pool.state.provisioning, above.state.provisioning}
    if broken:
        return Check.bad(label, notice("doctor.balancer_broken", **values))
    if not (pool.admin_state_up and above.admin_state_up):
        return Check.bad(label, notice("doctor.balancer_off", **values))
    watch = pool.monitor
    if watch is None or not watch.admin_state_up:
        return Check.hint(label, notice("doctor.balancer_unwatched", **values))
    every: dict[str, NoticeValue] = {"monitor": watch.type, "seconds": watch.delay_s}
    return Check.well(label, notice("doctor.balancer", **values, **every))


def _members(
    estate: Estate, label: str, pool: BalancerPool, named: PoolBalancer
) -> Iterator[Check]:
    members = pool.members or ()
    sick = [one for one in members if one.state.operating is Operating.ERROR]
    if sick:
        yield Check.hint(label, notice("doctor.members_error", **_some(sick)))
    elsewhere = [one for one in members if one.settings.protocol_port != named.port]
    if elsewhere:
        found = notice("doctor.members_port", port=str(named.port), **_some(elsewhere))
        yield Check.hint(label, found)
    ours = _addresses(estate, pool)
    orphans = [one for one in members if one.settings.address not in ours]
    if orphans and _listed(estate, pool.region):
        yield Check.hint(label, notice("doctor.members_orphaned", **_some(orphans)))


def _addresses(estate: Estate, pool: BalancerPool) -> set[str]:
    view = estate.regions.get(pool.region)
    return set() if view is None else {at for one in view.instances for at in one.addresses}


def _listed(estate: Estate, region: str) -> bool:
    """Whether every instance of a region is known: else nothing is nobody's."""
    view = estate.regions.get(region)
    if view is None or estate.unseen(region):
        return False
    state = estate.sources.get(f"nova:{region}")
    return state is None or state.freshness is Freshness.FRESH


def _some(members: list[Member]) -> dict[str, NoticeValue]:
    shown = [f"{one.settings.name or one.id} ({one.settings.address})" for one in members]
    more = "" if len(shown) <= EXAMPLES else ", …"
    return {"n": len(shown), "names": ", ".join(shown[:EXAMPLES]) + more}

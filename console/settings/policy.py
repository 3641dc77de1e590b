"""Settings as the planner knows them: places, pools, prices and limits."""

from console.model.money import Price
from console.model.place import Datacenter
from console.model.policy import Limits, Policy
from console.model.pool import Pool, PoolKind, Share
from console.settings.model import PoolSettings, Settings


def policy(settings: Settings, *, read_only: str | None = None) -> Policy:
    """The settled side of planning; `read_only` is the notice code of why nothing may change."""
    return Policy(
        datacenters=datacenters(settings),
        pools=pools(settings),
        limits=limits(settings),
        prices={
            flavor: Price(flavor, amount, settings.prices.source, settings.prices.as_of)
            for flavor, amount in settings.prices.hourly.items()
        },
        frozen={
            name: pool.frozen for name, pool in settings.pools.items() if pool.frozen is not None
        },
        read_only=read_only,
    )


def datacenters(settings: Settings) -> tuple[Datacenter, ...]:
    """The datacenters, in the order of the file."""
    return tuple(
        Datacenter(place.code, place.name, place.country, place.regions)
        for place in settings.datacenters
    )


def pools(settings: Settings) -> dict[str, Pool]:
    """The pools by name."""
    return {name: _pool(name, pool) for name, pool in settings.pools.items()}


def limits(settings: Settings) -> Limits:
    """What one operation may do at most."""
    return Limits(
        allowed_countries=settings.estate.allowed_countries,
        shrink_at_most=settings.guards.shrink_at_most,
        shrink_ratio=settings.guards.shrink_ratio,
        stale_after_s=settings.guards.stale_after_s,
        batch_size=settings.openstack.batch_size,
        compute_rate=settings.openstack.compute_rate,
    )


def _pool(name: str, pool: PoolSettings) -> Pool:
    return Pool(
        name=name,
        kind=PoolKind(pool.kind),
        baseline=pool.baseline,
        ceiling=pool.ceiling,
        burst_to=pool.burst_to,
        flavor=pool.flavor,
        image=pool.image,
        network=pool.network,
        shares=tuple(Share(code, share.weight, share.cap) for code, share in pool.shares.items()),
        name_pattern=pool.name_pattern,
        connections_per_instance=pool.connections_per_instance,
        confirm_above=pool.confirm_above,
        boot_deadline_s=pool.boot_deadline_s,
        key_name=pool.key_name,
        security_groups=pool.security_groups,
        metadata=dict(pool.metadata),
    )

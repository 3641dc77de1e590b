"""One write at a time: a load balancer that is not ACTIVE takes none."""

from collections.abc import Iterable

from console.rehearsal.loadbalancer import refusals
from console.rehearsal.loadbalancer.estate import RegionBalancers
from console.rehearsal.loadbalancer.things import (
    ACTIVE,
    DELETED,
    ERROR,
    PENDING_CREATE,
    PENDING_DELETE,
    PENDING_UPDATE,
    BalancerPart,
    Progress,
    SimulatedBackend,
    SimulatedBalancer,
    SimulatedListener,
)

NOUNS = {
    "loadbalancer": "Load Balancer",
    "listener": "Listener",
    "pool": "Pool",
    "member": "Member",
    "healthmonitor": "Health Monitor",
}


def on_balancer(region: RegionBalancers, balancer: SimulatedBalancer, *, deleting: bool) -> None:
    """Begin its own update, or its deletion, which also one in ERROR takes."""
    state = balancer.progress.at(region.now())
    if state != ACTIVE and not (deleting and state == ERROR):
        raise refusals.invalid_state(state, balancer.id)
    _mark(region, (balancer,), PENDING_DELETE if deleting else PENDING_UPDATE)


def on_part(
    region: RegionBalancers,
    balancer: SimulatedBalancer,
    *,
    listeners: Iterable[SimulatedListener] = (),
    pool: SimulatedBackend | None = None,
) -> None:
    """Begin a write to a part: all that it leads through is PENDING_UPDATE with it."""
    mutable_balancer(region, balancer)
    parts: list[BalancerPart] = [balancer, *listeners]
    _mark(region, [*parts, pool] if pool is not None else parts, PENDING_UPDATE)


def on_pool(region: RegionBalancers, pool: SimulatedBackend) -> None:
    """Begin a write to a pool's members or its monitor: the pool must be ACTIVE, too."""
    mutable_pool(region, pool)
    on_part(region, pool.balancer, listeners=pool.listeners, pool=pool)


def mutable_balancer(region: RegionBalancers, balancer: SimulatedBalancer) -> None:
    """Refuse where the load balancer is PENDING or in ERROR."""
    if balancer.progress.at(region.now()) != ACTIVE:
        raise refusals.immutable(NOUNS["loadbalancer"], balancer.id)


def mutable_pool(region: RegionBalancers, pool: SimulatedBackend) -> None:
    """Refuse where the pool, or its load balancer, is PENDING or in ERROR."""
    if pool.progress.at(region.now()) != ACTIVE:
        raise refusals.immutable(NOUNS["pool"], pool.id)
    mutable_balancer(region, pool.balancer)


def creating(region: RegionBalancers, *, balancer: bool = False) -> Progress:
    """The provisioning status of what is being made."""
    rules = region.rules
    takes_s = rules.create_s if balancer else rules.update_s
    return Progress(PENDING_CREATE, region.now() + takes_s)


def updating(region: RegionBalancers, part: BalancerPart) -> None:
    """A part is being changed."""
    _mark(region, (part,), PENDING_UPDATE)


def deleting(region: RegionBalancers, part: BalancerPart) -> None:
    """A part is being deleted."""
    _mark(region, (part,), PENDING_DELETE)


def _mark(region: RegionBalancers, parts: Iterable[BalancerPart], pending: str) -> None:
    """What is PENDING until the amphorae are told, and what it is then."""
    at = region.now()
    then = DELETED if pending == PENDING_DELETE else ACTIVE
    for part in parts:
        part.progress = Progress(pending, at + region.rules.update_s, then)
        part.updated_at = at + region.rules.update_s
    region.generation += 1

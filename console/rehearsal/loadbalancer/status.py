"""Operating statuses: what the amphorae's HAProxy sees, as the health manager writes it down.

Mapping: octavia/amphorae/drivers/health/heartbeat_udp.py; of OVN, helper.py of its provider.
"""

from collections.abc import Iterable

from console.rehearsal.loadbalancer.estate import RegionBalancers
from console.rehearsal.loadbalancer.things import (
    ACTIVE,
    OVN,
    BalancerPart,
    SimulatedBackend,
    SimulatedBalancer,
    SimulatedMember,
)

ONLINE, OFFLINE, DEGRADED, ERROR = "ONLINE", "OFFLINE", "DEGRADED", "ERROR"
DRAINING, NO_MONITOR = "DRAINING", "NO_MONITOR"


def answers(
    region: RegionBalancers, pool: SimulatedBackend, member: SimulatedMember, at: float
) -> bool:
    """Whether the pool's checks hold a member for up; without a monitor all are."""
    monitor = pool.monitor
    if monitor is None or not monitor.enabled:
        return True
    if any(flap.down(at) for flap in member.flaps):
        return False
    return region.reach.found_up(
        member.monitor_address or member.address,
        at,
        rise_s=monitor.delay * monitor.rise,
        fall_s=monitor.delay * monitor.fall,
    )


def observed(region: RegionBalancers, at: float) -> dict[str, str]:
    """The operating status of every part, by id."""
    found: dict[str, str] = {}
    for balancer in region.balancers.values():
        _balancer(region, balancer, at, found)
    if region.frozen is None:
        return found
    return {key: region.frozen.get(key, _first(region, key)) for key in found}


def _first(region: RegionBalancers, key: str) -> str:
    """What a part is created with, which no heartbeat has changed yet."""
    for pool in region.pools():
        if key in pool.members:
            return _unreported(pool)
    return OFFLINE


def _unreported(pool: SimulatedBackend) -> str:
    return NO_MONITOR if pool.monitor is None else OFFLINE


def _balancer(
    region: RegionBalancers, balancer: SimulatedBalancer, at: float, found: dict[str, str]
) -> None:
    states = [_pool(region, pool, at, found) for pool in balancer.pools.values()]
    up = balancer.enabled and balancer.progress.at(at) != "PENDING_CREATE"
    for listener in balancer.listeners.values():
        created = listener.progress.at(at) == "PENDING_CREATE"
        found[listener.id] = ONLINE if up and listener.enabled and not created else OFFLINE
    found[balancer.id] = _worst(states) if up else OFFLINE


def _worst(states: Iterable[str]) -> str:
    every = set(states)
    return next((state for state in (ERROR, DEGRADED) if state in every), ONLINE)


def _pool(region: RegionBalancers, pool: SimulatedBackend, at: float, found: dict[str, str]) -> str:
    states = {id_: _member(region, pool, one, at) for id_, one in pool.members.items()}
    found.update(states)
    if pool.monitor is not None:
        found[pool.monitor.id] = ONLINE if pool.monitor.enabled else OFFLINE
    if not pool.listeners or not pool.enabled:
        found[pool.id] = OFFLINE
    elif pool.balancer.provider == OVN:
        found[pool.id] = _of_ovn(list(states.values()))
    else:
        beats = region.rules.heartbeat_s
        told = {states[id_] for id_, one in pool.members.items() if not _new(one, at, beats)}
        found[pool.id] = _of_haproxy(told)
    return found[pool.id]


def _of_haproxy(told: set[str]) -> str:
    """UP while a server works or none is there; DEGRADED by one that is DOWN."""
    if told and not {ONLINE, NO_MONITOR} & told:
        return ERROR
    return DEGRADED if ERROR in told else ONLINE


def _of_ovn(states: list[str]) -> str:
    if all(state == OFFLINE for state in states):
        return OFFLINE
    if all(state in {ERROR, OFFLINE} for state in states):
        return ERROR
    return DEGRADED if ERROR in states else ONLINE


def _member(
    region: RegionBalancers, pool: SimulatedBackend, member: SimulatedMember, at: float
) -> str:
    setting = member.setting
    if _new(member, at, region.rules.heartbeat_s):
        return _unreported(pool)
    if not setting.enabled or not pool.enabled:
        return OFFLINE
    if not answers(region, pool, member, at):
        return ERROR
    if setting.weight == 0 and pool.balancer.provider != OVN:
        return DRAINING
    return NO_MONITOR if pool.monitor is None else ONLINE


def _new(member: BalancerPart, at: float, heartbeat_s: float) -> bool:
    """Whether no heartbeat has told of it: it is being made, or only just is."""
    made = member.progress.until if member.progress.then == ACTIVE else 0.0
    created = member.progress.now == "PENDING_CREATE"
    return created and at < made + heartbeat_s

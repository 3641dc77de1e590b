"""Octavia in one region: what there is, and the addresses it holds."""

import random
from collections.abc import Iterator
from uuid import UUID

from console.rehearsal.loadbalancer.reach import Reach
from console.rehearsal.loadbalancer.scenario import BalancerQuota, Balancing
from console.rehearsal.loadbalancer.things import (
    AMPHORA,
    DELETED,
    OVN,
    BalancerPart,
    MemberSetting,
    SimulatedBackend,
    SimulatedBalancer,
    SimulatedListener,
    SimulatedMember,
    SimulatedMonitor,
)
from console.rehearsal.nic import Nic, NicAddress, NicMaker, ServicePort
from console.rehearsal.region import Region
from console.rehearsal.scenario import Scenario

PROVIDERS = {
    AMPHORA: "The Octavia Amphora driver.",
    OVN: "Octavia OVN driver.",
}
HELD = {AMPHORA: 3, OVN: 1}
"""Addresses of the subnet a load balancer eats: its own, and one an amphora of the pair."""
METRICS_PORT = 8088
YEAR_S = 365 * 86_400.0


class RegionBalancers:
    """The load balancers of a region. `generation` grows with every write."""

    def __init__(self, region: Region, scenario: Scenario) -> None:
        self.region = region
        self.rules: Balancing = scenario.balancing
        self.reach = Reach(region)
        self.quota = self.rules.quotas.get(region.name, BalancerQuota())
        self.balancers: dict[str, SimulatedBalancer] = {}
        self.frozen: dict[str, str] | None = None
        """Operating statuses by id as the health manager left them, since it stands still."""
        self.generation = 0
        self._ids = random.Random(f"{scenario.seed}/{region.name}/balancers")  # noqa: S311 - reproducible, not secret
        if self.rules.pool is not None and (
            not self.rules.regions or region.name in self.rules.regions
        ):
            self._settle(self.rules.pool)

    def new_id(self) -> str:
        """A fresh id, the same in every run of the scenario."""
        return str(UUID(int=self._ids.getrandbits(128), version=4))

    def now(self) -> float:
        """Estate time, seconds since 1970."""
        return self.region.clock.now()

    def pools(self) -> Iterator[SimulatedBackend]:
        """Every pool."""
        return (pool for each in self.balancers.values() for pool in each.pools.values())

    def listeners(self) -> Iterator[SimulatedListener]:
        """Every listener."""
        return (one for each in self.balancers.values() for one in each.listeners.values())

    def monitors(self) -> Iterator[tuple[SimulatedBackend, SimulatedMonitor]]:
        """Every health monitor, with its pool."""
        return ((pool, pool.monitor) for pool in self.pools() if pool.monitor is not None)

    def members(self) -> Iterator[SimulatedMember]:
        """Every member."""
        return (member for pool in self.pools() for member in pool.members.values())

    def sweep(self) -> None:
        """Let go of what has been deleted by now; what is measured of it ends, too."""
        at = self.now()
        for balancer in list(self.balancers.values()):
            if _gone(balancer, at):
                del self.balancers[balancer.id]
                self.region.service_ports.pop(balancer.nic.port_id, None)
                self.generation += 1
                continue
            for pool in list(balancer.pools.values()):
                self._sweep_pool(balancer, pool, at)
            for listener in [one for one in balancer.listeners.values() if _gone(one, at)]:
                del balancer.listeners[listener.id]
                self.generation += 1

    def _sweep_pool(self, balancer: SimulatedBalancer, pool: SimulatedBackend, at: float) -> None:
        if pool.monitor is not None and _gone(pool.monitor, at):
            pool.monitor = None
        for member in [one for one in pool.members.values() if _gone(one, at)]:
            del pool.members[member.id]
        if _gone(pool, at):
            del balancer.pools[pool.id]
            self.generation += 1
            for listener in pool.listeners:
                listener.default = None

    def taken(self, address: str) -> bool:
        """Whether the private network has that address in use."""
        nics = self.region.nics(self.now())
        return any(fixed.address == address for nic in nics for fixed in nic.fixed)

    def plug(self, wanted: str | None, provider: str) -> tuple[Nic, ...]:
        """Interfaces for a new load balancer, its own first. NoAddress when the subnet is full."""
        network = self.region.private
        own: tuple[Nic, ...] = ()
        if wanted is not None:
            fixed = (NicAddress(network.subnets[0], wanted),)
            own = (Nic(self.new_id(), self._new_mac(), network, fixed),)
        maker = NicMaker((*self.region.nics(self.now()), *own), self.new_id, self._new_mac)
        more = HELD[provider] - len(own)
        return own + tuple(nic for _ in range(more) for nic in maker.connect((network,)))

    def _new_mac(self) -> str:
        return "fa:16:3e:" + ":".join(f"{self._ids.getrandbits(8):02x}" for _ in range(3))

    def stand(self, balancer: SimulatedBalancer, hidden: tuple[Nic, ...]) -> None:
        """Take a load balancer in, with its port and those of its amphorae."""
        self.balancers[balancer.id] = balancer
        self.region.service_ports[balancer.nic.port_id] = ServicePort(
            nic=balancer.nic,
            name=f"octavia-lb-{balancer.id}",
            device_id=f"lb-{balancer.id}",
            device_owner="Octavia",
            created_at=balancer.created_at,
            hidden=hidden,
        )
        self.generation += 1

    def _settle(self, pool: str) -> None:
        """The scenario's load balancer, with the pool's instances behind it."""
        rules, created = self.rules, self.region.clock.estate_epoch - YEAR_S
        datacenter = self.region.site.datacenter
        name = f"{pool}-{datacenter.lower()}"
        nic, *hidden = self.plug(None, rules.provider)
        balancer = SimulatedBalancer(
            id=self.new_id(),
            name=name,
            created_at=created,
            nic=nic,
            provider=rules.provider,
        )
        backend = self._backend(balancer, pool, created)
        backend.datacenter = datacenter
        listener = SimulatedListener(
            id=self.new_id(),
            name=name,
            created_at=created,
            balancer=balancer,
            protocol="TCP" if rules.provider == OVN else "HTTP",
            protocol_port=rules.port,
            default=backend,
        )
        balancer.listeners[listener.id] = listener
        if rules.metrics and rules.provider == AMPHORA:
            metrics = SimulatedListener(
                id=self.new_id(),
                name=f"{name}-metrics",
                created_at=created,
                balancer=balancer,
                protocol="PROMETHEUS",
                protocol_port=METRICS_PORT,
            )
            balancer.listeners[metrics.id] = metrics
        self.stand(balancer, tuple(hidden))

    def _backend(self, balancer: SimulatedBalancer, pool: str, created: float) -> SimulatedBackend:
        rules, ovn = self.rules, self.rules.provider == OVN
        backend = SimulatedBackend(
            id=self.new_id(),
            name=pool,
            created_at=created,
            balancer=balancer,
            protocol="TCP" if ovn else "HTTP",
            algorithm="SOURCE_IP_PORT" if ovn else "ROUND_ROBIN",
            persistence={"type": rules.persistence} if rules.persistence else None,
        )
        if rules.monitored:
            backend.monitor = SimulatedMonitor(
                id=self.new_id(),
                name=pool,
                created_at=created,
                type="TCP" if ovn else "HTTP",
                http_method=None if ovn else "GET",
                url_path=None if ovn else "/",
                expected_codes=None if ovn else "200",
            )
        balancer.pools[backend.id] = backend
        at = self.now()
        behind = [one for one in self.region.existing(at) if one.pool == pool]
        for instance in behind:
            self._member(backend, instance.name, instance.addresses[0], created)
        head, _, tail = self.region.private.subnets[0].pool[1].rpartition(".")
        for number in range(rules.foreign_members):
            address = f"{head}.{int(tail) - number}"
            self.reach.strangers.add(address)
            self._member(backend, f"foreign-{number + 1}", address, created)
        return backend

    def _member(self, pool: SimulatedBackend, name: str, address: str, created: float) -> None:
        member = SimulatedMember(
            id=self.new_id(),
            name=name,
            created_at=created,
            address=address,
            protocol_port=self.rules.port,
            subnet_id=self.region.private.subnets[0].id,
            settings=[MemberSetting(float("-inf"), enabled=True, weight=1, backup=False)],
        )
        pool.members[member.id] = member


def _gone(part: BalancerPart, at: float) -> bool:
    return part.progress.at(at) == DELETED

"""The simulated estate: three regions, a private cloud, one clock, one record of what was ordered.

Not thread-safe and not in need of it: everything runs on one event loop.
"""

from console.rehearsal.baseline import settle
from console.rehearsal.clock import RehearsalClock
from console.rehearsal.instance import InstanceLife
from console.rehearsal.loadbalancer.estate import RegionBalancers
from console.rehearsal.patroni.cluster import SimulatedCluster
from console.rehearsal.private.estate import PrivateEstate
from console.rehearsal.record import CallRecord
from console.rehearsal.reference import REGIONS
from console.rehearsal.region import Region
from console.rehearsal.scenario import Scenario


class World:
    """The estate. `regions` by name, in the order of the reference estate."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        speed: float | None = None,
        clock: RehearsalClock | None = None,
    ) -> None:
        self.scenario = scenario
        self.clock = clock or RehearsalClock(scenario.starts, speed or scenario.speed)
        self.record = CallRecord(self.clock)
        self.clocks: dict[str, float] = dict(scenario.clocks.items())
        """How many wall seconds each service's clock is ahead of this one."""
        self.regions = {
            site.region: Region(site, scenario, self.clock, self.record, self.clocks)
            for site in REGIONS
        }
        settle(self.regions, scenario)
        self.balancers = {
            name: RegionBalancers(region, scenario) for name, region in self.regions.items()
        }
        self.private = PrivateEstate(scenario, self.clock, self.record)
        self.cluster = (
            SimulatedCluster(self.private.inventory, scenario.patroni)
            if scenario.patroni.standing
            else None
        )

    @property
    def generation(self) -> int:
        """Grows with every order to any region; while it stands, `intervals` stands."""
        return sum(region.generation for region in self.regions.values())

    @property
    def started(self) -> float:
        """Estate time the rehearsal started at, in seconds since 1970."""
        return self.clock.estate_epoch

    def now(self) -> float:
        """Estate time in seconds since 1970, as Prometheus counts."""
        return self.clock.now()

    def intervals(self, pool: str, datacenter: str) -> tuple[InstanceLife, ...]:
        """Every instance of a pool that ever existed in a datacenter, those gone included."""
        return tuple(
            instance.life()
            for region in self.regions.values()
            if region.site.datacenter == datacenter
            for instance in region.instances.values()
            if instance.pool == pool
        )

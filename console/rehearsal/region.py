"""One region of the public cloud: its instances, its quota, and what orders do to them."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from console.rehearsal import quota
from console.rehearsal.addresses import SimulatedSubnet
from console.rehearsal.clock import RehearsalClock
from console.rehearsal.instance import RUNNING, SHUT_DOWN, ActionEntry, SimulatedInstance
from console.rehearsal.quota import Amounts, OverQuota
from console.rehearsal.record import CallRecord
from console.rehearsal.reference import FLAVORS, FlavorFacts, Site
from console.rehearsal.scenario import RegionQuota, Scenario
from console.rehearsal.timeline import Timeline, Transition

NO_VALID_HOST = "No valid host was found. There are not enough hosts available."
UNDONE = "The hypervisor did not answer: the instance was not deleted."
NO_ADDRESS = "Failed to allocate the network(s), not rescheduling."


@dataclass(frozen=True, slots=True)
class Orderer:
    """Who orders, and under which request id."""

    user_id: str
    project_id: str
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedCreation:
    """A creation as it was accepted: names, ids of flavor and image, and what goes with them."""

    names: tuple[str, ...]
    flavor: FlavorFacts
    image: str
    network: str
    reservation_id: str
    metadata: dict[str, str] = field(default_factory=dict)
    key_name: str | None = None
    tags: tuple[str, ...] = ()
    description: str | None = None
    security_groups: tuple[str, ...] = ("default",)
    stuck: bool = False


CellState = Literal["up", "missing", "nameless", "null"]
"""What of a region's second cell is told: all; nothing; ids alone; no metadata and no times."""


class Region:
    """Instances in order of creation. `generation` grows with every order."""

    def __init__(
        self,
        site: Site,
        scenario: Scenario,
        clock: RehearsalClock,
        record: CallRecord,
        clocks: Mapping[str, float],
    ) -> None:
        """`clocks` is how many wall seconds each service's clock is ahead."""
        self.site = site
        self.name = site.region
        self.clock = clock
        self.subnet = SimulatedSubnet(site.subnet)
        self.instances: dict[str, SimulatedInstance] = {}
        self.generation = 0
        self.clocks = clocks
        self.cell: CellState = "up"
        self.quota = scenario.quotas.get(site.region, RegionQuota(instances=site.quota))
        self._scenario = scenario
        self._record = record
        self._created = 0
        self._ids = random.Random(f"{scenario.seed}/{site.region}/ids")  # noqa: S311 - reproducible, not secret
        self._boots = random.Random(f"{scenario.seed}/{site.region}/boots")  # noqa: S311 - reproducible
        self._hosts = random.Random(f"{scenario.seed}/{site.region}/hosts")  # noqa: S311 - reproducible
        self._cuts = [cut for cut in scenario.quota_cuts if cut.region == site.region]

    def hides(self, instance: SimulatedInstance) -> bool:
        """Whether an instance is in the second cell, every other one is, and that is not up."""
        return self.cell != "up" and instance.serial % 2 == 1

    @property
    def ahead_s(self) -> float:
        """How far the compute service's time is ahead of the estate's, in estate seconds."""
        return self.clocks.get("compute", 0.0) * self.clock.speed

    def new_id(self) -> str:
        """A fresh id, the same in every run of the scenario."""
        return str(UUID(int=self._ids.getrandbits(128), version=4))

    def add(self, instance: SimulatedInstance) -> None:
        """Take an instance in."""
        self.instances[instance.id] = instance
        self.generation += 1

    def existing(self, at: float) -> Iterator[SimulatedInstance]:
        """Instances that are not gone."""
        return (found for found in self.instances.values() if not found.gone(at))

    def used(self, at: float) -> Amounts:
        """What counts against the quota; instances being deleted still do."""
        counted = [found.flavor for found in self.existing(at) if found.counted]
        by_name = {flavor.name: flavor for flavor in FLAVORS}
        return Amounts(
            len(counted),
            sum(by_name[name].vcpus for name in counted),
            sum(by_name[name].ram_mib for name in counted),
        )

    def ports(self, at: float) -> list[SimulatedInstance]:
        """Instances that hold a port and an address of the private subnet."""
        return [found for found in self.existing(at) if found.address and found.counted]

    def admit(self, flavor: FlavorFacts, minimum: int, maximum: int) -> int:
        """How many of an order the quotas allow. OverQuota carries Nova's message."""
        at = self.clock.now()
        count = quota.granted(quota.limits(self.quota), self.used(at), flavor, minimum, maximum)
        if len(self.ports(at)) + count > self.quota.ports:
            raise OverQuota("Maximum number of ports exceeded")
        return count

    def create(self, order: AcceptedCreation, caller: Orderer) -> list[SimulatedInstance]:
        """Make the instances of an order the quotas have admitted."""
        at = self.clock.now()
        free = self.subnet.take((found.address for found in self.ports(at)), len(order.names))
        made = [self._make(name, order, caller, free, at) for name in order.names]
        self._created += len(made)
        self._cut_quota()
        return made

    def _make(
        self, name: str, order: AcceptedCreation, caller: Orderer, free: list[str], at: float
    ) -> SimulatedInstance:
        address, fault = self._place(free)
        instance = SimulatedInstance(
            id=self.new_id(),
            name=name,
            region=self.name,
            datacenter=self.site.datacenter,
            flavor=order.flavor.name,
            image=order.image,
            address=address,
            mac=self.new_mac(),
            port_id=self.new_id(),
            network=order.network,
            created_at=at,
            health_s=self._spread(
                self._scenario.boot.health_s, self._scenario.boot.health_spread_s
            ),
            timeline=self._boot(at, failed=fault is not None, stuck=order.stuck),
            request=order.stuck,
            serial=len(self.instances),
            project_id=caller.project_id,
            user_id=caller.user_id,
            reservation_id=order.reservation_id,
            metadata=dict(order.metadata),
            key_name=order.key_name,
            tags=order.tags,
            description=order.description,
            security_groups=order.security_groups,
        )
        if fault is not None:
            failed_at = instance.timeline.first("ERROR")
            instance.fault = (at if failed_at is None else failed_at, fault)
        self.add(instance)
        self._log("create", instance, caller, at)
        return instance

    def _place(self, free: list[str]) -> tuple[str, str | None]:
        placement = self._scenario.placement
        unlucky = self._hosts.random() < placement.no_valid_host
        if unlucky and (not placement.regions or self.name in placement.regions):
            return "", NO_VALID_HOST
        if not free:
            return "", NO_ADDRESS
        return free.pop(0), None

    def new_mac(self) -> str:
        """A MAC address of OpenStack's own range."""
        return "fa:16:3e:" + ":".join(f"{self._ids.getrandbits(8):02x}" for _ in range(3))

    def _boot(self, at: float, *, failed: bool, stuck: bool) -> Timeline:
        boot = self._scenario.boot
        whole = self._spread(boot.minimum_s, boot.spread_s)
        scheduled = Transition(at, "BUILD", "scheduling")
        if stuck:
            return Timeline(scheduled)
        if failed:
            return Timeline(scheduled, Transition(at + whole * 0.03, "ERROR"))
        return Timeline(
            scheduled,
            Transition(at + whole * 0.02, "BUILD", "networking"),
            Transition(at + whole * 0.06, "BUILD", "spawning"),
            Transition(at + whole, "ACTIVE", None, RUNNING),
        )

    def _spread(self, least: float, spread: float) -> float:
        return least + spread * self._boots.betavariate(2.0, 4.0)

    def _cut_quota(self) -> None:
        for cut in [cut for cut in self._cuts if self._created >= cut.after_created]:
            self._cuts.remove(cut)
            self.quota = RegionQuota(instances=cut.instances, ports=self.quota.ports)

    def delete(self, instance: SimulatedInstance, caller: Orderer, *, undone: bool = False) -> None:
        """Begin a deletion; one that is under way goes on. One that is undone ends in ERROR."""
        at = self.clock.now()
        now = instance.state(at)
        if now.task_state == "deleting":
            return
        boot = self._scenario.boot
        gone = at + self._spread(boot.delete_s, boot.delete_spread_s)
        end = Transition(gone, "DELETED")
        if undone:
            end, instance.fault = Transition(gone, "ERROR"), (gone, UNDONE)
        elif instance.request:
            end = Transition(at, "DELETED")
        instance.timeline.order(
            at,
            Transition(at, now.status, "deleting", now.power_state),
            end,
        )
        self._log("delete", instance, caller, at)

    def stop(self, instance: SimulatedInstance, caller: Orderer) -> None:
        """Shut it down."""
        at = self.clock.now()
        instance.timeline.order(
            at,
            Transition(at, instance.state(at).status, "powering-off", RUNNING),
            Transition(at + self._scenario.boot.stop_s, "SHUTOFF", None, SHUT_DOWN),
        )
        self._log("stop", instance, caller, at)

    def start(self, instance: SimulatedInstance, caller: Orderer) -> None:
        """Switch it on."""
        at = self.clock.now()
        instance.timeline.order(
            at,
            Transition(at, "SHUTOFF", "powering-on", SHUT_DOWN),
            Transition(at + self._scenario.boot.start_s, "ACTIVE", None, RUNNING),
        )
        self._log("start", instance, caller, at)

    def reboot(self, instance: SimulatedInstance, caller: Orderer, *, hard: bool) -> None:
        """Start it again; one in ERROR keeps that status until it is up."""
        at = self.clock.now()
        now = instance.state(at)
        status = "HARD_REBOOT" if hard else "REBOOT"
        instance.timeline.order(
            at,
            Transition(
                at,
                "ERROR" if now.status == "ERROR" else status,
                "rebooting_hard" if hard else "rebooting",
                now.power_state,
            ),
            Transition(at + self._scenario.boot.reboot_s, "ACTIVE", None, RUNNING),
        )
        self._log("reboot", instance, caller, at)

    def _log(self, order: str, instance: SimulatedInstance, caller: Orderer, at: float) -> None:
        self.generation += 1
        instance.actions.append(
            ActionEntry(order, caller.request_id, caller.user_id, caller.project_id, at)
        )
        self._record.note(order, instance, caller.request_id)

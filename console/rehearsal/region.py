"""One region of the public cloud: its instances, its quota, and what orders do to them."""

import random
from collections.abc import Iterator, Mapping
from typing import Literal
from uuid import UUID

from msgspec import structs

from console.rehearsal import boots, disks, quota
from console.rehearsal.clock import RehearsalClock
from console.rehearsal.deliveries import RegionDeliveries
from console.rehearsal.firewall import Firewall
from console.rehearsal.images import SimulatedImage
from console.rehearsal.instance import RUNNING, SHUT_DOWN, ActionEntry, SimulatedInstance
from console.rehearsal.nic import (
    FloatingAddress,
    Nic,
    NicMaker,
    NoAddress,
    ServicePort,
    SimulatedNetwork,
    networks_of,
)
from console.rehearsal.orders import AcceptedCreation, Orderer
from console.rehearsal.placement import NoHost, SimulatedGroup, place
from console.rehearsal.quota import Amounts
from console.rehearsal.record import CallRecord
from console.rehearsal.reference import FLAVORS, FlavorFacts, Site
from console.rehearsal.scenario import RegionQuota, Scenario
from console.rehearsal.timeline import Transition, ended
from console.rehearsal.volumes import BlockStorage

NO_VALID_HOST = "No valid host was found. There are not enough hosts available."
UNDONE = "The hypervisor did not answer: the instance was not deleted."
UNPLUGGED = "Build of instance {id} aborted: the network did not say that the ports are there."
NO_ADDRESS = "Failed to allocate the network(s), not rescheduling."


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
        self.networks = {network.id: network for network in networks_of(site)}
        self.instances: dict[str, SimulatedInstance] = {}
        self.service_ports: dict[str, ServicePort] = {}
        self.floating: dict[str, FloatingAddress] = {}
        self.generation = 0
        self.clocks = clocks
        self.cell: CellState = "up"
        self.room: int | None = None
        """How many counted instances its hosts carry; None: as many as come."""
        self._quota = scenario.quotas.get(site.region, RegionQuota(instances=site.quota))
        self._scenario = scenario
        self._record = record
        self._created = 0
        self._ids = random.Random(f"{scenario.seed}/{site.region}/ids")  # noqa: S311 - reproducible, not secret
        self._more_ids = random.Random(f"{scenario.seed}/{site.region}/more-ids")  # noqa: S311 - reproducible
        self._boots = random.Random(f"{scenario.seed}/{site.region}/boots")  # noqa: S311 - reproducible
        self._hosts = random.Random(f"{scenario.seed}/{site.region}/hosts")  # noqa: S311 - reproducible
        self.firewall = Firewall(site.region, scenario.pool.security_groups, self.fresh_id)
        self.storage = BlockStorage(lambda: self.quota, clock.now, self.fresh_id)
        self.groups: dict[str, SimulatedGroup] = {}
        self.images: dict[str, SimulatedImage] = {}
        self._cuts = [cut for cut in scenario.quota_cuts if cut.region == site.region]
        self._coming = RegionDeliveries(scenario.deliveries, site.region, clock)

    @property
    def quota(self) -> RegionQuota:
        """The quota now, with what was delivered since it was last asked for."""
        for step in self._coming.due():
            if step.quota is not None:
                self._quota = _with(self._quota, step.quota)
            if step.hosts is not None:
                self.room = step.hosts
        return self._quota

    @quota.setter
    def quota(self, quota: RegionQuota) -> None:
        self._quota = quota

    def hides(self, instance: SimulatedInstance) -> bool:
        """Whether an instance is in the second cell, every other one is, and that is not up."""
        return self.cell != "up" and instance.serial % 2 == 1

    @property
    def hosts(self) -> int:
        """How many hosts instances are spread over."""
        return self._scenario.placement.hosts

    @property
    def volume_s(self) -> float:
        """How long a volume takes to be made, or to go."""
        return self._scenario.boot.volume_s

    @property
    def ahead_s(self) -> float:
        """How far the compute service's time is ahead of the estate's, in estate seconds."""
        return self.clocks.get("compute", 0.0) * self.clock.speed

    def new_id(self) -> str:
        """A fresh id, the same in every run of the scenario."""
        return str(UUID(int=self._ids.getrandbits(128), version=4))

    def fresh_id(self) -> str:
        """An id of something else than an instance, so that theirs are the same without it."""
        return str(UUID(int=self._more_ids.getrandbits(128), version=4))

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

    def connected(self, at: float) -> list[SimulatedInstance]:
        """Instances that hold ports and addresses."""
        return [found for found in self.existing(at) if found.nics and found.counted]

    def unplugged(self, at: float) -> list[SimulatedInstance]:
        """Instances that are gone and whose ports are not."""
        gone = (found for found in self.instances.values() if found.leaves and found.gone(at))
        return [found for found in gone if found.nics]

    def ports(self, at: float) -> int:
        """How many ports there are."""
        plugged = (*self.connected(at), *self.unplugged(at))
        return sum(len(found.nics) for found in plugged) + len(self.service_ports)

    def nics(self, at: float) -> Iterator[Nic]:
        """Every interface that holds addresses, the hidden ones of services included."""
        for found in (*self.connected(at), *self.unplugged(at)):
            yield from found.nics
        for port in self.service_ports.values():
            yield from (port.nic, *port.hidden)
        for address in self.floating.values():
            yield address.nic

    @property
    def private(self) -> SimulatedNetwork:
        """The project's own network, with one subnet."""
        return next(network for network in self.networks.values() if not network.public)

    def members(self, group: SimulatedGroup, at: float) -> list[SimulatedInstance]:
        """The instances of a group that are not gone."""
        found = (self.instances[each] for each in group.members)
        return [each for each in found if not each.gone(at)]

    def admit(self, flavor: FlavorFacts, least: int, most: int, nics: int = 1) -> int:
        """How many of an order the quotas allow. OverQuota carries Nova's message."""
        at = self.clock.now()
        count = quota.granted(quota.limits(self.quota), self.used(at), flavor, least, most)
        return quota.with_ports(self.quota.ports - self.ports(at), nics, least, count)

    def create(self, order: AcceptedCreation, caller: Orderer) -> list[SimulatedInstance]:
        """Make the instances of an order the quotas have admitted."""
        at = self.clock.now()
        hosts = self._hosts_for(order, at)
        wiring = NicMaker(self.nics(at), self.new_id, self.new_mac)
        made = [self._make(name, order, caller, (next(hosts), wiring), at) for name in order.names]
        if order.group is not None:
            order.group.members.extend(instance.id for instance in made)
        self._created += len(made)
        self._cut_quota()
        return made

    def _hosts_for(self, order: AcceptedCreation, at: float) -> Iterator[int | None]:
        members = [] if order.group is None else self.members(order.group, at)
        carried = [each.host for each in members if each.host is not None]
        if self.room is not None and self.used(at).instances + len(order.names) > self.room:
            return iter([None] * len(order.names))  # Nova places an order whole or not at all
        first = len(self.instances)
        serials = range(first, first + len(order.names))
        try:
            return place(order.group, carried, serials, self.hosts)
        except NoHost:
            return iter([None] * len(order.names))

    def _make(
        self,
        name: str,
        order: AcceptedCreation,
        caller: Orderer,
        place: tuple[int | None, NicMaker],
        at: float,
    ) -> SimulatedInstance:
        new_id = self.new_id()
        host, fault = self._found_host(place[0])
        nics, fault = ((), fault) if fault else self._wired(place[1], order)
        fault = fault or disks.refusal(self.storage, order.disks, new_id)
        leaves = order.leaves and fault is None
        fault = UNPLUGGED.format(id=new_id) if leaves else fault
        boot = self._scenario.boot
        instance = SimulatedInstance(
            id=new_id,
            name=name,
            region=self.name,
            datacenter=self.site.datacenter,
            flavor=order.flavor.name,
            image=order.image,
            nics=nics if leaves or not fault else (),
            leaves=leaves,
            host=None if fault else host,
            created_at=at,
            health_s=boots.spread(self._boots, boot.health_s, boot.health_spread_s),
            timeline=boots.timeline(
                at,
                boots.spread(self._boots, boot.minimum_s, boot.spread_s),
                failed=fault is not None,
                stuck=order.stuck,
                disks=bool(order.disks),
            ),
            request=order.stuck,
            serial=len(self.instances),
            project_id=caller.project_id,
            user_id=caller.user_id,
            reservation_id=order.reservation_id,
            metadata=dict(order.metadata),
            key_name=order.key_name,
            tags=order.tags,
            description=order.description,
            security_groups=order.security_groups or (self.firewall.default.id,),
            group_id=order.group.id if order.group else None,
            zone=order.zone,
            config_drive=order.config_drive,
            user_data=order.user_data,
            access=order.access,
        )
        if fault is not None:
            failed_at = instance.timeline.first("ERROR")
            instance.fault = (at if failed_at is None else failed_at, fault)
        elif not order.stuck:
            disks.attach(self.storage, instance, order.disks)
        self.add(instance)
        self._log("create", instance, caller, at)
        return instance

    def _found_host(self, host: int | None) -> tuple[int | None, str | None]:
        placement = self._scenario.placement
        unlucky = self._hosts.random() < placement.no_valid_host
        here = not placement.regions or self.name in placement.regions
        if host is None or (unlucky and here):
            return None, NO_VALID_HOST
        return host, None

    def _wired(
        self, wiring: NicMaker, order: AcceptedCreation
    ) -> tuple[tuple[Nic, ...], str | None]:
        try:
            return wiring.connect(order.networks), None
        except NoAddress:
            return (), NO_ADDRESS

    def new_mac(self) -> str:
        """A MAC address of OpenStack's own range."""
        return "fa:16:3e:" + ":".join(f"{self._ids.getrandbits(8):02x}" for _ in range(3))

    def _cut_quota(self) -> None:
        for cut in [cut for cut in self._cuts if self._created >= cut.after_created]:
            self._cuts.remove(cut)
            self.quota = _with(self.quota, cut.instances)

    def delete(self, instance: SimulatedInstance, caller: Orderer, *, undone: bool = False) -> None:
        """Begin a deletion; one that is under way goes on. One that is undone ends in ERROR."""
        at = self.clock.now()
        now = instance.state(at)
        if now.task_state == "deleting":
            return
        boot = self._scenario.boot
        gone = at + boots.spread(self._boots, boot.delete_s, boot.delete_spread_s)
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
        if end.status == "DELETED":
            for volume in instance.volumes:
                gone = end.at + boot.volume_s
                self.storage.release(volume, end.at, gone, left=instance.leaves)
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
        if hard:
            instance.hung = ended(instance.hung, at)
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


def _with(quota: RegionQuota, instances: int) -> RegionQuota:
    """A quota of so many instances, with the cores and the memory that go with them."""
    return structs.replace(quota, instances=instances, cores=None, ram_mib=None)

"""A region's networks, and the interfaces of instances on them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from console.rehearsal.addresses import SimulatedSubnet
from console.rehearsal.reference import (
    NETWORK,
    PUBLIC_NETWORK,
    VRACK_CIDR,
    VRACK_VLAN,
    Site,
    stable_id,
)


@dataclass(frozen=True, slots=True)
class SimulatedNetwork:
    """A network; the public one is the provider's and gives addresses of both IP versions.

    `vlan` is the private one's number in the vRack; None: its owner is not told.
    """

    id: str
    name: str
    public: bool
    subnets: tuple[SimulatedSubnet, ...]
    vlan: int | None = None


@dataclass(frozen=True, slots=True)
class NicAddress:
    """An address of an interface."""

    subnet: SimulatedSubnet
    address: str


@dataclass(frozen=True, slots=True)
class Nic:
    """An interface, which is a port of Neutron's."""

    port_id: str
    mac: str
    network: SimulatedNetwork
    fixed: tuple[NicAddress, ...]


@dataclass(frozen=True, slots=True)
class ServicePort:
    """What a service holds: a port that the project sees, and others that are not its own."""

    nic: Nic
    name: str
    device_id: str
    device_owner: str
    created_at: float
    hidden: tuple[Nic, ...] = ()


@dataclass(slots=True)
class FloatingAddress:
    """An address of a public network that a port may be given. Times in estate seconds."""

    id: str
    nic: Nic
    created_at: float
    port_id: str | None = None
    description: str = ""
    tags: list[str] = field(default_factory=list)


def first_version(network: SimulatedNetwork) -> SimulatedNetwork:
    """A network with the subnets alone that floating addresses are of, those of IPv4."""
    return replace(
        network,
        subnets=tuple(s for s in network.subnets if s.version == 4),  # noqa: PLR2004 - IPv4
    )


def networks_of(site: Site) -> tuple[SimulatedNetwork, ...]:
    """The private network of a region (the vRack), then the public one."""
    place = site.datacenter.lower()
    subnet = _id(site, "subnet", NETWORK)
    private = (SimulatedSubnet(subnet, f"{NETWORK}-{place}", VRACK_CIDR, site.private),)
    public = tuple(SimulatedSubnet(_id(site, "subnet", cidr), cidr, cidr) for cidr in site.public)
    return (
        SimulatedNetwork(
            _id(site, "network", NETWORK), NETWORK, public=False, subnets=private, vlan=VRACK_VLAN
        ),
        SimulatedNetwork(
            _id(site, "network", PUBLIC_NETWORK), PUBLIC_NETWORK, public=True, subnets=public
        ),
    )


def _id(site: Site, kind: str, name: str) -> str:
    return str(stable_id(site.region, kind, name))


class NoAddress(Exception):
    """A network has no free address."""


class NicMaker:
    """Gives interfaces, one address of each subnet, none of those that are `taken`."""

    def __init__(
        self, taken: Iterable[Nic], new_id: Callable[[], str], new_mac: Callable[[], str]
    ) -> None:
        self._new_id = new_id
        self._new_mac = new_mac
        self._used: dict[str, set[str]] = defaultdict(set)
        for each in (each for nic in taken for each in nic.fixed):
            self._used[each.subnet.id].add(each.address)
        self._free: dict[str, Iterator[str]] = {}

    def connect(self, networks: tuple[SimulatedNetwork, ...]) -> tuple[Nic, ...]:
        """One interface a network, in their order. NoAddress: nothing was taken."""
        taken: list[NicAddress] = []
        try:
            return tuple(
                Nic(
                    mac=self._new_mac(),
                    port_id=self._new_id(),
                    network=network,
                    fixed=tuple(self._take(subnet, taken) for subnet in network.subnets),
                )
                for network in networks
            )
        except NoAddress:
            for each in taken:
                self._used[each.subnet.id].discard(each.address)
                self._free.pop(each.subnet.id, None)
            raise

    def _take(self, subnet: SimulatedSubnet, taken: list[NicAddress]) -> NicAddress:
        used = self._used[subnet.id]
        free = self._free.setdefault(subnet.id, subnet.free(used))
        address = next(free, None)
        if address is None:
            raise NoAddress
        used.add(address)
        found = NicAddress(subnet, address)
        taken.append(found)
        return found

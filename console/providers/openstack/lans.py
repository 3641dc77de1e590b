"""A region's private networks: their VLAN where it is told, their subnets and allocation pools."""

from msgspec import Struct, field

from console.model.lan import AddressRange, Lan
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.catalogue import NamedRecord, decoded
from console.providers.openstack.quotas import AllocationPool

NETWORK_FIELDS = ("id", "name", "router:external", "provider:segmentation_id")
SUBNET_FIELDS = ("network_id", "ip_version", "cidr", "allocation_pools")
IPV4 = 4


class LanRecord(NamedRecord):
    """GET /v2.0/networks, one record; its segment is told to administrators, and at OVHcloud."""

    external: bool = field(name="router:external", default=False)
    segment: int | None = field(name="provider:segmentation_id", default=None)


class LanPage(Struct):
    """GET /v2.0/networks."""

    networks: list[LanRecord]


class LanSubnet(Struct):
    """GET /v2.0/subnets, one record."""

    network_id: str
    ip_version: int
    cidr: str
    allocation_pools: list[AllocationPool] = field(default_factory=list)


class LanSubnets(Struct):
    """GET /v2.0/subnets."""

    subnets: list[LanSubnet]


def lans(calls: OpenStackCalls, region: str) -> tuple[Lan, ...]:
    """Every network that is not the provider's. Raises SourceError."""
    body = calls.read("network", region, "networks", {"fields": NETWORK_FIELDS})
    networks = decoded(body, LanPage, f"network {region}").networks
    body = calls.read("network", region, "subnets", {"fields": SUBNET_FIELDS})
    subnets = decoded(body, LanSubnets, f"network {region}").subnets
    v4 = [one for one in subnets if one.ip_version == IPV4]
    return tuple(
        _lan(region, network, [one for one in v4 if one.network_id == network.id])
        for network in networks
        if not network.external
    )


def _lan(region: str, network: LanRecord, subnets: list[LanSubnet]) -> Lan:
    pools = (AddressRange.of(p.start, p.end) for one in subnets for p in one.allocation_pools)
    return Lan(
        region=region,
        id=network.id,
        name=network.name,
        vlan=network.segment,
        cidrs=frozenset(one.cidr for one in subnets),
        pools=tuple(pool for pool in pools if pool is not None),
    )

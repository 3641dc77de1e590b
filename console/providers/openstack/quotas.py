"""Quotas and free addresses of a region. What cannot be told is None, never zero."""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import TypeVar

from msgspec import Struct, field

from console.model.build import Part
from console.model.error import BadAnswer, CallRefused
from console.model.fixtures import chosen
from console.model.quota import Allowance, Quota
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.catalogue import Catalogue, decoded
from console.providers.openstack.connection import Connection

T = TypeVar("T")


class Detail(Struct):
    """Limit and use of one resource, as Nova (`in_use`) and Neutron (`used`) write it."""

    limit: int
    in_use: int | None = None
    used: int | None = None
    reserved: int = 0

    def allowance(self) -> Allowance | None:
        """Count what is reserved as used; None when the use is not told."""
        use = self.in_use if self.in_use is not None else self.used
        return None if use is None else Allowance(self.limit, use + self.reserved)


class ComputeDetail(Struct):
    """The three compute quotas that creations use."""

    instances: Detail
    cores: Detail
    ram: Detail


class QuotaSet(Struct):
    """GET /os-quota-sets/{project}/detail."""

    quota_set: ComputeDetail


class Absolute(Struct):
    """The part of GET /limits that quotas are in; memory in MiB."""

    max_instances: int = field(name="maxTotalInstances")
    max_cores: int = field(name="maxTotalCores")
    max_ram: int = field(name="maxTotalRAMSize")
    instances: int = field(name="totalInstancesUsed")
    cores: int = field(name="totalCoresUsed")
    ram: int = field(name="totalRAMUsed")


class AbsoluteLimits(Struct):
    """The wrapper of GET /limits."""

    absolute: Absolute


class LimitsRecord(Struct):
    """GET /limits."""

    limits: AbsoluteLimits


class PortDetail(Struct):
    """The one network quota that creations use."""

    port: Detail


class NetworkQuota(Struct):
    """GET /v2.0/quotas/{project}/details.json."""

    quota: PortDetail


class SubnetAvailability(Struct):
    """Addresses of one subnet's allocation pools."""

    ip_version: int
    total_ips: int
    used_ips: int


class Availability(Struct):
    """Addresses of one network."""

    subnets: list[SubnetAvailability] = field(name="subnet_ip_availability")


class NetworkAvailability(Struct):
    """GET /v2.0/network-ip-availabilities/{network}."""

    availability: Availability = field(name="network_ip_availability")


class AllocationPool(Struct):
    """Addresses a subnet gives out, both ends included."""

    start: str
    end: str


class SubnetRecord(Struct):
    """GET /v2.0/subnets, one record."""

    id: str
    ip_version: int
    allocation_pools: list[AllocationPool]
    owner: str | None = field(default=None, name="project_id")


class Subnets(Struct):
    """GET /v2.0/subnets."""

    subnets: list[SubnetRecord]


class FixedAddress(Struct):
    """An address of a port."""

    ip_address: str


class Port(Struct):
    """GET /v2.0/ports?fields=fixed_ips, one record."""

    fixed_ips: list[FixedAddress]


class Ports(Struct):
    """GET /v2.0/ports."""

    ports: list[Port]


class Quotas:
    """Reads quotas, from the most precise call that the credentials are given."""

    def __init__(self, calls: OpenStackCalls, connection: Connection, catalogue: Catalogue) -> None:
        """Read through `calls`."""
        self._calls = calls
        self._connection = connection
        self._catalogue = catalogue

    def quota(self, region: str, networks: Sequence[str]) -> Quota:
        """Compute and port quotas, and the free addresses of the named networks."""
        project = self._calls.keystone(self._connection.project_id)
        instances, cores, ram = self._compute(region, project)
        return Quota(
            region=region,
            instances=instances,
            cores=cores,
            ram_mib=ram,
            ports=self._ports(region, project),
            free_addresses=self._free(region, networks, project),
        )

    def _compute(self, region: str, project: str) -> tuple[Allowance, Allowance, Allowance]:
        try:
            path = f"os-quota-sets/{project}/detail"
            detail = self._read("compute", region, path, QuotaSet).quota_set
            instances = detail.instances.allowance()
            cores = detail.cores.allowance()
            ram = detail.ram.allowance()
        except (CallRefused, BadAnswer):
            instances = cores = ram = None
        if instances is not None and cores is not None and ram is not None:
            return instances, cores, ram
        told = self._read("compute", region, "limits", LimitsRecord).limits.absolute
        return (
            Allowance(told.max_instances, told.instances),
            Allowance(told.max_cores, told.cores),
            Allowance(told.max_ram, told.ram),
        )

    def _ports(self, region: str, project: str) -> Allowance | None:
        path = f"quotas/{project}/details.json"
        try:
            return self._read("network", region, path, NetworkQuota).quota.port.allowance()
        except (CallRefused, BadAnswer):
            return None

    def _free(self, region: str, networks: Sequence[str], project: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for name in networks:
            meant = chosen(Part(name), self._catalogue.networks(region))
            free = self._free_in(region, meant[0].id, project) if len(meant) == 1 else None
            if free is not None:
                found[name] = free
        return found

    def _free_in(self, region: str, network: str, project: str) -> int | None:
        try:
            path = f"network-ip-availabilities/{network}"
            told = self._read("network", region, path, NetworkAvailability).availability
            v4 = [s for s in told.subnets if s.ip_version == 4]  # noqa: PLR2004 - IPv4
            return sum(max(0, s.total_ips - s.used_ips) for s in v4) if v4 else None
        except (CallRefused, BadAnswer):
            return self._free_by_ports(region, network, project)

    def _free_by_ports(self, region: str, network: str, project: str) -> int | None:
        """Count the ports, where availability is for administrators only.

        Other projects' ports are invisible, so this holds for the project's own
        networks alone.
        """
        search = {"network_id": network}
        try:
            subnets = self._read("network", region, "subnets", Subnets, search).subnets
            ports = self._read(
                "network", region, "ports", Ports, search | {"fields": "fixed_ips"}
            ).ports
        except (CallRefused, BadAnswer):
            return None
        v4 = [s for s in subnets if s.ip_version == 4]  # noqa: PLR2004 - IPv4
        if not v4 or any(s.owner != project for s in v4):
            return None
        taken = {str(a.ip_address) for port in ports for a in port.fixed_ips}
        return sum(_free_of(pool, taken) for s in v4 for pool in s.allocation_pools)

    def _read(
        self,
        api: str,
        region: str,
        path: str,
        shape: type[T],
        params: dict[str, str] | None = None,
    ) -> T:
        return decoded(self._calls.read(api, region, path, params), shape, f"{api} {region}")


def _free_of(pool: AllocationPool, taken: set[str]) -> int:
    start, end = int(ip_address(pool.start)), int(ip_address(pool.end))
    used = sum(start <= int(ip_address(address)) <= end for address in taken)
    return max(0, end - start + 1 - used)

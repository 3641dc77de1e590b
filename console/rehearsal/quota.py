"""A region's compute quota, and Nova's own words when it is not enough."""

from dataclasses import dataclass

from console.rehearsal.reference import FlavorFacts
from console.rehearsal.scenario import RegionQuota

CORES_EACH, RAM_MIB_EACH = 16, 60_000
RESOURCES = ("cores", "instances", "ram")


class OverQuota(Exception):
    """An order asked for more than the quota leaves; its text is what Nova answers."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Instances, cores and memory in MiB: of a quota, a use, or a request."""

    instances: int
    cores: int
    ram: int

    def of(self, resource: str) -> int:
        """One of them by Nova's name."""
        return int(getattr(self, resource))


def limits(quota: RegionQuota) -> Amounts:
    """The quota, cores and memory following the instances where they are not given."""
    cores = quota.instances * CORES_EACH if quota.cores is None else quota.cores
    ram = quota.instances * RAM_MIB_EACH if quota.ram_mib is None else quota.ram_mib
    return Amounts(quota.instances, cores, ram)


def granted(limit: Amounts, used: Amounts, flavor: FlavorFacts, minimum: int, maximum: int) -> int:
    """How many of `minimum` to `maximum` instances the quota allows; OverQuota when too few."""
    wanted = Amounts(maximum, maximum * flavor.vcpus, maximum * flavor.ram_mib)
    over = [name for name in RESOURCES if used.of(name) + wanted.of(name) > limit.of(name)]
    if not over:
        return maximum
    room = min(
        limit.instances - used.instances,
        (limit.cores - used.cores) // flavor.vcpus,
        (limit.ram - used.ram) // flavor.ram_mib,
    )
    if minimum <= room:
        return room
    count = str(minimum) if minimum == maximum else f"{minimum}-{maximum}"
    asked = {"instances": count, "cores": str(wanted.cores), "ram": str(wanted.ram)}
    names = ", ".join(over)
    requested = ", ".join(asked[name] for name in over)
    already = ", ".join(str(used.of(name)) for name in over)
    allowed = ", ".join(str(limit.of(name)) for name in over)
    raise OverQuota(
        f"Quota exceeded for {names}: Requested {requested}, "
        f"but already used {already} of {allowed} {names}"
    )


def with_ports(free: int, nics: int, minimum: int, granted: int) -> int:
    """How many of the granted instances find `nics` ports each; OverQuota when too few."""
    room = granted if not nics else min(granted, max(free, 0) // nics)
    if room < minimum:
        raise OverQuota("Maximum number of ports exceeded")
    return room

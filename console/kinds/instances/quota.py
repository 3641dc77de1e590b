"""How many more instances fit a region: instances, cores, memory, ports, addresses."""

from collections.abc import Iterable
from dataclasses import dataclass

from console.model.build import Build
from console.model.estate import Estate
from console.model.fixtures import Fixtures, VolumeRoom, chosen
from console.model.instance import Flavor
from console.model.notice import notice
from console.model.plan import RefusalReason
from console.model.quota import Allowance, Quota

HOSTS = "hosts"
"""What bounds a region whose hosts refused what was asked of them lately."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Vacancy for more instances of one flavor in one region.

    `most` None means that no known limit applies; `unknown` says that some
    limit is not known; `bound` names the resource that sets `most`, and `left`
    is what is left of it, in its own unit.
    """

    region: str
    most: int | None
    bound: str | None = None
    left: int = 0
    unknown: bool = False

    def within(self, most: int | None) -> "Vacancy":
        """The same where its hosts are asked for so many at most; None: for as many as fit."""
        if most is None or (self.most is not None and self.most <= most):
            return self
        return Vacancy(self.region, most, HOSTS, most, self.unknown)

    def why(self) -> RefusalReason | None:
        """Say which resource leaves how much; None when nothing limits the region."""
        if self.bound is None or self.most is None:
            return None
        if self.bound == HOSTS:
            why = notice("guard.hosts_refused", region=self.region, n=self.most)
            return RefusalReason("hosts", why, notice("remedy.hosts_refused"))
        if self.bound == "flavor":
            why = notice("guard.flavor_missing", region=self.region)
            return RefusalReason("flavor", why, notice("remedy.flavor"))
        code = f"guard.quota_{self.bound}"
        why = notice(code, region=self.region, left=self.left, fits=self.most)
        return RefusalReason(f"quota.{self.bound}", why, notice("remedy.quota"))


def flavor(offered: Iterable[Flavor], build: Build) -> Flavor | None:
    """The flavor of a build among those that its region offers; others' are no measure."""
    return next(iter(chosen(build.flavor, offered)), None)


def room(estate: Estate, build: Build, region: str) -> Vacancy:
    """Vacancy for more instances of a build in a region. Unknown limits are said, not guessed."""
    offered = estate.flavors.get(region, ())
    size = flavor(offered, build)
    if offered and size is None:
        return Vacancy(region, 0, "flavor")
    quota = estate.quotas.get(region)
    if quota is None:
        return Vacancy(region, None, unknown=True)
    addresses = [quota.free_addresses.get(network.name) for network in build.networks]
    unknown = size is None or quota.ports is None or None in addresses
    limits = _limits(quota, size, build, estate.fixtures.get(region))
    if not limits:
        return Vacancy(region, None, unknown=unknown)
    most, bound, left = min(limits, key=lambda limit: limit[0])
    return Vacancy(region, most, bound, left, unknown)


def fits(quota: Quota, size: Flavor | None, build: Build) -> int | None:
    """How many more instances of a build fit; None when no known limit applies."""
    limits = _limits(quota, size, build, None)
    return min((most for most, _resource, _left in limits), default=None)


def _limits(
    quota: Quota, size: Flavor | None, build: Build, fixtures: Fixtures | None
) -> list[tuple[int, str, int]]:
    """Instances that fit, resource and what is left of it, for every known limit."""
    limits: list[tuple[int, str, int]] = []

    def limit(resource: str, allowance: Allowance | None, each: int) -> None:
        if allowance is not None and allowance.left is not None and each > 0:
            limits.append((allowance.left // each, resource, allowance.left))

    limit("instances", quota.instances, 1)
    if size is not None:
        limit("cores", quota.cores, size.vcpus)
        limit("memory", quota.ram_mib, size.ram_mib)
    limit("ports", quota.ports, len(build.networks))
    for network in build.networks:
        free = quota.free_addresses.get(network.name)
        if free is not None:
            limits.append((max(0, free), "addresses", max(0, free)))
    if fixtures is not None and build.server_group is not None:
        limit("group", fixtures.places_in(build.server_group), 1)
    if fixtures is not None and build.boot_volume is not None:
        for sort in dict.fromkeys(("", build.boot_volume.type or "")):
            room = fixtures.rooms.get(sort, VolumeRoom())
            limit("volumes", room.volumes, 1)
            limit("gigabytes", room.gib, build.boot_volume.size_gib)
    return limits

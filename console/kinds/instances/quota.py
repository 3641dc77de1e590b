"""How many more instances fit a region: instances, cores, memory, ports, addresses."""

from collections.abc import Iterable, Iterator
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
class Limit:
    """One thing that bounds the instances of a region, in its own unit (memory in MiB).

    One instance takes `each` of it; `left` is what is left, None where there is no limit or,
    not being `known`, nobody can say. `of` names the network, the server group or the type of
    volumes; `allowance` is the quota, where it is one.
    """

    resource: str
    each: int
    left: int | None
    known: bool = True
    of: str = ""
    allowance: Allowance | None = None

    @property
    def fits(self) -> int | None:
        """How many more instances it lets in; None where it bounds nothing that is known."""
        return None if self.left is None or self.each <= 0 else self.left // self.each


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
    binding = tightest(limits(quota, size, build, estate.fixtures.get(region)))
    if binding is None or binding.fits is None:
        return Vacancy(region, None, unknown=unknown)
    return Vacancy(region, binding.fits, binding.resource, binding.left or 0, unknown)


def tightest(found: Iterable[Limit]) -> Limit | None:
    """The limit that lets the fewest in, of those that are known; the first of equal ones."""
    known = ((limit.fits, n, limit) for n, limit in enumerate(found) if limit.fits is not None)
    return min(known, key=lambda one: one[:2], default=(0, 0, None))[2]


def fits(quota: Quota, size: Flavor | None, build: Build) -> int | None:
    """How many more instances of a build fit; None when no known limit applies."""
    found = (limit.fits for limit in limits(quota, size, build, None))
    return min((most for most in found if most is not None), default=None)


def bounds(estate: Estate, build: Build, region: str) -> tuple[Limit, ...]:
    """All that bounds instances of a build in a region, what nobody knows included."""
    size = flavor(estate.flavors.get(region, ()), build)
    return tuple(limits(estate.quotas.get(region), size, build, estate.fixtures.get(region)))


def limits(
    quota: Quota | None, size: Flavor | None, build: Build, fixtures: Fixtures | None
) -> Iterator[Limit]:
    """The quotas that an instance of a build uses up, and the addresses of its networks."""
    cores, ram = (0, 0) if size is None else (size.vcpus, size.ram_mib)
    nics = len(build.networks)
    yield _limit("instances", 1, None if quota is None else quota.instances)
    yield _limit("cores", cores, None if quota is None else quota.cores)
    yield _limit("memory", ram, None if quota is None else quota.ram_mib)
    if nics:
        yield _limit("ports", nics, None if quota is None else quota.ports)
    for network in build.networks:
        free = None if quota is None else quota.free_addresses.get(network.name)
        left = None if free is None else max(0, free)
        yield Limit("addresses", 1, left, known=free is not None, of=network.name)
    if build.server_group is not None:
        places = None if fixtures is None else fixtures.places_in(build.server_group)
        yield _limit("group", 1, places, build.server_group.said)
    if build.boot_volume is not None:
        rooms = {} if fixtures is None else fixtures.rooms
        for sort in dict.fromkeys(("", build.boot_volume.type or "")):
            found = rooms.get(sort, VolumeRoom())
            yield _limit("volumes", 1, found.volumes, sort)
            yield _limit("gigabytes", build.boot_volume.size_gib, found.gib, sort)


def _limit(resource: str, each: int, allowance: Allowance | None, of: str = "") -> Limit:
    known = allowance is not None and each > 0
    left = allowance.left if allowance is not None and known else None
    return Limit(resource, each, left, known=known, of=of, allowance=allowance)

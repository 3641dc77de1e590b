"""How many more instances fit a region: instances, cores, memory, ports, addresses."""

from dataclasses import dataclass

from console.model.estate import Estate
from console.model.instance import Flavor
from console.model.notice import notice
from console.model.plan import RefusalReason
from console.model.pool import Pool
from console.model.quota import Allowance, Quota


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

    def why(self) -> RefusalReason | None:
        """Say which resource leaves how much; None when nothing limits the region."""
        if self.bound is None or self.most is None:
            return None
        if self.bound == "flavor":
            why = notice("guard.flavor_missing", region=self.region)
            return RefusalReason("flavor", why, notice("remedy.flavor"))
        code = f"guard.quota_{self.bound}"
        why = notice(code, region=self.region, left=self.left, fits=self.most)
        return RefusalReason(f"quota.{self.bound}", why, notice("remedy.quota"))


def flavor(estate: Estate, pool: Pool, region: str) -> Flavor | None:
    """The pool's flavor as the region, else any other region, describes it."""
    flavors = estate.flavors
    for name in (region, *sorted(flavors)):
        for candidate in flavors.get(name, ()):
            if pool.flavor in (candidate.name, candidate.id):
                return candidate
    return None


def room(estate: Estate, pool: Pool, region: str) -> Vacancy:
    """Vacancy for instances of the pool in a region. Unknown limits are said, not guessed."""
    offered = estate.flavors.get(region)
    if offered and not any(pool.flavor in (f.name, f.id) for f in offered):
        return Vacancy(region, 0, "flavor")
    quota = estate.quotas.get(region)
    if quota is None:
        return Vacancy(region, None, unknown=True)
    size = flavor(estate, pool, region)
    unknown = size is None or quota.ports is None or quota.free_addresses is None
    limits = _limits(quota, size)
    if not limits:
        return Vacancy(region, None, unknown=unknown)
    most, bound, left = min(limits, key=lambda limit: limit[0])
    return Vacancy(region, most, bound, left, unknown)


def fits(quota: Quota, size: Flavor | None) -> int | None:
    """How many more instances of a flavor fit; None when no known limit applies."""
    return min((most for most, _resource, _left in _limits(quota, size)), default=None)


def _limits(quota: Quota, size: Flavor | None) -> list[tuple[int, str, int]]:
    """Instances that fit, resource and what is left of it, for every known limit."""
    limits: list[tuple[int, str, int]] = []

    def limit(resource: str, allowance: Allowance | None, each: int) -> None:
        if allowance is not None and allowance.left is not None and each > 0:
            limits.append((allowance.left // each, resource, allowance.left))

    limit("instances", quota.instances, 1)
    if size is not None:
        limit("cores", quota.cores, size.vcpus)
        limit("memory", quota.ram_mib, size.ram_mib)
    limit("ports", quota.ports, 1)
    if quota.free_addresses is not None:
        free = max(0, quota.free_addresses)
        limits.append((free, "addresses", free))
    return limits

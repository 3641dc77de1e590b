"""Instances that no pool has, or that two have, and that look as if one should."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from console.kinds.instances.likeness import Likeness
from console.model.estate import Estate
from console.model.instance import POOL_KEY, Instance
from console.model.policy import Policy


@dataclass(slots=True)
class Strays:
    """Names of instances: by the pool they are like; by the unknown pool, or pools, they name."""

    alike: dict[str, list[str]] = field(default_factory=dict)
    unknown: dict[str, list[str]] = field(default_factory=dict)
    claimed: dict[str, list[str]] = field(default_factory=dict)


def strays(estate: Estate, policy: Policy) -> Strays:
    """Look at every instance that is billed; one in quarantine is out of its pool on purpose."""
    found = Strays()
    there = [one for one in estate.instances() if one.billed and one.quarantine is None]
    alike = {name: Likeness(pool, filter(pool.owns, there)) for name, pool in policy.pools.items()}
    for instance in there:
        label = instance.metadata.get(POOL_KEY)
        if label is not None:
            if label not in policy.pools:
                found.unknown.setdefault(label, []).append(instance.name)
            continue
        owners = [name for name, pool in policy.pools.items() if pool.owns(instance)]
        if len(owners) > 1:
            found.claimed.setdefault(", ".join(owners), []).append(instance.name)
        near = [] if owners else [n for n, one in alike.items() if one.near(instance.name)]
        for name in near:
            found.alike.setdefault(name, []).append(instance.name)
    return found


def members(estate: Estate, policy: Policy, pool: str) -> Iterator[tuple[str, int | None]]:
    """How many instances a pool has, by datacenter; None where a region is not listed."""
    place_of = {region: place.code for place in policy.datacenters for region in place.regions}
    counted: Counter[str] = Counter()
    for instance in estate.instances():
        if instance.billed and policy.pools[pool].owns(instance):
            counted[_place(instance, place_of)] += 1
    shared = {share.datacenter for share in policy.pools[pool].shares}
    for place in policy.datacenters:
        known = all(region in estate.regions for region in place.regions)
        n = counted.pop(place.code, 0)
        if n or place.code in shared:
            yield place.code, n if known else None
    yield from sorted(counted.items())


def _place(instance: Instance, place_of: dict[str, str]) -> str:
    return place_of.get(instance.region, instance.region)

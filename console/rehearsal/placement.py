"""Which host an instance is put on, by its server group."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

HOSTS = 97
APART, RATHER_APART, TOGETHER = "anti-affinity", "soft-anti-affinity", "affinity"
POLICIES = (APART, RATHER_APART, TOGETHER, "soft-affinity")


@dataclass(slots=True)
class SimulatedGroup:
    """A server group; `per_host` is how many of it one host may carry, where it is told."""

    id: str
    name: str
    policy: str
    project_id: str
    user_id: str
    per_host: int | None = None
    members: list[str] = field(default_factory=list)


class NoHost(Exception):
    """Not all instances of an order can be put anywhere."""


def place(
    group: SimulatedGroup | None, carried: Iterable[int], serials: Iterable[int], hosts: int
) -> Iterator[int]:
    """The hosts of an order's instances; NoHost when one of them finds none.

    `carried` are the hosts of the group's members, `serials` the numbers of the new ones.
    Nova places an order whole or not at all.
    """
    if group is None:
        return iter([serial % hosts for serial in serials])
    load = Counter(carried)
    return iter([_next(group, load, serial, hosts) for serial in serials])


def _next(group: SimulatedGroup, load: Counter[int], serial: int, hosts: int) -> int:
    if group.policy in {APART, RATHER_APART}:
        first = serial % hosts
        found = min(range(hosts), key=lambda host: (load[host], (host - first) % hosts))
        if group.policy == APART and load[found] >= (group.per_host or 1):
            raise NoHost
    else:
        found = next(iter(load), serial % hosts)
    load[found] += 1
    return found

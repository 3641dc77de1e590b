"""What the handlers of all parts have in common: where they stand, and how they find one."""

from dataclasses import dataclass
from typing import TypeVar

from console.rehearsal.exchange import Answer, ServedCall
from console.rehearsal.loadbalancer import refusals, status
from console.rehearsal.loadbalancer.estate import RegionBalancers
from console.rehearsal.loadbalancer.lock import NOUNS
from console.rehearsal.loadbalancer.things import (
    BalancerPart,
    SimulatedBackend,
    SimulatedBalancer,
    SimulatedListener,
)
from console.rehearsal.loadbalancer.traffic import BalancerTraffic
from console.rehearsal.world import World

Part = TypeVar("Part", bound=BalancerPart)
NO_CONTENT = Answer(None, 204)


@dataclass(frozen=True, slots=True)
class Moment:
    """One region at the time of one call: what is there, and how it is."""

    region: RegionBalancers
    at: float
    states: dict[str, str]

    def balancer(self, id_: str) -> SimulatedBalancer:
        """A load balancer; 404 without."""
        return found(self.region.balancers, "loadbalancer", id_)

    def listener(self, id_: str) -> SimulatedListener:
        """A listener; 404 without."""
        return found({each.id: each for each in self.region.listeners()}, "listener", id_)

    def pool(self, id_: str) -> SimulatedBackend:
        """A pool; 404 without."""
        return found({each.id: each for each in self.region.pools()}, "pool", id_)


@dataclass(frozen=True, slots=True)
class BalancerWorld:
    """Where the handlers stand."""

    world: World
    traffic: BalancerTraffic

    def look(self, call: ServedCall) -> Moment:
        """The region in the path, as it is now."""
        region = self.world.balancers[call.region.name]
        region.sweep()
        at = region.now()
        return Moment(region, at, status.observed(region, at))

    def write(self, call: ServedCall) -> Moment:
        """The same, for who may write."""
        refusals.may_write(call)
        return self.look(call)

    def note(self, call: ServedCall, order: str, part: BalancerPart) -> None:
        """Put a write on record."""
        self.world.record.write(
            order,
            id=part.id,
            name=part.name,
            region=call.region.name,
            request_id=call.request_id,
            metadata={},
        )


def found(parts: dict[str, Part], kind: str, id_: str) -> Part:
    """One of the parts; 404 without."""
    part = parts.get(id_)
    if part is None:
        raise refusals.not_found(NOUNS[kind], id_)
    return part


def within_quota(moment: Moment, kind: str, more: int = 1) -> None:
    """Refuse what is more than the project may have in the region."""
    region = moment.region
    limit = int(getattr(region.quota, kind))
    used = {
        "loadbalancer": lambda: len(region.balancers),
        "listener": lambda: len([*region.listeners()]),
        "pool": lambda: len([*region.pools()]),
        "healthmonitor": lambda: len([*region.monitors()]),
        "member": lambda: len([*region.members()]),
    }[kind]()
    if limit >= 0 and used + more > limit:
        raise refusals.over_quota(NOUNS[kind])

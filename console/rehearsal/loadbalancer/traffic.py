"""Who carries how many connections behind a load balancer, at any time up to now.

New connections are spread by weight over the members that take them. What no
longer takes any keeps those it has and loses them evenly, the last one after
`connection_s`; with its server, or the way to it, all are gone at once.
"""

from math import floor

from console.rehearsal.load import Fleet, SimulatedLoad
from console.rehearsal.loadbalancer.estate import RegionBalancers
from console.rehearsal.loadbalancer.status import answers
from console.rehearsal.loadbalancer.things import (
    OVN,
    MemberSetting,
    SimulatedBackend,
    SimulatedMember,
)
from console.rehearsal.metrics_counters import COUNT, CounterWeeks
from console.rehearsal.metrics_pool import SCRAPE_S, PoolState

MOMENT_S = 0.001
_REMEMBERED = 20_000
BYTES_IN, BYTES_OUT = 900, 18_000
"""Of one request and its answer."""


class BalancerTraffic:
    """The load of one pool of the estate, as the load balancers see it."""

    def __init__(self, fleet: Fleet, load: SimulatedLoad) -> None:
        self._places = load.datacenters
        self.begins, self.history_s = load.begins, load.history_s
        self._fleet = fleet
        self._state = PoolState(fleet, load)
        self._state.refresh()
        self._counters = CounterWeeks(
            self._state.shares_at,
            places=len(load.datacenters),
            starts=load.curve.starts_at,
        )
        self._carried: dict[tuple[str, int], dict[str, float]] = {}

    def counted(
        self, datacenter: str | None, column: int, scrapes: list[int]
    ) -> list[float | None]:
        """A counter of a datacenter's requests at scrapes (`metrics_counters`)."""
        if datacenter is None:
            return [0.0] * len(scrapes)
        self._state.refresh()
        self._counters.advance(self._fleet.now())
        return self._counters.read(self._places.index(datacenter), column, scrapes)

    def requests(self, datacenter: str | None, column: int = COUNT) -> int:
        """The same now."""
        [value] = self.counted(datacenter, column, [floor(self._fleet.now() / SCRAPE_S)])
        return int(value or 0)

    def at_scrape(
        self, region: RegionBalancers, pool: SimulatedBackend, scrape: int
    ) -> dict[str, float]:
        """Connections of each member at a past scrape, computed once."""
        known = self._carried.get((pool.id, scrape))
        if known is None:
            if len(self._carried) > _REMEMBERED:
                self._carried.clear()
            known = self.carried(region, pool, scrape * SCRAPE_S)
            self._carried[pool.id, scrape] = known
        return known

    def carried(
        self, region: RegionBalancers, pool: SimulatedBackend, at: float
    ) -> dict[str, float]:
        """Connections of each member at a time, those that were removed included."""
        taking = self._taking(region, pool, at)
        return {
            member.id: taking[member.id]
            if member.id in taking
            else self._left(region, pool, member, at)
            for member in pool.ever()
        }

    def _taking(
        self, region: RegionBalancers, pool: SimulatedBackend, at: float
    ) -> dict[str, float]:
        """The share of each member that takes new connections."""
        weights = {
            backup: {
                member.id: weight
                for member in pool.ever()
                if (setting := member.set_at(at)) is not None
                and setting.backup is backup
                and (weight := taken(pool, setting))
                and answers(region, pool, member, at)
                and region.reach.alive(member.address, at)
            }
            for backup in (False, True)
        }
        chosen = weights[False] or weights[True]
        total = sum(chosen.values())
        demand = self._demand(pool, at)
        return {id_: demand * weight / total for id_, weight in chosen.items()}

    def _demand(self, pool: SimulatedBackend, at: float) -> float:
        if pool.datacenter is None or not pool.enabled or not pool.balancer.enabled:
            return 0.0
        self._state.refresh()
        return self._state.shares_at(at)[self._places.index(pool.datacenter)].connections

    def _left(
        self, region: RegionBalancers, pool: SimulatedBackend, member: SimulatedMember, at: float
    ) -> float:
        """What a member that takes no new connections still has of its old ones."""
        since = _stopped(pool, member, at)
        over_s = region.rules.connection_s
        if since is None or at - since >= over_s or not region.reach.alive(member.address, at):
            return 0.0
        before = self._taking(region, pool, since - MOMENT_S).get(member.id, 0.0)
        return before * (1 - (at - since) / over_s)


def taken(pool: SimulatedBackend, setting: MemberSetting) -> int:
    """The weight by which a member is given new connections; OVN knows no weights."""
    if not setting.enabled:
        return 0
    return 1 if pool.balancer.provider == OVN else setting.weight


def _stopped(pool: SimulatedBackend, member: SimulatedMember, at: float) -> float | None:
    """Since when a member has been set to take nothing; None where it was not."""
    gone = member.removed_at
    last = gone if gone is not None and at >= gone else None
    for setting in reversed([one for one in member.settings if one.at <= at]):
        if taken(pool, setting):
            return last
        last = setting.at
    return last

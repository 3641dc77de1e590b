"""PROMETHEUS listeners as a server scrapes them: names and labels of Octavia's exporter.

Source: octavia/cmd/prometheus_proxy.py, which renames HAProxy's own. `pool` is there
`<pool id>:<listener id>`; a scrape with labels of its own makes it `exported_pool`
(docs/guide/metrics.md). The amphorae tell these themselves: they do not stand still
with the health manager.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from console.rehearsal.exposition import exposition
from console.rehearsal.loadbalancer.estate import RegionBalancers
from console.rehearsal.loadbalancer.status import answers
from console.rehearsal.loadbalancer.things import (
    SimulatedBackend,
    SimulatedListener,
    SimulatedMember,
)
from console.rehearsal.loadbalancer.traffic import BalancerTraffic
from console.rehearsal.metrics_counters import COUNT, FAILED, OK, REFUSED
from console.rehearsal.metrics_feed import Feed, Read, Values, label_set
from console.rehearsal.metrics_pool import SCRAPE_S

KINDS = {
    "octavia_listener_current_sessions": "gauge",
    "octavia_member_current_sessions": "gauge",
    "octavia_member_status": "gauge",
    "octavia_member_weight": "gauge",
    "octavia_pool_active_members": "gauge",
    "octavia_pool_current_sessions": "gauge",
    "octavia_pool_http_requests_total": "counter",
    "octavia_pool_http_responses_total": "counter",
}
STATES = ("DOWN", "UP", "MAINT", "DRAIN", "NOLB")
_CODES = (("2xx", OK), ("4xx", REFUSED), ("5xx", FAILED))


class BalancerMetrics:
    """The series of every pool behind a load balancer that has a PROMETHEUS listener."""

    def __init__(self, regions: Mapping[str, RegionBalancers], traffic: BalancerTraffic) -> None:
        self._regions = regions
        self._traffic = traffic
        self._generation = -1
        self._feeds: tuple[Feed, ...] = ()

    @property
    def history_s(self) -> float:
        """How far back samples are kept."""
        return self._traffic.history_s

    @property
    def begins(self) -> float:
        """The first instant with figures, unix seconds."""
        return self._traffic.begins

    def scraped(self, region: str, now: float) -> str | None:
        """What the PROMETHEUS listener of a region's first load balancer says; None without."""
        for balancer in self._regions[region].balancers.values():
            for listener in balancer.listeners.values():
                if listener.protocol == "PROMETHEUS":
                    pools = balancer.pools.values()
                    known = [_target(self._regions[region], one, listener) for one in pools]
                    return "".join(exposition(self.feeds(now), KINDS, one, now) for one in known)
        return None

    def feeds(self, now: float) -> tuple[Feed, ...]:  # noqa: ARG002 - of every group
        """All series, up to date."""
        for region in self._regions.values():
            region.sweep()
        generation = sum(region.generation for region in self._regions.values())
        if self._generation != generation:
            self._generation = generation
            self._feeds = tuple(
                feed for region in self._regions.values() for feed in self._of_region(region)
            )
        return self._feeds

    def _of_region(self, region: RegionBalancers) -> Iterator[Feed]:
        for balancer in region.balancers.values():
            every = balancer.listeners.values()
            scraped = next((one for one in every if one.protocol == "PROMETHEUS"), None)
            if scraped is None:
                continue
            for listener in every:
                if listener.default is not None:
                    yield from self._of_pool(region, listener.default, listener, scraped)

    def _of_pool(
        self,
        region: RegionBalancers,
        pool: SimulatedBackend,
        listener: SimulatedListener,
        scraped: SimulatedListener,
    ) -> Iterator[Feed]:
        target = _target(region, pool, scraped)
        backend = {**target, "exported_pool": f"{pool.id}:{listener.id}"}
        every = self._sessions(region, pool, None)
        yield Feed(
            label_set("octavia_listener_current_sessions", **target, listener=listener.id), every
        )
        yield Feed(label_set("octavia_pool_current_sessions", **backend), every)
        active = label_set("octavia_pool_active_members", **backend)
        yield Feed(active, _each(lambda at: _active(region, pool, at)))
        requests = label_set("octavia_pool_http_requests_total", **backend)
        yield Feed(requests, self._counter(pool, COUNT))
        for code, column in _CODES:
            responses = label_set("octavia_pool_http_responses_total", **backend, code=code)
            yield Feed(responses, self._counter(pool, column))
        for member in pool.ever():
            yield from self._of_member(region, pool, member, {**backend, "member": member.id})

    def _of_member(
        self,
        region: RegionBalancers,
        pool: SimulatedBackend,
        member: SimulatedMember,
        labels: dict[str, str],
    ) -> Iterator[Feed]:
        sessions = label_set("octavia_member_current_sessions", **labels)
        yield Feed(sessions, self._sessions(region, pool, member))
        yield Feed(label_set("octavia_member_weight", **labels), _each(_weight(member)))
        for state in STATES:
            status = label_set("octavia_member_status", **labels, state=state)
            yield Feed(status, _each(_is(region, pool, member, state)))

    def _sessions(
        self, region: RegionBalancers, pool: SimulatedBackend, member: SimulatedMember | None
    ) -> Read:
        """Connections of one member while it is one, or of all."""

        def read(scrapes: Sequence[int]) -> Values:
            values: Values = []
            for scrape in scrapes:
                carried = self._traffic.at_scrape(region, pool, scrape)
                if member is None:
                    values.append(float(round(sum(carried.values()))))
                elif member.set_at(scrape * SCRAPE_S) is None:
                    values.append(None)
                else:
                    values.append(float(round(carried.get(member.id, 0.0))))
            return values

        return read

    def _counter(self, pool: SimulatedBackend, column: int) -> Read:
        return lambda scrapes: self._traffic.counted(pool.datacenter, column, list(scrapes))


def _target(
    region: RegionBalancers, pool: SimulatedBackend, scraped: SimulatedListener
) -> dict[str, str]:
    """The labels that the scrape of a listener gives every series."""
    place = region.region.site.datacenter
    return {
        "job": f"octavia-{pool.name}-{place.lower()}",
        "instance": f"{pool.balancer.vip_address}:{scraped.protocol_port}",
        "pool": pool.name,
        "datacenter": place,
    }


def _each(at: Callable[[float], float | None]) -> Read:
    return lambda scrapes: [at(scrape * SCRAPE_S) for scrape in scrapes]


def _weight(member: SimulatedMember) -> Callable[[float], float | None]:
    def at(time: float) -> float | None:
        setting = member.set_at(time)
        return None if setting is None else float(setting.weight)

    return at


def _state(
    region: RegionBalancers, pool: SimulatedBackend, member: SimulatedMember, at: float
) -> str | None:
    """HAProxy's own word for a server."""
    setting = member.set_at(at)
    if setting is None:
        return None
    if not setting.enabled:
        return "MAINT"
    if not answers(region, pool, member, at):
        return "DOWN"
    return "UP" if setting.weight else "DRAIN"


def _is(
    region: RegionBalancers, pool: SimulatedBackend, member: SimulatedMember, state: str
) -> Callable[[float], float | None]:
    def at(time: float) -> float | None:
        now = _state(region, pool, member, time)
        return None if now is None else float(now == state)

    return at


def _active(region: RegionBalancers, pool: SimulatedBackend, at: float) -> float:
    """Servers that take connections, backup ones apart."""
    return float(
        sum(
            _state(region, pool, member, at) == "UP"
            for member in pool.ever()
            if (setting := member.set_at(at)) is not None and not setting.backup
        )
    )

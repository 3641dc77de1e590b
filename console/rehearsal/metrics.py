"""The metrics of the simulated estate, as a monitoring server would have scraped them.

Nothing is recorded: gauges are computed for any time asked, counters are
integrated once. History reaches back `history_s` before the scenario's start.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor
from zlib import crc32

from console.rehearsal.load import Fleet, ServiceLife, SimulatedLoad, served
from console.rehearsal.load_curve import chance
from console.rehearsal.load_service import BOUNDS_S
from console.rehearsal.metrics_balancers import KINDS as BALANCER_KINDS
from console.rehearsal.metrics_counters import (
    BUCKETS,
    COUNT,
    FAILED,
    OK,
    REFUSED,
    SUM,
    CounterWeeks,
)
from console.rehearsal.metrics_datastores import KINDS as DATASTORE_KINDS
from console.rehearsal.metrics_feed import Feed, Group, Read, Values, label_set
from console.rehearsal.metrics_pool import SCRAPE_S, PoolState
from console.rehearsal.promql.storage import LOOKBACK_S, Labels, Run, SeriesColumn, matches
from console.rehearsal.promql.tree import Matcher
from console.rehearsal.timeline import without

KINDS = {
    **BALANCER_KINDS,
    **DATASTORE_KINDS,
    "up": "gauge",
    "vigie_connections": "gauge",
    "vigie_cpu_ratio": "gauge",
    "vigie_request_duration_seconds": "histogram",
    "vigie_requests_total": "counter",
}
_CODES = (("200", OK), ("404", REFUSED), ("503", FAILED))
_JITTER = tuple(0.95 + 0.1 * chance(5, index) for index in range(1024))


class _PoolMetrics:
    """The series of one pool."""

    def __init__(self, fleet: Fleet, load: SimulatedLoad) -> None:
        self.load = load
        self._state = PoolState(fleet, load)
        self._state.refresh()
        self._counters = CounterWeeks(
            self._state.shares_at,
            places=len(load.datacenters),
            starts=load.curve.starts_at,
        )
        self._lasting = tuple(self._places())
        self._feeds = (*self._lasting, *self._targets())

    @property
    def history_s(self) -> float:
        """How far back samples are kept."""
        return self.load.history_s

    @property
    def begins(self) -> float:
        """The first instant with figures, unix seconds."""
        return self.load.begins

    def feeds(self, now: float) -> tuple[Feed, ...]:
        """All series, up to date."""
        if self._state.refresh():
            self._feeds = (*self._lasting, *self._targets())
        self._counters.advance(now)
        return self._feeds

    def _places(self) -> Iterable[Feed]:
        for place, datacenter in enumerate(self.load.datacenters):
            base = {"pool": self.load.pool, "datacenter": datacenter}
            connections = label_set("vigie_connections", **base)
            yield Feed(connections, _at(self._state.connections, place))
            for code, column in _CODES:
                yield self._counter("vigie_requests_total", place, column, **base, code=code)
            name = "vigie_request_duration_seconds"
            for column in range(BUCKETS):
                bound = "+Inf" if column == COUNT else f"{BOUNDS_S[column]:g}"
                yield self._counter(f"{name}_bucket", place, column, **base, le=bound)
            yield self._counter(f"{name}_sum", place, SUM, **base)
            yield self._counter(f"{name}_count", place, COUNT, **base)

    def _counter(self, name: str, place: int, column: int, **labels: str) -> Feed:
        def read(scrapes: Sequence[int]) -> Values:
            return self._counters.read(place, column, scrapes)

        return Feed(label_set(name, **labels), read)

    def _targets(self) -> Iterable[Feed]:
        starts = self.load.curve.starts_at
        for place, datacenter in enumerate(self.load.datacenters):
            for life in self._state.lives[place]:
                base = {
                    "pool": self.load.pool,
                    "datacenter": datacenter,
                    "instance": life.name,
                }
                spans = [_scrapes(*span) for span in served(life, starts)]
                seen = [_scrapes(*span) for span in without(served(life, starts), life.blind)]
                yield Feed(label_set("up", job=self.load.pool, **base), _up(life, seen, starts))
                seed = crc32(life.name.encode())
                yield Feed(
                    label_set("vigie_cpu_ratio", **base), _cpu(self._state, place, spans, seed)
                )


class Metrics:
    """All series of the estate; a `promql.Storage`."""

    def __init__(
        self, fleet: Fleet, loads: Iterable[SimulatedLoad], groups: Iterable[Group] = ()
    ) -> None:
        self._fleet = fleet
        self._pools = tuple(_PoolMetrics(fleet, load) for load in loads)
        self._groups: tuple[Group, ...] = (*self._pools, *groups)
        for group in self._groups:
            group.feeds(fleet.now())

    def now(self) -> float:
        """Estate time, unix seconds."""
        return self._fleet.now()

    def latest(self, matchers: Sequence[Matcher], times: Sequence[float]) -> list[SeriesColumn]:
        """See `promql.Storage.latest`."""
        columns: list[SeriesColumn] = []
        for oldest, newest, feeds in self._matching(matchers):
            scrapes = [min(floor(time / SCRAPE_S), newest) for time in times]
            first = bisect_left(scrapes, oldest)
            after = bisect_right(times, newest * SCRAPE_S + LOOKBACK_S)
            wanted = scrapes[first:after]
            if not wanted:
                continue
            before: Values = [None] * first
            beyond: Values = [None] * (len(times) - after)
            for feed in feeds:
                values = feed.read(wanted)
                if any(value is not None for value in values):
                    columns.append(SeriesColumn(feed.labels, [*before, *values, *beyond]))
        return columns

    def window(
        self, matchers: Sequence[Matcher], spans: Sequence[tuple[float, float]]
    ) -> list[Run]:
        """See `promql.Storage.window`."""
        runs: list[Run] = []
        for oldest, newest, feeds in self._matching(matchers):
            wanted = [
                scrape
                for start, end in spans
                for scrape in range(
                    max(oldest, ceil(start / SCRAPE_S)), min(newest, floor(end / SCRAPE_S)) + 1
                )
            ]
            times = [scrape * SCRAPE_S for scrape in wanted]
            for feed in feeds:
                run = _run(feed.labels, times, feed.read(wanted))
                if run.times:
                    runs.append(run)
        return runs

    def series(self, matchers: Sequence[Matcher], start: float, end: float) -> list[Labels]:
        """Label sets with a sample between two unix times."""
        found: list[Labels] = []
        for oldest, newest, feeds in self._matching(matchers):
            first = max(oldest, ceil(start / SCRAPE_S))
            last = min(newest, floor(end / SCRAPE_S))
            wanted = range(first, last + 1, max(1, (last - first) // 500))
            found.extend(
                feed.labels
                for feed in feeds
                if any(value is not None for value in feed.read(wanted))
            )
        return found

    def _matching(self, matchers: Sequence[Matcher]) -> Iterable[tuple[int, int, tuple[Feed, ...]]]:
        """A group's oldest and newest scrape, and those of its series that match."""
        now = self._fleet.now()
        newest = floor(now / SCRAPE_S)
        for group in self._groups:
            feeds = group.feeds(now)
            oldest = ceil((now - group.history_s) / SCRAPE_S)
            begins = ceil(group.begins / SCRAPE_S)
            matching = tuple(feed for feed in feeds if matches(feed.labels, matchers))
            yield max(oldest, begins), newest, matching


def _at(read: Callable[[int, Sequence[int]], Values], place: int) -> Read:
    return lambda scrapes: read(place, scrapes)


def _run(labels: Labels, times: Sequence[float], values: Values) -> Run:
    if None not in values:
        return Run(labels, times, [value for value in values if value is not None])
    kept = [(time, value) for time, value in zip(times, values, strict=True) if value is not None]
    return Run(labels, [time for time, _ in kept], [value for _, value in kept])


def _scrapes(begin: float, end: float | None) -> tuple[float, float]:
    """First scrape in a span of time, and the first after it."""
    first = begin if begin == float("-inf") else ceil(begin / SCRAPE_S)
    return first, float("inf") if end is None else ceil(end / SCRAPE_S)


def _up(life: ServiceLife, spans: Sequence[tuple[float, float]], starts_at: float) -> Read:
    """1 in service, 0 while it exists without serving, nothing when it does not exist."""
    created = float("-inf") if life.created <= starts_at else life.created
    exists = _scrapes(created, life.ended)

    def read(scrapes: Sequence[int]) -> Values:
        values: Values = [None] * len(scrapes)
        for state, (first, end) in ((0.0, exists), *((1.0, span) for span in spans)):
            low, high = bisect_left(scrapes, first), bisect_left(scrapes, end)
            values[low:high] = [state] * (high - low)
        return values

    return read


def _cpu(state: PoolState, place: int, spans: Sequence[tuple[float, float]], seed: int) -> Read:
    """CPU of one instance while it serves, a little to either side of the others'."""

    def read(scrapes: Sequence[int]) -> Values:
        values: Values = [None] * len(scrapes)
        for first, end in spans:
            for index in range(bisect_left(scrapes, first), bisect_left(scrapes, end)):
                scrape = scrapes[index]
                jitter = _JITTER[(scrape + seed) & 1023]
                values[index] = min(1.0, state.cpu(scrape)[place] * jitter)
        return values

    return read

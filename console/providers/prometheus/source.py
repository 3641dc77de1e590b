"""The metrics server, as the inner rooms know it.

Loads its client, which takes 0.1 s: whoever paints first imports this later.
"""

import math
import threading
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from console.model.estate import PoolLoad
from console.model.figure import FIGURES, Figure, Sample, Series, possible
from console.model.notice import Notice, notice
from console.model.pool import Pool
from console.ports import Clock
from console.providers.access import ServerKeys
from console.providers.prometheus.crew import Crew
from console.providers.prometheus.downtime import runs
from console.providers.prometheus.growth import growth_of
from console.providers.prometheus.server import InstantSample, PrometheusServer, RangeSample
from console.providers.prometheus.totals import host_of, load_of, number, total, total_load
from console.settings.metrics import PrometheusSettings

PAST = (*FIGURES, "serving")
MOST_POINTS = 11_000
DOWN_POINTS = 121
Place = Callable[[dict[str, str]], str | None]


class PrometheusSource:
    """`console.ports.MetricsSource` over Prometheus' HTTP API.

    Unknown (NaN, infinite, missing, ambiguous) is None, never zero. How totals
    are made: `console.providers.prometheus.totals`.
    """

    def __init__(
        self, settings: PrometheusSettings, *, clock: Clock, keys: ServerKeys | None = None
    ) -> None:
        """Keep what is needed; nothing is called yet."""
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._server = PrometheusServer(settings, keys or ServerKeys())
        self._crew = Crew(len(PAST))
        self._warnings: dict[tuple[str, str], tuple[str, ...]] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the last answers said besides their figures, such as partial data."""
        with self._lock:
            return tuple(dict.fromkeys(w for each in self._warnings.values() for w in each))

    def load(self, pool: Pool) -> PoolLoad:
        """Instant figures of a pool, in all and per datacenter (GET /api/v1/query).

        One that cannot be read is unknown and leaves the others alone; raises
        SourceError only when none can.
        """
        server = self._server
        deadline = server.deadline()
        warnings: list[str] = []
        by_name: dict[str, dict[str, Figure]] = {name: {} for name in FIGURES}

        def ask(name: str) -> tuple[list[InstantSample], list[str]]:
            return server.instant(self._query(name, pool), deadline)

        asked = [name for name in FIGURES if self._query(name, pool)]
        found, failed = self._crew.each(asked, ask)
        for name, (samples, said) in found.items():
            by_name[name], odd = _figures(name, samples, self._place)
            warnings += [*said, *odd]
        self._keep("load", pool.name, warnings)
        expected = _expected(pool)
        places = sorted({*expected, *(place for parts in by_name.values() for place in parts)})
        return PoolLoad(
            total=total_load(expected, by_name),
            by_datacenter={place: load_of(place, by_name) for place in places},
            reasons={
                **self._lacking(pool),
                **{name: error.notice for name, error in failed.items()},
            },
        )

    def history(self, pool: Pool, start: datetime, end: datetime, points: int) -> dict[str, Series]:
        """The pool's total series (GET /api/v1/query_range).

        The step is a whole number of seconds, such that at most `points`
        samples fit; samples stand at multiples of it, so that a chart that is
        read again does not shimmer. One at which a datacenter is unknown is a gap.
        """
        step = step_s((end - start).total_seconds(), points)
        return self._past(pool, start, end, step, PAST)

    def past(
        self, pool: Pool, start: datetime, end: datetime, step: timedelta, names: Collection[str]
    ) -> dict[str, Series]:
        """The pool's series as `history` gives them, at steps of one's own."""
        return self._past(pool, start, end, int(step.total_seconds()), names)

    def _past(
        self, pool: Pool, start: datetime, end: datetime, step: int, names: Collection[str]
    ) -> dict[str, Series]:
        server = self._server
        deadline = server.deadline()
        start = _aligned(start, step)
        weighing = {"requests"} if "errors" in names else set()
        asked = [n for n in PAST if n in {*names, *weighing} and self._query(n, pool)]
        by_name: dict[str, dict[str, dict[int, float]]] = {name: {} for name in PAST}
        warnings: list[str] = []

        def ask(name: str) -> tuple[list[RangeSample], list[str]]:
            return server.range(self._query(name, pool), start, end, step, deadline)

        answers, failed = self._crew.each(asked, ask)
        warnings += [f"{name}: {error.notice.code}" for name, error in failed.items()]
        for name, (found, said) in answers.items():
            by_name[name], odd = _tracks(name, found, self._place, start=start, step=step)
            warnings += [*said, *odd]
        self._keep("history", pool.name, warnings)
        count = max(0, int((end.timestamp() - start.timestamp()) // step) + 1)
        return {
            name: _series(name, _expected(pool), by_name, start=start, step=step, count=count)
            for name in names
        }

    def growth(self, start: datetime, end: datetime, points: int) -> dict[str, Series]:
        """Bytes used of each datastore by name (GET /api/v1/query_range), aligned as `history`."""
        server = self._server
        step = step_s((end - start).total_seconds(), points)
        first = _aligned(start, step)
        count = max(0, int((end.timestamp() - first.timestamp()) // step) + 1)
        if count == 0:
            return {}
        found, said = server.range(self._settings.datastores, first, end, step, server.deadline())
        series, odd = growth_of(found, first=first, step=step, count=count)
        self._keep("growth", "", [*said, *odd])
        return series

    def health(self, pool: Pool) -> dict[str, bool]:
        """Instance name → its target is up; a port in the label is left out."""
        samples, said = self._server.instant(self._query("health", pool), self._server.deadline())
        found: dict[str, bool] = {}
        label = self._settings.health_label(pool.name)
        for sample in samples:
            name = host_of(sample.metric.get(label, ""))
            value = number(sample.value[1])
            if name and value is not None:
                found[name] = found.get(name, True) and value > 0
        self._keep("health", pool.name, said)
        return found

    def sessions(self) -> dict[str, float]:
        """Connections by the ids of load-balancer members (GET /api/v1/query)."""
        query = self._settings.member_sessions
        samples, said = self._server.instant(query, self._server.deadline())
        self._keep("sessions", "", said)
        found: dict[str, float] = {}
        for sample in samples:
            member, value = sample.metric.get("member", ""), number(sample.value[1])
            if member and value is not None:
                found[member] = max(value, found.get(member, value))
        return found

    def ages(self, promql: str, label: str) -> dict[str, float | None]:
        """Seconds by a label's value (GET /api/v1/query); one that is told twice is the older."""
        samples, said = self._server.instant(promql, self._server.deadline())
        self._keep("ages", promql, said)
        found: dict[str, float | None] = {}
        for sample in samples:
            name, value = sample.metric.get(label, ""), number(sample.value[1])
            if name:
                known = found.get(name, value)
                found[name] = None if known is None or value is None else max(known, value)
        return found

    def down_since(self, pool: Pool, start: datetime, end: datetime) -> dict[str, datetime]:
        """Where the health query is 0 (GET /api/v1/query_range), by the runs that last."""
        server, step = self._server, step_s((end - start).total_seconds(), DOWN_POINTS)
        query = f"({self._query('health', pool)}) <= 0"
        last = _aligned(end - timedelta(seconds=step - 1), step)
        found, said = server.range(query, _aligned(start, step), last, step, server.deadline())
        label = self._settings.health_label(pool.name)
        tracks = [(host_of(each.metric.get(label, "")), each.values) for each in found]
        self._keep("downtime", pool.name, said)
        return runs(tracks, last=last, step=step)

    def _query(self, name: str, pool: Pool) -> str:
        return self._settings.query(name, pool.name)

    def _lacking(self, pool: Pool) -> dict[str, Notice]:
        """The figures that the pool's exporter does not have: unknown, never made up."""
        preset = self._settings.preset_of(pool.name)
        why = notice("metrics.exporter_none", preset=preset)
        return {name: why for name in FIGURES if not self._query(name, pool)}

    def _place(self, metric: dict[str, str]) -> str | None:
        """The datacenter that a sample is from."""
        said = metric.get(self._settings.datacenter_label)
        return None if said is None else self._settings.datacenters.get(said, said)

    def _keep(self, call: str, pool: str, warnings: list[str]) -> None:
        with self._lock:
            self._warnings[call, pool] = tuple(dict.fromkeys(warnings))


def step_s(width_s: float, points: int) -> int:
    """Seconds between samples: whole, at least 1, at most `points` samples in the width."""
    gaps = min(points, MOST_POINTS) - 1
    if gaps < 1:
        return max(1, math.ceil(width_s) + 1)
    return max(1, math.ceil(width_s / gaps))


def _aligned(start: datetime, step: int) -> datetime:
    """The first multiple of the step that is not before `start`."""
    return datetime.fromtimestamp(math.ceil(start.timestamp() / step) * step, UTC)


def _expected(pool: Pool) -> tuple[str, ...]:
    return tuple(share.datacenter for share in pool.shares if share.weight > 0)


def _figures(
    name: str, samples: list[InstantSample], place_of: Place
) -> tuple[dict[str, Figure], list[str]]:
    figures: dict[str, Figure] = {}
    odd: list[str] = []
    for sample in samples:
        place = place_of(sample.metric)
        if place is None:
            odd.append(f"{name}: a sample has no label of a datacenter")
        elif place in figures:
            odd.append(f"{name}: more than one sample for {place}")
            figures[place] = Figure(None, figures[place].at)
        else:
            at = datetime.fromtimestamp(sample.value[0], UTC)
            value = number(sample.value[1])
            if value is not None and not possible(name, value):
                odd.append(f"{name}: {value:g} cannot be ({place})")
                value = None
            figures[place] = Figure(value, at)
    return figures, odd


def _tracks(
    name: str, found: list[RangeSample], place_of: Place, *, start: datetime, step: int
) -> tuple[dict[str, dict[int, float]], list[str]]:
    """Values by datacenter and step; only what is known."""
    tracks: dict[str, dict[int, float]] = {}
    odd: list[str] = []
    for series in found:
        place = place_of(series.metric)
        if place is None or place in tracks:
            odd.append(f"{name}: a series has no label of a datacenter, or one that another has")
            continue
        tracks[place] = {
            round((at - start.timestamp()) / step): value
            for at, text in series.values
            if (value := number(text)) is not None and possible(name, value)
        }
    return tracks, odd


def _series(
    name: str,
    expected: Collection[str],
    by_name: dict[str, dict[str, dict[int, float]]],
    *,
    start: datetime,
    step: int,
    count: int,
) -> Series:
    tracks, requests = by_name[name], by_name["requests"]

    def at(k: int) -> Sample:
        parts = {place: track.get(k) for place, track in tracks.items()}
        weights = {place: track.get(k) for place, track in requests.items()}
        value = total(name, expected, parts, weights)
        return Sample(start + timedelta(seconds=k * step), value)

    return Series(name=name, samples=tuple(at(k) for k in range(count)), step_s=float(step))

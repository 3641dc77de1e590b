"""What the past weeks of each pool make expect of its next hours, once a quarter of an hour."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from console.foresight.forecast import AHEAD, STEP, forecast, on_step, wanted
from console.foresight.rhythm import rhythm
from console.model.estate import Estate
from console.model.forecast import FORECAST, Forecast, PoolForecast
from console.model.policy import Policy
from console.model.pool import ForesightMode, Pool
from console.model.window import Opening
from console.ports import Clock, MetricsSource
from console.schedule.openings import Calendars, openings
from console.settings.running import WatchSettings
from console.watch.source import Cadence, Reading, Source

CONNECTIONS = "connections"


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a forecast needs besides metrics: which days are alike, and how long a boot takes.

    Calendars read files, and are asked in the collector's thread alone. `boot_time` is by a
    pool's name, and may raise SourceError.
    """

    policy: Policy
    calendars: Calendars
    boot_time: Callable[[str], timedelta]

    def openings(self, pool: Pool, now: datetime) -> tuple[Opening, ...]:
        """The pool's windows that are open or open within the hours that are foreseen."""
        return tuple(
            one
            for window in self.policy.windows
            if window.pool == pool.name
            for one in openings(window, pool, now, now + AHEAD * STEP, self.calendars)
        )


class PoolForecasts:
    """Reads the past weeks of every pool: some hours of each week, at the steps of a forecast."""

    def __init__(
        self,
        metrics: MetricsSource,
        pools: Iterable[Pool],
        foresight: Foresight,
        clock: Clock,
    ) -> None:
        self._metrics = metrics
        self._pools = tuple(pools)
        self._foresight = foresight
        self._clock = clock
        self._known: dict[str, PoolForecast] = {}

    def read(self) -> Reading:
        """Ask for what is older than a step. Raises SourceError."""
        now = self._clock.now()
        for pool in self._pools:
            known = self._known.get(pool.name)
            if known is None or known.at != on_step(now):
                self._known[pool.name] = self._foreseen(pool, now)
        found = dict(self._known)
        return Reading(lambda estate: _told(estate, found), self._metrics.warnings)

    def _foreseen(self, pool: Pool, now: datetime) -> PoolForecast:
        days = rhythm(self._foresight.policy, pool, self._foresight.calendars)
        recorded: dict[datetime, float] = {}
        for span in wanted(now, days):
            asked = self._metrics.past(pool, span.start, span.end, STEP, (CONNECTIONS,))
            samples = asked[CONNECTIONS].samples
            recorded |= {one.at: one.value for one in samples if one.value is not None}
        lead = self._foresight.boot_time(pool.name)
        found = PoolForecast(on_step(now), None, None, lead, self._foresight.openings(pool, now))
        said = forecast(recorded, now, days)
        if isinstance(said, Forecast):
            return replace(found, forecast=said)
        return replace(found, why=said)


def source(
    metrics: MetricsSource,
    pools: Iterable[Pool],
    foresight: Foresight,
    settings: WatchSettings,
    clock: Clock,
) -> Source:
    """The past of the pools whose size is advised."""
    reader = PoolForecasts(metrics, foreseen(pools), foresight, clock)
    return Source(FORECAST, Cadence(settings.forecast_s, settings.forecast_s), reader.read)


def foreseen(pools: Iterable[Pool]) -> tuple[Pool, ...]:
    """The pools whose next hours are foreseen."""
    return tuple(pool for pool in pools if pool.foresight is not ForesightMode.OFF)


def _told(estate: Estate, found: Mapping[str, PoolForecast]) -> Estate:
    return estate if found == estate.forecasts else replace(estate, forecasts=dict(found))

"""Load, health and the last hour of every pool."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from console.model.error import SourceError
from console.model.estate import Estate, PoolLoad
from console.model.figure import FIGURES, Series
from console.model.pool import Pool
from console.ports import Clock, MetricsSource
from console.settings.running import WatchSettings
from console.watch.source import Cadence, Reading, Source

SPAN = timedelta(hours=1)
POINTS = 120
KEPT = SPAN / 12
"""How old a history may be, in estate time, that could not be read again."""
log = logging.getLogger(__name__)


class PoolMetrics:
    """Reads every pool: figures each time, the last hour once a step of estate time."""

    def __init__(self, metrics: MetricsSource, pools: tuple[Pool, ...], clock: Clock) -> None:
        self._metrics = metrics
        self._pools = pools
        self._clock = clock
        self._history: dict[str, dict[str, Series]] = {}
        self._history_at: dict[str, datetime] = {}

    def read(self) -> Reading:
        """Ask for all pools. A failing history is a warning: the figures of now still count."""
        loads: dict[str, PoolLoad] = {}
        health: dict[str, dict[str, bool]] = {}
        warnings: list[str] = []
        for pool in self._pools:
            loads[pool.name], health[pool.name] = self._now(pool)
        for pool in self._pools:
            try:
                history = self._last_hour(pool)
            except SourceError as error:
                log.info("history of %s failed: %s", pool.name, error)
                history = self._kept(pool)
                warnings.append(f"query_range {pool.name}: {error.notice.code}")
            loads[pool.name] = replace(loads[pool.name], history=history)
        return Reading(
            lambda estate: _told(estate, loads, health), (*self._metrics.warnings, *warnings)
        )

    def _now(self, pool: Pool) -> tuple[PoolLoad, dict[str, bool]]:
        """Load and health, each for itself; raises SourceError when neither can be read."""
        try:
            load = self._metrics.load(pool)
        except SourceError as error:
            health = self._metrics.health(pool)
            log.info("load of %s failed: %s", pool.name, error)
            return PoolLoad(reasons=dict.fromkeys(FIGURES, error.notice)), health
        try:
            return load, self._metrics.health(pool)
        except SourceError as error:
            log.info("health of %s failed: %s", pool.name, error)
            return replace(load, reasons={**load.reasons, "health": error.notice}), {}

    def _kept(self, pool: Pool) -> dict[str, Series]:
        """The last hour as it was read lately; an old one would pass for that of now."""
        asked_at = self._history_at.get(pool.name)
        if asked_at is None or self._clock.now() - asked_at > KEPT:
            return {}
        return self._history[pool.name]

    def _last_hour(self, pool: Pool) -> dict[str, Series]:
        now = self._clock.now()
        asked_at = self._history_at.get(pool.name)
        if asked_at is None or now - asked_at >= SPAN / POINTS:
            history = self._metrics.history(pool, now - SPAN, now, POINTS)
            self._history[pool.name] = history
            self._history_at[pool.name] = now
        return self._history[pool.name]


def source(
    metrics: MetricsSource, pools: tuple[Pool, ...], settings: WatchSettings, clock: Clock
) -> Source:
    """The metrics server, asked for every pool in turn."""
    reader = PoolMetrics(metrics, pools, clock)
    cadence = Cadence(settings.metrics_s, settings.metrics_busy_s)
    return Source("prometheus", cadence, reader.read, hasty=True)


def _told(estate: Estate, loads: dict[str, PoolLoad], health: dict[str, dict[str, bool]]) -> Estate:
    if health == estate.health:
        health = estate.health
    return replace(estate, loads=loads, health=health)

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
STEP = SPAN / POINTS
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
        self._down: dict[str, tuple[datetime, dict[str, datetime]]] = {}

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
        down: dict[str, dict[str, datetime]] = {}
        for pool in self._pools:
            try:
                down[pool.name] = self._down_since(pool, health[pool.name])
            except SourceError as error:
                log.info("downtime of %s failed: %s", pool.name, error)
                warnings.append(f"downtime {pool.name}: {error.notice.code}")
        return Reading(
            lambda estate: _told(estate, loads, health, down),
            (*self._metrics.warnings, *warnings),
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

    def _down_since(self, pool: Pool, health: dict[str, bool]) -> dict[str, datetime]:
        """Since when those are down that are; asked once a step, and only where one is."""
        if all(health.values()):
            self._down.pop(pool.name, None)
            return {}
        now = self._clock.now()
        asked_at, found = self._down.get(pool.name, (None, {}))
        if asked_at is None or now - asked_at >= STEP:
            found = self._metrics.down_since(pool, now - SPAN, now)
            self._down[pool.name] = now, found
        return {name: since for name, since in found.items() if health.get(name) is False}

    def _last_hour(self, pool: Pool) -> dict[str, Series]:
        now = self._clock.now()
        asked_at = self._history_at.get(pool.name)
        if asked_at is None or now - asked_at >= STEP:
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


def _told(
    estate: Estate,
    loads: dict[str, PoolLoad],
    health: dict[str, dict[str, bool]],
    down: dict[str, dict[str, datetime]],
) -> Estate:
    if health == estate.health:
        health = estate.health
    return replace(estate, loads=loads, health=health, down_since=down)

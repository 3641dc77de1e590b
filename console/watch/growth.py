"""How full each datastore was over the last days, as the metrics server recorded it."""

from dataclasses import replace
from datetime import timedelta

from console.model.estate import Estate
from console.model.figure import Series
from console.ports import Clock, MetricsSource
from console.settings.running import WatchSettings
from console.watch.source import Cadence, Reading, Source

SPAN = timedelta(days=7)
POINTS = 170
"""One an hour, about."""


def source(metrics: MetricsSource, settings: WatchSettings, clock: Clock) -> Source:
    """Read a week of every datastore; it moves slowly, so it is asked for rarely."""

    def read() -> Reading:
        now = clock.now()
        growth = metrics.growth(now - SPAN, now, POINTS)
        return Reading(lambda estate: _told(estate, growth))

    return Source("growth", Cadence(settings.growth_s, settings.growth_s), read)


def _told(estate: Estate, growth: dict[str, Series]) -> Estate:
    return estate if growth == estate.growth else replace(estate, growth=growth)

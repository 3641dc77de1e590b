"""The alerts that fire, silenced ones too."""

from dataclasses import replace

from console.ports import AlertReader
from console.settings.running import WatchSettings
from console.watch.source import Cadence, Reading, Source


def source(alerts: AlertReader, settings: WatchSettings) -> Source:
    """Read all of them each time: the API has no deltas."""

    def read() -> Reading:
        view = alerts.view()
        return Reading(lambda estate: replace(estate, alerts=view), unreadable=view.unreadable)

    cadence = Cadence(settings.alerts_s, settings.alerts_busy_s)
    return Source("alertmanager", cadence, read, hasty=True)

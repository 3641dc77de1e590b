"""Whether a metrics server answers, and whose exporters it scrapes."""

from console.providers.access import ServerKeys
from console.providers.prometheus.server import PrometheusServer
from console.settings.metrics import PrometheusSettings
from console.settings.presets import PRESETS, metrics_of


def series(settings: PrometheusSettings, keys: ServerKeys) -> dict[str, int]:
    """How many series it has of each preset's connections, by the preset's name.

    Raises SourceError where it does not answer.
    """
    server = PrometheusServer(settings, keys)
    deadline = server.deadline()
    found: dict[str, int] = {}
    for preset, queries in PRESETS.items():
        for metric in metrics_of(queries["connections"])[:1]:
            samples, _ = server.instant(f"count({metric})", deadline)
            found[preset] = round(float(samples[0].value[1])) if samples else 0
    return found

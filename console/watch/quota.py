"""What a region still allows."""

from collections.abc import Iterable
from dataclasses import replace

from console.model.build import Build
from console.model.estate import Estate
from console.model.quota import Quota
from console.ports import ComputeReader
from console.settings.running import WatchSettings
from console.watch.source import Cadence, Reading, Source


def networks(used: Iterable[Build]) -> tuple[str, ...]:
    """The networks that builds name, whose free addresses count."""
    return tuple(sorted({network.name for build in used for network in build.networks}))


def name(region: str) -> str:
    """What the source of a region's quotas is called."""
    return f"quota:{region}"


def source(
    compute: ComputeReader, region: str, used_networks: tuple[str, ...], settings: WatchSettings
) -> Source:
    """Read a region's compute and network quotas."""

    def read() -> Reading:
        quota = compute.quota(region, used_networks)
        return Reading(lambda estate: _placed(estate, region, quota))

    cadence = Cadence(settings.quota_s, settings.quota_busy_s)
    return Source(name(region), cadence, read, hasty=True)


def _placed(estate: Estate, region: str, quota: Quota) -> Estate:
    """Beside what the region's list shows at this moment."""
    view = estate.regions.get(region)
    listed = None if view is None else len(view.instances)
    read = replace(quota, listed=listed)
    return replace(estate, quotas={**estate.quotas, region: read})

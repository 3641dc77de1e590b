"""The instances of a region."""

from dataclasses import replace

from console.model.estate import Estate, RegionView
from console.ports import ComputeReader
from console.settings.running import WatchSettings
from console.watch.source import Cadence, Reading, Source


def source(compute: ComputeReader, region: str, settings: WatchSettings) -> Source:
    """List a region's instances; the provider asks for what changed only."""

    def read() -> Reading:
        view = compute.instances(region)
        return Reading(lambda estate: _placed(estate, view), unreadable=view.unreadable)

    cadence = Cadence(settings.instances_s, settings.instances_busy_s)
    return Source(f"nova:{region}", cadence, read, hasty=True)


def _placed(estate: Estate, view: RegionView) -> Estate:
    """Keep the very tuple that was there when it says the same: readers compare by identity."""
    before = estate.regions.get(view.region)
    if before is not None and before.instances == view.instances:
        view = replace(view, instances=before.instances)
    return replace(estate, regions={**estate.regions, view.region: view})

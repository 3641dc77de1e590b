"""What instance types a region offers."""

from dataclasses import replace

from console.ports import ComputeReader
from console.watch.source import Cadence, Reading, Source

EVERY_S = 900.0


def source(compute: ComputeReader, region: str) -> Source:
    """Read a region's flavors every quarter of an hour: they hardly change."""

    def read() -> Reading:
        offered = compute.flavors(region)
        return Reading(lambda estate: replace(estate, flavors={**estate.flavors, region: offered}))

    return Source(f"flavors:{region}", Cadence(EVERY_S, EVERY_S), read)

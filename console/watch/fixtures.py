"""What a region has of what its pools' instances are made with."""

from collections.abc import Iterable
from dataclasses import replace

from console.model.build import Build
from console.model.pool import Pool
from console.ports import ComputeReader
from console.watch.source import Cadence, Reading, Source

EVERY_S = 900.0


def builds(pools: Iterable[Pool], datacenter: str) -> tuple[Build, ...]:
    """How instances of the pools that share a datacenter are made there."""
    return tuple(
        pool.build_in(datacenter)
        for pool in pools
        if any(share.datacenter == datacenter for share in pool.shares)
    )


def source(compute: ComputeReader, region: str, used: tuple[Build, ...]) -> Source:
    """Read them every quarter of an hour, they hardly change, and when a plan is to stand on it."""

    def read() -> Reading:
        found = compute.fixtures(region, used)
        return Reading(lambda estate: replace(estate, fixtures={**estate.fixtures, region: found}))

    return Source(f"fixtures:{region}", Cadence(EVERY_S, EVERY_S), read, hasty=True)

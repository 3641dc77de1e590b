"""Who the credentials are."""

from dataclasses import replace

from console.ports import ComputeReader
from console.watch.source import Cadence, Reading, Source

EVERY_S = 300.0


def source(compute: ComputeReader) -> Source:
    """Read the identity every five minutes: roles change while people watch."""

    def read() -> Reading:
        identity = compute.identity()
        return Reading(lambda estate: replace(estate, identity=identity))

    return Source("identity", Cadence(EVERY_S, EVERY_S), read)

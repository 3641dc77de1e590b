"""What was seen of pools' loads, kept on disk: longer than a metrics server keeps it."""

import logging
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from console.decoding import decode
from console.model.capacity import LoadMoment
from console.settings.writing import put

log = logging.getLogger(__name__)

Stored = tuple[float, float, float | None, float | None]
"""A moment: seconds since 1970, connections an instance, p95 in seconds, errors from 0 to 1."""


class StoredPast(msgspec.Struct, frozen=True):
    """One pool: what was asked of whom (`origin`), what instances were made of, what was seen.

    What was seen of another flavor is none of this one's: `since` (seconds, 1970) is when it came.
    """

    origin: str
    flavors: str
    since: float | None = None
    moments: tuple[Stored, ...] = ()

    def seen(self, start: datetime, end: datetime) -> tuple[LoadMoment, ...]:
        """The moments within a stretch of time, the earliest first."""
        span = start.timestamp(), end.timestamp()
        return tuple(
            LoadMoment(datetime.fromtimestamp(at, UTC), each, p95, errors)
            for at, each, p95, errors in self.moments
            if span[0] <= at <= span[1]
        )


class PastFile:
    """One file of all pools. That it cannot be kept stops nobody from reading anew."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, StoredPast]:
        """What is kept by pool; nothing where that cannot be read."""
        with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            return decode(self._path.read_bytes(), dict[str, StoredPast])
        return {}

    def write(self, pasts: dict[str, StoredPast]) -> None:
        """Keep them, whole or not at all."""
        try:
            put(self._path, msgspec.json.encode(pasts).decode())
        except OSError as failure:
            log.warning("what was seen is not kept in %s: %s", self._path, failure)


def stored(one: LoadMoment) -> Stored:
    """A moment as it is kept: no more digits than anybody judges by."""
    return (
        one.at.timestamp(),
        round(one.each, 1),
        None if one.p95 is None else round(one.p95, 4),
        None if one.errors is None else round(one.errors, 5),
    )

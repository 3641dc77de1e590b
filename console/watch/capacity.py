"""What an instance carries, learned from each pool's own past: an hour is read when it is over."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock

import msgspec

from console.foresight.capacity import (
    BACK,
    KEPT,
    READ,
    STEP,
    lacking,
    moments,
    remembered,
    strains,
)
from console.model.capacity import CAPACITY, SeenCapacity
from console.model.error import SourceError
from console.model.estate import Estate
from console.model.notice import Notice
from console.model.pool import Pool
from console.ports import Clock, PastReader
from console.settings.running import WatchSettings
from console.watch.remembered import PastFile, StoredPast, stored
from console.watch.source import Cadence, Reading, Source

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Learner:
    """Reads what it has not seen yet, and remembers what it has, for the next process too.

    `origin` says by a pool's name of whom what is asked: the figures of another server, or of
    another query, are of another load. `pools` are the names of all that there are.
    """

    metrics: PastReader
    file: PastFile
    origin: Callable[[str], str]
    pools: Collection[str]
    clock: Clock
    _pasts: dict[str, StoredPast] | None = None
    _found: dict[str, tuple[datetime, SeenCapacity | Notice]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def seen(self, pool: Pool) -> SeenCapacity | Notice:
        """What a pool's instances were seen to carry, or why nobody knows. Raises nothing.

        Without an answer it is what is remembered, if anything is.
        """
        with self._lock:
            now = self.clock.now()
            hour = _hour(now)
            known = self._found.get(pool.name)
            if known is not None and known[0] == hour:
                return known[1]
            past = self._past(pool, now)
            try:
                past, why = self._read(pool, past, now)
            except SourceError as error:
                return self._judged(pool, past, now, error.notice)
            found = self._judged(pool, past, now, why)
            self._found[pool.name] = hour, found
            return found

    def _judged(
        self, pool: Pool, past: StoredPast, now: datetime, why: Notice | None
    ) -> SeenCapacity | Notice:
        found = list(strains(past.seen(now - KEPT, now), pool))
        return why if why is not None and not found else remembered(found, now)

    def _past(self, pool: Pool, now: datetime) -> StoredPast:
        """What is remembered of the pool as it is made, and asked about, now."""
        if self._pasts is None:
            self._pasts = self.file.read()
        builds = (pool.build, *pool.builds.values())
        flavors = ", ".join(sorted({build.flavor.said for build in builds}))
        fresh = StoredPast(self.origin(pool.name), flavors)
        past = self._pasts.get(pool.name)
        if past is None or past.origin != fresh.origin:
            return fresh
        if past.flavors != flavors:  # what others carried says nothing of these
            return self._keep(pool, msgspec.structs.replace(fresh, since=now.timestamp()))
        return past

    def _read(
        self, pool: Pool, past: StoredPast, now: datetime
    ) -> tuple[StoredPast, Notice | None]:
        """With what has been since, and what that lacks. Raises SourceError."""
        lately = past.seen(now - BACK, now)
        start = lately[-1].at + STEP if lately else now - BACK
        if past.since is not None:
            start = max(start, _hour(datetime.fromtimestamp(past.since, UTC)) + STEP)
        if start > now:
            return past, None
        answer = self.metrics.past(pool, start, now, STEP, READ)
        new = tuple(map(stored, moments(answer)))
        if new:
            kept = tuple(map(stored, past.seen(now - KEPT, now)))
            past = self._keep(pool, msgspec.structs.replace(past, moments=kept + new))
        return past, lacking(answer)

    def _keep(self, pool: Pool, past: StoredPast) -> StoredPast:
        assert self._pasts is not None  # noqa: S101 - they were read before
        self._pasts[pool.name] = past
        self.file.write({name: one for name, one in self._pasts.items() if name in self.pools})
        return past


def _hour(at: datetime) -> datetime:
    """The last whole step before a moment, or at it."""
    return at - (at - EPOCH) % STEP


def unnamed(pools: Iterable[Pool]) -> tuple[Pool, ...]:
    """The pools whose settings do not say what an instance carries."""
    return tuple(pool for pool in pools if pool.connections_per_instance is None)


def source(learner: Learner, pools: Iterable[Pool], settings: WatchSettings) -> Source:
    """What is learned of some pools; between two hours that costs nothing."""
    asked = tuple(pools)

    def read() -> Reading:
        found = {pool.name: learner.seen(pool) for pool in asked}
        return Reading(lambda estate: _told(estate, found))

    return Source(CAPACITY, Cadence(settings.forecast_s, settings.forecast_s), read)


def _told(estate: Estate, found: dict[str, SeenCapacity | Notice]) -> Estate:
    return estate if found == estate.capacities else replace(estate, capacities=found)

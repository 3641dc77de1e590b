"""The estate as last published: one immutable value, replaced under a small lock."""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.notice import Notice
from console.ports import Clock
from console.watch.source import Reading

MISSED_READINGS = 3
SHORTEST_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How a source is asked, in wall-clock seconds: its cadence, and when it is next asked."""

    cadence_s: float
    next_s: float


class Board:
    """Keeps the published estate and turns figures stale when their time has passed.

    Ages are wall-clock time, as cadences are; the times in the states are
    estate time. A source whose last reading failed is stale after three missed
    readings, one that merely waits after `stale_after_s` (or three readings). What
    follows from several sources and their age, `judge` adds to each estate.
    """

    def __init__(
        self,
        names: Iterable[str],
        *,
        stale_after_s: float,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
        judge: Callable[[Estate], Estate] = lambda estate: estate,
    ) -> None:
        self._stale_after_s = stale_after_s
        self._clock = clock
        self._monotonic = monotonic
        self._judge = judge
        self._lock = Lock()
        self._succeeded: dict[str, float] = {}
        self._stale_from: dict[str, float] = {}
        self._next_expiry = math.inf
        nothing = Estate(
            at=clock.now(),
            sources={name: SourceState(name, Freshness.UNKNOWN) for name in names},
        )
        self._estate = judge(nothing)

    def snapshot(self) -> Estate:
        """The estate as last published: the same object until something changes."""
        if self._monotonic() >= self._next_expiry:
            with self._lock:
                self._publish(self._estate)
        return self._estate

    @property
    def busy(self) -> bool:
        """Say whether the journal knows of an operation that runs."""
        return bool(self._estate.activity.live)

    def succeed(self, name: str, reading: Reading, *, latency_s: float, pace: Pace) -> None:
        """Publish what a source said."""
        with self._lock:
            estate = reading.change(self._estate)
            self._succeeded[name] = self._monotonic()
            self._await(name, pace, failing=False)
            state = replace(
                estate.sources[name],
                succeeded_at=self._clock.now(),
                failure=None,
                next_try_at=self._at(pace.next_s),
                latency_s=latency_s,
                warnings=_warnings(reading),
                unreadable=reading.unreadable,
            )
            self._publish(estate, state)

    def fail(self, name: str, failure: Notice, *, latency_s: float, pace: Pace) -> None:
        """Publish that a source failed; what it said before stays."""
        with self._lock:
            self._await(name, pace, failing=True)
            state = replace(
                self._estate.sources[name],
                failed_at=self._clock.now(),
                failure=failure,
                next_try_at=self._at(pace.next_s),
                latency_s=latency_s,
            )
            self._publish(self._estate, state)

    def _await(self, name: str, pace: Pace, *, failing: bool) -> None:
        if name not in self._succeeded:
            return
        patience_s = max(SHORTEST_PATIENCE_S, MISSED_READINGS * pace.cadence_s)
        if not failing:
            patience_s = max(patience_s, self._stale_after_s)
        self._stale_from[name] = self._succeeded[name] + patience_s

    def _publish(self, estate: Estate, changed: SourceState | None = None) -> None:
        now = self._monotonic()
        sources = dict(estate.sources)
        if changed is not None:
            sources[changed.name] = changed
        for name, stale_from in self._stale_from.items():
            freshness = Freshness.FRESH if now < stale_from else Freshness.STALE
            if sources[name].freshness is not freshness:
                sources[name] = replace(sources[name], freshness=freshness)
        self._next_expiry = min(
            (at for at in self._stale_from.values() if at > now), default=math.inf
        )
        self._estate = self._judge(replace(estate, at=self._clock.now(), sources=sources))

    def _at(self, delay_s: float) -> datetime:
        return self._clock.now() + timedelta(seconds=delay_s * self._clock.speed)


def _warnings(reading: Reading) -> tuple[str, ...]:
    if not reading.unreadable:
        return reading.warnings
    return (f"unreadable records: {reading.unreadable}", *reading.warnings)

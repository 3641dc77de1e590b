"""What a pool's chart shows of the past: load, what was in service, operations and windows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from console.model.figure import Sample
from console.model.operation import OperationState
from console.model.verb import Verb
from console.model.window import Opening


class ChartSpan(StrEnum):
    """How far a chart looks back."""

    HOUR = "1h"
    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"

    @property
    def length(self) -> timedelta:
        """The time it covers."""
        return _LENGTH[self]

    @property
    def step(self) -> timedelta:
        """The time between two samples: some hundreds of them, however wide the terminal is."""
        return _STEP[self]

    @property
    def next(self) -> "ChartSpan":
        """The next longer one; the shortest after the longest."""
        every = tuple(ChartSpan)
        return every[(every.index(self) + 1) % len(every)]


_LENGTH = {
    ChartSpan.HOUR: timedelta(hours=1),
    ChartSpan.DAY: timedelta(hours=24),
    ChartSpan.WEEK: timedelta(days=7),
    ChartSpan.MONTH: timedelta(days=30),
}
_STEP = {
    ChartSpan.HOUR: timedelta(seconds=30),
    ChartSpan.DAY: timedelta(minutes=5),
    ChartSpan.WEEK: timedelta(minutes=15),
    ChartSpan.MONTH: timedelta(hours=1),
}


@dataclass(frozen=True, slots=True)
class OperationMark:
    """An operation as a chart marks it: what was asked, and when it began (estate time)."""

    operation_id: str
    verb: Verb
    at: datetime
    state: OperationState


@dataclass(frozen=True, slots=True)
class PoolPast:
    """A pool's past as it was read at `at`, the oldest first.

    `load` are open connections, `serving` instances in service, both at one step; a gap is
    what nobody knows. `openings` are the windows of then and of the hours to come, as the
    settings have them now; skipped ones are left out.
    """

    at: datetime
    load: tuple[Sample, ...]
    serving: tuple[Sample, ...]
    marks: tuple[OperationMark, ...]
    openings: tuple[Opening, ...]

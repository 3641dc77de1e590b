"""What is expected of a pool's load over the next hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from console.model.notice import Notice
from console.model.window import Opening

FORECAST = "forecast"
"""The source that foresees."""
OLD_S = 1800.0
"""Seconds of estate time after which a forecast says nothing, where no source tells its age."""


@dataclass(frozen=True, slots=True)
class Announced:
    """Something that people know will move a pool's load, from `start` until before `end`, UTC.

    `factor` times the usual load is to be expected, or `connections` at least, whatever is usual.
    """

    name: str
    pool: str
    start: datetime
    end: datetime
    factor: float | None = None
    connections: float | None = None

    def holds(self, at: datetime) -> bool:
        """Say whether a moment is within it."""
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Expected:
    """Open connections at a moment, in UTC: the usual number, and the most to reckon with."""

    at: datetime
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a pool's past makes expect, from `since` on, at one step, the earliest first.

    `ratio` is the last hour over the same hour of the past weeks that it was made of; `weeks`
    how many of them every step has at least; `events` what was announced for these hours.
    """

    since: datetime
    steps: tuple[Expected, ...]
    ratio: float
    weeks: int
    events: tuple[str, ...] = ()

    def highest(self, until: datetime) -> Expected | None:
        """The step until then with the most to reckon with; None where there is no step."""
        near = [step for step in self.steps if step.at <= until]
        return max(near, key=lambda step: step.high, default=None)

    def first_above(self, connections: float) -> Expected | None:
        """The first step at which more than so many are to be reckoned with."""
        return next((step for step in self.steps if step.high > connections), None)


@dataclass(frozen=True, slots=True)
class PoolForecast:
    """What was foreseen of a pool at a whole step `at`, and what acting on it takes.

    `why` is why nothing could be foreseen, where `forecast` is None; `lead` how long it takes
    from asking for instances to having them in service, in estate time; `openings` are the
    pool's windows of these hours.
    """

    at: datetime
    forecast: Forecast | None
    why: Notice | None
    lead: timedelta
    openings: tuple[Opening, ...] = ()

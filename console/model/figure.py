"""Figures with an age. Unknown is never zero."""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Freshness(StrEnum):
    """What the age of a figure means: trust it, doubt it, or there is none."""

    FRESH = "fresh"
    STALE = "stale"
    UNKNOWN = "unknown"


FIGURES = ("connections", "requests", "errors", "p95", "cpu")
"""What is asked of a pool's load, by name."""

MOST = {"errors": 1.01, "cpu": 1.1}
"""Ratios end at 1; rates of counters that are read at other moments pass it by a little."""


def possible(name: str, value: float) -> bool:
    """Say whether a figure of that name can be: nothing measured here is below nothing."""
    return math.isfinite(value) and 0 <= value <= MOST.get(name, math.inf)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number; `value` None means unknown (no data, NaN, source down)."""

    value: float | None
    at: datetime | None = None


UNKNOWN = Figure(None)


@dataclass(frozen=True, slots=True)
class Load:
    """The load of one pool, in all or in one datacenter.

    connections: open connections; requests: per second; errors: ratio 0..1;
    p95: seconds; cpu: ratio 0..1.
    """

    connections: Figure = UNKNOWN
    requests: Figure = UNKNOWN
    errors: Figure = UNKNOWN
    p95_s: Figure = UNKNOWN
    cpu: Figure = UNKNOWN


@dataclass(frozen=True, slots=True)
class Sample:
    """One point of a series; None is a gap."""

    at: datetime
    value: float | None


@dataclass(frozen=True, slots=True)
class Series:
    """A range of samples at one step, oldest first."""

    name: str
    samples: tuple[Sample, ...]
    step_s: float

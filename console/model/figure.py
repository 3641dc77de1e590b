"""Figures with an age. Unknown is never zero."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Freshness(StrEnum):
    """What the age of a figure means: trust it, doubt it, or there is none."""

    FRESH = "fresh"
    STALE = "stale"
    UNKNOWN = "unknown"


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

"""What the engine reads samples from, and a storage of samples in memory."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from console.rehearsal.promql.tree import Matcher

LOOKBACK_S = 300.0

Labels: TypeAlias = tuple[tuple[str, str], ...]
"""Label pairs in order of their names; `__name__` is one of them."""


@dataclass(slots=True)
class Scalars:
    """A scalar's value at each time of a query."""

    values: list[float]


@dataclass(slots=True)
class SeriesColumn:
    """One series at the times of a query; None where it has no value."""

    labels: Labels
    values: list[float | None]


@dataclass(frozen=True, slots=True)
class Run:
    """Raw samples of one series, oldest first."""

    labels: Labels
    times: Sequence[float]
    values: Sequence[float]


class SampleStorage(Protocol):
    """Where samples are. Series without any sample are left out."""

    def latest(self, matchers: Sequence[Matcher], times: Sequence[float]) -> list[SeriesColumn]:
        """The latest sample at each time, at most `LOOKBACK_S` old and not ended."""
        ...

    def window(
        self, matchers: Sequence[Matcher], spans: Sequence[tuple[float, float]]
    ) -> list[Run]:
        """All samples within the given spans, ends included; spans ascend and are apart."""
        ...


def matches(labels: Labels, matchers: Sequence[Matcher]) -> bool:
    """Whether a series meets all conditions."""
    known = dict(labels)
    return all(matcher.accepts(known.get(matcher.label, "")) for matcher in matchers)


class MemoryStorage:
    """Samples held in memory: what tests and comparisons with a real server feed."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = tuple(runs)

    def latest(self, matchers: Sequence[Matcher], times: Sequence[float]) -> list[SeriesColumn]:
        """See `Storage.latest`."""
        columns = []
        for run in self._runs:
            if matches(run.labels, matchers):
                values = [_last(run, time) for time in times]
                if any(value is not None for value in values):
                    columns.append(SeriesColumn(run.labels, values))
        return columns

    def window(
        self, matchers: Sequence[Matcher], spans: Sequence[tuple[float, float]]
    ) -> list[Run]:
        """See `Storage.window`."""
        runs = []
        for run in self._runs:
            if matches(run.labels, matchers):
                kept = [
                    index
                    for low, high in spans
                    for index in range(bisect_left(run.times, low), bisect_right(run.times, high))
                ]
                if kept:
                    times = [run.times[index] for index in kept]
                    runs.append(Run(run.labels, times, [run.values[index] for index in kept]))
        return runs


def _last(run: Run, time: float) -> float | None:
    index = bisect_right(run.times, time) - 1
    if index < 0 or run.times[index] < time - LOOKBACK_S:
        return None
    return run.values[index]

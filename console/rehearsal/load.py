"""The load of a pool on its fleet: who carries how many connections at a time."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

from console.rehearsal.load_curve import Curve, connections

DAY_S = 86_400.0


class ServiceLife(Protocol):
    """One instance from creation to removal, in unix seconds of estate time.

    `ended` is None while it exists. `in_service` holds the spans in which it
    serves, oldest first; an open or future end is None or a later time.
    """

    @property
    def name(self) -> str:
        """The instance's name."""
        ...

    @property
    def created(self) -> float:
        """When it began to exist."""
        ...

    @property
    def ended(self) -> float | None:
        """When it ceased to exist."""
        ...

    @property
    def in_service(self) -> Sequence[tuple[float, float | None]]:
        """When it served."""
        ...

    @property
    def blind(self) -> Sequence[tuple[float, float | None]]:
        """When monitoring did not see it serve."""
        ...


class Fleet(Protocol):
    """What the load model must know of the simulated estate."""

    def now(self) -> float:
        """Estate time, unix seconds."""
        ...

    @property
    def generation(self) -> int:
        """Grows with every order: while it stands, `intervals` answers the same."""
        ...

    def intervals(self, pool: str, datacenter: str) -> Sequence[ServiceLife]:
        """Every instance of a pool that ever existed in a datacenter.

        What is said of the past must not change afterwards.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedLoad:
    """The load of one pool.

    knee: connections one instance takes before it suffers; history_s: how far
    before the curve's start figures exist, in whole weeks.
    """

    pool: str
    datacenters: tuple[str, ...]
    knee: float
    curve: Curve
    requests_per_connection: float = 0.02
    history_s: float = 98 * DAY_S

    @property
    def begins(self) -> float:
        """The first instant with figures, unix seconds."""
        return self.curve.starts_at - self.history_s


class Capacity:
    """How many instances of one datacenter were in service at a time.

    Those that exist at `starts_at` count as if they had always been there:
    history before a scenario is that of its baseline.
    """

    def __init__(self, lives: Iterable[ServiceLife], starts_at: float) -> None:
        steps: dict[float, int] = {}
        for life in lives:
            for span in served(life, starts_at):
                steps[span[0]] = steps.get(span[0], 0) + 1
                if span[1] is not None:
                    steps[span[1]] = steps.get(span[1], 0) - 1
        self._times = sorted(steps)
        self._counts = (0, *accumulate(steps[time] for time in self._times))

    def at(self, time: float) -> int:
        """Instances in service at a unix time."""
        return self._counts[bisect_right(self._times, time)]


def served(life: ServiceLife, starts_at: float) -> list[tuple[float, float | None]]:
    """Spans in service, cut at the removal, stretched back for the baseline."""
    spans: list[tuple[float, float | None]] = []
    for begin, end in life.in_service:
        start = float("-inf") if begin <= starts_at else begin
        stop = life.ended if end is None or (life.ended is not None and life.ended < end) else end
        if stop is None or stop > start:
            spans.append((start, stop))
    return spans


@dataclass(frozen=True, slots=True)
class DatacenterLoad:
    """What one datacenter carries. saturation is None where nothing is in service."""

    connections: float
    requests_per_s: float
    saturation: float | None


def shares(load: SimulatedLoad, counts: Sequence[int], at: float) -> tuple[DatacenterLoad, ...]:
    """Spread the demand at `at` over in-service instances, one share a datacenter.

    With no instance anywhere nothing connects, and the requests that arrive
    are spread evenly to be answered 503.
    """
    demand = connections(load.curve, at)
    requests = demand * load.requests_per_connection
    total = sum(counts)
    if total == 0:
        return tuple(DatacenterLoad(0.0, requests / len(counts), None) for _ in counts)
    each = demand / total
    return tuple(
        DatacenterLoad(each * count, requests * count / total, each / load.knee if count else None)
        for count in counts
    )

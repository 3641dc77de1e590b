"""Functions over a window of raw samples: rate and its kin, and `*_over_time`."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from math import isnan, nan

from console.rehearsal.promql.storage import Run

_NEAR = 1.1
"""A window's edge this many mean gaps away or less counts as sampled up to."""

Window = Callable[[int, int, float, float], float | None]
"""(first, last + 1, window start, window end) → value; None for no value."""


def quantile(share: float, values: Sequence[float]) -> float:
    """The quantile of values, straight lines in between; ±Inf outside 0..1."""
    if not values or isnan(share):
        return nan
    if share < 0 or share > 1:
        return float("-inf") if share < 0 else float("inf")
    ordered = sorted(values)
    rank = share * (len(ordered) - 1)
    low = int(rank)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (rank - low)


def windowed(
    function: str, run: Run, spans: Sequence[tuple[float, float]], share: float = 0.0
) -> list[float | None]:
    """One value a span (start, end), both ends included."""
    compute = _FUNCTIONS[function](run) if function in _FUNCTIONS else _simple(function, run, share)
    times = run.times
    values: list[float | None] = []
    for start, end in spans:
        first = bisect_left(times, start)
        after = bisect_right(times, end, first)
        values.append(compute(first, after, start, end) if after > first else None)
    return values


def _simple(function: str, run: Run, share: float) -> Window:
    samples = run.values

    def compute(first: int, after: int, _start: float, _end: float) -> float | None:
        return _reduced(function, samples[first:after], share)

    return compute


def _reduced(function: str, window: Sequence[float], share: float) -> float:
    if function == "quantile_over_time":
        return quantile(share, window)
    return _REDUCERS[function](window)


def _extreme(pick: Callable[[Sequence[float]], float]) -> Callable[[Sequence[float]], float]:
    def reduce(window: Sequence[float]) -> float:
        known = [value for value in window if not isnan(value)]
        return pick(known) if known else nan

    return reduce


def _changes(window: Sequence[float]) -> float:
    pairs = pairwise(window)
    return float(sum(1 for a, b in pairs if a != b and not (isnan(a) and isnan(b))))


def _resets(window: Sequence[float]) -> float:
    return float(sum(1 for a, b in pairwise(window) if b < a))


_REDUCERS: dict[str, Callable[[Sequence[float]], float]] = {
    "avg_over_time": lambda window: sum(window) / len(window),
    "min_over_time": _extreme(min),
    "max_over_time": _extreme(max),
    "sum_over_time": lambda window: float(sum(window)),
    "count_over_time": lambda window: float(len(window)),
    "last_over_time": lambda window: window[-1],
    "changes": _changes,
    "resets": _resets,
}


def _extrapolated(run: Run, *, counter: bool, per_second: bool) -> Window:
    """Prometheus' extrapolation to the window's edges, never below a counter's zero."""
    times, values = run.times, run.values
    rising = _without_resets(values) if counter else values

    def compute(first: int, after: int, start: float, end: float) -> float | None:
        count = after - first
        if count < 2:  # noqa: PLR2004 - a difference needs two samples
            return None
        gained = rising[after - 1] - rising[first]
        sampled = times[after - 1] - times[first]
        gap = sampled / (count - 1)
        head, tail = times[first] - start, end - times[after - 1]
        if counter and gained > 0 and values[first] >= 0:
            head = min(head, sampled * values[first] / gained)
        length = sampled
        length += head if head < gap * _NEAR else gap / 2
        length += tail if tail < gap * _NEAR else gap / 2
        factor = length / sampled
        return gained * (factor / (end - start) if per_second else factor)

    return compute


def _instant(run: Run, *, counter: bool) -> Window:
    times, values = run.times, run.values

    def compute(first: int, after: int, _start: float, _end: float) -> float | None:
        if after - first < 2:  # noqa: PLR2004 - a difference needs two samples
            return None
        before, last = values[after - 2], values[after - 1]
        if not counter:
            return last - before
        gained = last if last < before else last - before
        return gained / (times[after - 1] - times[after - 2])

    return compute


def _without_resets(values: Sequence[float]) -> Sequence[float]:
    """The counter as if it had never been set back."""
    lost = accumulate((a if b < a else 0.0 for a, b in pairwise(values)), initial=0.0)
    return [value + before for value, before in zip(values, lost, strict=True)]


_FUNCTIONS: dict[str, Callable[[Run], Window]] = {
    "rate": lambda run: _extrapolated(run, counter=True, per_second=True),
    "increase": lambda run: _extrapolated(run, counter=True, per_second=False),
    "delta": lambda run: _extrapolated(run, counter=False, per_second=False),
    "irate": lambda run: _instant(run, counter=True),
    "idelta": lambda run: _instant(run, counter=False),
}
RANGE_FUNCTIONS = frozenset({*_FUNCTIONS, *_REDUCERS, "quantile_over_time"})

"""The states a simulated instance goes through, worked out from times alone.

Nothing ever "happens" in the simulation: an order writes the transitions that
will follow, and a reader asks which one holds at a time. A later order cuts
off what was still to come.
"""

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple


class Transition(NamedTuple):
    """From `at` (estate seconds) on, the instance is in this state."""

    at: float
    status: str
    task_state: str | None = None
    power_state: int = 0


Interval = tuple[float, float | None]


def without(spans: Iterable[Interval], cuts: Iterable[Interval]) -> list[Interval]:
    """What is left of spans of time where others are cut out of them."""
    left = list(spans)
    for begin, end in cuts:
        parts: list[Interval] = []
        for since, until in left:
            if since < begin:
                parts.append((since, begin if until is None else min(until, begin)))
            if end is not None and (until is None or end < until):
                parts.append((max(since, end), until))
        left = parts
    return left


def ended(spans: Iterable[Interval], at: float) -> list[Interval]:
    """The spans, with an end where there was none yet."""
    return [(since, at if until is None else until) for since, until in spans]


class Timeline:
    """Transitions in order of time; the first is the creation."""

    __slots__ = ("_steps", "_times")

    def __init__(self, *steps: Transition) -> None:
        self._steps = list(steps)
        self._times = [step.at for step in steps]

    def position(self, at: float) -> int:
        """Index of the transition that holds at a time."""
        return max(bisect_right(self._times, at) - 1, 0)

    def state(self, at: float) -> Transition:
        """The transition that holds at a time."""
        return self._steps[self.position(at)]

    def first(self, status: str) -> float | None:
        """When a status is (or will be) first reached."""
        return next((step.at for step in self._steps if step.status == status), None)

    def order(self, at: float, *steps: Transition) -> None:
        """Cut off what was to come after `at`, and let these follow."""
        keep = bisect_right(self._times, at)
        self._steps[keep:] = steps
        self._times[keep:] = [step.at for step in steps]

    def active(self) -> tuple[Interval, ...]:
        """Spans in which it is ACTIVE and nothing is being done to it."""
        spans: list[Interval] = []
        for index, step in enumerate(self._steps):
            if step.status != "ACTIVE" or step.task_state is not None:
                continue
            last = index + 1 == len(self._steps)
            spans.append((step.at, None if last else self._times[index + 1]))
        return tuple(spans)

"""What the metrics are made of: series that are computed, in groups with a history."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from console.rehearsal.promql.labels import NAME
from console.rehearsal.promql.storage import Labels

Values = list[float | None]
Read = Callable[[Sequence[int]], Values]


@dataclass(frozen=True, slots=True)
class Feed:
    """One series: its labels, and how to read it at scrapes."""

    labels: Labels
    read: Read


class Group(Protocol):
    """Series with one history: `begins` is its first instant (unix seconds)."""

    @property
    def history_s(self) -> float:
        """How far back samples are kept."""
        ...

    @property
    def begins(self) -> float:
        """The first instant with figures, unix seconds."""
        ...

    def feeds(self, now: float) -> tuple[Feed, ...]:
        """All series, up to date."""
        ...


def label_set(name: str, **labels: str) -> Labels:
    """The labels of a series, in order."""
    return tuple(sorted({NAME: name, **labels}.items()))

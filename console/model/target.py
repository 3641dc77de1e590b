"""A target: a size that a pool is brought to as the cloud allows, and kept at until a moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TargetState(StrEnum):
    """Whether a target is wanted: it is, its time is up, or somebody has ended it."""

    OPEN = "open"
    OVER = "over"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PoolTarget:
    """One target, as the journal has it. Times are estate times.

    `id` is the operation that opened it; `level` a number of instances, all that stand
    counted, whoever made them; `datacenters` where what it asks for may go (empty: all of the
    pool's). What came of it is given back when it is over, unless `keeps`. `closed_by` is who
    ended it, empty where its time was up. `reported_at` is when it was last reported on,
    `reached_at` when the pool first had its size.
    """

    id: str
    pool: str
    level: int
    opened_at: datetime
    until: datetime
    author: str
    origin: str
    reason: str = ""
    datacenters: tuple[str, ...] = ()
    keeps: bool = False
    closed_at: datetime | None = None
    closed_by: str = ""
    reported_at: datetime | None = None
    reached_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Say whether it is wanted at a moment; one whose time is up is not, closed or not."""
        return self.state(now) is TargetState.OPEN

    def state(self, now: datetime) -> TargetState:
        """How it stands at a moment."""
        if self.closed_at is not None:
            return TargetState.CLOSED if self.closed_at < self.until else TargetState.OVER
        return TargetState.OPEN if now < self.until else TargetState.OVER


def held_open(targets: Iterable[PoolTarget], pool: str, now: datetime) -> tuple[PoolTarget, ...]:
    """The targets of a pool that are wanted now, the largest first."""
    mine = (one for one in targets if one.pool == pool and one.holds(now))
    return tuple(sorted(mine, key=lambda one: (-one.level, one.opened_at, one.id)))

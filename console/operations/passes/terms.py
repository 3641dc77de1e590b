"""The terms a pass judges on: times, limits, and what the operation may touch."""

from dataclasses import dataclass
from datetime import datetime

from console.model.pool import Pool
from console.model.tracked import Tracked

GRACE_WALL_S = 60.0
"""Calls and passes take wall time, which no rehearsal's speed shortens."""

HOPELESS_AFTER = 3
"""Times `settle_s` after which an unseen creation is given up when none may follow it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`now` and `started_at` are estate time, `wall` and `started_wall` real time.

    `family` are the operations whose instances a rollback may remove, empty when
    the pool's own instances may be. `settle_s` (wall) is how long an accepted or
    unanswered creation may take to show up in a listing.
    """

    pool: Pool
    now: datetime
    wall: datetime
    started_at: datetime
    started_wall: datetime
    speed: float
    settle_s: float
    create_attempts: int
    breaker_after: int
    stop: bool = False
    health_known: bool = True
    family: frozenset[str] = frozenset()
    failures: int = 0

    def overdue(self, tracked: Tracked) -> bool:
        """Say whether the pool's boot deadline has passed since the last call."""
        since = tracked.asked_at or self.started_at
        allowed = self.pool.boot_deadline_s + GRACE_WALL_S * self.speed
        return (self.now - since).total_seconds() > allowed

    def settled(self, asked_wall: datetime | None) -> bool:
        """Say whether what was asked then would be visible by now."""
        since = asked_wall or self.started_wall
        return (self.wall - since).total_seconds() >= self.settle_s

    def hopeless(self, asked_wall: datetime | None) -> bool:
        """Say whether what was asked then is not worth waiting for any longer.

        A rollback still looks for it by name, and so does the sweep before the end.
        """
        since = asked_wall or self.started_wall
        return (self.wall - since).total_seconds() >= self.settle_s * HOPELESS_AFTER

    def may_retry(self, tracked: Tracked) -> bool:
        """Say whether one more creation may be asked for."""
        return not self.stop and tracked.change.attempts < self.create_attempts

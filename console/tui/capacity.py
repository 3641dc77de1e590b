"""How capacity moved while the console watched: the chart's limit line."""

from collections import deque
from datetime import datetime, timedelta

KEPT = timedelta(hours=1)


class CapacityTrail:
    """Capacity by the time it changed, over the last hour of estate time, for one pool."""

    def __init__(self) -> None:
        self._seen: deque[tuple[datetime, float]] = deque()
        self._pool = ""
        self._shown: tuple[tuple[datetime, float], ...] = ()

    @property
    def seen(self) -> tuple[tuple[datetime, float], ...]:
        """Changes, oldest first."""
        return self._shown

    def note(self, pool: str, at: datetime, value: float | None) -> None:
        """Remember a capacity that differs from the last one; unknown is no zero."""
        if pool != self._pool:
            self._pool = pool
            self._seen.clear()
            self._shown = ()
        if value is None or (self._seen and self._seen[-1][1] == value):
            return
        self._seen.append((at, value))
        while len(self._seen) > 1 and self._seen[1][0] < at - KEPT:
            self._seen.popleft()
        self._shown = tuple(self._seen)

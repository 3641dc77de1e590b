"""How long changes take: API calls, what the rate limit makes of them, and experience."""

from collections.abc import Sequence
from datetime import timedelta

from console.model.plan import (
    Desired,
    PlannedChange,
)


def api_calls(changes: Sequence[PlannedChange]) -> int:
    """Calls that write: one a batch of creations, one a removal."""
    batches = {change.batch for change in changes if change.desired is Desired.PRESENT}
    return len(batches) + sum(change.desired is Desired.ABSENT for change in changes)


def api_time_s(calls: int, rate: float) -> float:
    """Seconds the calls take at a rate of so many a second."""
    return round(calls / rate, 3) if rate > 0 else 0.0


def eta_s(changes: int, pace: timedelta | None, api_s: float) -> float | None:
    """Seconds until done, by the past operations' duration a change; None without any."""
    return None if pace is None else round(max(api_s, pace.total_seconds() * changes), 3)

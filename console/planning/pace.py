"""How long changes take, by experience and by what the rate limit makes of their calls."""

from datetime import timedelta


def eta_s(changes: int, pace: timedelta | None, api_s: float) -> float | None:
    """Seconds until done, by the past operations' duration a change; None without any."""
    return None if pace is None else round(max(api_s, pace.total_seconds() * changes), 3)

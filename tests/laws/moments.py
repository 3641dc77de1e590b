"""Time that passes only when the simulation says so."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 14, 40, tzinfo=UTC)


@dataclass(slots=True)
class Moments:
    """The one true time of a night, in wall seconds since its beginning."""

    t: float = 0.0
    speed: float = 1.0

    def wall(self, skew_s: float = 0.0) -> datetime:
        """The wall time that a machine whose clock is wrong by `skew_s` shows."""
        return START + timedelta(seconds=self.t + skew_s)

    def estate(self, skew_s: float = 0.0) -> datetime:
        """Estate time, on the same machine."""
        return START + timedelta(seconds=(self.t + skew_s) * self.speed)


@dataclass(frozen=True, slots=True)
class EstateTime:
    """The port `Clock`, as one process reads it."""

    moments: Moments
    skew_s: float = 0.0

    @property
    def speed(self) -> float:
        return self.moments.speed

    def now(self) -> datetime:
        return self.moments.estate(self.skew_s)

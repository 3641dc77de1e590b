"""Estate time: the wall clock, or a rehearsal's faster one."""

from dataclasses import dataclass
from datetime import UTC, datetime

from console.ports import Clock
from console.settings.estate import ClockSettings


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The wall clock."""

    speed: float = 1.0

    def now(self) -> datetime:
        """Wall time, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class EstateClock:
    """A rehearsal's time: it stood at `estate_epoch` when the wall clock stood at `wall_epoch`."""

    wall_epoch: datetime
    estate_epoch: datetime
    speed: float

    def now(self) -> datetime:
        """Estate time, in UTC."""
        elapsed = datetime.now(UTC) - self.wall_epoch
        return (self.estate_epoch + elapsed * self.speed).astimezone(UTC)


def clock_of(settings: ClockSettings | None) -> Clock:
    """The clock that the settings declare; both epochs have been checked to be aware."""
    if settings is None:
        return SystemClock()
    return EstateClock(
        wall_epoch=datetime.fromisoformat(settings.wall_epoch),
        estate_epoch=datetime.fromisoformat(settings.estate_epoch),
        speed=settings.speed,
    )

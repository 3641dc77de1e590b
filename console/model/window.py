"""Windows: while one is open, its pool has so many instances at least."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from console.model.notice import Notice

WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Window:
    """A window as the settings declare it.

    `days` are weekdays, Monday is 0; `start` and `end` are wall time in `zone`, and an
    `end` that is not after `start` is on the next day. It holds up `to` instances, or
    `by` more than the pool's baseline. It begins `lead_s` estate seconds early, so that
    they are in service at its start; None: as long as past operations took.
    It does not open on the dates `except_on`, and does on `also_on`, whatever the weekday.
    """

    name: str
    pool: str
    days: frozenset[int]
    start: time
    end: time
    zone: ZoneInfo
    to: int | None = None
    by: int | None = None
    lead_s: float | None = None
    except_on: frozenset[date] = frozenset()
    also_on: frozenset[date] = frozenset()

    def level(self, baseline: int, part: Decimal = WHOLE) -> int:
        """How many instances it holds up of which `part` is wanted; a started one is whole."""
        number = self.to if self.to is not None else self.by or 0
        wanted = -int(-(number * part) // 1)
        return wanted if self.to is not None else baseline + wanted


@dataclass(frozen=True, slots=True)
class Opening:
    """A window on one local date, which with its name is what it is known by.

    `opens_at` and `closes_at` are in UTC, the lead apart. `skipped` says why it does not
    open; `remarks` what is to be known of its times.
    """

    window: Window
    day: date
    opens_at: datetime
    closes_at: datetime
    level: int
    skipped: Notice | None = None
    remarks: tuple[Notice, ...] = ()

    @property
    def key(self) -> str:
        """What it is known by in the journal: ``evening 2026-11-30``."""
        return f"{self.window.name} {self.day.isoformat()}"

"""Windows: while one is open, its pool has so many instances at least."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from console.model.notice import Notice

WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Window:
    """A window as the settings declare it.

    `days` are weekdays, Monday is 0; `start` and `end` are wall time in `zone`, and an
    `end` that is not after `start` is on the next day. It holds up `to` instances, or
    `by` more than the pool's baseline. It begins `lead_s` estate seconds early, so that
    they are in service at its start; None: as long as past operations took. With
    `end_early` it gives back before its end, where that saves an hour and the load lets it.
    It does not open on the dates `except_on`, and does, whole, on `also_on`, whatever the
    weekday; on others `calendar` says which part of it is wanted.
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
    end_early: bool = False
    except_on: frozenset[date] = frozenset()
    also_on: frozenset[date] = frozenset()
    calendar: str | None = None

    def level(self, baseline: int, part: Fraction = WHOLE) -> int:
        """How many instances it holds up of which `part` is wanted; a started one is whole."""
        number = self.to if self.to is not None else self.by or 0
        wanted = math.ceil(number * part)
        return wanted if self.to is not None else baseline + wanted


@dataclass(frozen=True, slots=True)
class Turnout:
    """Which part of the people is there on a date, from 0 to 1, and why.

    Of whom nobody knows it counts as there, and `why` says so: a window then holds all
    that it may need. Where nobody is there, the first of `why` is the reason.
    """

    part: Fraction = WHOLE
    why: tuple[Notice, ...] = ()


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

    def begins_at(self, lead: timedelta) -> datetime:
        """When its instances are asked for."""
        return self.opens_at - lead

    def gone_at(self, ebbs: Mapping[str, timedelta]) -> datetime:
        """When what it held up is gone, by how long each window's giving back takes."""
        ebb = ebbs.get(self.window.name, timedelta(0))
        return self.closes_at if self.window.end_early else self.closes_at + ebb

    @property
    def key(self) -> str:
        """What it is known by in the journal: ``evening 2026-11-30``."""
        return f"{self.window.name} {self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Hold:
    """What an open window or target holds up of its pool: so many instances, whoever made them.

    `by` is the window's name, or the id of the target.
    """

    by: str
    level: int
    target: bool = False

"""Windows: while one is open, its pool has so many instances at least."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from console.model.notice import Notice

WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Rise:
    """So many instances, or so many `above` the baseline."""

    number: int
    above: bool = False

    def level(self, baseline: int, part: Fraction = WHOLE) -> int:
        """How many that is where `part` is wanted of them; a started one is whole."""
        wanted = math.ceil(self.number * part)
        return baseline + wanted if self.above else wanted

    def __str__(self) -> str:
        """As the settings say it: ``40``, or ``+10``."""
        return f"+{self.number}" if self.above else str(self.number)


@dataclass(frozen=True, slots=True)
class Window:
    """A window as the settings declare it.

    `days` are weekdays, Monday is 0; `start` and `end` are wall time in `zone`, and an
    `end` that is not after `start` is on the next day. It holds up `rise` of the whole pool,
    or `rises` in some datacenters, by code, each above its part of the baseline.

    It begins `lead_s` estate seconds early, so that they are in service at its start; None:
    as long as past operations took. With `end_early` it gives back before its end, where that
    saves an hour and the load lets it. It does not open on the dates `except_on`, and does,
    whole, on `also_on`, whatever the weekday; on others `calendar` says which part of it is
    wanted.
    """

    name: str
    pool: str
    days: frozenset[int]
    start: time
    end: time
    zone: ZoneInfo
    rise: Rise | None = None
    rises: tuple[tuple[str, Rise], ...] = ()
    lead_s: float | None = None
    end_early: bool = False
    except_on: frozenset[date] = frozenset()
    also_on: frozenset[date] = frozenset()
    calendar: str | None = None


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

    `opens_at` and `closes_at` are in UTC, the lead apart. `level` is the pool's, `levels`
    are those of the datacenters that the window names. `skipped` says why it does not
    open; `remarks` what is to be known of its times.
    """

    window: Window
    day: date
    opens_at: datetime
    closes_at: datetime
    level: int
    skipped: Notice | None = None
    remarks: tuple[Notice, ...] = ()
    levels: Mapping[str, int] = field(default_factory=dict, hash=False)

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

    `by` is the window's name, or the id of the target; `levels` are those of datacenters.
    """

    by: str
    level: int
    target: bool = False
    levels: Mapping[str, int] = field(default_factory=dict, hash=False)

    @property
    def number(self) -> int:
        """How many instances of the pool that are at least."""
        return max(self.level, sum(self.levels.values()))

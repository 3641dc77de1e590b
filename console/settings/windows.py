"""Windows: when a pool is to be larger."""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, field

from console.settings.section import Name, NotNegative, Positive, Section

WallTime = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
LocalTime = Annotated[
    str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]$")
]
DayOfYear = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Above = Annotated[str, Meta(pattern=r"^\+[1-9][0-9]*$")]
NONE: tuple[str, ...] = ()


class WindowSettings(Section, frozen=True, kw_only=True):
    """While a window is open its pool is so large at least.

    `to` instances, or `by` above its baseline, or so many in each of some `datacenters`.
    """

    name: Name
    pool: str
    days: tuple[Weekday, ...] = ()
    """Weekdays; a window of single dates has none and names them in `also_on`."""
    start: WallTime
    """Wall time; instances are asked for earlier, by `lead_s`."""
    end: WallTime
    """Not after `start`: on the next day. Then what nothing else holds up is given back."""
    timezone: str | None = None
    """The estate's where none is given."""
    to: Positive | None = None
    by: Positive | None = None
    datacenters: dict[str, Positive | Above] = field(default_factory=dict)
    """In place of `to` and `by`: `{ RBX = 40, GRA = "+10" }` are at least forty in one, and
    ten above its part of the baseline in another."""
    lead_s: NotNegative | None = None
    """Seconds of estate time; without it as long as such operations took."""
    end_early: bool = False
    """Give back before the end, as early as that takes, where another hour would be billed
    otherwise and the load of then lets it."""
    euro_at_most: Decimal | None = None
    """What one opening may cost above the baseline; `schedule check` fails where one is dearer."""
    except_on: tuple[DayOfYear, ...] = NONE
    """Dates, such as `"2026-12-24"`, on which it does not open."""
    also_on: tuple[DayOfYear, ...] = NONE
    """Dates on which it opens, whatever the weekday."""
    calendar: str | None = None
    """One of `[calendars.NAME]`, by which part of it is wanted on a date."""


class EventSettings(Section, frozen=True, kw_only=True):
    """Something announced that will move a pool's load, such as results or a campaign."""

    name: Name
    pool: str
    start: LocalTime
    """Wall time, such as `"2026-12-04T18:00"`."""
    end: LocalTime
    timezone: str | None = None
    """The estate's where none is given."""
    factor: Annotated[float, Meta(gt=0)] | None = None
    """So many times the usual load is to be expected; 0.5 is half of it."""
    connections: Positive | None = None
    """Or so many open connections at least, whatever is usual."""


class CalendarSettings(Section, frozen=True, kw_only=True):
    """Who is there on a date: a window of this calendar is as large as their part."""

    zones: dict[Literal["A", "B", "C"], Positive] = field(default_factory=dict)
    """Weights of the school zones of metropolitan France; in their holidays they are away."""
    files: dict[str, Positive] = field(default_factory=dict)
    """iCalendar files, relative to this one, of the days off of others, with their weights."""
    public_holidays: bool = False
    """On those of France nobody is there."""
    subdivision: Literal["57", "971", "972", "973", "974", "976"] | None = None
    """Whose public holidays, where not only the nation's: `57` is Alsace-Moselle."""
    closed_on: tuple[DayOfYear, ...] = NONE
    """Dates on which nobody is there."""
    open_on: tuple[DayOfYear, ...] = NONE
    """Dates on which all are there, whatever the rest says."""

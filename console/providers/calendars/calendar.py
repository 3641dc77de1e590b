"""Which part of the people is there on a date, by everything that the settings name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

import holidays

from console.model.error import UsageError
from console.model.notice import Notice, notice
from console.model.window import Turnout
from console.providers.calendars import school
from console.providers.calendars.dates import DateFile

NOBODY = Fraction(0)


@dataclass(frozen=True, slots=True)
class PeopleCalendar:
    """Implements `console.ports.DayCalendar`.

    `zones` are the weights of school zones, `files` those of people whose days off are a
    file's. `public` asks for public holidays, of a `subdivision` where it names one.
    Dates in `open_on` and `closed_on` count before all else.
    """

    zones: Mapping[str, int]
    files: tuple[tuple[DateFile, int], ...] = ()
    public: bool = False
    subdivision: str | None = None
    closed_on: frozenset[date] = frozenset()
    open_on: frozenset[date] = frozenset()

    def turnout(self, day: date) -> Turnout:
        """The part that is there. Of whom nothing can be known counts as there, and is told."""
        if day in self.open_on:
            return Turnout()
        if day in self.closed_on:
            return Turnout(NOBODY, (notice("schedule.closed"),))
        holiday = _public(day.year, self.subdivision).get(day) if self.public else None
        if holiday is not None:
            return Turnout(NOBODY, (notice("schedule.public_holiday", name=holiday),))
        away: list[tuple[str, int]] = []
        unknown: list[Notice] = []
        self._school(day, away, unknown)
        self._files(day, away, unknown)
        return self._without(away, unknown)

    def _school(self, day: date, away: list[tuple[str, int]], unknown: list[Notice]) -> None:
        if self.zones and day > school.known_until():
            until = school.known_until().isoformat()
            unknown.append(notice("schedule.calendar_unknown", until=until))
        away += [(zone, self.zones[zone]) for zone in sorted(school.off(day, self.zones))]

    def _files(self, day: date, away: list[tuple[str, int]], unknown: list[Notice]) -> None:
        for file, weight in self.files:
            try:
                name = file.event(day)
            except UsageError as error:
                unknown.append(error.notice)
                continue
            if name is not None:
                away.append((name, weight))

    def _without(self, away: list[tuple[str, int]], unknown: list[Notice]) -> Turnout:
        whole = sum(self.zones.values()) + sum(weight for _, weight in self.files)
        missing = sum(weight for _, weight in away)
        if not missing:
            return Turnout(why=tuple(unknown))
        part = Fraction(whole - missing, whole)
        return Turnout(part, (_said(part, ", ".join(name for name, _ in away)), *unknown))


def _said(part: Fraction, who: str) -> Notice:
    if not part:
        return notice("schedule.all_off", who=who)
    return notice("schedule.part_off", who=who, percent=round(part * 100))


@lru_cache(maxsize=16)
def _public(year: int, subdivision: str | None) -> dict[date, str]:
    """By their French names: the package's own choice depends on the system's language."""
    return dict(holidays.country_holidays("FR", subdiv=subdivision, years=year, language="fr"))

"""School holidays of metropolitan France by zone, as far as they were decreed.

Two tables are united: each lacks days that the other has. The first one ends with the
last decree; the second goes on by rule, which nobody decreed, and is not asked there.
The first package opens its table in the system's encoding, which fails under some
locales: the table itself is read here, as the UTF-8 that it is.
"""

import csv
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib.resources import files

import holidays

TABLE = files("vacances_scolaires_france") / "data" / "data.csv"
ZONES = ("A", "B", "C")


@lru_cache(maxsize=1)
def decreed() -> dict[date, frozenset[str]]:
    """The zones that are off by date, from the table of decrees."""
    found = {}
    with TABLE.open(encoding="utf-8") as text:
        for row in csv.DictReader(text):
            off = frozenset(z for z in ZONES if row[f"vacances_zone_{z.lower()}"] == "True")
            if off:
                found[date.fromisoformat(row["date"])] = off
    return found


def known_until() -> date:
    """The last date of which anything was decreed."""
    return max(decreed())


def off(day: date, zones: Iterable[str]) -> frozenset[str]:
    """Which of the zones have holidays; of a date that is not known, none."""
    if day > known_until():
        return frozenset()
    listed = decreed().get(day, frozenset())
    return frozenset(zone for zone in zones if zone in listed or day in _ruled(zone, day.year))


@lru_cache(maxsize=32)
def _ruled(zone: str, year: int) -> frozenset[date]:
    found = holidays.country_holidays(
        "FR", subdiv=f"Zone {zone}", categories=("school",), years=year
    )
    return frozenset(found)

"""Who is there on a date: school zones, public holidays, files, dates by hand."""

import os
import subprocess
import sys
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.bootstrap.parts import parts_of
from console.model.pool import Pool
from console.model.window import Turnout
from console.ports import DayCalendar
from console.providers.calendars import school
from console.providers.calendars.calendar import PeopleCalendar
from console.providers.calendars.dates import DateFile
from console.schedule.openings import opening
from console.settings.load import load, read
from console.settings.policy import policy
from console.settings.template import TEMPLATE

WEIGHTS = {"A": 30, "B": 35, "C": 35}
PUPILS = """
[[windows]]
name = "school"
pool = "api"
days = ["mon"]
also_on = ["2026-12-28"]
start = "16:00"
end = "22:00"
to = 300
calendar = "pupils"

[calendars.pupils]
zones = { A = 30, B = 35, C = 30 }
files = { "reunion.ics" = 5 }
public_holidays = true
"""
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\n"
EVENT = """BEGIN:VEVENT\r
UID:1\r
DTSTAMP:20260101T000000Z\r
{lines}\r
SUMMARY:La Réunion\r
END:VEVENT\r
"""


def ics(path: Path, *lines: str) -> DateFile:
    text = f"{HEAD}{EVENT.format(lines=chr(10).join(lines))}END:VCALENDAR\r\n"
    path.write_text(text, encoding="utf-8")
    return DateFile(path)


def codes(found: Turnout) -> list[str]:
    return [one.code for one in found.why]


@pytest.mark.parametrize(
    ("day", "away"),
    [
        ("2026-10-19", "ABC"),
        ("2026-12-18", ""),
        ("2026-12-19", "ABC"),
        ("2027-01-03", "ABC"),
        ("2027-01-04", ""),
        ("2027-02-08", "C"),
        ("2027-02-15", "AC"),
        ("2027-02-22", "AB"),
        ("2027-03-01", "B"),
        ("2027-04-12", "AC"),
        ("2028-08-31", "ABC"),
    ],
)
def test_each_zone_has_the_holidays_that_were_decreed(day: str, away: str) -> None:
    assert "".join(sorted(school.off(date.fromisoformat(day), "ABC"))) == away


def test_what_only_one_of_the_two_tables_has_counts() -> None:
    for day in (date(2027, 5, 9), date(2027, 9, 1), date(2028, 7, 4)):
        assert school.off(day, "A"), day


def test_beyond_the_last_decree_the_level_is_held_and_that_is_told() -> None:
    assert school.known_until() == date(2028, 8, 31)
    later = PeopleCalendar(WEIGHTS).turnout(date(2028, 12, 25))
    assert later.part == 1
    assert codes(later) == ["schedule.calendar_unknown"]


def test_the_part_that_is_there_is_by_weight() -> None:
    pupils = PeopleCalendar(WEIGHTS)
    assert pupils.turnout(date(2027, 3, 1)).part == Fraction(65, 100)
    assert pupils.turnout(date(2027, 3, 15)) == Turnout()
    nobody = pupils.turnout(date(2026, 12, 25))
    assert nobody.part == 0
    assert codes(nobody) == ["schedule.all_off"]


@given(st.dates(date(2025, 1, 1), date(2028, 8, 31)), st.sets(st.sampled_from("ABC"), min_size=1))
def test_more_zones_away_never_leave_more(day: date, zones: set[str]) -> None:
    part = PeopleCalendar(dict.fromkeys(zones, 1)).turnout(day).part
    assert part == Fraction(len(zones) - len(school.off(day, zones)), len(zones))


def test_dates_by_hand_count_before_all_else() -> None:
    noel, term = date(2026, 12, 25), date(2026, 11, 30)
    changed = PeopleCalendar(
        WEIGHTS, public=True, open_on=frozenset({noel}), closed_on=frozenset({term})
    )
    assert changed.turnout(noel).part == 1
    assert changed.turnout(term).part == 0


def test_public_holidays_also_of_a_subdivision() -> None:
    st_stephen = date(2026, 12, 26)
    assert PeopleCalendar({}, public=True).turnout(st_stephen).part == 1
    alsace = PeopleCalendar({}, public=True, subdivision="57").turnout(st_stephen)
    assert alsace.part == 0
    assert codes(alsace) == ["schedule.public_holiday"]
    assert PeopleCalendar({}).turnout(date(2026, 12, 25)).part == 1


def test_the_end_of_a_files_event_is_not_in_it(tmp_path: Path) -> None:
    file = ics(tmp_path / "x.ics", "DTSTART;VALUE=DATE:20261219", "DTEND;VALUE=DATE:20270125")
    days = [date(2026, 12, 18), date(2026, 12, 19), date(2027, 1, 24), date(2027, 1, 25)]
    assert [file.event(day) for day in days] == [None, "La Réunion", "La Réunion", None]


def test_repetitions_and_their_exceptions_count(tmp_path: Path) -> None:
    file = ics(
        tmp_path / "x.ics",
        "DTSTART;VALUE=DATE:20261202",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;VALUE=DATE:20261209",
    )
    wednesdays = [date(2026, 12, 2) + timedelta(weeks=n) for n in range(5)]
    assert [file.event(day) is not None for day in wednesdays] == [True, False, True, True, False]


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    file = ics(tmp_path / "x.ics", "DTSTART;VALUE=DATE:20261202")
    assert file.event(date(2026, 12, 2)) is not None
    ics(tmp_path / "x.ics", "DTSTART;VALUE=DATE:20261203", "TRANSP:OPAQUE")
    assert file.event(date(2026, 12, 2)) is None


@pytest.mark.parametrize("text", [None, "", "nonsense", HEAD, "BEGIN:VEVENT\r\nEND:VEVENT\r\n"])
def test_of_a_file_that_cannot_be_read_nobody_is_taken_to_be_away(
    tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "x.ics"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    people = PeopleCalendar(WEIGHTS, ((DateFile(path), 100),))
    found = people.turnout(date(2027, 3, 1))
    assert found.part == Fraction(165, 200)
    assert codes(found) == ["schedule.part_off", "schedule.file_unread"]


def test_a_window_falls_by_the_part_that_is_away(tmp_path: Path) -> None:
    file = tmp_path / "vigie.toml"
    file.write_text(TEMPLATE + PUPILS, encoding="utf-8")
    ics(tmp_path / "reunion.ics", "DTSTART;VALUE=DATE:20270104")
    loaded = load(file, environ={})
    settings = loaded.settings
    pool: Pool = policy(settings).pools["api"]
    [window] = policy(settings).windows
    calendar: DayCalendar = parts_of(settings, file).calendar(settings.calendars["pupils"])

    def on(day: str) -> tuple[int, bool]:
        found = opening(window, date.fromisoformat(day), pool, {"pupils": calendar})
        return found.level, found.skipped is None

    assert on("2026-11-30") == (300, True)
    assert on("2027-01-04") == (285, True)
    assert on("2027-03-01") == (195, True)
    assert on("2026-12-21") == (15, True)  # who is of the file alone
    assert on("2026-12-28") == (300, True)  # put in by hand
    assert on("2027-03-29") == (0, False)  # Easter Monday


def test_a_part_of_a_third_asks_for_no_instance_too_many() -> None:
    thirds = PeopleCalendar({"A": 1, "B": 1, "C": 1}).turnout(date(2027, 3, 1)).part
    windows = TEMPLATE + PUPILS.replace("{ A = 30, B = 35, C = 30 }", "{ A = 1, B = 1, C = 1 }")
    [window] = policy(read(windows, Path("vigie.toml")).settings).windows
    assert window.rise is not None
    assert window.rise.level(30, thirds) == 200


@pytest.mark.parametrize("utf8", ["0", "1"])
def test_the_tables_are_read_in_any_locale(utf8: str) -> None:
    asked = (
        "from console.providers.calendars import school; from datetime import date;"
        "print(sorted(school.off(date(2026, 12, 25), 'ABC')))"
    )
    environ = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": utf8, "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [sys.executable, "-c", asked], env=environ, check=True, capture_output=True, text=True
    )
    assert done.stdout == "['A', 'B', 'C']\n"

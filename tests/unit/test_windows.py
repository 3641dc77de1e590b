"""When windows open: weekdays, dates, nights, and clocks that are put forward and back."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.model.pool import Pool
from console.model.window import Hold, Opening, Rise, Window
from console.schedule.openings import opening, openings, upcoming
from console.schedule.wallclock import Occurs, instant
from console.schedule.wanted import hold
from console.settings.load import load, read
from console.settings.policy import policy, windows
from console.settings.problem import SettingsInvalid
from console.settings.template import TEMPLATE

PARIS = ZoneInfo("Europe/Paris")
FORWARD, BACK = date(2027, 3, 28), date(2027, 10, 31)
EVENING = """
[[windows]]
name = "evening"
pool = "api"
days = ["mon", "tue", "wed"]
start = "16:00"
end = "22:00"
to = 120
"""
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def window(start: str, end: str, days: set[int] | None = None) -> Window:
    every = frozenset(range(7)) if days is None else frozenset(days)
    begin, until = time.fromisoformat(start), time.fromisoformat(end)
    return Window("w", "api", every, begin, until, PARIS, rise=Rise(120))


def pools() -> dict[str, Pool]:
    return policy(read(TEMPLATE, Path("vigie.toml")).settings).pools


def pool() -> Pool:
    return pools()["api"]


def span(found: Opening) -> tuple[str, str]:
    return f"{found.opens_at:%d %H:%M}", f"{found.closes_at:%d %H:%M}"


def test_a_week_has_its_days_and_no_others() -> None:
    found = upcoming([window("16:00", "22:00", {0, 1, 2})], pools(), MONDAY, 4)
    assert [f"{one.day:%a %d}" for one in found] == ["Mon 23", "Tue 24", "Wed 25", "Mon 30"]
    assert span(found[0]) == ("23 15:00", "23 21:00")


def test_what_is_open_comes_first_until_it_closes() -> None:
    evening = window("16:00", "22:00", {0})
    at = [MONDAY.replace(hour=20, minute=59), MONDAY.replace(hour=21)]
    assert [upcoming([evening], pools(), now, 1)[0].day.day for now in at] == [23, 30]


def test_a_night_belongs_to_the_date_on_which_it_begins() -> None:
    night = window("22:00", "06:00", {0})
    [found] = upcoming([night], pools(), MONDAY.replace(day=24, hour=4), 1)
    assert found.day == date(2026, 11, 23)
    assert span(found) == ("23 21:00", "24 05:00")


def test_dates_are_taken_out_and_put_in() -> None:
    dated = replace(
        window("16:00", "22:00", {0}),
        except_on=frozenset({date(2026, 11, 30)}),
        also_on=frozenset({date(2026, 11, 28)}),
    )
    found = upcoming([dated], pools(), MONDAY, 4)
    assert [(one.day.day, one.skipped is None) for one in found] == [
        (23, True), (28, True), (30, False), (7, True),
    ]  # fmt: skip
    assert found[2].skipped is not None
    assert found[2].skipped.code == "schedule.excepted"


@pytest.mark.parametrize(
    ("start", "end", "day", "expected", "codes"),
    [
        # The clock goes from 02:00 to 03:00 at 01:00 UTC.
        ("00:00", "06:00", FORWARD, ("27 23:00", "28 04:00"), []),
        ("02:30", "06:00", FORWARD, ("28 01:00", "28 04:00"), ["schedule.time_missing"]),
        ("01:00", "02:30", FORWARD, ("28 00:00", "28 01:00"), ["schedule.time_missing"]),
        # And from 03:00 to 02:00 at 01:00 UTC: 02:30 is 00:30 and 01:30.
        ("00:00", "06:00", BACK, ("30 22:00", "31 05:00"), []),
        ("02:30", "06:00", BACK, ("31 00:30", "31 05:00"), ["schedule.time_twice"]),
        ("01:00", "02:30", BACK, ("30 23:00", "31 01:30"), ["schedule.time_twice"]),
    ],
)
def test_both_clock_changes_of_2027(
    start: str, end: str, day: date, expected: tuple[str, str], codes: list[str]
) -> None:
    found = opening(window(start, end), day, pool())
    assert span(found) == expected
    assert [remark.code for remark in found.remarks] == codes
    assert found.skipped is None


def test_a_window_whose_hours_do_not_exist_is_skipped_and_says_so() -> None:
    found = opening(window("02:10", "02:50"), FORWARD, pool())
    assert found.skipped is not None
    assert found.skipped.code == "schedule.no_time"
    assert opening(window("02:10", "02:50"), FORWARD + timedelta(days=1), pool()).skipped is None


def test_no_date_opens_twice_in_the_hour_that_repeats() -> None:
    twice = window("02:30", "02:45")
    around = datetime(2027, 10, 30, tzinfo=UTC), datetime(2027, 11, 2, tzinfo=UTC)
    days = [one.day for one in openings(twice, pool(), *around)]
    assert len(days) == len(set(days))
    assert BACK in days


def test_what_is_said_of_a_wall_time_is_what_the_zone_does() -> None:
    assert instant(FORWARD, time(2, 30), PARIS).occurs is Occurs.NEVER
    assert instant(BACK, time(2, 30), PARIS).occurs is Occurs.TWICE
    assert instant(BACK, time(3, 0), PARIS).occurs is Occurs.ONCE


def test_a_level_is_a_size_or_so_many_above_the_baseline() -> None:
    evening = window("16:00", "22:00")
    above = replace(evening, rise=Rise(90, above=True))
    assert [opening(one, MONDAY.date(), pool()).level for one in (evening, above)] == [120, 120]


def test_levels_of_datacenters_are_numbers_or_above_their_parts_of_the_baseline() -> None:
    named = EVENING.replace("to = 120", 'datacenters = { RBX = 50, GRA = "+20" }')
    [said] = windows(read(TEMPLATE + named, Path("vigie.toml")).settings)
    found = opening(said, MONDAY.date(), pool())
    assert found.levels == {"RBX": 50, "GRA": 31}
    assert found.level == 30 + (50 - 12) + 20
    assert hold((found, opening(window("16:00", "22:00"), MONDAY.date(), pool()))) == Hold(
        "evening", 120, levels=found.levels
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("to = 120\ndatacenters = { RBX = 50 }", "settings.to_or_by"),
        ("datacenters = {}", "settings.to_or_by"),
        ("datacenters = { LYS = 50 }", "settings.unknown_datacenter"),
    ],
)
def test_a_window_has_one_kind_of_level_where_its_pool_is(said: str, code: str) -> None:
    with pytest.raises(SettingsInvalid) as wrong:
        read(TEMPLATE + EVENING.replace("to = 120", said), Path("vigie.toml"))
    assert [found.notice.code for found in wrong.value.problems] == [code]


def test_windows_are_read_from_the_settings() -> None:
    [found] = windows(read(TEMPLATE + EVENING, Path("vigie.toml")).settings)
    assert found == replace(window("16:00", "22:00", {0, 1, 2}), name="evening")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('pool = "api"', 'pool = "apo"', "settings.unknown_pool"),
        ("to = 120", "", "settings.to_or_by"),
        ("to = 120", "to = 120\nby = 3", "settings.to_or_by"),
        ('end = "22:00"', 'end = "16:00"', "settings.no_span"),
        ('end = "22:00"', 'end = "24:00"', "settings.pattern"),
        ("to = 120", 'to = 120\ntimezone = "Europe/Pariss"', "settings.timezone"),
        ("to = 120", 'to = 120\nalso_on = ["2026-02-30"]', "settings.not_a_date"),
        ("to = 120", f"to = 120\n{EVENING}", "settings.twice"),
    ],
)
def test_what_is_wrong_with_a_window_is_told_with_its_key(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    file = tmp_path / "vigie.toml"
    assert old in EVENING
    file.write_text(TEMPLATE + EVENING.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsInvalid) as caught:
        load(file, environ={})
    found = caught.value.problems[0]
    assert found.notice.code == code
    assert found.key.startswith("windows[0].")

"""Windows on any zone and date: computed in UTC, each date once, never inside out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st
from modelled import World

from console.model.window import Rise, Window
from console.schedule.openings import opening, openings
from console.schedule.wallclock import Occurs, instant

ZONES = st.sampled_from(
    [
        "Europe/Paris",
        "America/Martinique",
        "Indian/Reunion",
        "Pacific/Noumea",
        "Australia/Lord_Howe",
    ]
).map(ZoneInfo)
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
DATES = st.dates(date(2026, 1, 1), date(2030, 12, 31))
WEEK = frozenset(range(7))
POOL = World.steady().policy.pools["api"]


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start, end = draw(TIMES), draw(TIMES)
    assume(start != end)
    return Window("w", "api", WEEK, start, end, draw(ZONES), rise=Rise(120))


@given(windows(), DATES)
def test_a_window_ends_after_it_begins_or_says_that_it_does_not_open(
    window: Window, day: date
) -> None:
    found = opening(window, day, POOL)
    assert found.opens_at.tzinfo is UTC
    assert found.skipped is not None or found.opens_at < found.closes_at
    assert found.closes_at - found.opens_at <= timedelta(hours=25)


@given(DATES, TIMES, ZONES)
def test_a_moment_shows_its_wall_time_unless_that_does_not_exist(
    day: date, at: time, zone: ZoneInfo
) -> None:
    found = instant(day, at, zone)
    wall = found.at.astimezone(zone)
    shown = wall.date() == day and wall.time() == at
    assert shown == (found.occurs is not Occurs.NEVER)
    assert found.at <= instant(day, at, zone, last=True).at


@given(windows(), DATES, st.integers(0, 24 * 60), st.integers(1, 10))
def test_each_date_opens_once_in_the_order_of_time_and_only_what_is_not_over(
    window: Window, day: date, minutes: int, span: int
) -> None:
    begin = datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)
    until = begin + timedelta(days=span)
    found = list(openings(window, POOL, begin, until))
    assert len({one.key for one in found}) == len(found)
    assert [one.opens_at for one in found] == sorted(one.opens_at for one in found)
    assert all(one.closes_at > begin and one.opens_at < until for one in found)
    again = [*openings(window, POOL, begin, begin), *openings(window, POOL, begin, until)]
    assert {one.key for one in again} == {one.key for one in found}

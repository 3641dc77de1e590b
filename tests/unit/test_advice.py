"""The size that is advised: at once up, slowly down, and when it has to be asked for."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.foresight.advice import advise, needed
from console.foresight.forecast import STEP
from console.model.advice import Advice, Carrying
from console.model.forecast import Expected, Forecast
from console.model.notice import notice
from console.model.window import Opening, Rise, Window

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
POOL = Carrying(floor=30, ceiling=300, each=1000, target_ratio=0.75)
LEAD = timedelta(minutes=15)


def ahead(*highs: float, part: float = 1.0) -> Forecast:
    """So many connections at most, a quarter of an hour apart; usually a part of it."""
    steps = tuple(Expected(NOW + (n + 1) * STEP, part * high, high) for n, high in enumerate(highs))
    return Forecast(NOW, steps, 1.0, 4)


def advised(
    load: float, foreseen: Forecast | None, there: int, lately: tuple[float, ...] = ()
) -> Advice:
    return advise(Expected(NOW, load, load), lately, foreseen, POOL, there=there, lead=LEAD)


@pytest.mark.parametrize(
    ("connections", "size"), [(0, 30), (22_500, 30), (22_501, 31), (75_000, 100), (1e9, 300)]
)
def test_a_size_carries_its_load_at_the_target_within_floor_and_ceiling(
    connections: float, size: int
) -> None:
    assert needed(connections, POOL) == size


def test_what_is_asked_for_now_is_for_when_it_is_in_service() -> None:
    found = advised(30_000, ahead(30_000, 45_000, 90_000), there=40)
    assert (found.now, found.soon, found.peak_size) == (40, 60, 120)
    assert found.missing == 80
    assert found.peak.at == NOW + 3 * STEP


def test_the_last_moment_is_a_boot_before_the_load_passes_what_is_there() -> None:
    found = advised(30_000, ahead(30_000, 60_000), there=60)
    at_target = NOW + STEP + STEP * (45_000 - 30_000) / 30_000
    assert found.ask_by == at_target - LEAD
    assert found.late_by is None
    late = advised(30_000, ahead(60_000), there=45)
    assert late.late_by == NOW + STEP / 2 - LEAD
    assert late.late_by < NOW


def test_nothing_is_to_be_asked_for_where_what_is_there_does() -> None:
    found = advised(30_000, ahead(30_000, 33_000), there=60)
    assert (found.missing, found.ask_by, found.late_by) == (0, None, None)


def test_a_person_is_told_to_give_back_only_what_is_not_needed_again() -> None:
    peak = ahead(30_000, 30_000, 30_000, 30_000, 30_000, 56_000)
    found = advised(30_000, peak, there=75)
    assert (found.spare, found.idle) == (35, 0), "what was asked for the peak is kept for it"
    assert advised(30_000, ahead(30_000, 30_000), there=75).idle == 35
    assert advised(30_000, ahead(30_000, 30_000), there=42).idle == 0, "nobody is woken for two"


def test_what_a_window_brings_for_the_peak_need_not_be_kept_for_it() -> None:
    rise = (window(timedelta(hours=2), 80),)
    peak = ahead(*[30_000.0] * 7, 56_000)
    load = Expected(NOW, 30_000, 30_000)
    found = advise(load, (), peak, POOL, there=75, lead=LEAD, openings=rise)
    assert (found.again, found.idle) == (40, 35)


def test_little_that_is_missing_wakes_nobody_unless_the_load_passes_all_that_is_carried() -> None:
    assert not advised(30_000, ahead(30_000, 55_600), there=73).lacks
    assert advised(30_000, ahead(30_000, 60_000), there=73).lacks
    assert advised(40_000, None, there=39).lacks


def test_it_gives_back_by_the_largest_need_of_the_last_while_and_the_usual_of_the_next_hour() -> (
    None
):
    falling = ahead(30_000, 27_000, 24_000, 22_500, part=0.9)
    assert advised(30_000, falling, there=80).keep == 40
    assert advised(30_000, falling, there=80, lately=(37_500.0,)).keep == 50
    again = ahead(30_000, 30_000, 30_000, 60_000, part=0.75)
    assert advised(30_000, again, there=80).keep == 60
    assert advised(30_000, again, there=80).spare == 20


def test_without_a_forecast_the_load_of_now_is_all_there_is() -> None:
    found = advised(45_000, None, there=40)
    assert (found.now, found.soon, found.peak_size) == (60, 60, 60)
    assert found.ask_by == NOW - LEAD


def test_a_ceiling_that_cuts_the_size_is_told() -> None:
    found = advised(30_000, ahead(400_000), there=300)
    assert (found.peak_size, found.capped, found.missing, found.ask_by) == (300, True, 0, None)
    assert (found.late_by, found.over_at is not None) == (None, True)
    assert not advised(30_000, ahead(30_000), there=300).capped


def window(opens_in: timedelta, level: int, hours: int = 6) -> Opening:
    at = NOW + opens_in
    said = Window(
        "evening", "api", frozenset({0}), time(16), time(22), ZoneInfo("UTC"), rise=Rise(level)
    )
    return Opening(said, at.date(), at, at + timedelta(hours=hours), level)


def test_what_a_window_will_bring_is_not_missing() -> None:
    coming = (window(timedelta(minutes=30), 80),)
    found = advise(
        Expected(NOW, 30_000, 30_000),
        (),
        ahead(30_000, 60_000, 90_000),
        POOL,
        there=40,
        lead=LEAD,
        openings=coming,
    )
    assert (found.missing, found.peak_size) == (40, 120)
    assert found.ask_by == NOW + 2 * STEP - LEAD
    assert found.keep == 120


def test_a_window_that_is_skipped_brings_nothing() -> None:
    skipped = replace(window(timedelta(0), 80), skipped=notice("schedule.excepted"))
    found = advise(
        Expected(NOW, 30_000, 30_000), (), None, POOL, there=50, lead=LEAD, openings=(skipped,)
    )
    assert (found.keep, found.spare) == (40, 10)

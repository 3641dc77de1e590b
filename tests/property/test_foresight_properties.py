"""Forecasts at any moment, on any load: never from the future, never below the usual."""

from datetime import UTC, datetime, timedelta
from math import inf
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.foresight.advice import advise
from console.foresight.forecast import STEP, forecast, on_step
from console.foresight.rhythm import Rhythm
from console.model.advice import Carrying
from console.model.forecast import Expected, Forecast

PARIS = ZoneInfo("Europe/Paris")
MOMENTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - the zone is given beside
    datetime(2028, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)
SIZES = st.integers(30, 400)
LOADS = st.floats(0, 1e6)


def record(now: datetime, factor: float = 1.0) -> dict[datetime, float]:
    """Fourteen weeks with a ramp in the evening."""
    last = on_step(now)
    found = {}
    for n in range(14 * 7 * 96):
        at = last - n * STEP
        wall = at.astimezone(PARIS)
        found[at] = factor * (100 + 50 * wall.weekday() + 10 * max(0, wall.hour - 15))
    return found


class PastOnly(dict[datetime, float]):
    """What was recorded until a moment; to ask for more fails the test."""

    def __init__(self, now: datetime) -> None:
        super().__init__(record(now))
        self._now = now

    def __contains__(self, at: object) -> bool:
        assert isinstance(at, datetime)
        assert at <= self._now, "a forecast looked into the future"
        return super().__contains__(at)


@given(MOMENTS)
def test_no_forecast_looks_into_the_future(now: datetime) -> None:
    assert isinstance(forecast(PastOnly(now), now, Rhythm(PARIS)), Forecast)


@given(MOMENTS, st.floats(0.01, 100))
def test_the_most_is_never_below_the_usual_and_both_grow_with_the_load(
    now: datetime, factor: float
) -> None:
    one = forecast(record(now), now, Rhythm(PARIS))
    more = forecast(record(now, factor), now, Rhythm(PARIS))
    assert isinstance(one, Forecast)
    assert isinstance(more, Forecast)
    assert all(step.high >= step.median for step in one.steps)
    assert [s.high for s in more.steps] == pytest.approx([factor * s.high for s in one.steps])


@given(LOADS, st.lists(LOADS, max_size=12), st.lists(LOADS, max_size=4), SIZES, st.integers(0, 90))
def test_an_advice_stays_within_its_bounds(
    load: float, highs: list[float], lately: list[float], there: int, lead: int
) -> None:
    now = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    steps = tuple(Expected(now + (n + 1) * STEP, high / 2, high) for n, high in enumerate(highs))
    pool = Carrying(30, 300, 1000, 0.75)
    foreseen = Forecast(now, steps, 1.0, 4)
    at_once = Expected(now, load, load)
    lasts = timedelta(minutes=lead)
    found = advise(at_once, lately, foreseen, pool, there=there, lead=lasts)
    assert 30 <= found.now <= found.soon <= min(found.keep, found.peak_size) <= 300
    assert (found.ask_by is None) == (found.missing == 0)
    assert found.late_by is None or found.ask_by is None or found.ask_by <= found.late_by
    assert found.peak.high == max([load, *highs], default=-inf)
    assert found.spare == 0 or found.there > found.soon

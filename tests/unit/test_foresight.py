"""What is expected of the next hours: kinds of days, gaps, and clocks that change."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from console.foresight.forecast import AHEAD, LEAST, MOST, STEP, forecast, on_step, quantile
from console.foresight.rhythm import Rhythm
from console.model.forecast import Announced, Expected, Forecast
from console.model.notice import Notice
from console.model.window import Turnout

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 14, 7, tzinfo=UTC)
LONG = timedelta(weeks=14)
PLAIN = Rhythm(PARIS)
Demand = Callable[[datetime], float]


class Away:
    """A calendar: the part that is there on some dates, all on the others."""

    def __init__(self, *days: date, part: Fraction = Fraction(0)) -> None:
        self._days = days
        self._part = part

    def turnout(self, day: date) -> Turnout:
        return Turnout(self._part) if day in self._days else Turnout()


def evening(at: datetime) -> float:
    """A steep ramp from 16:00 on the wall on, ten times as high on working days."""
    wall = at.astimezone(PARIS)
    height = 1000.0 if wall.weekday() < 5 else 100.0
    return height * (0.1 + max(0.0, min(1.0, (wall.hour + wall.minute / 60 - 16) / 2)))


def record(demand: Demand, now: datetime) -> dict[datetime, float]:
    """All quarters of an hour of the past weeks."""
    last = on_step(now)
    return {last - n * STEP: demand(last - n * STEP) for n in range(int(LONG / STEP))}


def told(found: Forecast | Notice) -> Forecast:
    assert isinstance(found, Forecast)
    return found


def dates(rhythm: Rhythm, at: datetime) -> list[date]:
    return [past.at.astimezone(PARIS).date() for past in rhythm.alike(at)]


def test_weeks_that_are_alike_make_expect_the_same_again() -> None:
    found = told(forecast(record(evening, MONDAY), MONDAY, PLAIN))
    assert found.since == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    assert [step.at for step in found.steps] == [found.since + n * STEP for n in range(1, 25)]
    assert [step.median for step in found.steps] == pytest.approx(
        [evening(step.at) for step in found.steps]
    )
    assert (found.ratio, found.weeks) == (pytest.approx(1.0), MOST)


def test_a_last_hour_of_twice_as_many_doubles_the_next_ones() -> None:
    last = on_step(MONDAY)
    grown = {
        at: value * (2 if last - at < 4 * STEP else 1)
        for at, value in record(evening, MONDAY).items()
    }
    found = told(forecast(grown, MONDAY, PLAIN))
    assert found.ratio == pytest.approx(2.0)
    assert found.steps[11].median == pytest.approx(2 * evening(found.steps[11].at))


def test_the_size_is_for_weeks_that_grew_more_and_the_picture_for_the_one_in_the_middle() -> None:
    def steeper(at: datetime) -> float:
        weeks = (on_step(MONDAY).date() - at.date()).days // 7
        ramp = at.astimezone(PARIS).hour >= 16
        return evening(at) * (1.5 if weeks == 3 and ramp else 1)

    step = told(forecast(record(steeper, MONDAY), MONDAY, PLAIN)).steps[-1]
    assert step.median == pytest.approx(evening(step.at))
    assert step.high == pytest.approx(quantile([1, 1, 1, 1.5], 0.9) * step.median)


def test_a_week_that_was_as_high_all_day_widens_nothing() -> None:
    def march(at: datetime) -> float:
        return evening(at) * (5 if (on_step(MONDAY).date() - at.date()).days // 7 == 1 else 1)

    step = told(forecast(record(march, MONDAY), MONDAY, PLAIN)).steps[-1]
    assert step.high == pytest.approx(evening(step.at))


def test_a_week_with_an_outage_in_that_hour_is_not_scaled_by_it() -> None:
    def dark(at: datetime) -> float:
        gone = timedelta(days=7) <= on_step(MONDAY) - at < timedelta(days=7, hours=1)
        return evening(at) * (0.001 if gone else 1)

    step = told(forecast(record(dark, MONDAY), MONDAY, PLAIN)).steps[-1]
    assert step.high == pytest.approx(evening(step.at))


@pytest.mark.parametrize("day", [date(2027, 3, 29), date(2027, 11, 1)])
def test_sixteen_is_compared_with_sixteen_in_the_weeks_after_a_change(day: date) -> None:
    now = datetime(day.year, day.month, day.day, 15, 30, tzinfo=PARIS).astimezone(UTC)
    found = told(forecast(record(evening, now), now, PLAIN))
    assert [step.median for step in found.steps] == pytest.approx(
        [evening(step.at) for step in found.steps]
    )


def test_a_week_whose_clock_never_showed_the_time_is_passed_over() -> None:
    at = datetime(2027, 4, 4, 2, 30, tzinfo=PARIS).astimezone(UTC)
    assert dates(PLAIN, at)[:2] == [date(2027, 3, 21), date(2027, 3, 14)]


def test_a_day_off_is_compared_with_days_off_and_one_in_term_with_those_in_term() -> None:
    off = Away(date(2026, 12, 21), date(2026, 10, 26), date(2026, 10, 19))
    holidays = Rhythm(PARIS, off)
    assert dates(holidays, datetime(2026, 12, 21, 16, 0, tzinfo=UTC)) == [
        date(2026, 10, 26),
        date(2026, 10, 19),
    ]
    assert dates(holidays, datetime(2026, 11, 2, 16, 0, tzinfo=UTC))[:2] == [
        date(2026, 10, 12),
        date(2026, 10, 5),
    ]


def test_days_on_which_nearly_as_many_are_there_are_of_one_kind() -> None:
    monday = date(2026, 11, 16)
    at = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    nearly, fewer = Away(monday, part=Fraction(9, 10)), Away(monday, part=Fraction(8, 10))
    assert dates(Rhythm(PARIS, nearly), at)[0] == monday
    assert dates(Rhythm(PARIS, fewer), at)[0] == date(2026, 11, 9)


def test_days_of_a_kind_that_was_never_there_are_compared_with_the_nearest() -> None:
    at = datetime(2027, 2, 15, 16, 0, tzinfo=UTC)
    zone = Away(date(2027, 2, 15), part=Fraction(1, 3))
    assert dates(Rhythm(PARIS, zone), at)[0] == date(2027, 2, 8)


def test_the_evening_after_a_holiday_is_not_scaled_by_an_emptier_night() -> None:
    """On the last Sunday of holidays the level of term Mondays is expected for Monday."""
    sunday, monday = date(2026, 11, 22), date(2026, 11, 23)
    off = {sunday - timedelta(weeks=n) for n in (0, 4, 5)}

    def people(at: datetime) -> float:
        return evening(at) * (0.2 if at.astimezone(PARIS).date() in off else 1)

    now = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    found = told(forecast(record(people, now), now, Rhythm(PARIS, Away(*off))))
    late = found.steps[-1]
    assert late.at.astimezone(PARIS).date() == monday
    assert found.ratio == pytest.approx(1.0)
    assert late.median == pytest.approx(evening(late.at))


@pytest.mark.parametrize("missing", range(4))
def test_nothing_is_said_of_a_last_hour_with_a_gap(missing: int) -> None:
    gone = record(evening, MONDAY)
    del gone[on_step(MONDAY) - missing * STEP]
    said = forecast(gone, MONDAY, PLAIN)
    assert isinstance(said, Notice)
    assert said.code == "foresight.last_hour"


def test_nothing_is_said_with_fewer_weeks_than_needed() -> None:
    since = on_step(MONDAY) - timedelta(weeks=LEAST - 1, hours=2)
    short = {at: value for at, value in record(evening, MONDAY).items() if at >= since}
    said = forecast(short, MONDAY, PLAIN)
    assert isinstance(said, Notice)
    assert (said.code, said.values["n"]) == ("foresight.weeks", LEAST - 1)


def test_nothing_is_said_after_weeks_in_which_nobody_came() -> None:
    said = forecast(record(lambda _: 0.0, MONDAY), MONDAY, PLAIN)
    assert isinstance(said, Notice)
    assert said.code == "foresight.idle"


def test_what_was_announced_raises_its_hours_and_is_named() -> None:
    results = Announced("results", "api", MONDAY + 2 * STEP, MONDAY + 4 * STEP, factor=3.0)
    found = told(forecast(record(evening, MONDAY), MONDAY, Rhythm(PARIS, None, (results,))))
    usual = told(forecast(record(evening, MONDAY), MONDAY, PLAIN))
    raised = [a.high / b.high for a, b in zip(found.steps, usual.steps, strict=True)]
    assert raised == pytest.approx([1, 1, 3, 3, *[1] * (AHEAD - 4)])
    assert found.events == ("results",)


def test_an_event_that_has_begun_is_not_counted_twice() -> None:
    begun = Announced("results", "api", MONDAY - 8 * STEP, MONDAY + 8 * STEP, factor=3.0)

    def crowd(at: datetime) -> float:
        return evening(at) * (3 if begun.holds(at) else 1)

    found = told(forecast(record(crowd, MONDAY), MONDAY, Rhythm(PARIS, None, (begun,))))
    assert found.steps[0].median == pytest.approx(3 * evening(found.steps[0].at))
    assert found.steps[-1].median == pytest.approx(evening(found.steps[-1].at))


def test_an_announced_number_is_a_least() -> None:
    concert = Announced("concert", "api", MONDAY, MONDAY + 2 * STEP, connections=5000.0)
    found = told(forecast(record(evening, MONDAY), MONDAY, Rhythm(PARIS, None, (concert,))))
    assert (found.steps[0].median, found.steps[0].high) == (5000.0, 5000.0)
    assert found.steps[5].high < 5000


def test_a_week_with_something_announced_is_no_example() -> None:
    before = MONDAY - timedelta(weeks=1)
    past = Announced("results", "api", before - 8 * STEP, before + 30 * STEP, factor=3.0)
    assert dates(Rhythm(PARIS, None, (past,)), MONDAY)[0] == date(2026, 11, 9)


def test_a_forecast_names_its_peak_and_when_a_capacity_is_passed() -> None:
    steps = tuple(
        Expected(MONDAY + n * STEP, value, value) for n, value in enumerate([1.0, 5.0, 9.0, 3.0])
    )
    found = Forecast(MONDAY, steps, 1.0, MOST)
    assert found.highest(MONDAY + STEP) == steps[1]
    assert found.highest(MONDAY + AHEAD * STEP) == steps[2]
    assert found.highest(MONDAY - STEP) is None
    assert found.first_above(4.0) == steps[1]
    assert found.first_above(9.0) is None

"""What is billed: the examples of the facts, by both rules."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from console.model.billing import BillingRule, after, billed_hours, billed_within, saved_hours

CLOCK, DURATION = BillingRule.CLOCK_HOURS, BillingRule.DURATION
PARIS = ZoneInfo("Europe/Paris")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "clock", "duration"),
    [
        (at(4, 9, 40), at(12, 16, 30), 200, 199),
        (at(2, 16), at(2, 22), 6, 6),
        (at(2, 15, 48), at(2, 22, 5), 8, 7),
        (at(2, 16, 58), at(2, 17, 3), 2, 1),
        (at(2, 16), at(2, 16), 1, 1),
        (at(2, 16), at(2, 15), 1, 1),
    ],
)
def test_hours_by_both_rules(start: datetime, end: datetime, clock: int, duration: int) -> None:
    assert billed_hours(CLOCK, start, end) == clock
    assert billed_hours(DURATION, start, end) == duration


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (datetime(2027, 3, 28, 0, tzinfo=PARIS), datetime(2027, 3, 28, 6, tzinfo=PARIS), 5),
        (datetime(2027, 10, 31, 0, tzinfo=PARIS), datetime(2027, 10, 31, 6, tzinfo=PARIS), 7),
    ],
)
def test_a_night_of_a_clock_change_is_billed_as_long_as_it_lasts(
    start: datetime, end: datetime, hours: int
) -> None:
    assert billed_hours(CLOCK, start, end) == hours
    assert billed_hours(DURATION, start, end) == hours


def test_the_hour_that_two_months_share_by_duration_is_billed_once() -> None:
    start, month, end = at(29, 23, 30), at(30, 0), at(30, 0, 20)
    assert billed_within(DURATION, start, end, at(1, 0), month) == 1
    assert billed_within(DURATION, start, end, month, at(30, 23)) == 0
    assert billed_within(CLOCK, start, end, month, at(30, 23)) == 1


def test_only_what_has_not_begun_is_saved() -> None:
    assert saved_hours(CLOCK, at(2, 16, 58), at(2, 17, 3)) == 1
    assert saved_hours(CLOCK, at(2, 16, 10), at(2, 16, 50)) == 0
    assert saved_hours(DURATION, at(2, 16, 10), at(2, 17, 50)) == 1
    assert saved_hours(CLOCK, at(2, 16), at(2, 16)) == 0


def test_hours_are_added_exactly() -> None:
    assert after(at(2, 16), Decimal("5.1")) == at(2, 21, 6)

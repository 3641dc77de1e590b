"""What is billed, for whatever times: bounds, sums over months, what is saved."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from console.model.billing import BillingRule, billed_hours, billed_within, saved_hours

HOUR = timedelta(hours=1)
YEARS_AND_MONTHS = ((2026, 10), (2026, 11), (2026, 12), (2027, 1))
MONTHS = tuple(datetime(year, month, 1, tzinfo=UTC) for year, month in YEARS_AND_MONTHS)
START = MONTHS[0]
RULES = st.sampled_from(BillingRule)
TIMES = st.timedeltas(timedelta(0), MONTHS[-1] - START).map(lambda past: START + past)


@given(RULES, TIMES, TIMES)
def test_never_less_than_it_stood_nor_two_hours_more(
    rule: BillingRule, one: datetime, other: datetime
) -> None:
    start, end = sorted((one, other))
    hours = billed_hours(rule, start, end)
    assert hours * HOUR >= end - start
    assert hours * HOUR < end - start + 2 * HOUR


@given(TIMES, TIMES)
def test_clock_hours_are_those_that_a_loop_finds(one: datetime, other: datetime) -> None:
    start, end = sorted((one, other))
    hour, touched = start.replace(minute=0, second=0, microsecond=0), 0
    while hour < end:
        hour, touched = hour + HOUR, touched + 1
    assert billed_hours(BillingRule.CLOCK_HOURS, start, end) == max(1, touched)


@given(RULES, TIMES, TIMES)
def test_months_add_up_to_the_whole(rule: BillingRule, one: datetime, other: datetime) -> None:
    start, end = sorted((one, other))
    parts = [billed_within(rule, start, end, since, until) for since, until in pairwise(MONTHS)]
    assert min(parts) >= 0
    expected = billed_hours(rule, start, end) if start < MONTHS[-1] else 0
    assert sum(parts) == expected


@given(RULES, TIMES, TIMES, TIMES)
def test_what_goes_early_is_billed_less_by_what_was_said_to_be_saved(
    rule: BillingRule, one: datetime, two: datetime, three: datetime
) -> None:
    start, now, until = sorted((one, two, three))
    less = billed_hours(rule, start, until) - billed_hours(rule, start, now)
    saved = saved_hours(rule, now, until)
    assert 0 <= saved <= less + (start == now)
    if rule is BillingRule.CLOCK_HOURS and start < now:
        assert saved >= less - ((now - START) % HOUR == timedelta(0))

"""How many hours are billed of the time for which something stood. Pure.

OVHcloud meters from the first ACTIVE to the deletion, by the hour, also what is stopped.
Its guide bills 200 h from the 4th, 09:40, to the 12th, 16:30: these are the clock hours
touched, where the duration, 198 h 50, rounds to 199. No invoice was compared, so that the
rule is a setting (facts: time and money, "What is billed").
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

HOUR = timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECONDS_AN_HOUR = 3_600_000_000
MONTHLY_KEY = "ovh-monthly-instance"
"""The word of an instance's metadata that has OVHcloud bill it by the month, for good."""


class BillingRule(StrEnum):
    """What is counted: each clock hour in which it stood, or its duration, rounded up."""

    CLOCK_HOURS = "clock_hours"
    DURATION = "duration"


def billed_hours(rule: BillingRule, start: datetime, end: datetime) -> int:
    """Hours billed for standing from `start` until `end`, both aware; a moment is one hour.

    An end before its start, which clocks that differ can tell, is taken for the start.
    """
    first, last = start.astimezone(UTC), max(end, start).astimezone(UTC)
    if rule is BillingRule.CLOCK_HOURS:
        return max(1, _hours_up(last - EPOCH) - (first - EPOCH) // HOUR)
    return max(1, _hours_up(last - first))


def billed_within(
    rule: BillingRule, start: datetime, end: datetime, since: datetime, until: datetime
) -> int:
    """The part of `billed_hours` that falls between `since` and `until`, as of a month.

    What is billed of one month after the other adds up to what is billed of the whole.
    """
    if end <= since or start >= until:
        # The hour that is billed for a moment, and for what ends as a month begins, is in
        # the month in which it began.
        return 1 if since <= start < until else 0
    whole = billed_hours(rule, start, min(end, until))
    return whole if start >= since else whole - billed_hours(rule, start, since)


def saved_hours(rule: BillingRule, now: datetime, until: datetime) -> int:
    """Hours not billed when what would stand until then goes now: the least it can be.

    The clock hour that has begun, or begins now, is paid already: a removal takes its time.
    By duration the hour that has begun is another for each instance: only whole ones are
    surely saved.
    """
    if until <= now:
        return 0
    if rule is BillingRule.CLOCK_HOURS:
        return _hours_up(until - EPOCH) - (now - EPOCH) // HOUR - 1
    return (until.astimezone(UTC) - now.astimezone(UTC)) // HOUR


def after(now: datetime, hours: Decimal) -> datetime:
    """The moment so many hours from now, to the microsecond."""
    return now.astimezone(UTC) + timedelta(microseconds=int(hours * MICROSECONDS_AN_HOUR))


def _hours_up(lasting: timedelta) -> int:
    return -(-lasting // HOUR)

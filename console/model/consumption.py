"""How long instances stood, and how many of these hours a time is billed for. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from console.model.billing import BillingRule, billed_within
from console.model.operation import Change


@dataclass(frozen=True, slots=True)
class MeteredChange:
    """A change about an instance, and the pool of its operation."""

    pool: str
    change: Change


@dataclass(frozen=True, slots=True)
class Stay:
    """One instance from its first ACTIVE on; `until` None: it stands."""

    id: str
    pool: str
    datacenter: str
    region: str
    flavor: str
    since: datetime
    until: datetime | None = None

    def hours(self, rule: BillingRule, period: "Period", now: datetime) -> int:
        """Hours billed of it in a period, until now."""
        end = min(now, self.until or now)
        return billed_within(rule, self.since, end, period.start, min(period.end, now))

    def stood(self, period: "Period", now: datetime) -> bool:
        """Say whether it stood at some time of a period."""
        return self.since < min(period.end, now) and (self.until or now) > period.start


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar month in UTC, as OVHcloud's usage has it: from `start`, before `end`."""

    start: datetime
    end: datetime

    @classmethod
    def month(cls, year: int, number: int) -> "Period":
        """A month, 1 to 12."""
        return cls(
            datetime(year, number, 1, tzinfo=UTC),
            datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC),
        )

    @classmethod
    def of(cls, at: datetime) -> "Period":
        """The month in which a moment is."""
        there = at.astimezone(UTC)
        return cls.month(there.year, there.month)

    @property
    def hours(self) -> int:
        """Hours of the whole month."""
        return round((self.end - self.start).total_seconds() / 3600)

    def holds(self, at: datetime) -> bool:
        """Say whether a moment is in it."""
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Stays:
    """What is known to have stood, and what is not known.

    `dark` are regions that were not listed; `vanished` instances that operations made and
    that are gone without one; `unmetered` those removed by versions that kept no meter;
    `undated` those that stand and of which nobody tells since when they are ACTIVE.
    """

    stays: tuple[Stay, ...]
    dark: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    unmetered: int = 0
    undated: int = 0

    @property
    def whole(self) -> bool:
        """Say whether nothing is missing that could be known of."""
        return not (self.dark or self.vanished or self.unmetered or self.undated)


def most_at_once(stays: Iterable[Stay], period: Period, now: datetime) -> int:
    """The largest number that stood at one moment of a period, until now."""
    marks: list[tuple[datetime, int]] = []
    for stay in stays:
        if stay.stood(period, now):
            marks.append((max(stay.since, period.start), 1))
            marks.append((min(stay.until or now, period.end), -1))
    standing = most = 0
    for _, step in sorted(marks):
        standing += step
        most = max(most, standing)
    return most

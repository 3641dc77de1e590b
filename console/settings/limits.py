"""Prices, and what one operation may do."""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, field

from console.model.money import SETTINGS
from console.settings.section import NotNegative, Positive, Seconds, Section


class PriceSettings(Section, frozen=True, kw_only=True):
    """Euros without VAT, and where and when they were read. They win over the catalogue's."""

    source: str = SETTINGS
    as_of: str = ""
    hourly: dict[str, Decimal] = field(default_factory=dict)
    """By flavor name."""
    monthly: dict[str, Decimal] = field(default_factory=dict)
    """The same flavors paid by the month, which nothing is ordered by: to compare."""
    savings_plan: dict[str, Decimal] = field(default_factory=dict)
    """Euros an hour by flavor within a savings plan of yours: to compare."""
    beside: dict[str, Decimal] = field(default_factory=dict)
    """Euros a month beside instances: a GiB of `volume.TYPE`, `snapshot`, `image`, `objects.swift`,
    `objects.s3`; an `address`."""


class BillingSettings(Section, frozen=True, kw_only=True):
    """How hours are counted on the bill."""

    rule: Literal["clock_hours", "duration"] = "clock_hours"
    """Each clock hour in which an instance stood, or its duration, rounded up."""


class SweepSettings(Section, frozen=True, kw_only=True):
    """What `vigie sweep` leaves alone."""

    snapshot_age_days: Annotated[float, Meta(ge=0)] = 14.0
    """Snapshots and images that an operation made are left over once they are so old."""


class BudgetSettings(Section, frozen=True, kw_only=True):
    """What may be spent, in euros without VAT. Without a limit nothing is counted."""

    operation_euro: Decimal | None = None
    """What one operation may cost for its duration; a cost that is not known is above it."""
    month_euro: Decimal | None = None
    """What a month may cost: what it has cost so far and an operation, together."""
    assumed_hours: Annotated[float, Meta(gt=0)] = 24.0
    """For how long an operation is counted that was asked for without a duration."""
    warn_ratio: Annotated[float, Meta(gt=0, le=1)] = 0.8
    """From this part of a budget on people are warned."""
    beyond: Literal["warn", "second_person", "refuse"] = "refuse"
    """What becomes of an operation that costs more than it or the month may."""


class GuardSettings(Section, frozen=True, kw_only=True):
    """Limits of what one operation may do."""

    shrink_at_most: Positive = 300
    shrink_ratio: Annotated[float, Meta(gt=0, le=1)] = 1.0
    stale_after_s: Seconds = 120.0
    """Wall seconds after which a source that merely waits is stale."""
    plan_age_s: Seconds = 900.0
    """Wall seconds after which a plan that has not begun is not begun any more."""
    create_attempts: Positive = 3
    breaker_after: Positive = 5
    """Failed creations in a row in one datacenter after which nothing more is created there."""


class HealingSettings(Section, frozen=True, kw_only=True):
    """When an instance is sick, and how many are healed. Seconds of estate time."""

    grace_s: Seconds = 600.0
    """After its first ACTIVE nothing is held against an instance for so long."""
    down_s: Annotated[float, Meta(gt=0, le=3000)] = 300.0
    """A metrics target that is down for so long is evidence without a second source."""
    stuck_s: Seconds = 1800.0
    """A state that the cloud leaves within minutes has got stuck after so long."""
    reboot_s: Seconds = 600.0
    """After a hard reboot a target is waited for so long; then it did not help."""
    at_once: Annotated[float, Meta(gt=0, le=1)] = 0.1
    """The part of a pool that one operation heals, rounded down; always at least one."""
    per_hour: Annotated[float, Meta(gt=0, le=1)] = 0.2
    """The part of a pool that is healed within an hour, rounded down; always at least one."""
    at_most_ratio: Annotated[float, Meta(gt=0, le=1)] = 0.3
    """Where more of a pool is down by its metrics, these are held to be what is sick."""


class ApprovalSettings(Section, frozen=True, kw_only=True):
    """Above what a second person must approve an operation. Without a limit nobody need."""

    above_changes: NotNegative | None = None
    above_euro_per_hour: Decimal | None = None
    """What the operation adds to the hourly cost; a cost that is not known is above it."""
    above_euro_per_month: Decimal | None = None
    expires_s: Seconds = 3600.0
    """Wall seconds after which what nobody has approved is stopped, unbegun."""

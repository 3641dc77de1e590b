"""What OVHcloud says was used of a project this month, instance by instance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class UsedInstance:
    """One instance: hours and euros without VAT; `region` and `plan` as the API names them."""

    id: str
    region: str
    plan: str
    hours: Decimal
    euro: Decimal | None


@dataclass(frozen=True, slots=True)
class AccountUsage:
    """GET /me/consumption/usage/current: what the whole account used and was not billed yet.

    `families` are euros by family of plans (``dedicated_cloud``), as the provider names them;
    None is unknown, as in `ProjectUsage`.
    """

    since: datetime | None
    updated_at: datetime | None
    euro: Decimal | None
    families: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProjectUsage:
    """GET …/usage/current. `updated_at` is when it was counted last, hours ago perhaps.

    `euro` is the total of all; `parts` what its sorts cost (``instance``, ``volume``, …).
    None is unknown: it is in another currency, or does not say.
    """

    since: datetime
    updated_at: datetime | None
    euro: Decimal | None
    instances: Mapping[str, UsedInstance] = field(default_factory=dict)
    parts: Mapping[str, Decimal] = field(default_factory=dict)

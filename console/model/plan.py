"""Request → Plan or Refusal: what is asked, and what exactly would be done."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from console.model.notice import Notice


class Verb(StrEnum):
    """What can be asked of a pool."""

    BURST = "burst"
    SCALE = "scale"
    ROLLBACK = "rollback"
    TOPUP = "topup"


class Origin(StrEnum):
    """Where a request came from."""

    CONSOLE = "console"
    CLI = "cli"
    SCHEDULE = "schedule"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Author:
    """Who asks: operating-system user and host, and the cloud identity and roles."""

    user: str
    host: str
    origin: Origin
    cloud_user: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One ask. Exactly one of `to` and `by` for burst and scale.

    `operation` names the target of a rollback or top-up; `datacenters` limits
    where changes go (empty: all of the pool's); `duration_h` is the planned
    duration, for the cost preview.
    """

    verb: Verb
    author: Author
    pool: str | None = None
    to: int | None = None
    by: int | None = None
    datacenters: tuple[str, ...] = ()
    operation: str | None = None
    duration_h: Decimal | None = None
    reason: str = ""


class Desired(StrEnum):
    """The state a change wants its resource in."""

    PRESENT = "present"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """One resource to bring to its desired state.

    A creation is known by its unique `name` (and `batch`, the name sent to the
    multi-create call, whose instances are `batch-1 … batch-N`); a removal by
    its `resource_id`, pinned when the plan was made. A removal without an id
    is of an instance whose creation was asked and never confirmed: it is found
    by name and operation (`made_by`).
    """

    datacenter: str
    region: str
    name: str
    desired: Desired
    batch: str | None = None
    resource_id: str | None = None
    made_by: str | None = None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The preview's line for one datacenter. Counts are instances; None is unknown."""

    datacenter: str
    now: int
    change: int
    after: int
    quota_left_after: int | None
    euro_per_hour_after: Decimal | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done, to the last name. What was previewed is what is executed.

    `euro_per_hour` is the change of the hourly cost (negative when shrinking);
    `euro_for_duration` its cost over the planned duration, started hours
    counted; `api_calls` and `api_time_s` what the rate limit makes of it;
    `eta_s` from past operations, None when there are none; `typed_name` the
    word that must be typed to confirm, None when a plain confirmation will do;
    `ceiling` the pool's size that no pass may exceed.
    """

    operation_id: str
    request: Request
    pool: str
    planned_at: datetime
    changes: tuple[PlannedChange, ...]
    rows: tuple[PlanRow, ...]
    size_now: int
    size_after: int
    ceiling: int
    euro_per_hour: Decimal | None
    euro_for_duration: Decimal | None
    api_calls: int
    api_time_s: float
    eta_s: float | None
    warnings: tuple[Notice, ...] = ()
    irreversible: tuple[Notice, ...] = ()
    typed_name: str | None = None
    target: str | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """One guard's no, and what would lift it."""

    guard: str
    why: Notice
    remedy: Notice | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that no plan can serve, with every reason at once."""

    request: Request
    reasons: tuple[RefusalReason, ...] = field(default_factory=tuple)

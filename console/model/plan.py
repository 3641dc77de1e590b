"""Request → Plan or Refusal: what is asked, and what exactly would be done."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from console.model.build import Build
from console.model.notice import Notice
from console.model.resource import INSTANCE, Resource
from console.model.verb import Verb

ParameterValue = str | int | bool
"""What a verb is told, as the journal keeps it."""
DATASTORES = "datastores"
HOSTS = "hosts"


class Origin(StrEnum):
    """Where a request came from."""

    CONSOLE = "console"
    CLI = "cli"
    SCHEDULE = "schedule"
    PROGRAM = "program"


class Care(StrEnum):
    """For what the worker asks by itself: the first part of its requests' user."""

    WINDOWS = "schedule"
    HEALING = "heal"
    TARGETS = "target"
    FORESIGHT = "foresight"


@dataclass(frozen=True, slots=True)
class Author:
    """Who asks: operating-system user and host, and the cloud identity and roles.

    `rights` are the values of `console.model.private.Right` that their own
    accounts hold on the private side.
    """

    user: str
    host: str
    origin: Origin
    cloud_user: str
    roles: tuple[str, ...]
    rights: tuple[str, ...] = ()

    @property
    def care(self) -> str | None:
        """Which of its cares (`Care`) the worker asks for; None where anybody else asks."""
        return self.user.partition(":")[0] if self.origin is Origin.SCHEDULE else None

    @property
    def cause(self) -> str:
        """What the worker asks for by itself: a window's name, a target's id; empty for others."""
        return self.user.partition(":")[2] if self.origin is Origin.SCHEDULE else ""


NOBODY = Author(user="", host="", origin=Origin.CONSOLE, cloud_user="", roles=())
"""Who asks while nobody does: a proposal is not accepted as it is, it is planned anew."""


@dataclass(frozen=True, slots=True)
class Request:
    """One ask.

    `operation` names the target of a rollback or top-up; `datacenters` limits
    where changes go (empty: all of the pool's); `duration_h` is the planned
    duration, for the cost preview. `parameters` are the verb's own, by their
    names: its declaration says which and of what type, and reads them (`Parameter.of`).
    """

    verb: Verb
    author: Author
    pool: str | None = None
    datacenters: tuple[str, ...] = ()
    operation: str | None = None
    duration_h: Decimal | None = None
    reason: str = ""
    parameters: dict[str, ParameterValue] = field(default_factory=dict)


class Desired(StrEnum):
    """The state a change wants its resource in."""

    PRESENT = "present"
    ABSENT = "absent"
    CONFIGURED = "configured"


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """One resource to bring to its desired state.

    A creation is known by its unique `name` (and `batch`, the name sent to the
    multi-create call, whose instances are `batch-1 … batch-N`); a removal by
    its `resource_id`, pinned when the plan was made. A removal without an id
    is of an instance whose creation was asked and never confirmed: it is found
    by name and operation (`made_by`).

    It begins only when the changes it names in `after` (by their numbers in the
    plan, from 1) have ended well. `wanted` says what the resource is to be like and
    `before` what it was, in plain values; the keys are those of `console.model.wanted`.
    """

    datacenter: str
    region: str
    name: str
    desired: Desired
    batch: str | None = None
    resource_id: str | None = None
    made_by: str | None = None
    resource: Resource = INSTANCE
    wanted: dict[str, str | int] = field(default_factory=dict)
    before: dict[str, str | int] = field(default_factory=dict)
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The preview's line for one datacenter. Counts are resources; None is unknown.

    `quota_left_after` is, for what is ordered, the stock left.
    """

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
    `ceiling` the pool's size that no pass may exceed; `counts` how many of the
    pool's instances each region held at most when it was planned; `builds` how new
    instances are made by region, with the ids of what they are made with; `awaits_s` the
    real seconds it may wait for a second person's approval, None where it needs none; `advised`
    the size that would hold the load of now at the pool's target, where that is another one;
    `euro_of_month` what the month had cost until then, None where it has no budget; `left` how
    many that `target` made a rollback leaves to a later one, since somebody has locked them.
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
    resource: Resource = INSTANCE
    subject: str = ""
    euro_per_month: Decimal | None = None
    details: tuple[Notice, ...] = ()
    undo: tuple[Notice, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    builds: dict[str, Build] = field(default_factory=dict)
    awaits_s: float | None = None
    advised: int | None = None
    euro_of_month: Decimal | None = None
    left: int = 0


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """One guard's no, and what would lift it. `passing`: it may lift by itself."""

    guard: str
    why: Notice
    remedy: Notice | None = None
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that no plan can serve, with every reason at once."""

    request: Request
    reasons: tuple[RefusalReason, ...] = field(default_factory=tuple)

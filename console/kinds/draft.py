"""What planning and a kind say to each other: facts, a draft, a family. Values only."""

from dataclasses import dataclass, field
from decimal import Decimal

from console.model.build import Build
from console.model.estate import Estate
from console.model.notice import Notice
from console.model.operation import Change, Operation
from console.model.plan import Desired, PlannedChange, PlanRow, RefusalReason, Request
from console.model.policy import Policy, Record
from console.model.resource import Resource
from console.model.verb import TOPUP, Verb

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Facts:
    """A request with everything it is judged by. A kind's own facts add what it knows."""

    request: Request
    estate: Estate
    policy: Policy
    record: Record
    operation_id: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The changes that a request comes to and what is to be said of them, or why there are none.

    `pool` is what the operation would hold. `euro_per_hour` and `euro_per_month` are
    the change of the cost, None when a price in it is not known; `monthly` says that
    it is paid by started months. `calls` are writes when all goes well, and
    `call_s` the seconds that their rate limit makes of them. `ceiling`, `counts`,
    `builds`, `advised` and `left` as in `Plan`.
    """

    resource: Resource
    pool: str
    subject: str = ""
    changes: tuple[PlannedChange, ...] = ()
    rows: tuple[PlanRow, ...] = ()
    size_now: int = 0
    size_after: int = 0
    ceiling: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    builds: dict[str, Build] = field(default_factory=dict)
    euro_per_hour: Decimal | None = NOTHING
    euro_per_month: Decimal | None = None
    monthly: bool = False
    calls: int = 0
    call_s: float = 0.0
    details: tuple[Notice, ...] = ()
    warnings: tuple[Notice, ...] = ()
    irreversible: tuple[Notice, ...] = ()
    undo: tuple[Notice, ...] = ()
    reasons: tuple[RefusalReason, ...] = ()
    typed_name: str | None = None
    target: str | None = None
    advised: int | None = None
    left: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What an operation and what topped it up or rolled it back have done, as it is now.

    `inverse` takes back what still stands, or may, and restores what was before;
    `lacking` are removals that happened and were not made good. `missing` is how
    many that were asked for neither stand nor are on their way, and `complete` says
    so where none is. `reasons` speak against what is asked of the family, `warnings`
    go with it. `first` is the first addition that was asked for; `left` as in `Plan`.
    """

    inverse: tuple[PlannedChange, ...] = ()
    lacking: tuple[Change, ...] = ()
    missing: int = 0
    complete: RefusalReason | None = None
    first: Change | None = None
    reasons: tuple[RefusalReason, ...] = ()
    warnings: tuple[Notice, ...] = ()
    left: int = 0


def additions(
    record: Record, target: Operation, verb: Verb
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The additions that a rollback or top-up of the target is about; those asked for first.

    The journal's family is the whole tree, its root first. A rollback of a top-up
    is about its own additions alone; a top-up is always about what the root wanted.
    """
    changes, asker = record.target_changes, target.id
    made = tuple(c for c in changes if c.desired is Desired.PRESENT)
    if target.plan.request.verb == TOPUP and verb == TOPUP:
        asker = changes[0].operation_id if changes else target.id
    elif target.plan.request.verb == TOPUP:
        made = tuple(c for c in made if c.operation_id == target.id)
    return made, tuple(c for c in made if c.operation_id == asker)

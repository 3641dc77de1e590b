"""Operations, their changes, events, and the workers that run them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from console.model.freeze import Freeze, holding, keeping
from console.model.notice import Notice, notice
from console.model.plan import (
    Desired,
    Plan,
)
from console.model.resource import INSTANCE, Resource


class OperationState(StrEnum):
    """The life of an operation. The first four are live: they hold the pool.

    Workers take up those that are `worked`: nobody begins what awaits a second person.
    """

    AWAITING_APPROVAL = "awaiting_approval"
    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    STOPPED = "stopped"
    ROLLED_BACK = "rolled_back"

    @property
    def live(self) -> bool:
        """Say whether the operation still holds its pool."""
        return self in LIVE_STATES

    @property
    def worked(self) -> bool:
        """Say whether a worker has something to do for it."""
        return self in WORKED_STATES


WORKED_STATES = frozenset({OperationState.QUEUED, OperationState.RUNNING, OperationState.STOPPING})
LIVE_STATES = WORKED_STATES | {OperationState.AWAITING_APPROVAL}


class Phase(StrEnum):
    """The phases of a change. `in_service`, `gone` and `failed` are final."""

    PLANNED = "planned"
    REQUESTED = "requested"
    BUILDING = "building"
    READY = "ready"
    IN_SERVICE = "in_service"
    DRAINING = "draining"
    RELEASING = "releasing"
    GONE = "gone"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Nothing more will be done for a change in a final phase."""
        return self in FINAL_PHASES


FINAL_PHASES = frozenset({Phase.IN_SERVICE, Phase.GONE, Phase.FAILED, Phase.CANCELLED})


@dataclass(frozen=True, slots=True)
class Change:
    """One resource of one operation, and how far it is.

    `attempts` counts calls that asked for the creation or removal; `why`
    explains a failed or delayed change and `remedy` says what would lift that, where a
    guard says so; `request_id` is the API's last one.
    `wanted` and `before` are the plan's; `kept` is what the worker must
    remember between passes, in plain values (see `console.model.wanted`).
    """

    operation_id: str
    seq: int
    datacenter: str
    region: str
    name: str
    desired: Desired
    phase: Phase
    updated_at: datetime
    batch: str | None = None
    resource_id: str | None = None
    made_by: str | None = None
    attempts: int = 0
    why: Notice | None = None
    request_id: str | None = None
    resource: Resource = INSTANCE
    wanted: dict[str, str | int] = field(default_factory=dict)
    before: dict[str, str | int] = field(default_factory=dict)
    kept: dict[str, str | int] = field(default_factory=dict)
    remedy: Notice | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """An accepted plan and its state. `executor` is the worker that holds it.

    `recorded_by` is the role whose session wrote it, where the journal is on a server;
    `freezes` are the open ones of its pool while it is live.
    `approval_until` and `approved_at` are real times by the journal's clock: until when a
    second person may approve what awaits it, and when `approved_by` did.
    """

    id: str
    plan: Plan
    state: OperationState
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    stop_requested: bool = False
    executor: str | None = None
    recorded_by: str | None = None
    freezes: tuple[Freeze, ...] = ()
    approval_until: datetime | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    phases: dict[str, dict[Phase, int]] = field(default_factory=dict)
    """Counts of changes by datacenter, then phase."""

    @property
    def frozen(self) -> Freeze | None:
        """Who froze it: nothing of it is begun, or gone on with, until the thaw."""
        return holding(self.plan.request, self.freezes)

    @property
    def kept(self) -> Freeze | None:
        """Who froze removals alone, of which it may have none."""
        return keeping(self.freezes)

    @property
    def held_by(self) -> Freeze | None:
        """What it waits for, wholly or with its removals."""
        removes = any(change.desired is Desired.ABSENT for change in self.plan.changes)
        return self.frozen or (self.kept if removes else None)


ENOUGH_STARTS = 3


@dataclass(frozen=True, slots=True)
class FailedStarts:
    """Starts of a worker that came to nothing, `count` in a row, and why the last one did.

    `died`: they brought a worker each, which was gone soon after. `again_s` are the seconds
    until the next one may be made, by whichever process.
    """

    count: int
    why: Notice
    at: datetime
    again_s: float
    died: bool = False

    @property
    def hopeless(self) -> bool:
        """Say whether it was tried often enough to stop waiting for it."""
        return not self.died and self.count >= ENOUGH_STARTS

    @property
    def notice(self) -> Notice:
        """How often, and when the next is due."""
        return notice("worker.starts", n=self.count, lasting=lasting(self.again_s))


@dataclass(frozen=True, slots=True)
class Unattended:
    """Operations wait and nobody works: why, and real seconds so far.

    `starts` is there once it was tried and came to nothing. `hindered`: not for want of
    a worker, but nothing that one does could be recorded. `kept`: nothing waits, but
    nobody opens the windows, or heals what heals by itself.
    """

    why: Notice
    lasting_s: float
    starts: FailedStarts | None = None
    hindered: bool = False
    kept: bool = False

    @property
    def notice(self) -> Notice:
        """The line that everybody must see."""
        if self.kept:
            return notice("worker.no_keeper")
        code = "worker.hindered" if self.hindered else "worker.none"
        return notice(code, lasting=lasting(self.lasting_s))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All there is to say, in its order: since when, why, and what becomes of it."""
        tried = () if self.starts is None else (self.starts.notice,)
        return (self.notice, self.why, *tried)

    @property
    def failed(self) -> bool:
        """Say whether it was tried, and no worker came up at all."""
        return self.starts is not None and not self.starts.died


def lasting(seconds: float) -> str:
    """A duration of no great precision, in units that are written alike in every language."""
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


@dataclass(frozen=True, slots=True)
class Accepted:
    """An operation that is in the journal, whatever else; `unattended` says why nobody works."""

    operation: Operation
    unattended: Unattended | None = None


Heard = Callable[[Operation], None]
"""Who is told of an operation as soon as the journal has it."""


def unheard(_: Operation) -> None:
    """Nobody waits to be told."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the append-only audit. `seq` grows by one over all operations."""

    seq: int
    at: datetime
    operation_id: str | None
    kind: str
    notice: Notice
    actor: str
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class LastPass:
    """How long ago a pass over one datacenter of an operation was last heard of. Real seconds.

    `ago_s` is None before the first one; `overdue` says that one should have come since.
    """

    operation_id: str
    datacenter: str
    ago_s: float | None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class WorkerPresence:
    """A worker process. `heartbeat_at` is wall-clock time, not estate time.

    `passes` are of what it works on now; `stalled` says why that does not go on.
    """

    executor: str
    pid: int
    host: str
    started_at: datetime
    heartbeat_at: datetime
    alive: bool
    operations: tuple[str, ...] = ()
    passes: tuple[LastPass, ...] = ()
    stalled: Notice | None = None

    @property
    def works(self) -> bool:
        """Say whether it lives and what it has goes on."""
        return self.alive and self.stalled is None

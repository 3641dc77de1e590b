"""A worker process of the simulation, and everything that it takes from the product.

This module alone knows how a worker is put together, and where the product
reads a clock or starts a thread.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar

from clusters import CLUSTER
from journals import Shelves
from moments import START, EstateTime

from console.desk.keeping import keeper
from console.kinds.leftovers import observe
from console.kinds.registry import actuators
from console.kinds.sources import Systems
from console.model.error import VigieError
from console.model.policy import Policy
from console.operations import identifier
from console.operations.journal import database, presence
from console.operations.journal.claims import Claim, Fenced
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.reader import SqlJournalReader
from console.operations.passes.conclusion import Conclusion
from console.operations.passes.reconciler import Reconciler

if TYPE_CHECKING:
    from keeping import Keeping
    from night import Night

T = TypeVar("T")
STATE = Path(tempfile.gettempdir())
RETRY_S = 1.0
JOURNAL_RETRY_S = 5.0
DISPATCH_S = 0.2
NEVER = float("inf")


class Killed(BaseException):
    """The process is no more; nothing of what it was about to do comes after."""


def inside(worker: "Worker") -> tuple[Reconciler, Conclusion]:
    """The passes of a worker, and how it begins and ends operations."""
    night = worker.night
    clusters = {CLUSTER.name: night.cluster} if night.clustered else {}
    systems = Systems(
        compute=night.cloud,
        metrics=night.metrics,
        private=night.vcenter,
        supply=night.provider,
        balancing=night.balancing,
        belongings=night.belongings,
        targets=worker.ledger,
        alerts=night.alerts if night.hushed else None,
        clusters=clusters,
        mechanisms=clusters,
    )
    kinds = actuators()
    passes = Reconciler(
        worker.ledger,
        systems,
        kinds,
        clock=worker.clock,
        policy=worker.policy,
        tuning=night.tuning,
        leaving=lambda: worker.leaving,
        monotonic=_monotonic,
        executor=Inline(),
    )
    return passes, Conclusion(worker.ledger, worker.policy, kinds, systems)


@dataclass(slots=True)
class Flow:
    """One workflow that a worker runs: an operation's, or one of a datacenter of it."""

    id: str
    operation: str
    due: float
    datacenter: str | None = None
    claim: Claim | None = None
    waits_for: list[str] | None = None
    under_way: bool = False


@dataclass(slots=True)
class Worker:
    """One process. `dooms` is kill point → what happens there; `skew_s` how wrong its clock is."""

    night: "Night"
    name: str
    policy: Policy
    host: str = "one"
    skew_s: float = 0.0
    journal: str = "main"
    dooms: dict[int, Callable[[], None]] = field(default_factory=dict)
    points: int = 0
    alive: bool = True
    busy: bool = False
    frozen: bool = False
    frozen_at: float = 0.0
    awake_since: float = 0.0
    zombie: bool = False
    running: str | None = None
    next_tick: float = 0.0
    leaving: bool = False
    flows: list[Flow] = field(default_factory=list)
    since: float = 0.0
    beat_at: float = 0.0
    looked: int = -1
    keeping: "Keeping | None" = None
    ledger: SqlLedger = field(init=False)
    clock: EstateTime = field(init=False)
    passes: Reconciler = field(init=False)
    conclusion: Conclusion = field(init=False)

    def __post_init__(self) -> None:
        self.clock = EstateTime(self.night.moments, self.skew_s)
        self.since = self.night.moments.t
        self.ledger = SqlLedger(
            url_of(self.journal),
            clock=self.clock,
            state_dir=STATE,
            dead_after_s=dead_after_s(self.night),
        )
        ready(self.ledger)
        self.passes, self.conclusion = inside(self)

    # What the process does

    def start(self) -> None:
        self.ledger.register(self.name, 1)

    def tick(self) -> float:
        """Do what is due; the time of the next tick."""
        night = self.night
        t = night.moments.t
        if night.hosts > 1 and t >= self.beat_at:
            self.beat()
            self.beat_at = t + night.heartbeat_s
        if self.looked != night.news or night.suspicious:
            looked = night.news
            if self._quietly(self._dispatch) and self._quietly(self._take_over):
                self.looked = looked
                if night.live and not self.flows:
                    self._quietly(self._who_lives)
        if night.unheard:
            self._quietly(self._go_on)
        self._take_from_queue()
        self._pass_over(t)
        if self.keeping is not None and t >= self.keeping.due and not self.leaving:
            self.keeping.look()
        return self.next_at()

    def _pass_over(self, t: float) -> None:
        """Run the workflows that are due."""
        due = [flow for flow in self.flows if flow.due <= t and not flow.under_way]
        if len(due) > 1:
            self.night.chance.shuffle(due)
        for flow in due:
            if self.leaving:
                break
            if flow.under_way or flow.due > t or not self.alive:
                continue
            flow.under_way = True
            self._run(flow)
            flow.under_way = False

    def next_at(self) -> float:
        """When there is something to do again."""
        t = self.night.moments.t
        found = min((flow.due for flow in self.flows if not flow.under_way), default=NEVER)
        if self.night.hosts > 1 and self.night.live:
            found = min(found, self.beat_at)
        if self.looked != self.night.news:
            found = min(found, t + DISPATCH_S)
        if self.keeping is not None:
            found = min(found, self.keeping.due)
        if self.night.suspicious and self.night.live:
            found = min(found, t + self.night.heartbeat_s)
        return max(found, t + 0.01)

    def beat(self) -> None:
        """Say that it lives."""
        self._quietly(self.ledger.beat)

    def leave(self) -> None:
        """Asked to leave between two passes: everything held goes to the others."""
        self.leaving = True
        self._quietly(self.ledger.leave)

    # The engine's workflows

    def _dispatch(self) -> None:
        engine = self.night.engine(self.journal)
        for operation in self.ledger.unclaimed():
            if self.ledger.dispatch(operation) and engine.start(operation, operation):
                self.flows.append(Flow(operation, operation, self.night.moments.t))

    def _who_lives(self) -> None:
        self.night.live = {o.id for o in self.ledger.operations(live=True)}

    def _take_over(self) -> None:
        engine = self.night.engine(self.journal)
        for orphan in self.ledger.orphans():
            if self.ledger.take_over(orphan):
                self.night.note(f"{self.name} takes {orphan.workflow_id} over")
                engine.resume(orphan.workflow_id, orphan.operation_id)

    def _take_from_queue(self) -> None:
        engine = self.night.engine(self.journal)
        while engine.queue and not self.leaving:
            workflow = engine.queue.popleft()
            operation = engine.operations[workflow]
            code = workflow.removeprefix(f"{operation}-") if workflow != operation else None
            self.flows.append(Flow(workflow, operation, self.night.moments.t, code))

    def _go_on(self) -> None:
        """Upkeep: take up what is this worker's and does not run here."""
        engine = self.night.engine(self.journal)
        here = {flow.id for flow in self.flows}
        for claim in self.ledger.mine():
            if claim.workflow_id not in here:
                engine.resume(claim.workflow_id, claim.operation_id)

    def _run(self, flow: Flow) -> None:
        t = self.night.moments.t
        try:
            if flow.claim is None:
                flow.claim = self._enter(flow)
            if flow.datacenter is None:
                self._operation(flow)
            else:
                self._datacenter(flow)
        except Fenced:
            self.night.note(f"{self.name} was fenced from {flow.id}")
            self._drop(flow)
        except VigieError as error:
            if flow.due <= t:
                flow.due = t + (JOURNAL_RETRY_S if flow.datacenter and flow.claim else RETRY_S)
            self.night.note(f"{self.name} {flow.id}: {error}")

    def _enter(self, flow: Flow) -> Claim:
        claim = self.ledger.claim(flow.id, flow.operation)
        self.night.laws.taken(self, flow.id)
        if flow.datacenter is None and claim.epoch > 1:
            self.conclusion.note_takeover(claim)
        return claim

    def _operation(self, flow: Flow) -> None:
        assert flow.claim is not None
        engine = self.night.engine(self.journal)
        claim = flow.claim
        if flow.waits_for is None:
            self.night.laws.begins(flow.operation)
            begun = self._step(flow.id, "begin", lambda: self.conclusion.begin(claim))
            flow.waits_for = [f"{flow.operation}-{code}" for code in begun]
            for code, workflow in zip(begun, flow.waits_for, strict=True):
                if engine.start(workflow, flow.operation):
                    child = Flow(workflow, flow.operation, self.night.moments.t, code)
                    self.flows.append(child)
        if not all(workflow in engine.finished for workflow in flow.waits_for):
            flow.due = NEVER
            return
        self._step(flow.id, "end", lambda: self.conclusion.end(claim))
        self.night.live.discard(flow.operation)
        self._finish(flow)

    def _datacenter(self, flow: Flow) -> None:
        assert flow.claim is not None
        assert flow.datacenter is not None
        self.night.laws.pass_begins(self, flow)
        passed = self.passes.run(flow.claim, flow.datacenter)
        self.night.point("pass done")
        self.night.laws.pass_ended(self, flow)
        flow.claim = passed.claim
        if passed.done:
            self._finish(flow)
        else:
            flow.due = self.night.moments.t + max(passed.wait_s, 0.01)

    def _step(self, workflow: str, name: str, work: Callable[[], T]) -> T:
        """A step that is recorded once it is done, and then never run again."""
        engine = self.night.engine(self.journal)
        key = (workflow, name)
        if key not in engine.steps:
            done = work()
            self.night.point(f"{name} done")
            engine.steps[key] = done
        found: T = engine.steps[key]
        return found

    def _finish(self, flow: Flow) -> None:
        self.night.engine(self.journal).finished.add(flow.id)
        self._drop(flow)
        self.night.finished(flow.operation)

    def _drop(self, flow: Flow) -> None:
        self.flows = [each for each in self.flows if each is not flow]

    def _quietly(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except VigieError as error:
            self.night.note(f"{self.name}: {error}")
            return False
        return True


# Seams: where the product would read a real clock, start threads, or look for processes.


class Inline(Executor):
    """An executor that makes each call at once, in the caller's thread."""

    def submit(self, call: Callable[..., Any], *args: object) -> Future[Any]:  # type: ignore[override]
        done: Future[Any] = Future()
        done.set_result(call(*args))
        return done


class _Stage:
    """The night that is being played in this process; the seams ask it."""

    night: "Night | None" = None
    set: bool = False
    """Whether the seams are in place."""


STAGE = _Stage()
SHELVES = Shelves(lambda _label: None)


class _Datetime:
    """Stands for `datetime.datetime` where the product asks for the wall time.

    Whatever several machines compare is in the database's clock, which is right.
    """

    @staticmethod
    def now(_zone: tzinfo | None = None) -> datetime:
        return START if STAGE.night is None else STAGE.night.moments.wall()


class _Loud:
    """Stands for the keeper's log: what it would only tell of and try again ends a night."""

    def exception(self, *_said: object) -> None:
        error = sys.exception()
        assert error is not None
        raise error

    def warning(self, *_said: object) -> None:
        """What is refused, or cannot be read, is told in the journal where it matters."""

    info = warning


def _monotonic() -> float:
    return 0.0 if STAGE.night is None else STAGE.night.moments.t + 1000.0


def _new_operation_id() -> str:
    assert STAGE.night is not None
    STAGE.night.serial += 1
    return f"op{STAGE.night.serial:06}"


def _host_name() -> str:
    night = STAGE.night
    return "desk" if night is None or night.current is None else night.current.host


def _held(path: Path) -> bool | None:
    """A lock is held while its process lives; on another host there is no such file."""
    assert STAGE.night is not None
    return STAGE.night.holds_lock(path.stem, _host_name())


def _replacements() -> Sequence[tuple[object, str, object]]:
    found: list[tuple[object, str, object]] = [
        (presence, "datetime", _Datetime),
        (identifier, "new_operation_id", _new_operation_id),
        (observe, "ThreadPoolExecutor", lambda **_workers: Inline()),
        (keeper, "time", SimpleNamespace(monotonic=_monotonic)),
        (keeper, "log", _Loud()),
    ]
    everywhere = {
        "transaction": (database.transaction, SHELVES.transaction),
        "open_engine": (database.open_engine, SHELVES.open),
        "migrate": (database.migrate, lambda _engine: None),
        "host_name": (presence.host_name, _host_name),
        "held": (presence.held, _held),
    }
    for name, module in list(sys.modules.items()):
        if not name.startswith("console.") or name == database.__name__:
            continue
        for attribute, (original, other) in everywhere.items():
            if getattr(module, attribute, None) is original:
                found.append((module, attribute, other))
    return found


@contextmanager
def seams() -> Iterator[None]:
    """Within it the product runs on the simulation's time and in its one thread.

    What lives through several nights holds it once for all of them.
    """
    if STAGE.set:
        yield
        return
    STAGE.set = True
    replaced: list[tuple[object, str, object]] = []
    try:
        for module, name, other in _replacements():
            replaced.append((module, name, getattr(module, name)))
            setattr(module, name, other)
        yield
    finally:
        for module, name, original in reversed(replaced):
            setattr(module, name, original)
        STAGE.set = False


REMEMBERED = (
    "live_operation",
    "tracked",
    "stop_requested",
    "told",
    "freezes",
    "family",
    "started_wall",
    "claimed_orders",
    "operations",
    "operation",
    "changes",
    "targets",
    "ended_targets",
    "named_targets",
    "durations",
    "typical_duration",
)
"""Reads whose answer is the same until something is written."""


def ready(journal: SqlJournalReader) -> None:
    """Spare a journal what costs time and proves nothing: its tables are there, and a read
    that is asked twice with nothing written in between has the answer it had.
    """
    journal._exists = True
    shelf = SHELVES.of(journal._engine)

    def remembering(read: Callable[..., T]) -> Callable[..., T]:
        known: dict[str, object] = {}
        at = [-1]

        def answer(*args: object, **named: object) -> T:
            if at[0] != shelf.version:
                known.clear()
                at[0] = shelf.version
            key = repr((args, named))
            if key not in known:
                known[key] = read(*args, **named)
            return known[key]  # type: ignore[return-value]

        return answer

    for name in REMEMBERED:
        read = getattr(journal, name, None)
        if read is not None:
            setattr(journal, name, remembering(read))


def dead_after_s(night: "Night") -> float:
    """How old a heartbeat may be, where any is written."""
    return night.dead_after_s if night.hosts > 1 else NEVER


def url_of(journal: str) -> str:
    """The URL of one of the night's journals."""
    return f"sqlite:///{STATE}/{journal}.db"

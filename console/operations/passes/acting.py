"""Make the write calls of a pass, a few at a time, and record each as it is answered."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from console.model.entry import Entry
from console.model.error import (
    BadAnswer,
    CallRefused,
    NotFound,
    OutcomeUnknown,
    QuotaExceeded,
    RateLimited,
    SourceError,
)
from console.model.notice import NoticeValue, notice
from console.model.operation import Phase
from console.model.tracked import Tracked
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.presence import wall_now
from console.operations.passes.orders import Creation
from console.operations.passes.passage import Effort, GoOn
from console.operations.passes.reconcile import Removal
from console.ports import Clock, ComputeCloud, CreateOrder

FLUSH_EVERY_S = 1.0
ENOUGH_FAILURES = 4
Wanted = TypeVar("Wanted")


@dataclass(slots=True)
class Answer:
    """What one call changed; `pause_s` how long the source asked to be left alone."""

    tracked: tuple[Tracked, ...]
    entry: Entry
    pause_s: float = 0.0
    failed: bool = False
    short: "Short | None" = None


@dataclass(frozen=True, slots=True)
class Short:
    """A creation that a quota refused, as it was when it was asked for, and the refusal."""

    creation: Creation
    error: QuotaExceeded


@dataclass(slots=True)
class Acted(Effort):
    """What a pass's calls came to. `back` are the changes that were not called for after all."""

    in_a_row: int = 0
    short: list[Short] = field(default_factory=list)
    back: list[Tracked] = field(default_factory=list)
    _rows: list[Tracked] = field(default_factory=list)
    _entries: list[Entry] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        """Take in one answer."""
        self.calls += 1
        self.pause_s = max(self.pause_s, answer.pause_s)
        self.failed += answer.failed
        if answer.short is not None:
            self.short.append(answer.short)
        self.in_a_row = self.in_a_row + 1 if answer.failed else 0
        self._rows.extend(answer.tracked)
        self._entries.append(answer.entry)

    def drain(self) -> tuple[list[Tracked], list[Entry]]:
        """What has not been recorded yet."""
        rows, entries = self._rows, self._entries
        self._rows, self._entries = [], []
        return rows, entries


class Actor:
    """Asks the cloud for creations and removals, at most `parallel` calls at a time."""

    def __init__(
        self, compute: ComputeCloud, ledger: SqlLedger, clock: Clock, *, parallel: int
    ) -> None:
        self._compute = compute
        self._ledger = ledger
        self._clock = clock
        self._parallel = parallel
        self._pool = ThreadPoolExecutor(parallel, thread_name_prefix="call")

    def intend(self, claim: Claim, creations: Sequence[Creation]) -> list[Creation]:
        """Write down what is about to be asked, so that a crash leaves a trace of it."""
        now, wall = self._clock.now(), wall_now()
        intended = [
            Creation(c.order, tuple(t.asked(Phase.REQUESTED, now, wall) for t in c.tracked))
            for c in creations
        ]
        self._ledger.record(claim, [t for c in intended for t in c.tracked])
        return intended

    def create(self, claim: Claim, intended: Sequence[Creation], go_on: GoOn) -> Acted:
        """Ask for creations that have been written down; those not asked are put back."""
        acted, left = self._run(claim, self._create, intended, go_on)
        now = self._clock.now()
        back = [t.unasked(now, t.change.why) for c in left for t in c.tracked]
        if back:
            self._ledger.record(claim, back)
        acted.back = back
        return acted

    def remove(self, claim: Claim, removals: Sequence[Removal], go_on: GoOn) -> Acted:
        """Ask for removals; asking twice does no harm."""
        acted, _left = self._run(claim, self._remove, removals, go_on)
        return acted

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(
        self,
        claim: Claim,
        call: Callable[[Wanted], Answer],
        wanted: Sequence[Wanted],
        go_on: GoOn,
    ) -> tuple[Acted, list[Wanted]]:
        """Make the calls a few at a time; what was not called for is given back.

        No new call once somebody asked to stop, a source asked for a pause, it
        failed several times, or a quota is full.
        """
        acted = Acted()
        waiting = list(reversed(wanted))
        flying: set[Future[Answer]] = set()
        flushed = time.monotonic()
        open_ = True
        while flying or (waiting and open_):
            while open_ and waiting and len(flying) < self._parallel:
                flying.add(self._pool.submit(call, waiting.pop()))
            done, flying = wait(flying, timeout=FLUSH_EVERY_S, return_when=FIRST_COMPLETED)
            for future in done:
                acted.add(future.result())
            open_ = open_ and not (acted.pause_s or acted.short)
            open_ = open_ and acted.in_a_row < ENOUGH_FAILURES
            if time.monotonic() - flushed >= FLUSH_EVERY_S:
                self._ledger.record(claim, *acted.drain())
                open_ = open_ and go_on()
                flushed = time.monotonic()
        self._ledger.record(claim, *acted.drain())
        return acted, list(reversed(waiting))

    def _create(self, creation: Creation) -> Answer:
        order = creation.order
        values: dict[str, NoticeValue] = {
            "name": _title(order),
            "n": len(order.names),
            "region": order.region,
        }
        try:
            receipt = self._compute.create(order)
        except RateLimited as error:
            return self._undone(creation, error, pause_s=error.retry_after_s)
        except (OutcomeUnknown, BadAnswer) as error:
            rows = tuple(_explained(t, error) for t in creation.tracked)
            entry = Entry("create.unknown", notice("create.unknown", **values), error.request_id)
            return Answer(rows, entry, failed=True)
        except QuotaExceeded as error:
            # A part of a batch may still fit: who called decides what to do with it.
            now, short = self._clock.now(), Short(creation, error)
            rows = tuple(t.unasked(now, error.notice) for t in creation.tracked)
            entry = Entry("create.refused", error.notice, error.request_id)
            return Answer(rows, entry, short=short)
        except CallRefused as error:
            rows = tuple(refused(t, error, self._clock.now()) for t in creation.tracked)
            entry = Entry("create.refused", error.notice, error.request_id)
            return Answer(rows, entry)
        except SourceError as error:
            return self._undone(creation, error)
        rows = tuple(_answered(t, receipt.request_id) for t in creation.tracked)
        if len(rows) == 1 and receipt.resource_id:
            change = replace(rows[0].change, resource_id=receipt.resource_id)
            rows = (replace(rows[0], change=change),)
        entry = Entry("create.asked", notice("create.asked", **values), receipt.request_id)
        return Answer(rows, entry)

    def _undone(self, creation: Creation, error: SourceError, *, pause_s: float = 0.0) -> Answer:
        """The call surely had no effect: as if it had not been made."""
        now = self._clock.now()
        rows = tuple(t.unasked(now, error.notice) for t in creation.tracked)
        entry = Entry("create.put_off", error.notice, error.request_id)
        return Answer(rows, entry, pause_s=pause_s, failed=True)

    def _remove(self, removal: Removal) -> Answer:
        instance, tracked = removal.instance, removal.tracked
        values: dict[str, NoticeValue] = {
            "name": instance.name,
            "id": instance.id,
            "region": instance.region,
        }
        now, wall = self._clock.now(), wall_now()
        try:
            receipt = self._compute.delete(instance.region, instance.id)
        except NotFound as error:
            entry = Entry("delete.gone", notice("delete.gone", **values), error.request_id)
            return Answer((), entry)
        except RateLimited as error:
            entry = Entry("delete.put_off", error.notice, error.request_id)
            return Answer((), entry, pause_s=error.retry_after_s, failed=True)
        except SourceError as error:
            entry = Entry("delete.put_off", error.notice, error.request_id)
            return Answer((), entry, failed=True)
        code = "delete.surplus" if removal.surplus else "delete.asked"
        entry = Entry(code, notice(code, **values), receipt.request_id)
        if removal.surplus or tracked.phase.final:
            return Answer((), entry)
        return Answer((_released(tracked, now, wall, receipt.request_id),), entry)


def _title(order: CreateOrder) -> str:
    return order.names[0] if len(order.names) == 1 else order.batch


def refused(tracked: Tracked, error: CallRefused, now: datetime) -> Tracked:
    """A creation that the cloud refused, with its words and request id."""
    return _answered(tracked.at(Phase.FAILED, now, error.notice), error.request_id)


def _answered(tracked: Tracked, request_id: str | None) -> Tracked:
    change = replace(tracked.change, request_id=request_id)
    return replace(tracked, change=change, answered=True)


def _explained(tracked: Tracked, error: SourceError) -> Tracked:
    return replace(tracked, change=replace(tracked.change, why=error.notice))


def _released(tracked: Tracked, now: datetime, wall: datetime, request_id: str | None) -> Tracked:
    """A removal that was accepted. A failed build keeps its own times and attempts."""
    if tracked.phase is Phase.RELEASING and tracked.change.why is not None:
        return _answered(tracked, request_id)
    return _answered(tracked.asked(Phase.RELEASING, now, wall), request_id)

"""Make the calls of a pass, a few at a time, and record each as it is answered."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field

from console.departure import decided_by
from console.kinds.actuator import Actuator
from console.kinds.attempt import Attempt, Outcome, attempt
from console.kinds.sources import Sources
from console.kinds.step import Call, Ground, Received
from console.model.entry import Entry
from console.model.error import StoodStill
from console.model.notice import notice
from console.model.tracked import Tracked
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.passes.audit import entries
from console.operations.passes.memory import Effort, Memory

FLUSH_EVERY_S = 1.0
HEAR_EVERY_S = 0.5
"""How long calls go on without asking whether somebody stopped them, or froze the pool."""

ENOUGH_FAILURES = 4
SURE_FOR_S = 2.0
"""How long a worker calls without asking the journal whose the claim is."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass acts with."""

    claim: Claim
    actuator: Actuator
    sources: Sources
    ground: Ground
    memory: Memory


@dataclass(slots=True)
class _Progress:
    """What the calls came to so far, and what of it is not recorded yet."""

    effort: Effort = field(default_factory=Effort)
    in_a_row: int = 0
    full: bool = False
    before: list[Tracked] = field(default_factory=list)
    after: list[Tracked] = field(default_factory=list)
    told: list[Entry] = field(default_factory=list)

    @property
    def goes_on(self) -> bool:
        """Say whether the sources seem to take another call."""
        return not (self.effort.pause_s or self.full) and self.in_a_row < ENOUGH_FAILURES


class Caller:
    """Makes calls without a lane at most `parallel` at a time, those of one lane in turn."""

    def __init__(
        self,
        ledger: SqlLedger,
        executor: Executor,
        *,
        parallel: int,
        leaving: Callable[[], bool],
        sign: Callable[[Claim], None] = lambda _claim: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sign = sign
        self._ledger = ledger
        self._executor = executor
        self._parallel = parallel
        self._leaving = leaving
        self._monotonic = monotonic

    def intend(self, at: Pass, calls: Sequence[Call]) -> None:
        """Write down what is about to be asked at once, so that a crash leaves a trace of it."""
        asked = [t for call in calls if not call.lane for t in call.intended]
        if asked:
            self._ledger.record(at.claim, asked)

    def make(self, at: Pass, calls: Sequence[Call]) -> Effort:
        """Make the calls that have been intended; what was not asked is put back."""
        tally = _Progress()
        left = self._together(at, [call for call in calls if not call.lane], tally)
        back = [s.tracked for call in left if call.intended for s in call.steps]
        if back:
            self._ledger.record(at.claim, back)
        self._in_turn(at, [call for call in calls if call.lane], tally)
        return tally.effort

    def _together(self, at: Pass, calls: Sequence[Call], tally: _Progress) -> list[Call]:
        """Give back the calls that were not made.

        No new call once a source asked for a pause, failed several times or is
        full; none that begins anything once somebody asked to stop, none at all in a
        pool that somebody froze.
        """
        waiting = list(reversed(calls))
        left: list[Call] = []
        flying: dict[Future[tuple[Call, Attempt]], Call] = {}
        flushed = heard = sure = self._monotonic()
        stopped = self._leaving()
        if calls:
            left += _withheld(self._forbidden(at), waiting, flying)
        try:
            while flying or (waiting and tally.goes_on and not stopped):
                while waiting and tally.goes_on and not stopped and len(flying) < self._parallel:
                    now = self._monotonic()
                    if now - sure >= SURE_FOR_S:
                        # A process that stood still may have lost its claim meanwhile.
                        self._ledger.passed(at.claim)
                        sure = now
                    call = waiting.pop()
                    flying[self._executor.submit(self._attempted, at, call, sure)] = call
                done, _ = wait(flying, timeout=HEAR_EVERY_S, return_when=FIRST_COMPLETED)
                for future in done:
                    del flying[future]
                    self._take(at, *future.result(), tally)
                if self._monotonic() - flushed >= FLUSH_EVERY_S:
                    self._flush(at, tally)
                    flushed = self._monotonic()
                if self._monotonic() - heard >= HEAR_EVERY_S:
                    stopped, heard = self._leaving(), self._monotonic()
                    left += _withheld(self._forbidden(at), waiting, flying)
        finally:
            # What was called was called: no other pass begins beside it.
            wait(flying)
        self._flush(at, tally)
        return [*left, *reversed(waiting)]

    def _in_turn(self, at: Pass, calls: Sequence[Call], tally: _Progress) -> None:
        """One call of a lane after another, none after one that failed or had nothing to do."""
        closed: set[str] = set()
        for call in calls:
            if self._leaving() or tally.effort.pause_s:
                return
            if call.lane in closed or self._forbidden(at)(call):
                continue
            if call.intended:
                before = [step.tracked for step in call.steps]
                told = entries(before, call.intended, at.actuator.moved)
                self._ledger.record(at.claim, call.intended, told)
            _call, done = self._attempted(at, call, self._monotonic())
            if done.failed or done.idle:
                closed.add(call.lane)
            if not done.idle:
                self._take(at, call, done, tally)
            self._flush(at, tally)

    def _forbidden(self, at: Pass) -> Callable[[Call], bool]:
        """What must not be called by what somebody has said since the pass began."""
        said, request = self._ledger.told(at.claim.operation_id), at.ground.operation.plan.request
        return lambda call: said.forbids(request, begins=call.begins, removes=call.removes)

    def _take(self, at: Pass, call: Call, done: Attempt, tally: _Progress) -> None:
        """Take in one answer."""
        self._sign(at.claim)
        received: Received = at.actuator.receive(call, done, at.ground)
        tally.effort.calls += 1
        if done.outcome is not Outcome.PUT_OFF:
            at.memory.asked(call, at.ground.wall, at.ground.tuning.settle_s)
        tally.effort.failed += done.error is not None and (done.failed or not received.tracked)
        tally.effort.pause_s = max(tally.effort.pause_s, done.pause_s)
        tally.in_a_row = tally.in_a_row + 1 if done.failed else 0
        tally.full = tally.full or received.full
        if done.failed:
            # What is remembered may be older than what the call has done.
            at.sources.recollection.age()
        known = {t.change.seq: t for t in call.intended} or {
            step.tracked.change.seq: step.tracked for step in call.steps
        }
        tally.before += [known[t.change.seq] for t in received.tracked]
        tally.after += received.tracked
        told = received.entries
        # A call that may have been carried out is told of each time, one that was not once.
        without_effect = done.outcome in {Outcome.PUT_OFF, Outcome.REFUSED}
        tally.told += at.memory.news(told) if without_effect else told

    def _flush(self, at: Pass, tally: _Progress) -> None:
        if tally.after or tally.told:
            told = [*tally.told, *entries(tally.before, tally.after, at.actuator.moved)]
            self._ledger.record(at.claim, tally.after, told)
        tally.before, tally.after, tally.told = [], [], []

    def _attempted(self, at: Pass, call: Call, sure: float) -> tuple[Call, Attempt]:
        """Make a call, unless the claim is lost, or the pool frozen, by the time it leaves."""

        def still() -> None:
            nonlocal sure
            now = self._monotonic()
            if now - sure < SURE_FOR_S:
                return
            self._ledger.passed(at.claim)
            sure = now
            if self._forbidden(at)(call):
                raise StoodStill(notice("source.stood_still"))

        try:
            still()
        except StoodStill as late:
            return call, Attempt(Outcome.PUT_OFF, error=late)
        with decided_by(still):
            return call, attempt(lambda: at.actuator.make(call, at.sources))


def _withheld(
    forbidden: Callable[[Call], bool],
    waiting: list[Call],
    flying: dict[Future[tuple[Call, Attempt]], Call],
) -> list[Call]:
    """Take out the calls that must not be made any more, also those that wait for a thread."""
    found = [call for call in waiting if forbidden(call)]
    waiting[:] = [call for call in waiting if not forbidden(call)]
    for future, call in list(flying.items()):
        if forbidden(call) and future.cancel():
            found.append(flying.pop(future))
    return found

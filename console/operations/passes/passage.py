"""What every kind of pass shares: how it ended, what it remembers, how long it waits."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from console.model.entry import Entry
from console.model.error import SourceError
from console.model.notice import Notice
from console.model.operation import Phase
from console.model.tracked import Tracked
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.passes.reconcile import entries

QUICK_S = 0.5
LONGEST_PAUSE_S = 30.0
GoOn = Callable[[], bool]
"""Says whether another call may be made: nobody asked to stop, the worker stays."""


@dataclass(frozen=True, slots=True)
class Passed:
    """How a pass ended: whether all is done, and how long to wait for the next one."""

    claim: Claim
    done: bool
    wait_s: float = 0.0


class Passes(Protocol):
    """Runs the passes of one worker over the operations it holds."""

    def run(self, claim: Claim, datacenter: str) -> Passed:
        """One pass over an operation's changes in one datacenter."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


@dataclass(slots=True)
class Effort:
    """The calls of a pass; `pause_s` is how long a source asked to be left alone."""

    calls: int = 0
    failed: int = 0
    pause_s: float = 0.0

    @property
    def useless(self) -> bool:
        """Say whether no call came through."""
        return 0 < self.calls == self.failed


@dataclass(slots=True)
class Memory:
    """What one workflow remembers between passes; losing it costs nothing but a little time."""

    troubles: int = 0
    reported: set[str] = field(default_factory=set)
    resume_at: float = 0.0

    @property
    def resting(self) -> bool:
        """Say whether a source asked to be left alone until later."""
        return self.resume_at > time.monotonic()

    def pause(self, effort: Effort, *, trouble: bool, interval_s: float) -> float:
        """How long to wait: short after a call, longer and longer while a source fails."""
        if effort.pause_s:
            self.resume_at = time.monotonic() + effort.pause_s
            return min(effort.pause_s, LONGEST_PAUSE_S)
        if trouble or effort.useless:
            self.troubles += 1
            return min(LONGEST_PAUSE_S, QUICK_S * 2.0 ** min(self.troubles, 6))
        self.troubles = 0
        return min(QUICK_S if effort.calls else LONGEST_PAUSE_S, interval_s)


class Troubles:
    """Sources that failed in this pass; each failure is an event once, not once a pass."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.found = False
        self.entries: list[Entry] = []

    def add(self, error: SourceError, source: str) -> None:
        """Take in one failure."""
        self.found = True
        key = f"{source}:{error.notice.code}"
        if key not in self._memory.reported:
            self._memory.reported.add(key)
            self.entries.append(Entry("source.failed", error.notice, error.request_id))


def fail_all(ledger: SqlLedger, claim: Claim, before: Sequence[Tracked], why: Notice) -> Passed:
    """Give up on every change that has not ended, with the reason."""
    now = ledger.clock.now()
    after = [t if t.phase.final else t.at(Phase.FAILED, now, why) for t in before]
    moved = [new for old, new in zip(before, after, strict=True) if new != old]
    ledger.record(claim, moved, entries(before, after))
    return Passed(claim, done=True)

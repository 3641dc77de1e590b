"""Signs of work: left by the thread that works, for this process and for the others.

A heartbeat proves that a process lives, not that its passes go on. Whoever has
given no sign for its grace is stuck: the process ends itself, and where it does
not, others take over what it holds (`SqlClaims.orphans`).
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from console.model.error import VigieError
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger

CADENCES = 3


def grace_s(cadence_s: float, longest_call_s: float) -> float:
    """How long there may be no sign of work, beyond a wait that was announced. Wall seconds.

    `cadence_s` is how often the journal is told while there is something to tell.
    """
    return CADENCES * cadence_s + longest_call_s


@dataclass(slots=True)
class Signs:
    """Who worked when, by workflow. Safe in several threads."""

    ledger: SqlLedger
    cadence_s: float
    grace_s: float
    monotonic: Callable[[], float] = time.monotonic
    _seen: dict[str, float] = field(default_factory=dict)
    _told: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def of(self, workflow_id: str) -> Iterator[None]:
        """Expect signs of a workflow, or of a thread by its name, while the block runs."""
        with self._lock:
            self._seen[workflow_id] = self.monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._seen.pop(workflow_id, None)
                self._told.pop(workflow_id, None)

    def here(self, *workflow_ids: str) -> None:
        """The thread of these goes on, whatever comes of it: told in this process alone."""
        self._expect(workflow_ids, self.monotonic())

    def give(self, claim: Claim) -> None:
        """A call was answered: told to the journal once in a while, if it takes it.

        Raises Fenced alone: what was answered is not to be lost by this.
        """
        self.here(claim.workflow_id, claim.operation_id)
        if self._is_time(claim):
            with suppress(VigieError):
                self.ledger.passed(claim)

    def passed(self, claim: Claim, wait_s: float | None) -> None:
        """A pass ended, the next is due in `wait_s`; None: it was the last.

        Raises Fenced; SourceError where the journal does not take it.
        """
        self._expect((claim.workflow_id, claim.operation_id), self.monotonic() + (wait_s or 0.0))
        if self._is_time(claim) or wait_s is None or wait_s > self.cadence_s:
            self.ledger.passed(claim, wait_s)

    def stuck(self) -> tuple[str, float] | None:
        """A workflow that has given no sign for its grace, and for how many seconds."""
        now = self.monotonic()
        with self._lock:
            oldest = min(self._seen.items(), key=lambda seen: seen[1], default=None)
        if oldest is None or now - oldest[1] <= self.grace_s:
            return None
        return oldest[0], now - oldest[1]

    def _expect(self, workflow_ids: Iterable[str], since: float) -> None:
        """The next sign of these is due a grace after `since`; an announced wait stands."""
        with self._lock:
            for name in workflow_ids:
                if name in self._seen:
                    self._seen[name] = max(self._seen[name], since)

    def _is_time(self, claim: Claim) -> bool:
        now = self.monotonic()
        with self._lock:
            last = self._told.get(claim.workflow_id)
            if last is not None and now - last < self.cadence_s:
                return False
            self._told[claim.workflow_id] = now
            return True

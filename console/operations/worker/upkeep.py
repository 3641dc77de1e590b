"""What the engine loses is taken up again, and what it need not remember is forgotten.

Its own database may fail inside a workflow, which then ends with nobody told, or
with a failure for its outcome; the journal says that the operation lives.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from dbos import DBOS, error

from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger

LOST_AFTER_S = 5.0
"""How long a workflow that should run here may be missing before it is taken up again."""

QUEUED_FOR_S = 60.0
"""How long what was handed to the engine's queue may wait there: it is taken within a second."""

KEEP_RECORDS = timedelta(hours=1)
COLLECT_AT_ONCE = 100
UNFINISHED = frozenset({"PENDING", "DELAYED"})
FINISHED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]

log = logging.getLogger(__name__)


class Unserved(Exception):
    """The engine takes nothing from its queue any more; the worker that it belongs to leaves."""


@dataclass(slots=True)
class Upkeep:
    """Knows which workflows run in this process. `start` starts a claim's workflow anew."""

    ledger: SqlLedger
    start: Callable[[Claim], None]
    _running: Counter[str] = field(default_factory=Counter)
    _missing: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def present(self, workflow_id: str) -> Iterator[None]:
        """A workflow runs here while the block does."""
        with self._lock:
            self._running[workflow_id] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[workflow_id] -= 1
                if not self._running[workflow_id]:
                    del self._running[workflow_id]

    def resume(self, claim: Claim) -> None:
        """Go on with a workflow that another worker began, or this one lost."""
        try:
            DBOS.resume_workflow(claim.workflow_id)
        except error.DBOSNonExistentWorkflowError:
            # The worker died between its claim and the start. A datacenter's
            # workflow is started by its operation's.
            if _whole(claim):
                self.start(claim)

    def take_up(self, held: Iterable[Claim]) -> None:
        """Take up again the workflows of this worker's claims that have not run for a while."""
        now = time.monotonic()
        with self._lock:
            idle = [claim for claim in held if not self._running[claim.workflow_id]]
        known = self._missing
        self._missing = {c.workflow_id: known.get(c.workflow_id, now) for c in idle}
        # A datacenter before its operation, which would wait for the lost one.
        for claim in sorted(idle, key=lambda claim: claim.workflow_id, reverse=True):
            if now - self._missing[claim.workflow_id] >= LOST_AFTER_S:
                self._take_up(claim)

    def _take_up(self, claim: Claim) -> None:
        found = DBOS.get_workflow_status(claim.workflow_id)
        if found is None:
            self.resume(claim)
            return
        if found.status == "ENQUEUED":
            if time.monotonic() - self._missing[claim.workflow_id] > QUEUED_FOR_S:
                raise Unserved(claim.workflow_id)
            return
        if found.status == "SUCCESS" and not _whole(claim):
            return
        log.error("%s ended (%s) before its end: taken up", claim.workflow_id, found.status)
        del self._missing[claim.workflow_id]
        if found.status in UNFINISHED:
            DBOS.resume_workflow(claim.workflow_id)
            return
        DBOS.delete_workflows([claim.workflow_id])
        self.start(claim)

    def collect(self) -> int:
        """Forget some of the workflows that ended a while ago; how many."""
        before = (datetime.now(UTC) - KEEP_RECORDS).isoformat()
        ended = DBOS.list_workflows(
            status=FINISHED,
            completed_before=before,
            limit=COLLECT_AT_ONCE,
            load_input=False,
            load_output=False,
        )
        of = {status.workflow_id: status.workflow_id.partition("-")[0] for status in ended}
        over = self.ledger.ended(set(of.values()))
        names = [name for name, operation_id in of.items() if operation_id in over]
        if names:
            DBOS.delete_workflows(names)
        return len(names)


def _whole(claim: Claim) -> bool:
    """Say whether the workflow is an operation's, not one datacenter's."""
    return claim.workflow_id == claim.operation_id

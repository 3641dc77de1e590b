"""The durable engine (DBOS): one workflow an operation, one a datacenter.

The engine remembers which workflows are unfinished, and runs them again from
their beginning; what is to be done comes from the journal and the cloud on every
pass, so nothing of a pass is recorded by the engine. Only plain JSON goes into
its database. See docs/adr/0012.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dbos import DBOS, SetWorkflowID

from console.model.error import SourceError, VigieError
from console.model.notice import notice
from console.operations.journal.claims import Claim, Fenced
from console.operations.journal.ledger import SqlLedger
from console.operations.journal.rows import Unreadable
from console.operations.passes.conclusion import Conclusion
from console.operations.passes.reconciler import Reconciler
from console.operations.passes.signs import Signs
from console.operations.worker.gate import Gate, Withdrawn
from console.operations.worker.records import JsonSerializer, configuration
from console.operations.worker.trial import system_url, tried
from console.operations.worker.upkeep import Upkeep

FORMER_QUEUE = "vigie"
"""What an older version put workflows to be resumed into; the engine has a queue of its own."""

POLL_S = 0.25
RETRY_S = 1.0
JOURNAL_RETRY_S = 5.0
ENOUGH_ERRORS = 20
LOOK_UP_S = 3.0
"""How long a wait between passes may hide that somebody asked to stop."""

log = logging.getLogger(__name__)


class Engine:
    """Runs the workflows of one worker process."""

    def __init__(
        self, ledger: SqlLedger, passes: Reconciler, conclusion: Conclusion, signs: Signs
    ) -> None:
        self._ledger = ledger
        self._signs = signs
        self._passes = passes
        self._conclusion = conclusion
        self.gate = Gate()
        self.upkeep = Upkeep(ledger, self._start)

    def launch(self, executor: str) -> None:
        """Open the engine's database and start taking workflows.

        Raises VigieError, with nothing left running, where that cannot be done here.
        """
        records = system_url(self._ledger.url)
        tried(records)
        try:
            DBOS(config=configuration(records, executor, JsonSerializer()))
            self._register()
            DBOS.launch()
            self._empty_former_queue()
        except Exception as error:
            self.close()
            raise SourceError(notice("engine.not_started", reason=_first_line(error))) from error

    def _register(self) -> None:
        """Name the workflows; the engine wants functions, not methods."""

        def operation(operation_id: str) -> str:
            with self.upkeep.present(operation_id), self._signs.of(operation_id):
                return self._run_operation(operation_id)

        def datacenter(operation_id: str, code: str) -> int:
            workflow_id = f"{operation_id}-{code}"
            with self.upkeep.present(workflow_id), self._signs.of(workflow_id):
                return self._run_datacenter(operation_id, code)

        self._operation = DBOS.workflow(name="operation", max_recovery_attempts=None)(operation)
        self._datacenter = DBOS.workflow(name="datacenter", max_recovery_attempts=None)(datacenter)

    def _empty_former_queue(self) -> None:
        waiting = DBOS.list_workflows(
            queue_name=FORMER_QUEUE, status="ENQUEUED", load_input=False, load_output=False
        )
        for status in waiting:
            DBOS.resume_workflow(status.workflow_id)
        DBOS.delete_queue(FORMER_QUEUE)

    def start(self, operation_id: str) -> None:
        """Start an operation's workflow; a second time does nothing."""
        with SetWorkflowID(operation_id):
            DBOS.start_workflow(self._operation, operation_id)

    def _start(self, claim: Claim) -> None:
        if claim.workflow_id == claim.operation_id:
            self.start(claim.operation_id)
            return
        datacenter = claim.workflow_id.removeprefix(f"{claim.operation_id}-")
        with SetWorkflowID(claim.workflow_id):
            DBOS.start_workflow(self._datacenter, claim.operation_id, datacenter)

    def close(self) -> None:
        """Stop the engine's threads; workflows in flight stay unfinished."""
        DBOS.destroy()
        self._passes.close()

    # Workflows. Their bodies run again from the start after a crash. Begin and end
    # are recorded steps, in an order that never varies; passes are not steps.

    def _run_operation(self, operation_id: str) -> str:
        held = _Held(self._enter(operation_id, operation_id, announce=True))
        begun = DBOS.run_step({"name": "begin"}, self._steadily, self._begin, held)
        if begun:
            handles = []
            for datacenter in begun:
                with SetWorkflowID(f"{operation_id}-{datacenter}"):
                    handles.append(DBOS.start_workflow(self._datacenter, operation_id, datacenter))
            for handle in handles:
                handle.get_result(polling_interval_sec=POLL_S)
        return str(DBOS.run_step({"name": "end"}, self._steadily, self._end, held))

    def _run_datacenter(self, operation_id: str, datacenter: str) -> int:
        held = _Held(self._enter(f"{operation_id}-{datacenter}", operation_id))
        passes = 0
        while True:
            wait_s = self._pass(held, datacenter)
            passes += 1
            if wait_s is None:
                return passes
            self._rest(held, wait_s)

    def _rest(self, held: "_Held", wait_s: float) -> None:
        """Wait for the next pass; a stop that is asked for meanwhile is not slept through."""
        until = time.monotonic() + wait_s
        stopping = held.stopping
        while (left := until - time.monotonic()) > 0:
            self._signs.here(held.claim.workflow_id, held.claim.operation_id)
            self.gate.pause(min(left, LOOK_UP_S))
            if wait_s > LOOK_UP_S and not stopping:
                stopping = held.stopping = self._stop_asked(held)
                if stopping:
                    return

    def _stop_asked(self, held: "_Held") -> bool:
        try:
            return self._ledger.stop_requested(held.claim.operation_id)
        except VigieError:
            return False

    def _enter(self, workflow_id: str, operation_id: str, *, announce: bool = False) -> Claim:
        while True:
            self._signs.here(workflow_id, operation_id)
            try:
                with self.gate:
                    claim = self._ledger.claim(workflow_id, operation_id)
                    if announce and claim.epoch > 1:
                        self._conclusion.note_takeover(claim)
            except Fenced as lost:
                raise Withdrawn from lost
            except VigieError:
                log.exception("claiming %s", workflow_id)
                self.gate.pause(RETRY_S)
            else:
                return claim

    def _begin(self, held: "_Held") -> list[str]:
        return self._conclusion.begin(held.claim)

    def _end(self, held: "_Held") -> str:
        return self._conclusion.end(held.claim)

    def _steadily(self, work: Callable[["_Held"], object], held: "_Held") -> Any:  # noqa: ANN401 - the step's JSON value
        """Do it until the journal takes it; an operation that cannot be read is given up."""
        while True:
            self._signs.here(held.claim.workflow_id)
            try:
                with self.gate:
                    return work(held)
            except Fenced as lost:
                raise Withdrawn from lost
            except Unreadable as found:
                self._condemn(held, found)
            except VigieError:
                log.exception("journal")
                self.gate.pause(RETRY_S)

    def _pass(self, held: "_Held", datacenter: str) -> float | None:
        """One pass; the seconds until the next one, None when there is none."""
        self._signs.here(held.claim.workflow_id, held.claim.operation_id)
        try:
            with self.gate:
                passed = self._passes.run(held.claim, datacenter)
                wait_s = None if passed.done else passed.wait_s
                self._signs.passed(passed.claim, wait_s)
        except Fenced as lost:
            log.warning("%s was taken over", held.claim.workflow_id)
            raise Withdrawn from lost
        except Unreadable as found:
            self._condemn(held, found)
            return None
        except VigieError as error:
            # The journal takes nothing: what is under way can wait for it, and what was
            # done meanwhile is looked for in the cloud before anything is asked again.
            log.warning("no pass of %s: %s", held.claim.workflow_id, error)
            held.silences += 1
            return min(JOURNAL_RETRY_S, RETRY_S * 2.0 ** min(held.silences - 1, 6))
        except Exception:
            held.errors += 1
            log.exception("pass of %s", held.claim.workflow_id)
            return None if held.errors >= ENOUGH_ERRORS else RETRY_S * held.errors
        held.claim = passed.claim
        held.errors = held.silences = 0
        return wait_s

    def _condemn(self, held: "_Held", found: Unreadable) -> None:
        """End an operation that cannot be read: no later try would read it better."""
        log.error("%s cannot be read: %s", held.claim.operation_id, found)
        while True:
            self._signs.here(held.claim.workflow_id)
            try:
                with self.gate:
                    self._ledger.condemn(held.claim, found.notice)
            except Fenced as lost:
                raise Withdrawn from lost
            except VigieError:
                log.exception("journal")
                self.gate.pause(RETRY_S)
            else:
                return


def _first_line(error: Exception) -> str:
    """What the driver said, without the statement that SQLAlchemy repeats below it."""
    told = str(getattr(error, "orig", None) or error).strip()
    return told.splitlines()[0] if told else type(error).__name__


@dataclass(slots=True)
class _Held:
    claim: Claim
    errors: int = 0
    silences: int = 0
    """Passes in a row that the journal let come to nothing."""

    stopping: bool = False

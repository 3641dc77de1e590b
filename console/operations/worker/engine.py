"""The durable engine (DBOS): one workflow an operation, one a datacenter, one step a pass.

The engine remembers which workflows are unfinished and runs them again; what is
to be done comes from the journal and the cloud on every pass, so a step that
runs twice does no harm. Only plain JSON goes into the engine's database.
"""

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID, error
from sqlalchemy.engine import URL

from console.model.error import VigieError
from console.operations.journal.claims import Claim, Fenced
from console.operations.journal.database import sqlite_file
from console.operations.journal.ledger import SqlLedger
from console.operations.passes.conclusion import Conclusion
from console.operations.passes.reconciler import Reconciler

APPLICATION_VERSION = "1"
"""Raise it only when workflows in flight can no longer be continued by this code."""

QUEUE = "vigie"
SCHEMA = "vigie_engine"
POLL_S = 0.25
RETRY_S = 1.0
JOURNAL_RETRY_S = 5.0
ENOUGH_ERRORS = 20

log = logging.getLogger(__name__)


class JsonSerializer(Serializer):
    """Plain JSON: whoever can write the database cannot run code with it."""

    def serialize(self, data: Any) -> str:  # noqa: ANN401 - the engine's signature
        """JSON text; an exception becomes its type and text."""
        return json.dumps(data, default=_plain)

    def deserialize(self, serialized_data: str) -> Any:  # noqa: ANN401 - the engine's signature
        """The value again; an exception comes back as a RuntimeError."""
        value = json.loads(serialized_data)
        if isinstance(value, dict) and set(value) == {"error"}:
            return RuntimeError(value["error"])
        return value

    def name(self) -> str:
        """The name the engine stores with each value."""
        return "vigie_json"


def _plain(value: object) -> object:
    if isinstance(value, BaseException):
        return {"error": f"{type(value).__name__}: {value}"}
    raise TypeError(type(value).__name__)


@dataclass(slots=True)
class Gate:
    """Lets passes in until the worker leaves; a workflow that comes later waits for ever.

    Its thread ends with the process and its outcome stays unrecorded, so that
    another worker goes on with it.
    """

    closed: bool = False
    inside: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self.closed)
            self.inside += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self.inside -= 1
            self._changed.notify_all()

    def leaving(self) -> bool:
        """Say whether the worker is about to leave."""
        return self.closed

    def close(self, timeout_s: float) -> bool:
        """Let nobody in any more; wait for those inside."""
        with self._changed:
            self.closed = True
            return self._changed.wait_for(lambda: self.inside == 0, timeout_s)


def park() -> None:
    """Hold a workflow that another worker has taken over; it must record nothing."""
    threading.Event().wait()


def system_url(url: URL) -> URL:
    """Where the engine keeps its own records: a file beside the journal, or the same database."""
    file = sqlite_file(url)
    if file is None:
        return url.set(drivername="postgresql")
    return URL.create("sqlite", database=str(file.absolute().with_name(f"{file.stem}-engine.db")))


class Engine:
    """Runs the workflows of one worker process."""

    def __init__(self, ledger: SqlLedger, passes: Reconciler, conclusion: Conclusion) -> None:
        self._ledger = ledger
        self._passes = passes
        self._conclusion = conclusion
        self.gate = Gate()

    def launch(self, executor: str) -> None:
        """Open the engine's database and start taking workflows."""
        url = system_url(self._ledger.url)
        file = sqlite_file(url)
        if file is not None:
            connection = sqlite3.connect(file)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.close()
        config: DBOSConfig = {
            "name": "vigie",
            "system_database_url": url.render_as_string(hide_password=False),
            "dbos_system_schema": SCHEMA,
            "application_version": APPLICATION_VERSION,
            "executor_id": executor,
            "serializer": JsonSerializer(),
            "log_level": "WARNING",
            "console_log_level": "CRITICAL",
            "use_listen_notify": False,
        }
        DBOS(config=config)
        self._register()
        DBOS.launch()
        DBOS.register_queue(QUEUE, polling_interval_sec=POLL_S)

    def _register(self) -> None:
        """Name the workflows; the engine wants functions, not methods."""

        def operation(operation_id: str) -> str:
            return self._run_operation(operation_id)

        def datacenter(operation_id: str, code: str) -> int:
            return self._run_datacenter(operation_id, code)

        self._operation = DBOS.workflow(name="operation", max_recovery_attempts=None)(operation)
        self._datacenter = DBOS.workflow(name="datacenter", max_recovery_attempts=None)(datacenter)

    def start(self, operation_id: str) -> None:
        """Start an operation's workflow; a second time does nothing."""
        with SetWorkflowID(operation_id):
            DBOS.start_workflow(self._operation, operation_id)

    def resume(self, claim: Claim) -> None:
        """Go on with a dead worker's workflow."""
        try:
            DBOS.resume_workflow(claim.workflow_id, queue_name=QUEUE)
        except error.DBOSNonExistentWorkflowError:
            # The worker died between its claim and the start. A datacenter's
            # workflow is started by its operation's.
            if claim.workflow_id == claim.operation_id:
                self.start(claim.operation_id)

    def close(self) -> None:
        """Stop the engine's threads; workflows in flight stay unfinished."""
        DBOS.destroy()
        self._passes.close()

    # Workflows. Their bodies run again from the start after a crash, with every
    # recorded step answered from the record: the order of steps never varies.

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
            wait_s = DBOS.run_step({"name": "pass"}, self._pass, held, datacenter)
            passes += 1
            if wait_s is None:
                return passes
            if wait_s:
                DBOS.sleep(wait_s)

    def _enter(self, workflow_id: str, operation_id: str, *, announce: bool = False) -> Claim:
        while True:
            try:
                with self.gate:
                    claim = self._ledger.claim(workflow_id, operation_id)
                    if announce and claim.epoch > 1:
                        self._conclusion.note_takeover(claim)
            except VigieError:
                log.exception("claiming %s", workflow_id)
                time.sleep(RETRY_S)
            except Fenced:
                park()
            else:
                return claim

    def _begin(self, held: "_Held") -> list[str]:
        return self._conclusion.begin(held.claim)

    def _end(self, held: "_Held") -> str:
        return self._conclusion.end(held.claim)

    def _steadily(self, work: Callable[["_Held"], object], held: "_Held") -> Any:  # noqa: ANN401 - the step's JSON value
        """Do it until the journal takes it; park when the claim is lost."""
        while True:
            try:
                with self.gate:
                    return work(held)
            except Fenced:
                park()
            except VigieError:
                log.exception("journal")
                time.sleep(RETRY_S)

    def _pass(self, held: "_Held", datacenter: str) -> float | None:
        """One pass; the seconds until the next one, None when there is none."""
        try:
            with self.gate:
                passed = self._passes.run(held.claim, datacenter)
        except Fenced:
            log.warning("%s was taken over", held.claim.workflow_id)
            park()
        except VigieError:
            # The journal does not answer: what is under way can wait for it.
            log.exception("journal, in a pass of %s", held.claim.workflow_id)
            return JOURNAL_RETRY_S
        except Exception:
            held.errors += 1
            log.exception("pass of %s", held.claim.workflow_id)
            return None if held.errors >= ENOUGH_ERRORS else RETRY_S * held.errors
        held.claim = passed.claim
        held.errors = 0
        return None if passed.done else passed.wait_s


@dataclass(slots=True)
class _Held:
    claim: Claim
    errors: int = 0

"""The half of the operations that people and programs use: accept, stop, follow.

It only writes to the journal; the worker, another process, executes.
"""

import time
from collections.abc import Iterator

from console.model.error import Refused
from console.model.notice import notice
from console.model.operation import Operation
from console.model.plan import (
    Author,
    Plan,
)
from console.operations.worker.launcher import Launcher
from console.planning.digest import digest
from console.ports import Journal

POLL_S = 0.2
WORKER_CHECK_S = 1.0


class OperationsClient:
    """Implements `console.desk.session.Operator`."""

    def __init__(self, journal: Journal, launcher: Launcher) -> None:
        self._journal = journal
        self._launcher = launcher

    def submit(self, plan: Plan) -> Operation:
        """Accept a plan exactly as it was previewed, and make sure a worker runs."""
        if plan.digest != digest(plan):
            raise Refused(notice("operation.changed", operation=plan.operation_id))
        operation = self._journal.accept(plan)
        self.ensure_worker()
        return operation

    def stop(self, operation_id: str, author: Author) -> Operation:
        """Ask an operation to stop after what is in flight."""
        operation = self._journal.request_stop(operation_id, author)
        self.ensure_worker()
        return operation

    def ensure_worker(self) -> None:
        """Start a detached worker when none is alive, here or on another machine."""
        if not self._alive():
            self._launcher.start(self._alive)

    def follow(self, operation_id: str) -> Iterator[Operation]:
        """The operation at every change of its counts or state, until it has ended.

        Brings a new worker up when none is alive.
        """
        told: Operation | None = None
        checked = 0.0
        while True:
            operation = self._journal.operation(operation_id)
            if operation != told:
                told = operation
                yield operation
            if not operation.state.live:
                return
            if time.monotonic() - checked > WORKER_CHECK_S:
                checked = time.monotonic()
                self.ensure_worker()
            time.sleep(POLL_S)

    def _alive(self) -> bool:
        return any(worker.alive for worker in self._journal.workers())

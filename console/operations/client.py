"""The half of the operations that people and programs use: accept, stop, attend.

It only writes to the journal; the worker, another process, executes.
"""

from console.model.error import SourceError
from console.model.freeze import Scope
from console.model.operation import Accepted, Heard, Operation, Unattended, unheard
from console.model.plan import (
    Author,
    Plan,
)
from console.operations.attendance import Attendance
from console.operations.worker.launcher import Launcher
from console.planning.digest import intact
from console.ports import Archives, Journal


class OperationsClient:
    """Implements `console.desk.session.Operator`."""

    def __init__(self, journal: Journal, launcher: Launcher, *, kept: bool = False) -> None:
        """`kept`: somebody must work also while nothing is live (`Policy.kept`)."""
        self._journal = journal
        self._launcher = launcher
        self._attendance = Attendance(journal, self.ensure_worker, kept=kept)

    def submit(self, plan: Plan, heard: Heard = unheard) -> Accepted:
        """Accept a plan exactly as it was previewed, and make sure a worker runs.

        `heard` is told of it before a worker is waited for, which may take seconds. Once it
        is in the journal it is accepted, and the answer says so whether a worker came up or
        not. Raises Refused when another operation holds the pool, SourceError when the
        journal did not take it.
        """
        operation = self._journal.accept(intact(plan))
        heard(operation)
        return self._attended(operation)

    def stop(self, operation_id: str, author: Author) -> Accepted:
        """Ask an operation to stop after what is in flight."""
        return self._attended(self._journal.request_stop(operation_id, author))

    def approve(self, operation_id: str, reason: str, author: Author) -> Accepted:
        """Let workers begin an operation that awaits a second person; Refused to who asked it."""
        return self._attended(self._journal.approve(operation_id, reason, author))

    def freeze(
        self, pool: str, reason: str, author: Author, scope: Scope = Scope.EVERYTHING
    ) -> None:
        """Hold all of a pool, or what a scope names, until it is thawed."""
        self._journal.freeze(pool, reason, author, scope)

    def thaw(self, pool: str, author: Author, scope: Scope = Scope.EVERYTHING) -> None:
        """Let a pool be worked on again."""
        self._journal.thaw(pool, author, scope)

    def ensure_worker(self) -> None:
        """Start a detached worker when none is alive, here or on another machine.

        Raises SourceError when none came up.
        """
        if not self._alive():
            self._launcher.start(self._alive)

    def attend(self, within_s: float = 0.0) -> Unattended | None:
        """See to it that somebody works while an operation is live; why nobody does, if so.

        Cheap and made to be called by whoever looks, again and again: it never
        waits longer than `within_s`. Raises SourceError.
        """
        return self._attendance.attend(within_s)

    @property
    def archive(self) -> Archives:
        """The journal's archive."""
        return self._journal.archive

    def _attended(self, operation: Operation) -> Accepted:
        try:
            return Accepted(operation, self._attendance.attend(self._launcher.patience_s))
        except SourceError as error:
            return Accepted(operation, Unattended(error.notice, 0.0))

    def _alive(self) -> bool:
        return any(worker.works for worker in self._journal.workers())

"""Whether somebody works: seen to in the background while there is something to do."""

import time
from collections.abc import Callable

from console.desk.session import Session
from console.model.error import VigieError
from console.model.operation import Unattended
from console.tui.background import Background

EVERY_S = 2.0


class Duty:
    """Has a worker started where none lives and one is needed: now, or at any time.

    A read-only session starts nobody, and knows it all the same.
    """

    def __init__(
        self,
        session: Session,
        background: Background,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._background = background
        self._monotonic = monotonic
        self._asking = False
        self._asked_at: float | None = None
        self.unattended: Unattended | None = None

    def look(self) -> None:
        """Ask again if it is time to; never blocks, and asks nobody while a worker lives."""
        activity = self._session.watch.snapshot().activity
        wanted = activity.live or activity.targets or self._session.policy.kept
        if not wanted or any(worker.works for worker in activity.workers):
            self.unattended = None
            self._asked_at = None
            return
        now = self._monotonic()
        if self._asking or (self._asked_at is not None and now - self._asked_at < EVERY_S):
            return
        self._asking, self._asked_at = True, now
        # Never two at a time, so it may go past what hangs: it is what mends things.
        self._background.run("attend", self._session.attend, self.know, self._unknown, blocks=False)

    def know(self, found: Unattended | None) -> None:
        """Take what was found, here or when an operation was accepted."""
        self._asking = False
        self.unattended = found

    def _unknown(self, error: VigieError) -> None:  # noqa: ARG002 - the journal's own mark tells it
        """The journal is silent, and with it who works: what was known last still stands."""
        self._asking = False

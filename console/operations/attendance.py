"""Somebody must work while an operation is live: who looks sees to it, or says why not."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from console.model.error import VigieError
from console.model.notice import Notice, notice
from console.model.operation import FailedStarts, Unattended
from console.operations.worker.starts import NotStarted
from console.ports import JournalReader

RETRY_S = 5.0
"""How long after a start that came to nothing this process asks for the next one. Whether it
is then made is for the count that all processes keep. Wall seconds."""


@dataclass(slots=True)
class Start:
    """One try to start a worker, in a thread of its own; `why` it came to nothing."""

    over: threading.Event = field(default_factory=threading.Event)
    why: Notice | None = None
    starts: FailedStarts | None = None
    ended_at: float = 0.0


class Attendance:
    """Starts a worker when operations wait and none lives. Safe in several threads.

    `start` starts one and waits until it lives; it raises VigieError, and NotStarted
    where it knows how often it was tried.
    """

    def __init__(
        self,
        journal: JournalReader,
        start: Callable[[], None],
        monotonic: Callable[[], float] = time.monotonic,
        *,
        kept: bool = False,
    ) -> None:
        """`kept`: somebody must work also while nothing is live."""
        self._kept = kept
        self._journal = journal
        self._start = start
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._last: Start | None = None
        self._failed: Start | None = None

    def attend(self, within_s: float = 0.0) -> Unattended | None:
        """See to it that somebody works; why nobody does, if so. Raises SourceError.

        Costs one look into the journal while nothing is live. A start is waited
        for at most `within_s`, one is tried at a time, and again after RETRY_S.
        """
        waited_s = self._journal.unattended_s()
        if waited_s is not None:
            return self._seen_to(within_s, waited_s)
        found = self._seen_to(within_s, 0.0) if self._lacking() else None
        return None if found is None else replace(found, kept=True)

    def _seen_to(self, within_s: float, waited_s: float) -> Unattended | None:
        """Have somebody started, where that is of use, and say why nobody is there."""
        hindrance = self._journal.trouble()
        if hindrance is not None:  # another worker could record as little
            return Unattended(hindrance, waited_s, hindered=True)
        with self._lock:
            start = self._current()
        over = start.over.wait(within_s)
        came_up = over and start.why is None and self._journal.unattended_s() is None
        if came_up and not self._lacking():
            return None  # it came up after we had looked
        failed = self._failed
        if failed is not None and failed.why is not None:
            return Unattended(failed.why, waited_s, self._still(failed))
        if over or not within_s:
            return None  # it is on its way
        return Unattended(notice("worker.starting"), waited_s)

    def _lacking(self) -> bool:
        """Say whether somebody is to work at any time, or a target is open, and nobody is there."""
        wanted = self._kept or bool(self._journal.targets())
        return wanted and not any(worker.works for worker in self._journal.workers())

    def _current(self) -> Start:
        """The try under way or the last one, or the next one where it is time for it."""
        last = self._last
        if last is not None:
            if not last.over.is_set():
                return last
            if last.why is not None and self._monotonic() - last.ended_at < RETRY_S:
                return last
        start = self._last = Start()
        threading.Thread(target=self._try, args=(start,), name="start", daemon=True).start()
        return start

    def _try(self, start: Start) -> None:
        try:
            self._start()
        except NotStarted as error:
            start.why, start.starts = error.notice, error.starts
        except VigieError as error:
            start.why = error.notice
        start.ended_at = self._monotonic()
        self._failed = start if start.why is not None else None
        start.over.set()

    def _still(self, failed: Start) -> FailedStarts | None:
        """What was known when it failed, with the time that has passed since then."""
        if failed.starts is None:
            return None
        left_s = failed.starts.again_s - (self._monotonic() - failed.ended_at)
        return replace(failed.starts, again_s=max(0.0, left_s))

"""Somebody must work while an operation is live: who looks sees to it, or says why not."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from console.model.error import VigieError
from console.model.notice import Notice, notice
from console.model.operation import Unattended
from console.ports import JournalReader

RETRY_S = 5.0
"""How long after a start that came to nothing the next one is tried. Wall seconds."""

SETTLED_S = 30.0
ENOUGH_DEATHS = 3
"""After so many workers in a row that came up and were gone within SETTLED_S it is no
accident any more: the next one waits, and that they die is said."""


@dataclass(slots=True)
class Start:
    """One try to start a worker, in a thread of its own; `why` it came to nothing."""

    over: threading.Event = field(default_factory=threading.Event)
    why: Notice | None = None
    ended_at: float = 0.0
    mourned: bool = False


class Attendance:
    """Starts a worker when operations wait and none lives. Safe in several threads.

    `start` starts one and waits until it lives; it raises VigieError.
    """

    def __init__(
        self,
        journal: JournalReader,
        start: Callable[[], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._journal = journal
        self._start = start
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._last: Start | None = None
        self._why: Notice | None = None
        self._deaths = 0

    def attend(self, within_s: float = 0.0) -> Unattended | None:
        """See to it that somebody works; why nobody does, if so. Raises SourceError.

        Costs one look into the journal while nothing is live. A start is waited
        for at most `within_s`, one is tried at a time, and again after RETRY_S.
        """
        waited_s = self._journal.unattended_s()
        if waited_s is None:
            return None
        with self._lock:
            start = self._last = self._current()
            known = self._why
        over = start.over.wait(within_s)
        if over and start.why is None and self._journal.unattended_s() is None:
            return None  # it came up after we had looked
        why = start.why or known
        if why is None and (over or not within_s):
            return None  # it is on its way
        return Unattended(why or notice("worker.starting"), waited_s)

    def _current(self) -> Start:
        """The try under way or the last one, or the next one where it is time for it."""
        last = self._last
        if last is None:
            return self._begin()
        if not last.over.is_set():
            return last
        ago_s = self._monotonic() - last.ended_at
        self._why = last.why
        if last.why is None:  # it came up, and is gone again
            if not last.mourned:
                last.mourned = True
                self._deaths = self._deaths + 1 if ago_s < SETTLED_S else 1
            if self._deaths < ENOUGH_DEATHS:
                return self._begin()
            self._why = notice("worker.dies", n=self._deaths)
        return self._begin() if ago_s >= RETRY_S else last

    def _begin(self) -> Start:
        start = Start()
        threading.Thread(target=self._try, args=(start,), name="start", daemon=True).start()
        return start

    def _try(self, start: Start) -> None:
        try:
            self._start()
        except VigieError as error:
            start.why = error.notice
        start.ended_at = self._monotonic()
        start.over.set()

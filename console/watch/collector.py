"""One source's life: ask, publish, wait; fail, back off, ask again. One thread each."""

import logging
import random
import time
from collections.abc import Callable
from threading import Event, Lock, Thread

from console.model.error import RateLimited, SourceUnreachable, VigieError
from console.model.notice import Notice, notice
from console.watch.board import Board, Pace
from console.watch.source import Reading, Source

LONGEST_BACKOFF_S = 60.0
log = logging.getLogger(__name__)


class Collector:
    """Reads one source at its cadence and publishes what it says, or that it failed."""

    def __init__(
        self,
        source: Source,
        board: Board,
        *,
        after: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.source = source
        self._board = board
        self._after = after
        self._monotonic = monotonic
        self._jitter = jitter
        self._reading = Lock()
        self._woken = Event()
        self._stopped = Event()
        self._failures = 0
        self._not_before = 0.0
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start the thread; a second start does nothing."""
        if self._thread is None:
            self._thread = Thread(target=self._live, name=f"watch {self.source.name}", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; does not wait."""
        self._stopped.set()
        self._woken.set()

    def join(self, timeout_s: float) -> None:
        """Wait for the thread, at most so long; it is a daemon, so it may be left behind."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def hasten(self) -> None:
        """Ask again at once, unless the source itself asked for a pause."""
        if self._monotonic() >= self._not_before:
            self._woken.set()

    def give_up(self, failure: Notice, *, waited_s: float) -> None:
        """Publish that no answer came in time, while the call may still be on its way."""
        cadence_s = self.source.cadence.seconds(busy=self._board.busy)
        self._board.fail(
            self.source.name, failure, latency_s=waited_s, pace=Pace(cadence_s, cadence_s)
        )

    def tick(self) -> float:
        """Ask once, publish, and say how many seconds to wait before the next time."""
        with self._reading:
            asked = self._monotonic()
            try:
                pause_s = self._succeed(self.source.read(), asked)
            except VigieError as error:
                log.info("source %s failed: %s", self.source.name, error)
                keeps = self.source.steady and isinstance(error, SourceUnreachable)
                longest_s = self._cadence_s() if keeps else LONGEST_BACKOFF_S
                pause_s = self._fail(error.notice, asked, self._asked_pause(error), longest_s)
            except Exception as error:
                log.exception("source %s failed unexpectedly", self.source.name)
                kind = type(error).__name__
                failure = notice("watch.crashed", source=self.source.name, kind=kind)
                pause_s = self._fail(failure, asked, 0.0)
        self._after()
        return pause_s

    def _live(self) -> None:
        while True:
            self._woken.clear()
            if self._stopped.is_set():
                return
            self._woken.wait(self.tick())

    def _succeed(self, reading: Reading, asked: float) -> float:
        cadence_s = self._cadence_s()
        self._board.succeed(
            self.source.name,
            reading,
            latency_s=self._monotonic() - asked,
            pace=Pace(cadence_s, cadence_s),
        )
        self._failures = 0
        self._not_before = 0.0
        return self._cadence_s()

    def _fail(
        self,
        failure: Notice,
        asked: float,
        at_least_s: float,
        longest_s: float = LONGEST_BACKOFF_S,
    ) -> float:
        cadence_s = self._cadence_s()
        backoff_s = min(longest_s, cadence_s * 2.0**self._failures)
        pause_s = max(at_least_s, self._jitter(backoff_s / 2, backoff_s))
        self._failures = min(self._failures + 1, 16)
        now = self._monotonic()
        self._not_before = now + at_least_s
        self._board.fail(
            self.source.name, failure, latency_s=now - asked, pace=Pace(cadence_s, pause_s)
        )
        return pause_s

    def _cadence_s(self) -> float:
        return self.source.cadence.seconds(busy=self._board.busy)

    @staticmethod
    def _asked_pause(error: VigieError) -> float:
        return error.retry_after_s if isinstance(error, RateLimited) else 0.0

"""One daemon thread that carries out calls one after another, and whose callers wait with a bound.

pyVmomi's stubs share a cookie and a connection pool without a lock, so
everything that touches vCenter runs here.
"""

import atexit
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import Context, copy_context
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

GRACE_S = 2.0
"""How much longer than its deadline a job may take to notice it."""
FAREWELL_S = 2.0


class NotBegun(Exception):
    """The thread was busy until the deadline: nothing of the job was done."""


class Unfinished(Exception):
    """The job was begun and has not ended in time."""


@dataclass(frozen=True, slots=True)
class _Job:
    deadline: float
    work: Callable[[float], Any]
    future: Future[Any]
    context: Context
    """Of whoever asks: what decides whether anything may leave is in it."""


class OneThread:
    """Runs jobs in order; `idle` is called when nothing was asked for `idle_s` seconds.

    `farewell` runs last, when the thread is ended by `close` or by the end of
    the program. The thread starts with the first job.
    """

    def __init__(
        self, *, idle: Callable[[], None], idle_s: float, farewell: Callable[[], None]
    ) -> None:
        self._idle = idle
        self._idle_s = idle_s
        self._farewell = farewell
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def run(self, work: Callable[[float], T], *, within_s: float) -> T:
        """Give what `work(deadline)` gives; raises NotBegun or Unfinished after `within_s`."""
        future: Future[T] = Future()
        self._start()
        self._jobs.put(_Job(time.monotonic() + within_s, work, future, copy_context()))
        try:
            return future.result(within_s + GRACE_S)
        except TimeoutError:
            if future.cancel():
                raise NotBegun from None
            if future.done():
                return future.result()
            raise Unfinished from None

    def close(self, *, wait: bool = True) -> None:
        """Let what was asked end, say farewell, and end the thread; waits for it but shortly."""
        with self._lock:
            thread, self._thread, self._closed = self._thread, None, True
        if thread is None:
            return
        atexit.unregister(self.close)
        self._jobs.put(None)
        if wait and thread is not threading.current_thread():
            thread.join(FAREWELL_S)

    def _start(self) -> None:
        with self._lock:
            if self._closed:
                raise NotBegun
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._loop, name="vsphere", daemon=True)
                self._thread.start()
                atexit.unregister(self.close)
                atexit.register(self.close)

    def _loop(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=self._idle_s)
            except Empty:
                self._idle()
                continue
            if job is None:
                self._farewell()
                return
            _carry_out(job)
            del job  # its result must not live as long as the next wait


def _carry_out(job: _Job) -> None:
    if not job.future.set_running_or_notify_cancel():
        return
    try:
        job.future.set_result(job.context.run(job.work, job.deadline))
    except BaseException as failure:  # noqa: BLE001 - the caller raises it
        job.future.set_exception(failure)

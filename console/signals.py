"""Signals that ask a process to end, taken note of in the one way that is safe at any moment.

A handler runs between any two instructions of the main thread, inside its own
first run as well: it may take no lock, set no `threading.Event`, and call
nothing that does. Here it sets a flag, writes one byte to a pipe that never
blocks, and tells the kernel when to end the process whatever it is doing.
"""

import os
import select
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGINT)


class Ending:
    """Whether somebody asked this process to end; `number` is the first signal that did.

    With `bound_s` the kernel ends the process (by SIGALRM) so many seconds
    after the first signal, should it still be there.
    """

    def __init__(self, *, bound_s: float | None = None) -> None:
        self.number: int | None = None
        self._asked = False
        self._bound_s = bound_s
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)

    def asked(self) -> bool:
        """Say whether anybody asked. Takes no lock, from any thread."""
        return self._asked

    def ask(self) -> None:
        """Ask this process to end, from any thread or handler."""
        self._asked = True
        with suppress(OSError):  # a full pipe wakes as well; a closed one has nobody to wake
            os.write(self._writer, b"\0")

    def wait(self, timeout_s: float) -> bool:
        """Wait until somebody asks, at most so long; say whether anybody did."""
        return self.wait_for((), timeout_s)

    def wait_for(self, descriptors: tuple[int, ...], timeout_s: float) -> bool:
        """As `wait`, but also until one of the descriptors can be read."""
        if not self._asked:
            poll = select.poll()
            for descriptor in (self._reader, *descriptors):
                poll.register(descriptor, select.POLLIN)
            poll.poll(max(0.0, timeout_s) * 1000)
        return self._asked

    def fileno(self) -> int:
        """What an event loop may watch: readable, and it stays so, once somebody asked."""
        return self._reader

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self._reader)
        os.close(self._writer)

    def handle(self, number: int, _frame: FrameType | None = None) -> None:
        """Take note of a signal: what `signal.signal` is given."""
        if self.number is None:
            self.number = number
            if self._bound_s is not None:
                signal.setitimer(signal.ITIMER_REAL, self._bound_s)
        self.ask()


@contextmanager
def ending(*numbers: int, bound_s: float | None = None) -> Iterator[Ending]:
    """Take note of these signals (SIGTERM and SIGINT without any) while the block runs.

    Afterwards they do again what they did; once one has come they are ignored
    instead: the process is on its way out and must not stumble on the last step.
    Outside the main thread, where nobody may handle signals, none is taken note of.
    """
    asked = Ending(bound_s=bound_s)
    if threading.current_thread() is not threading.main_thread():
        try:
            yield asked
        finally:
            asked.close()
        return
    before = {number: signal.signal(number, asked.handle) for number in numbers or ENDING}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if asked.number is not None else handler)
        asked.close()

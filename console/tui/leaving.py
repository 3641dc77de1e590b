"""Leaving within two seconds, whatever hangs and whatever signal asks for it.

A signal only wakes a thread here, which asks the interface to end as the
quit key does. When the interface does not, the process ends all the same, the
terminal put back as it was found. Threads of ours are daemons, but a library
may keep one that is not, and the interpreter would wait for it.
"""

import os
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from console.signals import Ending, ending

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)
INTERRUPTED = 130
GRACE_S = 0.8
"""How long the interface may take to end by itself."""
LINGER_S = 0.8
"""How long the process may take once the interface has ended after a signal."""
ASK_AGAIN_S = 0.05
WRITE_S = 0.2
LOOK_S = 2.0
# Mouse and focus reports, bracketed paste, size reports and key protocol off; lines wrap, main
# screen, cursor shown.
RESTORE = (
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?1004l\x1b[?2004l"
    b"\x1b[?2048l\x1b[<u\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"
)


class Leaving:
    """The way out: remembers the terminal as it was, and gives up on what does not end.

    `leave` is told the exit code a signal asks for, from a thread; it says
    whether the interface took note of it.
    """

    def __init__(self, leave: Callable[[int], bool]) -> None:
        self._leave = leave
        self._device, self._attributes = _terminal()
        self._standards = [standard for standard in range(3) if os.isatty(standard)]
        self._ended = threading.Event()
        self._stack = ExitStack()
        self._asked: Ending | None = None

    def __enter__(self) -> Self:
        self._asked = self._stack.enter_context(ending(*SIGNALS))
        watching = threading.Thread(
            target=self._await_signal, args=(self._asked,), name="leaving", daemon=True
        )
        watching.start()
        self._stack.callback(watching.join)
        self._stack.callback(self._asked.ask)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """The interface has ended, the terminal is whole: signals need nobody any more."""
        self._ended.set()
        self._stack.close()

    @property
    def signalled(self) -> bool:
        """Say whether a signal asked to leave."""
        return self._asked is not None and self._asked.number is not None

    @property
    def hung_up(self) -> bool:
        """Say whether the terminal that was there is gone."""
        if self._attributes is None or sys.__stdin__ is None:
            return False
        try:
            termios.tcgetattr(sys.__stdin__.fileno())
        except (OSError, ValueError, termios.error):
            return True
        return False

    def begin(self, code: int) -> None:
        """Start the countdown: after the grace the process ends, terminal restored."""
        threading.Thread(target=self._give_up, args=(code,), name="leaving", daemon=True).start()

    def done(self, code: int) -> None:
        """End the process here if a thread would hold it back; after a signal soon in any case.

        What was not written to a terminal that is gone is nobody's: Python 3.14 would end
        with 120 for it, whatever the code.
        """
        if self.hung_up:
            self._let_go()
        others = (t for t in threading.enumerate() if t is not threading.main_thread())
        if any(not t.daemon for t in others):
            _flush()
            os._exit(code)
        if self.signalled:
            threading.Thread(target=_end, args=(code,), name="leaving", daemon=True).start()

    def _await_signal(self, asked: Ending) -> None:
        # Who has no SIGHUP sent when the terminal goes (started by nohup, say) finds out here.
        while not asked.wait(LOOK_S) and not self.hung_up:
            pass
        if self._ended.is_set():
            return
        self.begin(INTERRUPTED)
        while not self._leave(INTERRUPTED) and not self._ended.wait(ASK_AGAIN_S):
            pass

    def _give_up(self, code: int) -> None:
        if self._ended.wait(GRACE_S):
            return
        self.restore()
        os._exit(code)

    def restore(self) -> None:
        """Put the terminal back as it was found, once nothing else can write to it."""
        if self._device is None or self._attributes is None:
            return
        # A process in the background would be stopped for touching the terminal.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        with suppress(OSError, ValueError, termios.error):
            # Opened anew: what is set here, not to wait for it, holds for nobody else.
            own = os.open(self._device, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
            self._let_go()
            termios.tcsetattr(own, termios.TCSANOW, self._attributes)  # type: ignore[arg-type]
            _write(own, RESTORE)

    def _let_go(self) -> None:
        """Have nothing more read from the terminal or written to it."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in self._standards:
            os.dup2(nowhere, standard)


def _terminal() -> tuple[str | None, list[object] | None]:
    """The path and the attributes of the terminal, where there is one."""
    with suppress(OSError, ValueError, termios.error):
        if sys.__stdin__ is not None:
            descriptor = sys.__stdin__.fileno()
            return os.ttyname(descriptor), termios.tcgetattr(descriptor)
    return None, None


def _write(descriptor: int, data: bytes) -> None:
    """Write all of it, unless the terminal takes nothing for a moment."""
    deadline = time.monotonic() + WRITE_S
    while data and time.monotonic() < deadline:
        try:
            data = data[os.write(descriptor, data) :]
        except BlockingIOError:
            select.select([], [descriptor], [], ASK_AGAIN_S)


def _end(code: int) -> None:
    time.sleep(LINGER_S)
    os._exit(code)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()

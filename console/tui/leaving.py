"""Leaving within a second, whatever hangs.

Threads of ours are daemons, but a library may keep one that is not, and the
interpreter would wait for it. The terminal is restored first.
"""

import os
import sys
import termios
import threading
from contextlib import suppress

GRACE_S = 0.8
# Main screen, cursor shown, mouse and focus reports, bracketed paste and key protocol off.
RESTORE = (
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[<u\x1b[?1049l\x1b[?25h"
)


class Leaving:
    """Remembers the terminal as it was, and can give up on a program that does not end."""

    def __init__(self) -> None:
        self._attributes: list[object] | None = None
        with suppress(OSError, ValueError, termios.error):
            self._attributes = termios.tcgetattr(sys.__stdin__.fileno()) if sys.__stdin__ else None
        self._ended = threading.Event()

    def begin(self, code: int) -> None:
        """Start the countdown: after the grace the process ends, terminal restored."""
        threading.Thread(target=self._give_up, args=(code,), name="leaving", daemon=True).start()

    def done(self, code: int) -> None:
        """The interface has ended. End the process here if a thread would hold it back."""
        self._ended.set()
        others = (t for t in threading.enumerate() if t is not threading.main_thread())
        if any(not t.daemon for t in others):
            _flush()
            os._exit(code)

    def _give_up(self, code: int) -> None:
        if self._ended.wait(GRACE_S):
            return
        self.restore()
        os._exit(code)

    def restore(self) -> None:
        """Put the terminal back as it was found."""
        with suppress(OSError, ValueError, termios.error):
            if sys.__stderr__ is not None and sys.__stderr__.isatty():
                sys.__stderr__.write(RESTORE)
                sys.__stderr__.flush()
            if self._attributes is not None and sys.__stdin__ is not None:
                termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSANOW, self._attributes)  # type: ignore[arg-type]


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()

"""What is waited for: one line on standard error, renewed in place, gone once there is an answer.

It is for people at a terminal alone, after a second in which nothing was said. Where the
cursor cannot go back (``TERM=dumb``) each thing that is waited for is a line of its own.
"""

import os
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import TextIO

from console.cli.colour import POOR
from console.cli.width import columns
from console.locale import Locale
from console.plaintext import inline
from console.redaction import hide

PATIENCE_S = 1.0
"""How long nothing is said before it is said what is waited for."""
RENEW_S = 0.25
NAMED = 3
"""How many sources are named."""
BEGIN, END_OF_LINE = "\r", "\x1b[K"
What = Callable[[], str]


class Standby:
    """The line of one verb; `asked` gives the sources whose answers are waited for."""

    def __init__(self, stream: TextIO, locale: Callable[[], Locale]) -> None:
        self.asked: Callable[[], Collection[str]] = tuple
        self.told: list[What] = []
        self._stream = stream
        self._locale = locale
        self._poor = os.environ.get("TERM", "") in POOR
        self._quiet_since = time.monotonic()
        self._shown = ""
        self._writing = Lock()
        self._ended = Event()
        self._thread = Thread(target=self._live, name="standby", daemon=True)

    def begin(self) -> None:
        """Look from now on whether there is something to say."""
        self._thread.start()

    def end(self) -> None:
        """Leave nothing behind."""
        self._ended.set()
        self._thread.join(PATIENCE_S)  # it may stand where a terminal was halted
        self.make_way()

    def make_way(self) -> None:
        """Take the line away: something is about to be said."""
        with self._writing:
            self._clear()
            self._quiet_since = time.monotonic()

    def _live(self) -> None:
        while not self._ended.wait(RENEW_S):
            what = self._what()
            with self._writing:
                quiet_s = time.monotonic() - self._quiet_since
                if not what:
                    self._clear()
                elif quiet_s >= PATIENCE_S and not self._ended.is_set():
                    self._show(what, quiet_s)

    def _what(self) -> str:
        """The sources that have not answered yet, else what is being done."""
        names = sorted(self.asked())
        if not names:
            return self.told[-1]() if self.told else ""
        more = len(names) - NAMED
        rest = [self._locale().text("cli.and_more", n=more)] if more > 0 else []
        return ", ".join([*names[:NAMED], *rest])

    def _show(self, what: str, quiet_s: float) -> None:
        if self._poor:
            if what != self._shown:
                self._write(f"{self._locale().text('cli.awaited', what=what)}\n")
        else:
            locale = self._locale()
            said = locale.text("cli.awaited_for", what=what, time=locale.duration(quiet_s))
            self._write(f"{BEGIN}{self._cut(said)}{END_OF_LINE}")
        self._shown = what

    def _clear(self) -> None:
        if self._shown and not self._poor:
            self._write(f"{BEGIN}{END_OF_LINE}")
            self._shown = ""

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):  # where nobody can be told, nobody is
            self._stream.write(text)
            self._stream.flush()

    def _cut(self, said: str) -> str:
        """No secret, nothing to obey, and never a second line."""
        return inline(hide(said), (columns(self._stream) or 80) - 1)


_lines: list[Standby] = []


@contextmanager
def standing_by(locale: Callable[[], Locale]) -> Iterator[Standby]:
    """Say meanwhile what is waited for, where a person sees standard error."""
    line = Standby(sys.stderr, locale)
    if not sys.stderr.isatty():
        yield line
        return
    _lines.append(line)
    line.begin()
    try:
        yield line
    finally:
        _lines.remove(line)
        line.end()


@contextmanager
def awaiting(what: str | What) -> Iterator[None]:
    """Name what is done meanwhile, where it is no source of the watch that is waited for."""
    told = what if callable(what) else lambda: what
    line = _lines[-1] if _lines else None
    if line is None:
        yield
        return
    line.told.append(told)
    try:
        yield
    finally:
        line.told.remove(told)


def make_way() -> None:
    """Take away the line that stands there: something is about to be said."""
    if _lines:
        _lines[-1].make_way()

"""A real terminal for tests: a pty with an emulator behind it, driven by keys alone."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import pyte
import pytest
from process import HANGS_AFTER_S

ADOPT_TERMINAL = (
    "import fcntl, os, sys, termios;"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execvp(sys.argv[1], sys.argv[1:])"
)
KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "ctrl+c": "\x03",
}

FRAME_S = 0.05
LOOK_EVERY_S = 0.5


def shows(text: str, wanted: str | Callable[[str], object]) -> bool:
    """Say whether a screen matches a pattern, or satisfies a condition."""
    return bool(wanted(text) if callable(wanted) else re.search(wanted, text))


class Screen(pyte.Screen):
    """An emulator that ignores, as terminals do, the private sequences it does not know."""

    def select_graphic_rendition(self, *attrs: int, **private: object) -> None:
        if not private:
            super().select_graphic_rendition(*attrs)

    def report_device_status(self, mode: int, **private: object) -> None:
        if not private:
            super().report_device_status(mode)


class Terminal:
    """One program on one pty. The screen is read at any time; keys are typed into it."""

    def __init__(
        self, command: Sequence[str], *, columns: int, rows: int, env: Mapping[str, str]
    ) -> None:
        self._screen = Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._lock = threading.Lock()
        self._more = threading.Event()
        self._shown: str | None = ""
        self.received = 0
        self.heard = bytearray()
        self.came: list[tuple[float, int]] = []
        """When output came (monotonic), and how many bytes had been heard with it."""
        self._master, slave = pty.openpty()
        self.resize(columns, rows)
        self.process = subprocess.Popen(
            [sys.executable, "-c", ADOPT_TERMINAL, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            close_fds=True,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **env},
        )
        os.close(slave)
        self._enough, self._say_enough = os.pipe()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size, as a person does who drags its corner."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        with self._lock:
            self._screen.resize(rows, columns)
            self._shown = None

    def lines(self) -> list[str]:
        """What stands on the screen, line by line."""
        return self.text().split("\n")

    def text(self) -> str:
        """What stands on the screen."""
        with self._lock:
            if self._shown is None:
                self._shown = "\n".join(line.rstrip() for line in self._screen.display)
            return self._shown

    def modes(self) -> frozenset[int]:
        """The modes that are on, as the emulator counts them; the alternate screen is one."""
        with self._lock:
            return frozenset(self._screen.mode)

    def attributes(self) -> list[object]:
        """The line's settings: echo, line by line or raw."""
        return termios.tcgetattr(self._master)

    def press(self, *keys: str) -> None:
        """Type keys by name, or as they are."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key).encode())

    def wait_for(
        self, wanted: str | Callable[[str], object], *, within_s: float = HANGS_AFTER_S
    ) -> str:
        """Wait until the screen shows a pattern (or satisfies a condition); gives the screen."""
        deadline = time.monotonic() + within_s
        while True:
            text = self.text()
            if shows(text, wanted):
                return text
            if time.monotonic() > deadline or self.process.poll() is not None:
                state = self.process.poll()
                pytest.fail(f"waited {within_s} s for {wanted!r} (exit {state}), saw:\n{text}")
            self._next(deadline)

    def press_until(
        self,
        keys: str,
        wanted: str | Callable[[str], object],
        *,
        within_s: float = HANGS_AFTER_S,
        every_s: float = 2.0,
    ) -> str:
        """Press keys (with spaces between), again from time to time, until the screen says so."""
        deadline = time.monotonic() + within_s
        while True:
            self.press(*keys.split())
            again = min(deadline, time.monotonic() + every_s)
            while time.monotonic() < again:
                text = self.text()
                if shows(text, wanted):
                    return text
                self._next(again)
            if time.monotonic() >= deadline:
                pytest.fail(f"pressed {keys!r} for {wanted!r}, saw:\n{self.text()}")

    def hang_up(self) -> None:
        """Close the window: the kernel sends SIGHUP to what runs in it."""
        os.write(self._say_enough, b"x")
        self._reader.join(HANGS_AFTER_S)
        for file in (self._master, self._enough, self._say_enough):
            os.close(file)
        self._master = -1

    def wait(self, within_s: float = HANGS_AFTER_S) -> int:
        """Wait for the program to end by itself; gives its exit code."""
        return self.process.wait(within_s)

    @property
    def ended(self) -> bool:
        """Say whether the program has closed its terminal, and all it said has been read."""
        return not self._reader.is_alive()

    def end(self) -> None:
        """Close the window and see to it that the program is gone."""
        if self._master >= 0:
            self.hang_up()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)

    def _next(self, until: float) -> None:
        """Wait for more on the screen, but never long: the program may have ended."""
        time.sleep(FRAME_S)
        self._more.wait(max(0.0, min(LOOK_EVERY_S, until - time.monotonic())))
        self._more.clear()

    def _read(self) -> None:
        while True:
            readable, _, _ = select.select([self._master, self._enough], [], [])
            if self._enough in readable:
                return  # a read still under way would keep the pty open after its close
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            if not data:
                return
            with self._lock:
                self.received += len(data)
                self.heard += data
                self.came.append((time.monotonic(), len(self.heard)))
                self._stream.feed(data)
                self._shown = None
            self._more.set()


@contextmanager
def terminal(
    command: Sequence[str],
    *,
    columns: int = 120,
    rows: int = 40,
    env: Mapping[str, str] | None = None,
) -> Iterator[Terminal]:
    """A terminal with a program in it, gone afterwards."""
    opened = Terminal(command, columns=columns, rows=rows, env=env or {})
    try:
        yield opened
    finally:
        opened.end()

"""A program in a pane of a tmux server of the test's own."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import join

from process import HANGS_AFTER_S, program, wait_until
from terminal import shows

NAMES = {"enter": "Enter", "escape": "Escape", "up": "Up", "down": "Down", "tab": "Tab"}


class Pane:
    """One pane: its screen is captured, keys are sent by tmux."""

    def __init__(self, tmux: str, socket: Path) -> None:
        self._tmux = (tmux, "-S", str(socket), "-f", "/dev/null")

    def ask(self, *arguments: str) -> str:
        """One tmux command; what it printed."""
        done = subprocess.run(
            [*self._tmux, *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=HANGS_AFTER_S,
        )
        return done.stdout

    def text(self) -> str:
        """What stands on the screen."""
        return self.ask("capture-pane", "-p")

    def pid(self) -> int:
        """The process in the pane."""
        return int(self.ask("list-panes", "-F", "#{pane_pid}").split()[0])

    def press(self, *keys: str) -> None:
        """Type keys by name, or as they are."""
        for key in keys:
            if key in NAMES:
                self.ask("send-keys", NAMES[key])
            else:
                self.ask("send-keys", "-l", key)

    def wait_for(
        self, wanted: str | Callable[[str], object], *, within_s: float = HANGS_AFTER_S
    ) -> str:
        """Wait until the screen shows a pattern or satisfies a condition."""
        seen = [""]

        def shown() -> bool:
            seen[0] = self.text()
            return shows(seen[0], wanted)

        what = f"{wanted!r}"
        try:
            wait_until(shown, within_s=within_s, what=what, every_s=0.2)
        except BaseException:
            print(seen[0])  # noqa: T201 - pytest shows it with the failure
            raise
        return seen[0]

    def press_until(
        self, keys: str, wanted: str | Callable[[str], object], *, within_s: float = HANGS_AFTER_S
    ) -> str:
        """Press keys (with spaces between), again every two seconds, until the screen says so."""
        seen = [""]

        def shown() -> bool:
            self.press(*keys.split())
            for _ in range(10):
                seen[0] = self.text()
                if shows(seen[0], wanted):
                    return True
            return False

        wait_until(shown, within_s=within_s, what=f"{keys} for {wanted!r}", every_s=1.5)
        return seen[0]


@contextmanager
def pane(socket: Path, command: Sequence[str]) -> Iterator[Pane]:
    """A tmux server with one pane of 120 × 40, ended with all that runs in it."""
    opened = Pane(program("tmux"), socket)
    opened.ask("new-session", "-d", "-x", "120", "-y", "40", f"exec {join(command)}")
    opened.ask("set-option", "-g", "remain-on-exit", "on")
    try:
        yield opened
    finally:
        opened.ask("kill-server")

"""How long a person waits for the first words, from `exec` of the installed command in a terminal.

Measured from outside and alike for both: the clock starts before the program is
executed, and stops when the word has come out of the terminal. Interleaved, and the
best of several counts, so that what else the machine does meets both.
"""

import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from installed import installed

from console.settings.template import TEMPLATE

pytestmark = pytest.mark.benchmark
ROUNDS = 11
LIMIT = 1.5
EMPTY = """
from textual.app import App, ComposeResult
from textual.widgets import Static

class Empty(App):
    def compose(self) -> ComposeResult:
        yield Static("overview")

Empty().run()
"""


def test_first_text_against_an_empty_application(tmp_path: Path) -> None:
    place = installed(tmp_path)
    settings, empty = tmp_path / "vigie.toml", tmp_path / "empty.py"
    settings.write_text(TEMPLATE, encoding="utf-8")
    empty.write_text(EMPTY, encoding="utf-8")
    env = environment(tmp_path)
    pairs = [
        (
            first(b"overview", [place / "python", empty], env),
            first(b"Load", [place / "vigie", "--settings", settings], env),
        )
        for _ in range(ROUNDS)
    ]
    bare, ours = (min(times) for times in zip(*pairs, strict=True))
    typical = statistics.median(mine / other for other, mine in pairs)
    ratio = ours / bare
    sys.stdout.write(
        f"\nbudget first-text: ratio {ratio:.3f} (at most {LIMIT}); {ours * 1000:.0f} ms against "
        f"{bare * 1000:.0f} ms of an empty application, median of pairs {typical:.2f}\n"
    )
    assert ratio <= LIMIT


def environment(home: Path) -> dict[str, str]:
    """A person's, with nothing of this machine's settings."""
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "TMPDIR"}}
    return kept | {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }


def first(word: bytes, command: Sequence[str | Path], env: dict[str, str]) -> float:
    """Seconds from before the program is executed until the word is on its terminal, 120 × 40."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=side, stdout=side, stderr=side, env=env, start_new_session=True
    )
    os.close(side)
    output = b""
    try:
        while word not in output:
            assert select.select([main], [], [], 30)[0], output.decode(errors="replace")
            output += os.read(main, 65536)
        return time.perf_counter() - began
    finally:
        process.kill()
        process.wait()
        os.close(main)

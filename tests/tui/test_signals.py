"""Any signal, at any moment, ends the console and leaves the terminal whole."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise, product
from pathlib import Path

import pytest
from process import wait_until
from terminal import Terminal, terminal

HERE = Path(__file__).parent
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)
INTERRUPTED = 130
EVERY_PAIR = bool(os.environ.get("VIGIE_CHAOS_TIMES"))
PAIRS = tuple(product(SIGNALS, repeat=2)) if EVERY_PAIR else tuple(pairwise(SIGNALS))
PROGRAM = """
import os, sys, threading, time
os.environ.update(TEXTUAL_FPS="15", TEXTUAL_ANIMATIONS="none")
sys.path[:0] = [{here!r}, {here!r} + "/../support"]
import fakes, lively
from zoneinfo import ZoneInfo
from console.locale import Locale
from console.tui.app import VigieApp

class Watched(VigieApp):
    def _begin(self):
        super()._begin()
        {deed}

session = fakes.session(lively.steady())
app = Watched(session.settings, lambda: session, Locale("en", ZoneInfo("Europe/Paris")))
app.run()
sys.exit(app.return_code or 0)
"""
SOURCE_HANGS = """
        threading.Thread(target=time.sleep, args=(600,)).start()
        session.watch.stop = lambda timeout_s=1.0: time.sleep(600)
        self.background.run("hang", lambda: time.sleep(600), print)
"""
INTERFACE_HANGS = "self.set_timer(0.2, lambda: time.sleep(600))"


@contextmanager
def console(folder: Path, deed: str = "pass") -> Iterator[Terminal]:
    program = folder / "program.py"
    program.write_text(PROGRAM.format(here=str(HERE), deed=deed.strip()))
    command = [sys.executable, str(program)]
    root = {"PYTHONPATH": str(HERE.parent.parent), "XDG_CONFIG_HOME": str(folder)}
    with terminal(command, columns=80, rows=24, env=root) as opened:
        untouched = opened.modes(), opened.attributes()  # before its first output
        yield opened
        assert opened.wait() == INTERRUPTED
        wait_until(
            lambda: (opened.modes(), opened.attributes()) == untouched,
            what="the terminal is as it was",
        )


def send(opened: Terminal, *numbers: signal.Signals) -> None:
    """A millisecond apart; the console may be gone before the second."""
    for number in numbers:
        opened.process.send_signal(number)
        time.sleep(0.001)


@pytest.mark.parametrize("number", SIGNALS, ids=lambda n: n.name)
def test_a_signal_leaves_as_the_quit_key_does(tmp_path: Path, number: signal.Signals) -> None:
    with console(tmp_path) as opened:
        before = opened.modes()
        opened.wait_for("ecoledirecte")
        assert opened.modes() != before, "it is another terminal while the console is open"
        send(opened, number)


@pytest.mark.parametrize("numbers", PAIRS, ids=lambda pair: "-".join(n.name for n in pair))
def test_two_signals_under_a_dialog(
    tmp_path: Path, numbers: tuple[signal.Signals, signal.Signals]
) -> None:
    with console(tmp_path) as opened:
        opened.press_until("b", "Size wanted")
        send(opened, *numbers)


@pytest.mark.parametrize("numbers", PAIRS[:2], ids=lambda pair: "-".join(n.name for n in pair))
def test_two_signals_while_it_takes_the_terminal(
    tmp_path: Path, numbers: tuple[signal.Signals, signal.Signals]
) -> None:
    with console(tmp_path) as opened:
        wait_until(lambda: opened.received, what="its first output", every_s=0.001)
        send(opened, *numbers)


@pytest.mark.parametrize("deed", [SOURCE_HANGS, INTERFACE_HANGS], ids=["source", "interface"])
def test_a_signal_while_something_hangs(tmp_path: Path, deed: str) -> None:
    with console(tmp_path, deed) as opened:
        opened.wait_for("ecoledirecte")
        send(opened, signal.SIGTERM, signal.SIGTERM)


def test_a_closed_window_ends_the_console_also_where_no_signal_says_so(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(here=str(HERE), deed="pass"))
    deaf = "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN);"
    command = [sys.executable, "-c", deaf + "os.execvp(sys.argv[1], sys.argv[1:])"]
    root = {"PYTHONPATH": str(HERE.parent.parent), "XDG_CONFIG_HOME": str(tmp_path)}
    with terminal([*command, sys.executable, str(program)], env=root) as opened:
        opened.wait_for("ecoledirecte")
        opened.hang_up()
        assert opened.wait() == INTERRUPTED

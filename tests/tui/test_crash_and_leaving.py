"""The end: a crash tells no secret, and quitting waits for nobody."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import fakes
import lively

from console.redaction import hide_likely

HERE = Path(__file__).parent
SECRET = "hunter2-not-for-terminals"  # noqa: S105 - the point of the test

PROGRAM = """
import os, sys, threading, time
os.environ.update(TEXTUAL_FPS="15", TEXTUAL_ANIMATIONS="none")
sys.path[:0] = [{here!r}, {here!r} + "/../support"]
import fakes, lively
from zoneinfo import ZoneInfo
from console.locale import Locale
from console.tui.app import VigieApp
from pathlib import Path

class Doomed(VigieApp):
    def _begin(self):
        super()._begin()
        {deed}

lively.events = lambda: ()
session = fakes.session(lively.steady())
app = Doomed(session.settings, lambda: session, Locale("en", ZoneInfo("Europe/Paris")),
             folder=Path({folder!r}))
app.run()
sys.exit(app.return_code or 0)
"""
CRASH = """
        def fall():
            password = "hunter2-not-for-terminals"
            raise RuntimeError("cannot use password=" + password)
        self.set_timer(0.1, fall)
"""
CRASH_TWICE = """
        from console.tui import crash
        write = crash.write_log
        crash.write_log = lambda error, into: write(error, into / str(len(list(into.iterdir()))))
        def fall():
            for said in ("first", "second"):
                self._handle_exception(RuntimeError(said))
        self.set_timer(0.1, fall)
"""
HANG = """
        threading.Thread(target=lambda: time.sleep(600)).start()
        self.background.run("hang", lambda: time.sleep(600), print)
        self.set_timer(0.1, lambda: self.action_perform("app.quit"))
"""


def run_in_pty(tmp_path: Path, deed: str) -> tuple[str, int]:
    """Output and exit code; the threads that hang would keep it for ten minutes."""
    code = PROGRAM.format(here=str(HERE), deed=deed.strip("\n").lstrip(), folder=str(tmp_path))
    program = tmp_path / "program.py"
    program.write_text(code)
    main, side = pty.openpty()
    env = os.environ | {"TERM": "xterm-256color", "PYTHONPATH": str(HERE.parent.parent)}
    process = subprocess.Popen(
        [sys.executable, str(program)], stdin=side, stdout=side, stderr=side, env=env,
        start_new_session=True,
    )  # fmt: skip
    os.close(side)
    output, deadline = b"", time.monotonic() + 120
    try:
        while time.monotonic() < deadline:
            ready, _, _ = select.select([main], [], [], 0.05)
            if ready:
                try:
                    output += os.read(main, 65536)
                except OSError:
                    break
            elif process.poll() is not None:
                break
        return output.decode(errors="replace"), process.wait(60)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(main)


def test_crash_keeps_local_variables_from_terminal_and_log(tmp_path: Path) -> None:
    output, code = run_in_pty(tmp_path, CRASH)
    assert code == 1
    assert "RuntimeError" in output
    assert SECRET not in output
    (log,) = tmp_path.glob("crash-*.log")
    assert SECRET not in log.read_text()
    assert "in fall" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_what_fails_while_a_crash_is_told_is_not_told_again(tmp_path: Path) -> None:
    output, code = run_in_pty(tmp_path, CRASH_TWICE)
    assert code == 1
    assert "RuntimeError" in output
    (log,) = tmp_path.rglob("crash-*.log")
    assert "first" in log.read_text()


def test_quitting_waits_for_no_thread(tmp_path: Path) -> None:
    output, code = run_in_pty(tmp_path, HANG)
    assert code == 0
    assert "\x1b[?1049l" in output


def test_redaction_hides_named_values_urls_and_tokens() -> None:
    text = (
        "password='abc def' token: xyz postgresql://vigie:s3cr3t@db/vigie "
        "X-Auth-Token gAAAAABmZmZmZmZmZmZmZmZmZmZmZm Authorization: Bearer ey.j.w"
    )
    hidden = hide_likely(text)
    for secret in ("s3cr3t", "xyz", "gAAAAABm", "ey.j.w", "'abc"):
        assert secret not in hidden
    assert "postgresql://" in hidden


def test_fakes_speak_the_ports() -> None:
    session = fakes.session(lively.bursting())
    assert session.journal.operations(live=True)[0].id == "7k3m9qwd"

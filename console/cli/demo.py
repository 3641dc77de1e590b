"""`vigie demo`: the console on a rehearsal estate of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from console.bootstrap import open_session
from console.cli import parser
from console.cli.invocation import Invocation, common_options
from console.decoding import decode
from console.model.error import SourceError, VigieError
from console.model.notice import notice
from console.model.plan import (
    Origin,
)
from console.signals import ENDING, ending

READY_WITHIN_S = 60.0
ENDS_WITHIN_S = 5.0
POLL_S = 0.05


class Ready(msgspec.Struct):
    """What a rehearsal says once its endpoints listen."""

    settings: str
    clouds_yaml: str
    endpoints: dict[str, object]


class RehearsalFailed(VigieError):
    """The rehearsal ended, or did not come up in time."""


@parser.command(help="help.demo")
@parser.option("--scenario", default="steady", show_default=True, help="help.scenario")
@parser.option(
    "--speed",
    type=click.FloatRange(min=0, min_open=True),
    help="help.speed",
)
@common_options
def demo(invocation: Invocation, *, scenario: str, speed: float | None) -> int:
    """Open the console on the rehearsal estate; nothing real is touched."""
    from console.cli.terminal import open_console  # noqa: PLC0415 - opened once the estate is up

    with (
        tempfile.TemporaryDirectory(prefix="vigie-demo-") as folder,
        rehearsal(Path(folder), scenario=scenario, speed=speed) as ready,
    ):
        invocation.settings_path = Path(ready.settings)
        try:
            return open_console(invocation)
        finally:
            end_workers(Path(ready.settings))


@contextmanager
def rehearsal(folder: Path, *, scenario: str, speed: float | None) -> Iterator[Ready]:
    """A rehearsal estate in a process of its own, which ends with this one."""
    ready_file = folder / "ready.json"
    log = folder / "rehearsal.log"
    command = [sys.executable, "-m", "console", "rehearse", "serve", "--port", "0"]
    command += ["--scenario", scenario, "--ready-file", str(ready_file)]
    command += ["--state-dir", str(folder / "estate"), "--parent-pid", str(os.getpid())]
    if speed is not None:
        command += ["--speed", str(speed)]
    with log.open("wb") as output:
        child = subprocess.Popen(  # noqa: S603 - this program itself
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield _await(child, ready_file, log)
    finally:
        child.terminate()
        try:
            child.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _await(child: subprocess.Popen[bytes], ready_file: Path, log: Path) -> Ready:
    deadline = time.monotonic() + READY_WITHIN_S
    with ending(*ENDING, signal.SIGHUP, signal.SIGQUIT) as asked:
        while time.monotonic() < deadline and child.poll() is None:
            if ready_file.exists():
                return decode(ready_file.read_bytes(), Ready)
            if asked.wait(POLL_S):
                raise KeyboardInterrupt
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    detail = lines[-1] if lines else "–"
    raise RehearsalFailed(notice("cli.rehearsal_failed", detail=detail))


def end_workers(settings: Path) -> None:
    """End the detached workers of a rehearsal: without its estate they have nothing to do."""
    session = open_session(settings, read_only=True, origin=Origin.CLI)
    host = socket.gethostname()
    with contextlib.suppress(SourceError):
        for one in session.journal.workers():
            if one.alive and one.host == host:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(one.pid, signal.SIGTERM)

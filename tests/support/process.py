"""Programs that a test starts: ready by a condition, always ended by their own process id."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

HANGS_AFTER_S = 180.0
"""A guard against waiting for ever. How long things take is no verdict: machines are busy."""


def program(name: str, *places: str) -> str:
    """The path of a program; without it the test is skipped, in CI it fails."""
    path = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *places]))
    if path is None:
        reason = f"{name} is not installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def free_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listening(port: int) -> bool:
    """Say whether something accepts connections on a port of loopback."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(
    condition: Callable[[], object],
    *,
    what: str,
    within_s: float = HANGS_AFTER_S,
    every_s: float = 0.05,
) -> None:
    """Wait for a condition, at most so long."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"not within {within_s:.0f} s: {what}")
        time.sleep(every_s)


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    log: Path,
    ready: Callable[[], object],
    within_s: float = HANGS_AFTER_S,
    user: str | None = None,
    env: dict[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program, wait until it is ready, and end it afterwards."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user,
            env=None if env is None else {**os.environ, **env},
        )
    try:
        deadline = time.monotonic() + within_s
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{command[0]} did not get ready:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a program to end, and see to it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(HANGS_AFTER_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(HANGS_AFTER_S)

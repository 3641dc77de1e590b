"""A rehearsal estate in a process of its own, and Vigie's commands pointed at it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from process import HANGS_AFTER_S, wait_until
from rehearsed import Rehearsal, start, stop

VIGIE = (sys.executable, "-m", "console")


@dataclass(frozen=True)
class Served:
    """A rehearsal, and a home directory for the commands that are pointed at it."""

    rehearsal: Rehearsal
    home: Path

    @property
    def settings(self) -> Path:
        """The settings file that the rehearsal wrote."""
        return self.rehearsal.settings

    def instance_ids(self, pool: str = "api") -> set[str]:
        """The instances of a pool that exist, by the rehearsal's own record."""
        standing = self.rehearsal.record().instances
        return {each.id for each in standing if each.name.startswith(f"{pool}-")}

    def environment(self) -> dict[str, str]:
        """Variables that keep a command's files inside the test's directory."""
        return {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "VIGIE_CONSOLE__LANGUAGE": "en",
            "LANG": "C.UTF-8",
        }

    def vigie(self, *arguments: str, within_s: float = HANGS_AFTER_S) -> "Answer":
        """Run one command line against this estate, in JSON."""
        command = [*VIGIE, *arguments, "--settings", str(self.settings), "--output", "json"]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=within_s,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **self.environment()},
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def end_workers(self) -> None:
        """End the detached workers that commands and consoles have started here."""
        found = self.vigie("worker", "status")
        for worker in found.json.get("workers", []) if found.exit_code == 0 else []:
            if worker.get("alive"):
                end_worker(worker["pid"])


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """The answer decoded; everything said, where it is not JSON."""
        try:
            return json.loads(self.stdout)
        except ValueError as error:
            raise AssertionError((self.exit_code, self.stdout, self.stderr)) from error


def end_worker(pid: int) -> None:
    """End a worker, and wait until it has."""
    command = Path(f"/proc/{pid}/cmdline")
    if command.exists() and b"worker" in command.read_bytes():
        os.kill(pid, 15)
        wait_until(lambda: gone(pid), what=f"the end of worker {pid}")


def gone(pid: int) -> bool:
    """Say whether a process has ended (a zombie has)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@contextmanager
def served(home: Path, *, scenario: str = "steady", speed: float = 600.0) -> Iterator[Served]:
    """Serve a scenario; its workers are ended with it."""
    rehearsal = start(home / "rehearsal", scenario, speed)
    estate = Served(rehearsal, home)
    try:
        yield estate
    finally:
        try:
            estate.end_workers()
        finally:
            stop(rehearsal)

"""Somebody at a shell before a rehearsal estate."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from process import HANGS_AFTER_S
from rehearsed import Rehearsal
from served import end_worker


@dataclass(frozen=True)
class Shell:
    """Runs `vigie` with the estate's settings, as a script would."""

    estate: Rehearsal

    def says(self, *words: str) -> tuple[int, Any]:
        """A command's exit code, and its answer as JSON."""
        command = [sys.executable, "-m", "console", *words, "--output", "json"]
        command += ["--settings", str(self.estate.settings)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=HANGS_AFTER_S, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, json.loads(done.stdout)

    def end(self) -> None:
        """Let no worker outlive the test."""
        for worker in self.says("worker", "status")[1]["workers"]:
            if worker["alive"]:
                end_worker(worker["pid"])

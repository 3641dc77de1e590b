"""A real Alertmanager, a real Prometheus that sends to it, and `amtool` before any of them."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from process import HANGS_AFTER_S, free_port, program, running
from scraping import answers, scraping

QUIET = "route:\n  receiver: nobody\nreceivers:\n- name: nobody\n"
"""Nobody is told of anything."""


@contextmanager
def alertmanager(home: Path) -> Iterator[str]:
    """Its address."""
    home.mkdir()
    settings, port = home / "alertmanager.yml", free_port()
    settings.write_text(QUIET)
    command = [
        program("prometheus-alertmanager"),
        f"--config.file={settings}",
        f"--storage.path={home / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    url = f"http://127.0.0.1:{port}"
    with running(command, log=home / "log", ready=lambda: answers(f"{url}/-/ready")):
        yield url


@contextmanager
def sending(home: Path, url: str, rules: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """A Prometheus whose rules are always true: an alert's name and its labels. Its address."""
    home.mkdir()
    written = [
        {
            "alert": name,
            "expr": "vector(1)",
            "labels": dict(labels),
            "annotations": {"summary": f"{name} is true.", "runbook_url": f"https://run/{name}"},
        }
        for name, labels in rules.items()
    ]
    file = home / "rules.json"
    file.write_text(json.dumps({"groups": [{"name": "always", "rules": written}]}))
    target = {"static_configs": [{"targets": [url.removeprefix("http://")]}]}
    alerting = {"rule_files": [str(file)], "alerting": {"alertmanagers": [target]}}
    with scraping(home, (), alerting) as address:
        yield address


@dataclass(frozen=True)
class Amtool:
    """The command `amtool`, as anybody has it."""

    url: str

    def says(self, *words: str) -> str:
        """What a command says; it must succeed."""
        done = self._run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def json(self, *words: str) -> Any:  # noqa: ANN401 - any JSON
        """The same as JSON."""
        return json.loads(self.says(*words, "--output", "json"))

    def refuses(self, *words: str) -> str:
        """Why a command fails."""
        done = self._run(*words)
        assert done.returncode != 0, done.stdout
        return done.stderr.strip()

    def _run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [program("amtool"), f"--alertmanager.url={self.url}", *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=HANGS_AFTER_S,
        )

"""docs/guide/getting-started.md: its transcripts are what the commands print.

Every ```console block is played against a rehearsal that has thirty servers and no mark of
Vigie's, as a customer has. What differs from one hour to the next is masked, and nothing else:
see `MASKS`. How columns are spaced is not compared, for names are of different lengths.
"""

import getpass
import os
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from process import HANGS_AFTER_S, wait_until
from rehearsed import Rehearsal, Rehearse
from served import VIGIE, gone

from console.clock import SystemClock
from console.providers.openstack.cloud import OpenStackCloud
from console.settings.openstack import OpenStackSettings

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide" / "getting-started.md"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
METRICS = "http://prometheus.example:9090"
HOME = "/home/you"
MASKS = (
    (r"^Foresight api: .*\n?", ""),  # said when the load of the hour asks for it
    (r"[ \u00a0]+", " "),
    (r"^Waiting for the sources to answer…\n", ""),  # said when it takes more than a second
    (r"\b[\d,]+ ms\b", "<time>"),
    (r"\b(?<=Answers in )[\d.]+ s\b", "<time>"),
    (r"\b(?<=p95 )[\d.]+ s\b", "<time>"),
    (r"\b[\d,]+ MB free", "<room>"),
    (r"\b(?:within|asked) [\d,]+ s\b", "<time>"),
    (r"\b[A-Z][a-z]{2} \d+ [A-Z][a-z]{2} \d\d:\d\d(?::\d\d)?", "<date>"),
    (r"\b(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{8}\b", "<operation>"),
    (r"DBOS [\d.]+ on SQLite [\d.]+", "<versions>"),
    (r"[\d.]+ k connections · p95 <time> · errors [\d.]+ %$", "<load>"),
)


def masked(text: str) -> list[str]:
    """The text's lines without what is another each time."""
    for pattern, mask in MASKS:
        text = re.sub(pattern, mask, text, flags=re.MULTILINE)
    return [line.strip() for line in text.strip().splitlines()]


def transcript() -> Iterator[tuple[str, str]]:
    """The guide's commands, and what it says that they print."""
    for block in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        for played in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = played.partition("\n")
            yield command, printed


def unmark(estate: Rehearsal) -> None:
    """Leave the estate's servers as a customer has them: nobody marked any."""
    settings = OpenStackSettings(clouds_yaml=str(estate.clouds_yaml))
    cloud = OpenStackCloud(settings, cloud_name="vigie", clock=SystemClock())
    for one in estate.record().owned("api"):
        cloud.unmark(one.region, one.id, "vigie.pool")


def clock(estate: Rehearsal) -> dict[str, str]:
    """The estate's own time and pace, which no customer's settings need."""
    text = estate.settings.read_text()
    keys = ("wall_epoch", "estate_epoch", "speed")
    found = {key: re.search(rf'(?m)^{key} = "?([^"\n]+)', text) for key in keys}
    told = {f"VIGIE_CLOCK__{key.upper()}": hit[1] for key, hit in found.items() if hit}
    waits = {"SETTLE_S": "3", "PASS_INTERVAL_S": "0.5", "IDLE_EXIT_S": "30"}
    paced = {f"VIGIE_WORKER__{name}": value for name, value in waits.items()}
    paced["VIGIE_POOLS__API__BOOT_DEADLINE_S"] = "72000"  # two minutes of a busy machine's
    return {**told, **paced, "VIGIE_ESTATE__ENVIRONMENT": "rehearsal"}


@pytest.fixture
def shell(fresh_rehearsal: Rehearse, tmp_path: Path) -> Iterator["Shell"]:
    estate = fresh_rehearsal("steady", 600.0)
    unmark(estate)
    opened = Shell(estate, tmp_path / "home")
    yield opened
    opened.end_worker()


class Shell:
    """A customer's shell: a home with a clouds.yaml in it, and the program installed."""

    def __init__(self, estate: Rehearsal, home: Path) -> None:
        self._home, self._metrics = home, estate.endpoints["prometheus"]
        access = home / ".config" / "openstack" / "clouds.yaml"
        access.parent.mkdir(parents=True)
        entry = estate.clouds_yaml.read_text()
        access.write_text(entry)
        programs = home / "bin"
        programs.mkdir()
        installed = programs / "vigie"
        installed.write_text(f'#!/bin/sh\nexec {" ".join(VIGIE)} "$@"\n')
        installed.chmod(0o755)
        self._env = {
            "HOME": str(home),
            "PATH": f"{programs}:{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            **clock(estate),
        }

    def run(self, command: str) -> str:
        """What a command prints, to whichever output."""
        done = subprocess.run(
            ["bash", "-c", command.replace(METRICS, self._metrics)],
            env=self._env,
            cwd=self._home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=HANGS_AFTER_S,
            check=False,
        )
        told = done.stdout.replace(self._metrics, METRICS).replace(str(self._home), HOME)
        for operation in self._operations():
            told = told.replace(operation, "<operation>")
        return re.sub(rf"\b{re.escape(getpass.getuser())}\b", "you", told)

    def _operations(self) -> Iterator[str]:
        """Ids that the journal knows: some are of letters alone, as words are."""
        for journal in (self._home / ".local" / "state").rglob("journal.db"):
            with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as opened:
                for (operation,) in opened.execute("SELECT id FROM operations"):
                    yield operation

    def end_worker(self) -> None:
        """End the worker that the commands have started."""
        told = self.run("vigie worker status --output json")
        for pid in map(int, re.findall(r'"pid": (\d+)', told)):
            if not gone(pid):
                os.kill(pid, signal.SIGTERM)
                wait_until(lambda pid=pid: gone(pid), what=f"the end of worker {pid}")


def test_the_first_hour_goes_as_the_guide_tells_it(shell: Shell) -> None:
    played = list(transcript())
    assert len(played) > 8, "the guide has lost its transcripts"
    for command, printed in played:
        assert masked(shell.run(command)) == masked(printed), command

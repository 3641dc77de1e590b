"""The wheel as a person installs it, on every Python it names, in a service's environment."""

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest
from console_keys import awaken
from process import HANGS_AFTER_S, running, wait_until
from pythons import MINORS, Installed, Missing, install, locked, wheel
from served import gone
from terminal import terminal

pytestmark = pytest.mark.lab
GROWN_BY = 3


@dataclass
class Story:
    """What one Python's Vigie said of itself, of a burst and of its rollback."""

    version: str = ""
    engine: dict[str, Any] = field(default_factory=dict)
    ends: list[tuple[int, str, int]] = field(default_factory=list)
    """Of the burst and of its rollback: exit code, state, changes."""

    size: int | None = None
    open: list[Path] = field(default_factory=list)
    """Files of it that others may read."""


class Bare:
    """Commands of one installation, with nothing in their environment but a state folder."""

    def __init__(self, vigie: Installed, settings: str) -> None:
        self._vigie, self._settings = vigie, settings

    def run(self, *arguments: str) -> tuple[int, Any]:
        """Exit code and JSON of one command."""
        given = [*arguments, "--settings", self._settings, "--output", "json"]
        done = subprocess.run(
            self._vigie.command(*given, STATE_DIRECTORY=str(self._vigie.folder)),
            capture_output=True,
            text=True,
            timeout=HANGS_AFTER_S,
            check=False,
            stdin=subprocess.DEVNULL,
            cwd="/",
        )
        try:
            return done.returncode, json.loads(done.stdout)
        except ValueError as error:
            raise AssertionError((done.returncode, done.stdout, done.stderr)) from error

    def end_workers(self) -> None:
        """End those that a burst has brought."""
        for one in self.run("worker", "status")[1]["workers"]:
            if one["alive"]:
                os.kill(one["pid"], signal.SIGTERM)
                wait_until(partial(gone, one["pid"]), what="the worker has left")


def told(vigie: Installed, log: Path) -> Story:
    """Burst and roll back with one installation."""
    found = Story()
    ready = vigie.folder / "ready.json"
    serve = ["rehearse", "serve", "--scenario", "steady", "--speed", "600", "--port", "0"]
    serve += ["--ready-file", str(ready), "--state-dir", str(vigie.folder / "estate")]
    vigie.outside(vigie.folder).mkdir(exist_ok=True)
    with running(vigie.command(*serve), log=log, ready=vigie.outside(ready).exists):
        bare = Bare(vigie, json.loads(vigie.outside(ready).read_text())["settings"])
        checks = bare.run("doctor")[1]["checks"]
        (found.engine,) = (one for one in checks if one["check"] == "engine")
        try:
            for verb in (["burst", "api", "--by", str(GROWN_BY)], ["rollback", "--overload"]):
                code, said = bare.run(*verb, "--yes", "--wait")
                found.ends.append((code, said["operation"]["state"], said["changes"]["total"]))
            (pool,) = (one for one in bare.run("pool", "list")[1]["pools"] if one["name"] == "api")
            found.size = pool["total"]["size"]
        finally:
            bare.end_workers()
        files = vigie.outside(vigie.folder).rglob("*")
        found.open = [path for path in files if path.is_file() and path.stat().st_mode & 0o077]
    return found


@pytest.fixture(scope="module")
def installations() -> Iterator[dict[int, Future[tuple[Installed, Story]]]]:
    """Every Python's story, all of them told at the same time."""
    with tempfile.TemporaryDirectory(prefix="vigie-wheel-") as name:
        folder = Path(name)
        built, constraints = wheel(folder / "dist"), locked(folder)

        def begin(minor: int) -> tuple[Installed, Story]:
            vigie = install(minor, built, constraints, folder)
            return vigie, told(vigie, folder / f"serve-3.{minor}.log")

        with ThreadPoolExecutor(len(MINORS)) as pool:
            yield {minor: pool.submit(begin, minor) for minor in MINORS}


Found = Callable[[int], tuple[Installed, Story]]


@pytest.fixture(scope="module")
def found(installations: dict[int, Future[tuple[Installed, Story]]]) -> Found:
    """The story of one Python; the test is skipped where it is not to be had."""

    def get(minor: int) -> tuple[Installed, Story]:
        try:
            return installations[minor].result()
        except Missing as missing:
            pytest.skip(str(missing))

    return get


@pytest.mark.parametrize("minor", MINORS)
def test_a_burst_and_its_rollback_end_with_a_service_s_environment(
    found: Found, minor: int
) -> None:
    _, story = found(minor)
    assert story.engine["ok"], story.engine
    assert story.engine["code"] == "doctor.engine"
    assert story.ends == [(0, "succeeded", GROWN_BY)] * 2
    assert story.size == 30
    assert story.open == []


@pytest.mark.parametrize("minor", MINORS)
def test_the_demo_opens(found: Found, minor: int) -> None:
    vigie, _ = found(minor)
    here = {"HOME": str(vigie.folder), "TERM": "xterm-256color", "VIGIE_CONSOLE__LANGUAGE": "en"}
    command = vigie.command("demo", **here)
    with terminal(command, columns=120, rows=40, env={}) as seen:
        awaken(seen)
        seen.press("q")
        assert seen.wait(60) == 0


def test_the_package_names_the_pythons_that_are_tried_here() -> None:
    named = metadata("vigie").get_all("Classifier") or []
    prefix = "Programming Language :: Python :: 3."
    assert {int(one.removeprefix(prefix)) for one in named if one.startswith(prefix)} == set(MINORS)

"""Ordinary faults of the disk in the middle of a burst: it ends by itself afterwards, exactly."""

import re
import resource
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from at_work import made, submit, worker
from looked_at import kill, live_workers, look_until, see_its_end
from process import wait_until
from rehearsed import Rehearsal, start, stop
from served import Served

from console.bootstrap import open_session
from console.desk.session import Session
from console.kinds.instances.verbs import BURST
from console.model.operation import OperationState
from console.model.plan import Origin
from console.model.verb import ROLLBACK

SPEED = 300.0
MORE = 60
BATCH = 4
"""Instances that one call makes."""
FULL_FOR_S = 15.0
HELD_FOR_S = 20.0
TMPFS = "size=32m"
"""Several times what the two databases and their write-ahead logs take: these grow to 4 MiB each
before they are first written back, and the disk is to be full by the stuffing alone."""
QUICK = """[worker]
heartbeat_s = 0.5
dead_after_s = 5.0
pass_interval_s = 0.5
"""


@dataclass(frozen=True)
class Bench:
    """An estate, a session that looks at it, and where its commands are at home."""

    estate: Rehearsal
    session: Session
    home: Path

    @property
    def vigie(self) -> Served:
        """Commands as people give them."""
        return Served(self.estate, self.home)

    def under_way(self, burst: str) -> bool:
        """Say whether some is made, and not all."""
        return 0 < made(self.estate, burst).total() < MORE

    def hindered(self, burst: str) -> set[str]:
        """Why nothing moves it, as a command tells: its worker is alive, or is silent by now."""
        told = self.vigie.vigie("operations", "show", burst).json
        return {one["code"] for one in (told["stalled"], told["unattended"]) if one is not None}

    def rolled_back(self, burst: str, before: set[str]) -> None:
        """Undo a burst: each name was made once, and all is as before."""
        assert sorted(made(self.estate, burst).values()) == [1] * MORE
        undone = submit(self.session, ROLLBACK, operation=burst)
        assert see_its_end(self.session, undone).state is OperationState.SUCCEEDED
        assert ids(self.estate) == before


def ids(estate: Rehearsal) -> set[str]:
    return {one.id for one in estate.record().owned()}


@contextmanager
def small_disk(at: Path) -> Iterator[None]:
    """A file system of its own, soon full. Skips where this account may mount none."""
    at.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", TMPFS, "tmpfs", str(at)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this account may mount no file system; another test limits the file size")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Leave no byte on a disk while the block runs, however much is given back meanwhile."""
    stuffing, over = disk / "stuffing", threading.Event()
    with stuffing.open("ab", buffering=0) as file:

        def stuff() -> None:
            for size in (65_536, 4_096):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError:
                    continue

        def keep_stuffed() -> None:
            while not over.wait(0.02):
                stuff()

        stuff()
        keeper = threading.Thread(target=keep_stuffed)
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join()
    stuffing.unlink()


@contextmanager
def bench(tmp_path: Path, state: Path) -> Iterator[Bench]:
    estate = start(tmp_path / "estate", "steady", SPEED)
    try:
        text = estate.settings.read_text().replace("[worker]\n", QUICK)
        text = text.replace("[openstack]\n", f"[openstack]\nbatch_size = {BATCH}\n")
        placed = re.sub(r"(?m)^state_dir = .*$", f'state_dir = "{state}"', text)
        estate.settings.write_text(placed)
        estate.slow_down("POST")
        session = open_session(estate.settings, read_only=False, origin=Origin.PROGRAM)
        try:
            yield Bench(estate, session, tmp_path)
        finally:
            kill(session)
            session.watch.stop()
    finally:
        stop(estate)


def test_a_disk_that_is_full_in_the_middle_of_a_burst(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk), bench(tmp_path, disk / "state") as found:
        session, estate = found.session, found.estate
        before = ids(estate)
        burst = submit(session, BURST, pool="api", by=MORE)
        wait_until(lambda: made(estate, burst).total(), what="it creates")
        with full(disk):
            until = time.monotonic() + FULL_FOR_S
            assert found.hindered(burst) & {"worker.no_pass_full", "worker.hindered"}
            look = session.attend()
            assert look is not None
            assert (look.notice.code, look.why.code) == ("worker.hindered", "storage.full")
            checks = found.vigie.vigie("doctor").json["checks"]
            assert "storage.full" in {one["code"] for one in checks if one["check"] == "disk"}
            wait_until(lambda: time.monotonic() > until, what="it was full for long enough")
            assert session.journal.operation(burst).state.live
        assert see_its_end(session, burst).state is OperationState.SUCCEEDED
        assert session.attend() is None
        found.rolled_back(burst, before)


def test_a_journal_that_takes_nothing_in_the_middle_of_a_burst(tmp_path: Path) -> None:
    with bench(tmp_path, tmp_path / "state") as found:
        session, estate = found.session, found.estate
        before = ids(estate)
        with worker(estate.settings, tmp_path / "output") as process:
            wait_until(lambda: live_workers(session), what="a worker")
            burst = submit(session, BURST, pool="api", by=MORE)
            wait_until(lambda: found.under_way(burst), what="it creates", every_s=0.01)
            limits = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, limits[1]))
            wait_until(lambda: not live_workers(session), what="its silence is seen")
            assert session.journal.operation(burst).state.live
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limits)
            assert see_its_end(session, burst).state is OperationState.SUCCEEDED
        found.rolled_back(burst, before)


def test_the_engines_database_held_by_another_and_then_removed(tmp_path: Path) -> None:
    with bench(tmp_path, tmp_path / "state") as found:
        session, estate, records = found.session, found.estate, tmp_path / "state/journal-engine.db"
        before = ids(estate)
        with worker(estate.settings, tmp_path / "output") as process:
            wait_until(lambda: live_workers(session), what="a worker")
            with closing(sqlite3.connect(records, isolation_level=None)) as other:
                other.execute("BEGIN EXCLUSIVE")
                until = time.monotonic() + HELD_FOR_S
                burst = submit(session, BURST, pool="api", by=MORE)
                wait_until(lambda: time.monotonic() > until, what="it was held for long enough")
                other.execute("ROLLBACK")
            wait_until(lambda: found.under_way(burst), what="it creates", every_s=0.01)
            for file in records.parent.glob(f"{records.name}*"):
                file.unlink()
            look_until(session, lambda: process.poll() is not None, what="it ends itself")
            assert process.returncode == 1
            logs = "".join(one.read_text() for one in records.parent.glob("worker-*.log"))
            assert f"{records} was removed or replaced" in logs
            assert see_its_end(session, burst).state is OperationState.SUCCEEDED
        found.rolled_back(burst, before)

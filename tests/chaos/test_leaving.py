"""Real processes that are signalled twice within a millisecond, again and again, all end."""

import os
import signal
import subprocess
import sys
from itertools import cycle, islice, product

import pytest
from process import HANGS_AFTER_S, wait_until
from rehearsed import Rehearsal, Rehearse

from console.bootstrap import open_session
from console.model.plan import Origin

TIMES = int(os.environ.get("VIGIE_CHAOS_TIMES", "4"))
SPEED = 600.0
PAIRS = tuple(product((signal.SIGTERM, signal.SIGINT), repeat=2))


@pytest.fixture
def estate(fresh_rehearsal: Rehearse) -> Rehearsal:
    return fresh_rehearsal("steady", SPEED)


def test_a_worker_signalled_twice_ends_every_time(estate: Rehearsal) -> None:
    session = open_session(estate.settings, read_only=True, origin=Origin.PROGRAM)
    command = [sys.executable, "-m", "console", "worker", "run", "--settings", estate.settings]
    for first, second in islice(cycle(PAIRS), TIMES):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until(
                lambda pid=process.pid: any(
                    one.pid == pid and one.alive for one in session.journal.workers()
                ),
                what="the worker lives",
            )
            os.kill(process.pid, first)
            os.kill(process.pid, second)
            assert process.wait(HANGS_AFTER_S) == 0
        finally:
            process.kill()
            process.wait()
    assert not session.journal.workers()


def test_a_rehearsal_signalled_twice_ends_cleanly(fresh_rehearsal: Rehearse) -> None:
    for first, second in (*PAIRS, (signal.SIGHUP, signal.SIGTERM)):
        found = fresh_rehearsal("steady", SPEED)
        os.kill(found.process.pid, first)
        os.kill(found.process.pid, second)
        assert found.process.wait(HANGS_AFTER_S) == 0

"""A worker is killed with -9, or asked to leave: another goes on with its operation."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from at_work import submit
from looked_at import live_workers, see_its_end
from process import wait_until
from rehearsed import Rehearsal, Rehearse

from console.desk.session import Session
from console.kinds.instances.verbs import BURST
from console.model.operation import OperationState


@pytest.fixture
def estate(fresh_rehearsal: Rehearse) -> Rehearsal:
    found = fresh_rehearsal("steady", 600.0)
    text = found.settings.read_text()
    tuned = "[worker]\npass_interval_s = 1.0\ndead_after_s = 3600.0\n"
    found.settings.write_text(text.replace("[worker]\n", tuned))
    found.slow_down("POST")
    return found


def test_another_worker_on_the_same_host_takes_over_without_waiting_for_a_heartbeat(
    session: Session, estate: Rehearsal
) -> None:
    command = [sys.executable, "-m", "console", "worker", "run", "--settings", str(estate.settings)]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
    try:
        wait_until(lambda: len(live_workers(session)) == 2, what="two workers")
        burst_id = submit(session, BURST, pool="api", to=60)
        wait_until(lambda: session.journal.operation(burst_id).executor, what="it is begun")
        executor = session.journal.operation(burst_id).executor
        (holder,) = [w for w in session.journal.workers() if w.executor == executor]
        os.kill(holder.pid, signal.SIGKILL)
        wait_until(
            lambda: session.journal.operation(burst_id).executor not in {None, executor},
            what="the other has taken over",
        )
        assert see_its_end(session, burst_id).state is OperationState.SUCCEEDED
        assert len(estate.record().owned()) == 60
    finally:
        for worker in both:
            worker.kill()
            worker.wait()


def test_a_worker_that_is_asked_to_leave_hands_its_operation_on(
    session: Session, estate: Rehearsal
) -> None:
    burst_id = submit(session, BURST, pool="api", to=60)
    wait_until(lambda: session.journal.operation(burst_id).executor, what="it is begun")
    (worker,) = live_workers(session)
    assert Path(f"/proc/{worker.pid}").exists()
    os.kill(worker.pid, signal.SIGTERM)
    wait_until(lambda: not session.journal.workers(), what="it has left")
    assert session.journal.operation(burst_id).state.live
    assert see_its_end(session, burst_id).state is OperationState.SUCCEEDED
    assert len(estate.record().owned()) == 60

"""A worker that lives and does not go on: another takes over, and what wakes up does no harm."""

import os
import signal
from pathlib import Path

import pytest
from at_work import made, submit, worker
from looked_at import live_workers, see_its_end, stop_between_writes
from process import wait_until
from rehearsed import Rehearsal, Rehearse

from console.desk.session import Session
from console.kinds.instances.verbs import BURST
from console.model.operation import OperationState
from console.model.verb import ROLLBACK

MORE = 24
QUICK = """[worker]
heartbeat_s = 0.3
dead_after_s = 5.0
pass_interval_s = 0.5
"""


@pytest.fixture
def estate(fresh_rehearsal: Rehearse) -> Rehearsal:
    found = fresh_rehearsal("steady", 600.0)
    text = found.settings.read_text().replace("[worker]\n", QUICK)
    found.settings.write_text(text.replace("[openstack]\n", "[openstack]\nbatch_size = 1\n"))
    return found


def test_a_stopped_worker_is_taken_over_and_does_no_harm_when_it_wakes_up(
    session: Session, estate: Rehearsal, tmp_path: Path
) -> None:
    before = {one.id for one in estate.record().owned()}
    with worker(estate.settings, tmp_path / "output"):
        wait_until(lambda: live_workers(session), what="a worker")
        estate.slow_down("POST")
        burst = submit(session, BURST, pool="api", by=MORE)
        wait_until(lambda: made(estate, burst).total() >= MORE // 4, what="it creates")
        (first,) = live_workers(session)
        stop_between_writes(first.pid, estate.settings.parent / "state")
        assert made(estate, burst).total() < MORE
        estate.reset_faults()
        assert see_its_end(session, burst).state is OperationState.SUCCEEDED
        assert first.pid not in {one.pid for one in live_workers(session)}
        os.kill(first.pid, signal.SIGCONT)
        wait_until(
            lambda: first.pid in {one.pid for one in live_workers(session)},
            what="the first is back",
        )
        undone = submit(session, ROLLBACK, operation=burst)
        assert see_its_end(session, undone).state is OperationState.SUCCEEDED
        assert {one.id for one in estate.record().owned()} == before
        assert set(made(estate, burst).values()) == {1}
        assert made(estate, burst).total() == MORE

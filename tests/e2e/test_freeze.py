"""A pool frozen in the middle of a burst, with real processes: seen from the cloud's side."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rehearsed import Rehearsal, Rehearse

from console.bootstrap import open_session
from console.desk.progress import phase_counts
from console.model.operation import OperationState, Phase
from console.model.plan import Origin

PATIENCE_S = 300
HEEDED_WITHIN = timedelta(seconds=2)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


def vigie(estate: Rehearsal, *words: str) -> tuple[int, Any]:
    command = [sys.executable, "-m", "console", *words, "--output", "json"]
    done = subprocess.run(
        [*command, "--settings", str(estate.settings)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_burst_frozen_halfway_waits_goes_on_after_the_thaw_and_is_undone_exactly(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("steady", 20.0)
    told = estate.settings.read_text().replace("[openstack]\n", "[openstack]\nbatch_size = 5\n")
    assert "batch_size = 5" in told
    estate.settings.write_text(told)
    estate.set_faults({"mode": "slow", "services": ["compute"], "methods": ["POST"], "wall_s": 0.8})
    before = {one.id for one in estate.record().owned()}
    journal = open_session(estate.settings, read_only=True, origin=Origin.CLI).journal
    try:
        code, accepted = vigie(estate, "burst", "api", "--to", "300", "--yes")
        assert code == 0
        number = accepted["operation"]["id"]
        until(lambda: len(estate.record().orders) >= 20)
        code, said = vigie(estate, "pool", "freeze", "api", "--reason", "incident 4711")
        assert (code, said["frozen"]["reason"]) == (0, "incident 4711")
        frozen_at = datetime.now(UTC)

        def as_far_as_it_goes() -> bool:
            """Everything that was asked for is in service, and the rest has not been asked for."""
            counts = phase_counts(journal.operation(number))
            return counts.keys() <= {Phase.IN_SERVICE, Phase.PLANNED}

        until(as_far_as_it_goes)
        orders = estate.record().orders
        assert 20 <= len(orders) < 270, "frozen in the middle"
        last = max(datetime.fromisoformat(one.at) for one in orders)
        assert last <= frozen_at + HEEDED_WITHIN
        operation = journal.operation(number)
        assert operation.state is OperationState.RUNNING
        assert operation.frozen is not None
        assert operation.frozen.reason == "incident 4711"
        code, refused = vigie(estate, "scale", "api", "--by", "1", "--yes")
        assert code == 3
        assert "pool.frozen_by" in json.dumps(refused)

        code, said = vigie(estate, "pool", "thaw", "api")
        assert (code, said["frozen"]) == (0, None)
        until(lambda: not journal.operation(number).state.live)
        assert journal.operation(number).state is OperationState.SUCCEEDED
        assert len(estate.record().owned()) == 300
        code, back = vigie(estate, "rollback", number, "--yes", "--wait")
        assert (code, back["operation"]["state"]) == (0, "succeeded")
        assert {one.id for one in estate.record().owned()} == before
    finally:
        for worker in journal.workers():
            if worker.alive:
                os.kill(worker.pid, signal.SIGTERM)

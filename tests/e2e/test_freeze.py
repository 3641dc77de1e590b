"""A pool frozen in the middle of a burst, with real processes: seen from the cloud's side."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from process import wait_until
from rehearsed import Rehearse
from shell import Shell

from console.bootstrap import open_session
from console.desk.progress import phase_counts
from console.model.operation import OperationState, Phase
from console.model.plan import Origin

BATCH = 5
"""Instances that one call makes."""
UNDER_WAY = 2 * 8
"""Calls that may come after a freeze: eight fly at once, and eight may have taken their place
before it was heard of. How soon that is, the laws ask on a clock of their own: here the
machine may be busy."""


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


def test_a_burst_frozen_halfway_waits_goes_on_after_the_thaw_and_is_undone_exactly(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("steady", 20.0)
    shell = Shell(estate)
    told = estate.settings.read_text().replace(
        "[openstack]\n", f"[openstack]\nbatch_size = {BATCH}\n"
    )
    assert f"batch_size = {BATCH}" in told
    estate.settings.write_text(told)
    estate.slow_down("POST")
    before = {one.id for one in estate.record().owned()}
    journal = open_session(estate.settings, read_only=True, origin=Origin.CLI).journal
    try:
        code, accepted = shell.says("burst", "api", "--to", "300", "--yes")
        assert code == 0
        number = accepted["operation"]["id"]
        wait_until(lambda: len(estate.record().orders) >= 20, what="the middle")
        code, said = shell.says("pool", "freeze", "api", "--reason", "incident 4711")
        assert (code, said["frozen"]["reason"]) == (0, "incident 4711")
        frozen_at = datetime.now(UTC)

        def as_far_as_it_goes() -> bool:
            """Everything that was asked for is in service, and the rest has not been asked for."""
            counts = phase_counts(journal.operation(number))
            return counts.keys() <= {Phase.IN_SERVICE, Phase.PLANNED}

        wait_until(as_far_as_it_goes, what="what was asked for is in service")
        orders = [datetime.fromisoformat(one.at) for one in estate.record().orders]
        assert 20 <= len(orders) < 270, "frozen in the middle"
        assert sum(at > frozen_at for at in orders) <= BATCH * UNDER_WAY
        operation = journal.operation(number)
        assert operation.state is OperationState.RUNNING
        assert operation.frozen is not None
        assert operation.frozen.reason == "incident 4711"
        code, refused = shell.says("scale", "api", "--by", "1", "--yes")
        assert code == 3
        assert "pool.frozen_by" in json.dumps(refused)

        estate.set_faults()
        code, said = shell.says("pool", "thaw", "api")
        assert (code, said["frozen"]) == (0, None)
        wait_until(lambda: not journal.operation(number).state.live, what="the end")
        assert journal.operation(number).state is OperationState.SUCCEEDED
        assert len(estate.record().owned()) == 300
        code, back = shell.says("rollback", number, "--yes", "--overload", "--wait")
        assert (code, back["operation"]["state"]) == (0, "succeeded")
        assert {one.id for one in estate.record().owned()} == before
    finally:
        shell.end()


def test_a_rollback_waits_halfway_while_shrinking_is_suspended_and_then_is_exact(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("steady", 20.0)
    shell = Shell(estate)
    before = {one.id for one in estate.record().owned()}
    journal = open_session(estate.settings, read_only=True, origin=Origin.CLI).journal

    def removals() -> list[datetime]:
        orders = estate.record().orders
        return [datetime.fromisoformat(one.at) for one in orders if one.order == "delete"]

    try:
        code, _ = shell.says("burst", "api", "--to", "120", "--yes", "--wait")
        assert code == 0
        estate.slow_down("DELETE")
        code, accepted = shell.says("rollback", "--yes", "--overload")
        assert code == 0
        number = accepted["operation"]["id"]
        wait_until(lambda: len(removals()) >= 4, what="the middle")
        part = ("--only", "shrinking")
        code, _ = shell.says("pool", "freeze", "api", *part, "--reason", "count")
        assert code == 0
        suspended_at = datetime.now(UTC)

        def as_far_as_it_goes() -> bool:
            """What was asked for is gone, and the rest has not been asked for."""
            return phase_counts(journal.operation(number)).keys() <= {Phase.GONE, Phase.PLANNED}

        wait_until(as_far_as_it_goes, what="what was asked for is gone")
        operation = journal.operation(number)
        assert (operation.state, operation.frozen) == (OperationState.RUNNING, None)
        assert operation.held_by is not None
        assert phase_counts(operation)[Phase.PLANNED] > 0, "suspended in the middle"
        assert sum(at > suspended_at for at in removals()) <= UNDER_WAY
        estate.reset_faults()
        code, said = shell.says("pool", "thaw", "api", *part)
        assert (code, said["freezes"]) == (0, [])
        wait_until(lambda: not journal.operation(number).state.live, what="the end")
        assert journal.operation(number).state is OperationState.SUCCEEDED
        assert {one.id for one in estate.record().owned()} == before
    finally:
        shell.end()

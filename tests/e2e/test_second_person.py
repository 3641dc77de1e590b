"""A burst above the approval size, with real processes: seen from the cloud's side."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from process import wait_until
from rehearsed import Rehearse
from shell import Shell

from console.bootstrap import open_session
from console.model.operation import OperationState
from console.model.plan import Origin


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


def test_a_burst_above_the_size_waits_its_author_cannot_approve_it_and_another_can(
    fresh_rehearsal: Rehearse, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate = fresh_rehearsal("steady", 20.0)
    shell = Shell(estate)
    with estate.settings.open("a") as file:
        file.write("\n[approval]\nabove_changes = 5\nexpires_s = 120\n")
    before = len(estate.record().owned())
    try:
        code, small = shell.says("scale", "api", "--by", "1", "--yes", "--wait")
        assert (code, small["operation"]["state"]) == (0, "succeeded")
        code, said = shell.says("scale", "api", "--by", "8", "--yes")
        assert (code, said["operation"]["state"]) == (0, "awaiting_approval")
        number = said["operation"]["id"]
        code, now = shell.says("status")
        assert code == 0
        (waits,) = now["awaiting_approval"]
        assert (waits["operation"], waits["author"]) == (
            number,
            said["operation"]["author"]["user"],
        )
        assert f"vigie operations approve {number}" in waits["message"]
        monkeypatch.setenv("LOGNAME", "somebody-else")
        monkeypatch.setenv("USER", "somebody-else")
        code, refused = shell.says("operations", "approve", number)
        assert code == 3
        assert "approval.own" in json.dumps(refused)
        assert len(estate.record().owned()) == before + 1, "nothing of it was begun"

        with_pen = open_session(estate.settings, read_only=False, origin=Origin.CLI)
        assert with_pen.operator is not None
        colleague = replace(with_pen.author(), user="colleague")
        with_pen.operator.approve(number, "seen", colleague)
        journal = with_pen.journal
        wait_until(lambda: not journal.operation(number).state.live, what="the end")
        assert journal.operation(number).state is OperationState.SUCCEEDED
        assert journal.operation(number).approved_by == "colleague"
        assert len(estate.record().owned()) == before + 9
    finally:
        shell.end()


def test_what_nobody_approves_ends_as_stopped_with_nothing_begun(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("steady", 20.0)
    shell = Shell(estate)
    with estate.settings.open("a") as file:
        file.write("\n[approval]\nabove_changes = 5\nexpires_s = 2\n")
    before = len(estate.record().owned())
    try:
        code, said = shell.says("scale", "api", "--by", "8", "--yes", "--wait")
        assert (code, said["operation"]["state"]) == (4, "stopped")
        assert len(estate.record().owned()) == before
        code, shown = shell.says("operations", "show", said["operation"]["id"])
        assert code == 0
        assert "approval.expired" in {event["kind"] for event in shown["events"]}
    finally:
        shell.end()

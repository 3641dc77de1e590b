"""A pool that is healed by itself: a real worker mends it, and ends that when it does not help."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from process import wait_until
from rehearsed import Rehearsal, Rehearse
from served import end_worker
from shell import Shell

from console.bootstrap import open_session
from console.model.freeze import Scope
from console.model.operation import Operation, OperationState
from console.model.plan import Origin

SPEED = 60.0


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


def by_itself(estate: Rehearsal) -> None:
    """Let the settings say so of the pool, and that a new instance is judged after a minute."""
    written = estate.settings.read_text(encoding="utf-8")
    assert "\n[pools.api]\n" in written
    declared = written.replace("\n[pools.api]\n", '\n[pools.api]\nhealing = "auto"\n')
    estate.settings.write_text(f"{declared}\n[healing]\ngrace_s = 60\n", encoding="utf-8")


def test_it_mends_with_no_person_and_two_heals_that_do_not_help_end_it(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("steady", SPEED)
    shell = Shell(estate)
    by_itself(estate)
    journal = open_session(estate.settings, read_only=True, origin=Origin.CLI).journal
    names = {one.name for one in estate.record().owned()}
    sick = "api-gra-003"
    estate.control("sickness", {"sickness": "error", "instances": [sick]})
    command = [sys.executable, "-m", "console", "worker", "run", "--settings", str(estate.settings)]
    worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ended() -> list[Operation]:
        found = journal.operations(live=False)
        assert {one.state for one in found} <= {OperationState.SUCCEEDED}
        return list(found)

    try:
        for number in (1, 2):
            wait_until(lambda n=number: len(ended()) == n, what="a heal")
            assert ended()[0].plan.request.author.user == "heal:api"
            owned = {one.name for one in estate.record().owned()}
            assert sick not in owned
            [new] = owned - names
            assert journal.freezes() == ()
            sick = new
            estate.control("sickness", {"sickness": "error", "instances": [sick]})
        wait_until(lambda: journal.freezes() != (), what="it stops itself")
        [freeze] = journal.freezes()
        heals = ", ".join(one.id for one in reversed(ended()))
        assert (freeze.author, freeze.scope, freeze.reason) == ("heal:api", Scope.HEALING, heals)
        assert len(estate.record().owned()) == len(names)
        code, said = shell.says("heal", "api", "--yes")
        assert code == 3
        assert "vigie pool thaw api --only healing" in json.dumps(said)
        code, _ = shell.says("pool", "thaw", "api", "--only", "healing")
        assert code == 0
        wait_until(lambda: len(ended()) == 3, what="it goes on")
        assert sick not in {one.name for one in estate.record().owned()}
    finally:
        end_worker(worker.pid)
        worker.wait()
        shell.end()

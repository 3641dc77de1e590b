"""A refused plan's ways out, as the command line prints them, are ways out."""

import shlex
from pathlib import Path

import pytest
from rehearsed import Rehearse
from shell import Shell


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


def test_what_is_offered_is_planned_and_the_largest_that_is(rehearsal: Rehearse) -> None:
    estate = rehearsal("steady", 1.0)
    shell = Shell(estate)
    code, said = shell.says("burst", "api", "--to", "320", "--datacenter", "RBX", "--dry-run")
    assert code == 3
    commands = [one["command"] for one in said["remedies"] if one["command"]]
    fits = shlex.split(commands[0])
    assert fits[:4] == ["vigie", "burst", "api", "--to"]
    code, planned = shell.says(*fits[1:], "--dry-run")
    assert (code, planned["plan"]["size_after"]) == (0, int(fits[4]))
    code, _ = shell.says("burst", "api", "--to", str(int(fits[4]) + 1), *fits[5:], "--dry-run")
    assert code == 3
    code, said = shell.says("burst", "api", "--to", "900", "--reason", "it is late", "--dry-run")
    assert code == 3
    offered = [one["command"] or one["setting"] for one in said["remedies"]]
    assert offered == ["vigie burst api --to 330 --reason 'it is late'", "pools.api.ceiling"]
    assert estate.record().orders == []

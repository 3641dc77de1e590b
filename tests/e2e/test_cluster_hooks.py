"""A cluster that is only read is asked by hooks, a command and a URL: by a real worker, once."""

import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rehearsed import Rehearse
from scripted import Reply, ScriptedServer, Seen
from shell import Shell

MEMBERS = ("db-1", "db-2", "db-3")
YES = ("--yes", "--wait", "--reason", "drill")
PRIMARY, SECONDARY = 1, 2
QUERIES = "\n".join(
    f'queries.{name} = "{name}"' for name in ("well", "role", "state", "lag", "quorum")
)


class Exporters(ScriptedServer):
    """Prometheus on the replicas' exporters, and the URL that switches them over."""

    def __init__(self, restarted: Path) -> None:
        super().__init__()
        self.restarted = restarted
        self.leader = "db-1"
        self.sick: set[str] = set()

    def reply(self, seen: Seen) -> Reply:
        self.seen.append(seen)
        if seen.path == "/hooks/switchover":
            self.leader = json.loads(seen.body)["member"]
            return Reply("it may have been switched over", 503)
        query = seen.query.get("query", "")
        if query == "quorum":
            return Reply(answer({"": 1}))
        figures = {
            "well": lambda one: int(one not in self.sick or (self.restarted / one).exists()),
            "role": lambda one: PRIMARY if one == self.leader else SECONDARY,
            "lag": lambda _one: 0,
        }
        told = figures.get(query)
        return Reply(answer({} if told is None else {one: told(one) for one in MEMBERS}))


def answer(values: dict[str, int]) -> object:
    result = [
        {"metric": {"instance": f"{name}:9399"} if name else {}, "value": [time.time(), str(value)]}
        for name, value in values.items()
    ]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


@pytest.fixture
def exporters(tmp_path: Path) -> Iterator[Exporters]:
    found = Exporters(tmp_path)
    yield found
    found.close()


def hook_up(settings: Path, exporters: Exporters, folder: Path) -> None:
    """Read the databases by these exporters, and hook a program and a URL up to them."""
    program = folder / "restart-member"
    program.write_text(
        f"#!{sys.executable} -I\nimport os, sys\n"
        f"with open(os.path.join({str(folder)!r}, 'runs'), 'a') as runs:\n"
        "    runs.write(' '.join([*sys.argv[1:], os.environ['VIGIE_ACTION']]) + '\\n')\n"
        f"open(os.path.join({str(folder)!r}, sys.argv[1]), 'w').close()\n"
        "sys.exit('the session was lost')\n"
    )
    program.chmod(0o700)
    cluster = f"""
[clusters.databases]
pool = "databases"
kind = "sqlserver"
members = {json.dumps(MEMBERS)}
write_timeout_s = 5.0
settle_s = 5.0
{QUERIES}
hooks.restart_member.command = ["{program}", "{{member}}"]
hooks.switchover.url = "{exporters.url}/hooks/switchover"
"""
    text = settings.read_text()
    text = re.sub(r"\[clusters\.databases\].*?(?=\n\[|\Z)", cluster, text, flags=re.DOTALL)
    text = re.sub(r'(?<=\[prometheus\]\nurl = ")[^"]*', exporters.url, text)
    settings.write_text(text)


def why(said: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [one["code"] for one in said["refused"]]


def test_what_a_hook_leaves_open_is_read_and_nothing_is_asked_twice(
    fresh_rehearsal: Rehearse, exporters: Exporters, tmp_path: Path
) -> None:
    estate = fresh_rehearsal("complete", 60.0)
    hook_up(estate.settings, exporters, tmp_path)
    shell = Shell(estate)
    exporters.sick = {"db-2"}
    code, said = shell.says("cluster", "restart", "databases", "db-3", "--yes")
    assert (code, why(said)) == (3, ["guard.restart_quorum"])
    code, said = shell.says("heal", "databases", *YES)
    assert (code, said["operation"]["state"]) == (0, "succeeded"), said
    assert (tmp_path / "runs").read_text() == "db-2 restart_member\n"
    code, said = shell.says("cluster", "switchover", "databases", "--to", "db-3", *YES)
    assert (code, said["operation"]["state"]) == (0, "succeeded"), said
    asked = [json.loads(seen.body) for seen in exporters.calls("POST", "/hooks/switchover")]
    assert asked == [
        {
            "action": "switchover",
            "cluster": "databases",
            "pool": "databases",
            "member": "db-3",
            "leader": "db-1",
        }
    ]
    exporters.sick = {"db-1", "db-2"}
    (tmp_path / "db-2").unlink()
    code, said = shell.says("heal", "databases", "--yes")
    assert code == 3
    assert "guard.cluster_quorum" in why(said)

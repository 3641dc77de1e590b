"""The databases' cluster by the command line, with real processes and Patroni's own answers."""

from pathlib import Path
from typing import Any

import pytest
from process import wait_until
from rehearsed import Rehearsal, Rehearse
from shell import Shell

YES = ("--yes", "--wait", "--reason", "drill")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


def make(estate: Rehearsal, member: str = "", **what: object) -> None:
    estate.control(f"patroni/{member}".rstrip("/"), what)


def asked(estate: Rehearsal) -> list[tuple[str, dict[str, str]]]:
    """What Patroni was asked for, in order."""
    orders = estate.record().orders
    return [(one.order, one.metadata) for one in orders if one.region == "patroni"]


def leader(shell: Shell) -> tuple[int, Any]:
    code, said = shell.says("cluster", "list")
    return code, said["clusters"][0]["leader"]


def why(said: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [one["code"] for one in said["refused"]]


def test_a_leader_is_switched_away_from_and_back_and_each_is_asked_once(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("complete", 60.0)
    shell = Shell(estate)
    assert leader(shell) == (0, "db-1")
    code, said = shell.says("cluster", "switchover", "databases", "--to", "db-3", *YES)
    assert (code, said["operation"]["state"], leader(shell)) == (0, "succeeded", (0, "db-3"))
    code, said = shell.says("rollback", said["operation"]["id"], "--yes", "--overload", "--wait")
    assert (code, leader(shell)) == (0, (0, "db-1"))
    assert asked(estate) == [
        ("switchover", {"from": "db-1", "to": "db-3"}),
        ("switchover", {"from": "db-3", "to": "db-1"}),
    ]


def test_what_patroni_does_not_know_is_read_from_the_cluster(fresh_rehearsal: Rehearse) -> None:
    estate = fresh_rehearsal("complete", 60.0)
    shell = Shell(estate)
    make(estate, switchovers="hangs")
    code, said = shell.says("cluster", "switchover", "databases", "--to", "db-2", *YES)
    assert (code, said["operation"]["state"], leader(shell)) == (0, "succeeded", (0, "db-2"))
    make(estate, switchovers="fails")
    code, said = shell.says("cluster", "switchover", "databases", "--to", "db-3", *YES)
    assert (code, said["operation"]["state"], leader(shell)) == (1, "failed", (0, "db-2"))
    assert said["failed"][0]["code"] == "change.not_switched"
    assert len(asked(estate)) == 2


def test_one_sick_member_is_restarted_and_no_other_and_nothing_without_quorum(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("complete", 60.0)
    shell = Shell(estate)
    make(estate, "db-2", sickness="crashed")
    code, said = shell.says("cluster", "restart", "databases", "db-3", "--yes")
    assert (code, why(said)) == (3, ["guard.restart_quorum"])
    code, said = shell.says("cluster", "restart", "databases", "db-1", "--yes")
    assert code == 3
    assert "guard.restart_leader" in why(said)
    code, said = shell.says("cluster", "restart", "databases", "db-2", *YES)
    assert (code, said["operation"]["state"]) == (0, "succeeded")
    assert asked(estate) == [("restart", {})]
    make(estate, "db-2", sickness="silent")
    make(estate, "db-3", sickness="silent")
    wait_until(
        lambda: shell.says("cluster", "list")[1]["clusters"][0]["quorum"] is False,
        what="the loss of quorum",
    )
    code, said = shell.says("cluster", "switchover", "databases", "--yes")
    assert code == 3
    assert "guard.cluster_quorum" in why(said)
    make(estate, quorum=False)
    code, said = shell.says("cluster", "switchover", "databases", "--yes")
    assert (code, said["error"]["code"]) == (5, "cluster.storeless")
    assert asked(estate) == [("restart", {})]


def test_a_pool_that_keeps_data_is_healed_by_its_cluster_alone(fresh_rehearsal: Rehearse) -> None:
    estate = fresh_rehearsal("complete", 60.0)
    shell = Shell(estate)
    code, said = shell.says("heal", "backups", "--yes")
    assert (code, why(said)) == (3, ["guard.heal_data"])
    make(estate, "db-1", sickness="crashed")
    code, said = shell.says("heal", "databases", *YES)
    assert (code, said["operation"]["resource"], leader(shell)) == (0, "cluster", (0, "db-2"))
    code, said = shell.says("heal", "databases", *YES)
    assert (code, said["operation"]["state"]) == (0, "succeeded")
    code, said = shell.says("heal", "databases", "--yes")
    assert (code, why(said)) == (3, ["guard.cluster_well"])
    assert asked(estate) == [("switchover", {"from": "db-1", "to": "db-2"}), ("restart", {})]
    make(estate, "db-1", sickness="crashed")
    make(estate, "db-3", sickness="crashed")
    code, said = shell.says("heal", "databases", "--yes")
    assert code == 3
    assert "guard.cluster_quorum" in why(said)
    orders = [one.order for one in estate.record().orders if one.region != "patroni"]
    assert orders == []

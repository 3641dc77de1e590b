"""A guest reboots, a machine that crashed is powered on, a member healed by either: asked once."""

from pathlib import Path
from typing import Any

import pytest
from process import wait_until
from rehearsed import Rehearse
from shell import Shell


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


def why(said: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [one["code"] for one in said["refused"]]


def test_one_member_at_a_time_with_quorum_and_nothing_without(fresh_rehearsal: Rehearse) -> None:
    estate = fresh_rehearsal("complete", 10.0)
    shell = Shell(estate)
    code, said = shell.says("vm", "reboot", "db-1", "--yes")
    assert (code, why(said)) == (3, ["guard.restart_leader"])
    code, said = shell.says("vm", "reboot", "db-2", "--yes", "--wait")
    assert (code, said["operation"]["state"]) == (0, "succeeded")
    code, said = shell.says("rollback", "--yes", "--overload")
    assert (code, why(said)) == (3, ["guard.nothing_to_undo"])

    def streams(*names: str) -> bool:
        members = shell.says("cluster", "list")[1]["clusters"][0]["members"]
        return {one["name"] for one in members if one["well"]} >= set(names)

    wait_until(lambda: streams("db-1", "db-2", "db-3"), what="all members are well again")
    estate.control("machines/db-3", {"crashes": True})
    wait_until(lambda: not streams("db-3"), what="the loss of a member")
    code, said = shell.says("vm", "reboot", "db-2", "--yes")
    assert (code, why(said)[0]) == (3, "guard.restart_quorum")
    code, said = shell.says("vm", "start", "db-3", "--yes", "--wait")
    assert (code, said["operation"]["state"]) == (0, "succeeded")
    orders = [(one.order, one.name) for one in estate.record().orders]
    assert orders == [("reboot", "db-2"), ("power-on", "db-3")]
    wait_until(lambda: streams("db-1", "db-2", "db-3"), what="all members are well again")
    estate.control("machines/db-2", {"hangs": "hears"})
    wait_until(lambda: not streams("db-2"), what="a member whose guest hangs")
    code, said = shell.says("heal", "databases", "--yes", "--wait")
    assert (code, said["operation"]["resource"], said["operation"]["state"]) == (
        0,
        "machine",
        "succeeded",
    )
    assert [one.order for one in estate.record().orders] == ["reboot", "power-on", "reboot"]


def test_several_of_a_pool_are_powered_on_by_one_operation(fresh_rehearsal: Rehearse) -> None:
    estate = fresh_rehearsal("complete", 10.0)
    shell = Shell(estate)
    for name in ("site-1", "site-2", "db-3"):
        estate.control(f"machines/{name}", {"crashes": True})

    def off() -> set[str]:
        listed = shell.says("vm", "list")[1]["machines"]
        return {one["name"] for one in listed if one["power"] == "off"}

    wait_until(lambda: off() >= {"site-1", "site-2", "db-3"}, what="three machines are off")
    code, said = shell.says("vm", "start", "site-1", "db-3", "--yes")
    assert (code, why(said)) == (3, ["guard.machines_apart"])
    code, said = shell.says("vm", "reboot", "site-1", "site-2", "--yes")
    assert code == 2
    named = ("site-1", "site-2", "site-3")
    code, said = shell.says("vm", "start", *named, "--yes", "--wait")
    assert (code, said["operation"]["state"]) == (0, "succeeded")
    orders = [(one.order, one.name) for one in estate.record().orders]
    assert orders == [("power-on", "site-1"), ("power-on", "site-2")]
    assert "db-3" in off()
    shell.end()

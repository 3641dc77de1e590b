"""What falls sick in a rehearsal, healed by the command line with real processes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import balancers
import pytest
import rehearsed
from process import wait_until
from rehearsed import Rehearsal, Rehearse
from shell import Shell


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Rehearsal]:
    """Three regions behind load balancers."""
    estate = rehearsed.start(tmp_path / "behind", balancers.scenario(tmp_path), 60.0)
    yield estate
    rehearsed.stop(estate)


def sicken(estate: Rehearsal, sickness: str, *names: str) -> None:
    estate.control("sickness", {"sickness": sickness, "instances": names})


def names(estate: Rehearsal) -> set[str]:
    return {one.name for one in estate.record().owned()}


def why(said: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [one["guard"] for one in said["refused"]]


def until_planned(shell: Shell, *sick: str) -> dict[str, Any]:
    """The plan, once all of these are held to be sick: a target must be down for a while."""
    found: dict[str, Any] = {}

    def all_of_them() -> bool:
        code, said = shell.says("heal", "api", "--dry-run")
        if code == 0:
            found.update(said)
        told = str(said)
        return code == 0 and all(
            f"{name} is replaced" in told or f"{name} is rebooted" in told for name in sick
        )

    wait_until(all_of_them, what="the evidence")
    return found


def test_exactly_what_is_sick_is_replaced_or_rebooted_and_nothing_of_it_is_copied(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("steady", 60.0)
    shell = Shell(estate)
    code, said = shell.says("heal", "api", "--yes")
    assert (code, why(said)) == (3, ["nothing"])
    before = names(estate)
    broken, hung = "api-gra-003", "api-rbx-005"
    sicken(estate, "error", broken)
    sicken(estate, "hung", hung)
    until_planned(shell, broken, hung)
    code, said = shell.says("heal", "api", "--yes", "--wait")
    assert (code, said["operation"]["state"]) == (0, "succeeded")
    after = names(estate)
    assert before - after == {broken}
    number = said["operation"]["id"]
    [new] = [one for one in estate.record().owned() if one.name in after - before]
    assert new.name.split("-")[1] == "gra"
    assert set(new.metadata) == {"vigie.pool", "vigie.operation", "vigie.batch"}
    assert new.metadata["vigie.operation"] == number
    orders = [(each.order, each.name) for each in estate.record().orders]
    assert sorted(order for order, _ in orders) == ["create", "delete", "reboot"]
    assert ("reboot", hung) in orders
    assert orders.index(("create", new.name)) < orders.index(("delete", broken))
    code, said = shell.says("rollback", number, "--yes", "--overload")
    assert (code, why(said)) == (3, ["heal.done"])
    assert json.loads(estate.control("sickness")) == {"sick": []}
    shell.end()


def test_only_what_is_named_is_healed_and_what_is_named_and_well_is_left(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("steady", 60.0)
    shell = Shell(estate)
    named, other, well = "api-gra-003", "api-rbx-005", "api-sbg-002"
    sicken(estate, "error", named, other)
    until_planned(shell, named, other)
    code, said = shell.says("heal", "api", well, "--yes")
    assert (code, said["refused"][0]["code"]) == (3, "guard.heal_well")
    code, said = shell.says("heal", "api", named, "web-gra-001", "--yes")
    assert (code, why(said)) == (3, ["instance.unknown"])
    before = names(estate)
    code, said = shell.says("heal", "api", named, well, "--yes", "--wait")
    assert (code, said["operation"]["state"]) == (0, "succeeded")
    assert before - names(estate) == {named}
    [new] = names(estate) - before
    orders = [(each.order, each.name) for each in estate.record().orders]
    assert sorted(orders) == [("create", new), ("delete", named)]
    shell.end()


def test_all_targets_down_at_once_are_the_fault_of_their_source(fresh_rehearsal: Rehearse) -> None:
    estate = fresh_rehearsal("steady", 60.0)
    shell = Shell(estate)
    sicken(estate, "blind")
    wait_until(
        lambda: why(shell.says("heal", "api", "--yes")[1]) == ["health.source"], what="the scrapes"
    )
    code, said = shell.says("heal", "api", "--yes")
    assert code == 3
    assert "health source" in said["refused"][0]["why"]
    assert estate.record().orders == []


def test_members_that_are_not_reached_while_their_targets_are_up_are_the_network(
    behind: Rehearsal,
) -> None:
    gra = balancers.Balancers(behind)
    balancers.until(lambda: set(gra.states().values()) == {"ONLINE"})
    behind.control("balancers/GRA11", {"members_reachable": False})
    balancers.until(lambda: set(gra.states().values()) == {"ERROR"})
    shell = Shell(behind)
    code, said = shell.says("heal", "api", "--yes")
    assert (code, why(said)) == (3, ["health.network"])
    assert "network" in said["refused"][0]["why"]
    assert behind.record().orders == []

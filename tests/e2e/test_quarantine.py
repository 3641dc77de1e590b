"""A hung instance is replaced, kept for a post-mortem, and swept once its time is over."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import balancers
import pytest
import rehearsed
from openstack_command import connected
from process import wait_until
from rehearsed import Rehearsal
from shell import Shell

HUNG = "api-gra-003"
REFUSED = 3


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


def until_sick(shell: Shell, *words: str) -> dict[str, Any]:
    """The plan, once the evidence is there."""
    found: dict[str, Any] = {}

    def planned() -> bool:
        code, said = shell.says("heal", "api", *words, "--dry-run")
        if code == 0:
            found.update(said)
        return code == 0

    wait_until(planned, what="the evidence")
    return found


def test_what_hung_is_kept_without_traffic_and_swept_once_its_time_is_over(
    behind: Rehearsal,
) -> None:
    gra, shell = balancers.Balancers(behind), Shell(behind)
    balancers.until(lambda: set(gra.states().values()) == {"ONLINE"})
    with ExitStack() as opened:
        servers = opened.enter_context(connected(behind, "GRA11")).compute
        [sick] = servers.servers(name=f"^{HUNG}$")
        size = len(gra.states())
        behind.control("sickness", {"sickness": "hung", "instances": [HUNG]})
        asked = ("--quarantine", "--for", "15m")
        told = str(until_sick(shell, *asked))
        assert f"{HUNG} is replaced" in told
        assert "stays billed" in told
        code, done = shell.says("heal", "api", *asked, "--yes", "--wait")
        assert (code, done["operation"]["state"]) == (0, "succeeded"), done
        number = done["operation"]["id"]

        kept = servers.get_server(sick.id)
        assert kept.metadata["vigie.quarantine"].split()[0] == number
        assert kept.status == "ACTIVE"
        orders = [each.order for each in behind.record().orders]
        assert not {"delete", "reboot"} & set(orders)
        assert HUNG not in gra.states()
        assert len(gra.states()) == size
        _, plan = shell.says("scale", "api", "--to", "31", "--dry-run")
        assert plan["plan"]["size_now"] == 30
        code, said = shell.says("rollback", number, "--yes", "--overload")
        assert (code, said["refused"][0]["guard"]) == (REFUSED, "heal.sick")

        def expired() -> list[dict[str, Any]]:
            _, left = shell.says("sweep")
            return [one for one in left["leftovers"] if one["id"] == sick.id]

        wait_until(lambda: bool(expired()), what="the quarantine is over")
        [left] = expired()
        assert (left["sure"], left["why"]["code"]) == (True, "leftover.quarantine")
        assert float(left["euro_per_month"]) > 0
        code, done = shell.says("sweep", "--remove", "--yes", "--wait")
        assert (code, done["operation"]["state"]) == (0, "succeeded"), done
        assert sick.id not in {one.id for one in servers.servers()}
    shell.end()


def test_before_its_time_is_over_nobody_sweeps_it_and_a_rollback_brings_it_back(
    behind: Rehearsal,
) -> None:
    gra, shell = balancers.Balancers(behind), Shell(behind)
    balancers.until(lambda: set(gra.states().values()) == {"ONLINE"})
    before = gra.states()
    behind.control("sickness", {"sickness": "hung", "instances": [HUNG]})
    until_sick(shell, "--quarantine")
    code, done = shell.says("heal", "api", "--quarantine", "--yes", "--wait")
    assert (code, done["operation"]["state"]) == (0, "succeeded"), done
    number = done["operation"]["id"]
    assert shell.says("sweep")[1]["leftovers"] == []
    code, _said = shell.says("sweep", "--remove", HUNG, "--yes")
    assert code == REFUSED
    [pool] = shell.says("pool", "list")[1]["pools"]
    [kept] = pool["quarantined"]
    assert (kept["name"], kept["operation"], kept["over"]) == (HUNG, number, False)
    assert (pool["total"]["size"], kept["euro_per_hour"]) == (30, "0.82")

    behind.control("sickness", method="DELETE")

    def back() -> bool:
        code, said = shell.says("rollback", number, "--dry-run")
        assert code == 0 or said["refused"][0]["guard"] in {"heal.sick", "health.unknown"}, said
        return code == 0

    wait_until(back, what="the target up again")
    code, undone = shell.says("rollback", number, "--yes", "--overload", "--wait")
    assert (code, undone["operation"]["state"]) == (0, "succeeded"), undone
    assert gra.states() == before
    with ExitStack() as opened:
        servers = opened.enter_context(connected(behind, "GRA11")).compute
        found = {one.name: one for one in servers.servers()}
        assert set(found) == {f"api-gra-{n:03}" for n in range(1, 11)}
        assert "vigie.quarantine" not in found[HUNG].metadata
    shell.end()

"""A pool behind load balancers by the command line: its members say what is in service."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import balancers
import pytest
import rehearsed
from balancers import Balancers
from process import HANGS_AFTER_S
from rehearsed import Rehearsal


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """Three regions behind load balancers, each with one member that is nobody's."""
    folder = tmp_path_factory.mktemp("behind")
    estate = rehearsed.start(folder, balancers.scenario(folder, "foreign_members = 1\n"), 60.0)
    yield estate
    rehearsed.stop(estate)


def vigie(estate: Rehearsal, *words: str, settings: Path | None = None) -> Any:  # noqa: ANN401 - JSON
    command = [sys.executable, "-m", "console", *words, "--output", "json"]
    command += ["--settings", str(settings or estate.settings)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=HANGS_AFTER_S, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return json.loads(done.stdout)


def counts(told: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    [pool] = told["pools"]
    return {place["code"]: place["count"] for place in pool["datacenters"]}


def found(told: Any, check: str) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {
        one["code"]: one
        for one in told["checks"]
        if one["check"] == check and one["section"] == "balancers"
    }


def test_members_say_what_is_in_service_whatever_the_targets_say(estate: Rehearsal) -> None:
    gra = Balancers(estate)
    balancers.until(lambda: set(gra.states().values()) == {"ONLINE"})
    before = counts(vigie(estate, "status"))
    assert before["GRA"]["in_service"] == before["GRA"]["size"] == len(gra.states()) - 1
    drained, gone = sorted(name for name in gra.states() if name.startswith("api-"))[:2]
    assert gra.change(drained, weight=0).status_code == 200
    gra.settled()
    assert gra.call("DELETE", gra.path(f"/{gra.member(gone)['id']}")).status_code == 204
    gra.settled()
    told = vigie(estate, "status")
    after = counts(told)
    assert after["GRA"]["in_service"] == before["GRA"]["in_service"] - 2
    assert (after["GRA"]["ready"], after["GRA"]["out_of_service"]) == (0, 2)
    assert after["RBX"] == before["RBX"]
    assert {place["load_balancer_pool"] for place in told["pools"][0]["datacenters"]} == {"api"}


def test_name_that_no_load_balancer_has_makes_the_count_unknown_and_is_said(
    estate: Rehearsal, tmp_path: Path
) -> None:
    settings = tmp_path / "settings.toml"
    text = estate.settings.read_text()
    head = '[pools.api.load_balancers.GRA]\npool = "api"'
    assert head in text
    settings.write_text(text.replace(head, head.replace('"api"', '"elsewhere"')))
    told = vigie(estate, "status", settings=settings)
    there = counts(told)["GRA"]
    assert there["in_service"] is None
    assert there["in_service_reason"]["code"] == "balancer.no_pool"
    assert counts(told)["RBX"]["in_service"] is not None
    assert told["pools"][0]["total"]["in_service"] is None
    checked = found(vigie(estate, "doctor", settings=settings), "api GRA11")
    assert not checked["balancer.no_pool"]["ok"]


def test_doctor_says_what_stands_there_and_whose_members_are_nobodys(estate: Rehearsal) -> None:
    checked = found(vigie(estate, "doctor"), "api SBG5")
    assert checked["doctor.balancer"]["ok"]
    assert "amphora" in checked["doctor.balancer"]["message"]
    orphaned = checked["doctor.members_orphaned"]
    assert (orphaned["ok"], orphaned["severity"]) == (False, "warning")


def test_port_that_members_do_not_listen_on_is_told(estate: Rehearsal, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(estate.settings.read_text().replace("port = 443", "port = 8443"))
    told = found(vigie(estate, "doctor", settings=settings), "api SBG5")
    assert told["doctor.members_port"]["severity"] == "warning"


def test_load_balancer_for_no_share_is_refused(estate: Rehearsal, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    more = '\n[pools.api.load_balancers.PAR]\npool = "api"\nport = 443\n'
    settings.write_text(estate.settings.read_text() + more)
    told = vigie(estate, "status", settings=settings)
    assert "PAR" in json.dumps(told)
    assert "pools" not in told

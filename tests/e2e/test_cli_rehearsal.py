"""The command line against a rehearsal estate, as a script would use it."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openstack
import pytest
import rehearsed
from rehearsed import Rehearsal, Rehearse

from console.bootstrap import open_session
from console.cli.entry import run
from console.desk.session import Session
from console.model.plan import (
    Origin,
)

PATIENCE_S = 300


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("VIGIE_SETTINGS", "VIGIE_READ_ONLY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """One estate for all that only look at it."""
    estate = rehearsed.start(tmp_path_factory.mktemp("undisturbed"), "steady", 600.0)
    yield estate
    rehearsed.stop(estate)


@pytest.fixture
def quiet(undisturbed: Rehearsal) -> Iterator[Rehearsal]:
    """The estate to look at; faults that a test switches on are taken back."""
    yield undisturbed
    undisturbed.reset_faults()


INTERRUPTIBLE = (
    "import os, signal, sys;"
    "signal.signal(signal.SIGINT, signal.SIG_DFL);"
    "os.execv(sys.argv[1], sys.argv[1:])"
)
"""Hear Ctrl-C as at a terminal: a suite that runs in the background ignores it."""


def start(estate: Rehearsal, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "console", *arguments, "--settings", str(estate.settings)]
    return subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, Any]:
    """Exit code and answer; nothing but the answer may be said."""
    out, err = process.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in err
    return process.returncode, json.loads(out)


def end_workers(estate: Rehearsal) -> None:
    _, answer = finish(start(estate, "worker", "status", "--output", "json"))
    for worker in answer["workers"]:
        if worker["alive"]:
            os.kill(worker["pid"], signal.SIGTERM)


def test_two_bursts_at_once_then_back_to_the_very_same_thirty(fresh_rehearsal: Rehearse) -> None:
    estate = fresh_rehearsal("steady", 600.0)
    before = {one.id for one in estate.record().owned()}
    assert len(before) == 30
    asked = ["burst", "api", "--to", "300", "--yes", "--wait", "--output", "json", "--reason"]
    try:
        ended = [
            finish(one) for one in [start(estate, *asked, "one"), start(estate, *asked, "two")]
        ]
        done = next(answer for code, answer in ended if code == 0)
        assert any(code == 3 for code, _ in ended), ended
        refused = next(answer["refused"] for code, answer in ended if code == 3)

        assert done["operation"]["state"] == "succeeded"
        assert done["operation"]["size_after"] == 300
        assert done["changes"] == {
            "total": 270,
            "by_phase": {"in_service": 270},
            "by_datacenter": {
                "RBX": {"in_service": 108},
                "GRA": {"in_service": 95},
                "SBG": {"in_service": 67},
            },
        }
        assert done["failed"] == []
        assert done["operation"]["id"] in json.dumps(refused)

        grown = estate.record().owned()
        assert {one.status for one in grown} == {"ACTIVE"}
        assert Counter(one.region for one in grown) == {"RBX-A": 120, "GRA11": 105, "SBG5": 75}

        code, back = finish(
            start(estate, "rollback", "--yes", "--overload", "--wait", "--output", "json")
        )
        assert code == 0
        assert back["operation"]["target"] == done["operation"]["id"]
        assert {one.id for one in estate.record().owned()} == before
    finally:
        end_workers(estate)


def test_waiting_can_be_given_up_and_the_operation_goes_on(fresh_rehearsal: Rehearse) -> None:
    estate = fresh_rehearsal("steady", 20.0)
    try:
        # What never comes up keeps it running for as long as this test may take.
        estate.set_faults({"mode": "stuck", "services": ["compute"], "methods": ["POST"]})
        asked = ["burst", "api", "--to", "33", "--yes", "--wait", "--output", "json"]
        waiting = start(estate, *asked)
        journal = reading(estate).journal
        while not journal.operations(live=True):
            assert waiting.poll() is None, waiting.communicate()
        waiting.send_signal(signal.SIGINT)
        code, answer = finish(waiting)
        assert code == 130
        assert answer["error"]["code"] == "cli.still_running"
        operation = answer["error"]["operation"]
        assert [one["id"] for one in live(estate)] == [operation]
        code, stopped = finish(
            start(estate, "operations", "stop", operation, "--yes", "--wait", "--output", "json")
        )
        assert stopped["operation"]["stop_requested"] is True
        assert (code, stopped["operation"]["state"]) == (4, "stopped")
    finally:
        end_workers(estate)


def live(estate: Rehearsal) -> list[dict[str, Any]]:
    _, answer = finish(start(estate, "operations", "--live", "--output", "json"))
    listed: list[dict[str, Any]] = answer["operations"]
    return listed


def reading(estate: Rehearsal) -> Session:
    return open_session(estate.settings, read_only=True, origin=Origin.CLI)


def nothing_runs(estate: Rehearsal) -> bool:
    return reading(estate).journal.operations(live=True) == ()


def test_one_instance_is_found_by_name_with_its_console_its_actions_and_its_page(
    quiet: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    page = ["--set", "openstack.instance_page=https://manager.example/{region}/{id}"]
    said = ["--settings", str(quiet.settings), "--output", "json", *page]

    def told(*words: str, code: int = 0) -> Any:  # noqa: ANN401 - a tree of JSON
        assert run([*words, *said]) == code
        return json.loads(capsys.readouterr().out)

    one = next(each for each in told("instance")["instances"] if each["name"] == "api-rbx-001")
    assert (one["pool"], one["datacenter"], one["state"]) == ("api", "RBX", "in_service")
    log = told("instance", "log", "api-rbx-001", "--lines", "3")
    assert log["instance"]["id"] == one["id"]
    assert len(log["lines"]) == 3
    assert any("api-rbx-001" in line for line in log["lines"])
    done = told("instance", "actions", one["id"])["actions"]
    assert [each["action"] for each in done] == ["create"]
    address = f"https://manager.example/{one['region']}/{one['id']}"
    assert told("instance", "url", "api-rbx-001")["url"] == address
    assert told("instance", "log", "nobody", code=2)["error"]["code"] == "instance.unknown"
    page.clear()
    assert run(["instance", "url", "api-rbx-001", "--settings", str(quiet.settings)]) == 2
    assert "horizon" in capsys.readouterr().err


def test_status_tells_the_estate(quiet: Rehearsal, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", "--settings", str(quiet.settings), "--output", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    (pool,) = answer["pools"]
    assert pool["total"]["size"] == 30
    assert [one["count"]["size"] for one in pool["datacenters"]] == [12, 10, 8]
    assert [one["quota_left"] for one in pool["datacenters"]] == [138, 120, 92]
    assert pool["total"]["euro_per_hour"] == "24.60"
    assert pool["load"]["connections"] > 0
    assert pool["foresight"]["advice"]["missing"] == 0
    assert {one["freshness"] for one in answer["sources"]} == {"fresh"}
    assert answer["identity"]["user"] == "vigie"


def test_a_forecast_is_made_of_past_weeks_and_says_what_the_pool_will_need(
    quiet: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["forecast", "api", "--settings", str(quiet.settings)]
    assert run([*asked, "--hours", "2", "--output", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["mode"], answer["forecast_unknown"]) == ("advise", None)
    assert answer["advice"]["size"] == 30
    forecast = answer["forecast"]
    assert (forecast["weeks"], len(forecast["steps"])) == (4, 8)
    assert all(0 < one["median"] <= one["high"] for one in forecast["steps"])
    assert run(asked) == 0
    assert "Foresight api: 30 are enough until " in capsys.readouterr().out


def test_history_tells_thirty_days_of_load_against_what_could_be_carried(
    quiet: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["history", "api", "--span", "30d", "--settings", str(quiet.settings)]
    assert run([*words, "--output", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["span"], told["step_s"]) == ("30d", 3600.0)
    assert len(told["steps"]) >= 719
    assert all(one["connections"] > 0 for one in told["steps"])
    assert {(one["instances"], one["capacity"]) for one in told["steps"]} == {(30.0, 630000.0)}
    assert run(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) in {32, 33}
    assert all("630\u00a0k" in one for one in lines[1:])


def test_a_dry_run_tells_the_plan_and_does_nothing(
    quiet: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["burst", "api", "--to", "300", "--dry-run", "--output", "json"]
    assert run([*asked, "--settings", str(quiet.settings), "--hours", "6"]) == 0
    plan = json.loads(capsys.readouterr().out)["plan"]
    assert [row["change"] for row in plan["datacenters"]] == [108, 95, 67]
    assert plan["euro_per_hour"] == "221.40"
    assert plan["euro_for_duration"] == "1549.80"
    assert len(plan["changes"]) == 270
    assert plan["typed_name"] == "api"
    assert len(quiet.record().owned()) == 30


def test_doctor_finds_a_healthy_estate_healthy(
    quiet: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["doctor", "--settings", str(quiet.settings), "--output", "json"]) == 0
    checks = {one["check"]: one for one in json.loads(capsys.readouterr().out)["checks"]}
    assert all(one["ok"] for one in checks.values())
    assert checks["rights"]["code"] == "doctor.may_write"
    assert {"settings", "state", "journal", "identity", "prometheus", "pool api"} <= set(checks)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        (["burst", "nope", "--to", "40"], 2, "cli.pool_unknown"),
        (["scale", "api", "--to", "29"], 3, "guard.baseline"),
        (["burst", "api", "--to", "331"], 3, "guard.ceiling"),
        (["burst", "api", "--to", "40", "--datacenter", "PAR"], 2, "guard.datacenter_unknown"),
        (["rollback", "nothere"], 2, "operation.unknown"),
        (["rollback"], 2, "cli.nothing_to_roll_back"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(
    quiet: Rehearsal,
    arguments: list[str],
    exit_code: int,
    code: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    common = ["--yes", "--settings", str(quiet.settings), "--output", "json"]
    assert run([*arguments, *common]) == exit_code
    answer = json.loads(capsys.readouterr().out)
    reasons = answer["refused"] if exit_code == 3 else [answer["error"]]
    assert code in {one["code"] for one in reasons}
    assert nothing_runs(quiet)


MUTATING = [
    ["burst", "api", "--to", "40"],
    ["scale", "api", "--by", "1"],
    ["pool", "adopt", "api"],
]


@pytest.mark.parametrize("arguments", MUTATING)
def test_reader_credentials_change_nothing(
    quiet: Rehearsal, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    common = ["--yes", "--settings", str(quiet.settings), "--output", "json"]
    assert run([*arguments, *common, "--set", "openstack.cloud=vigie-reader"]) == 3
    (reason,) = json.loads(capsys.readouterr().out)["refused"]
    assert (reason["guard"], reason["code"]) == ("read_only", "session.reader")
    record = quiet.record()
    assert len(record.owned()) == 30
    assert record.orders == []


@pytest.mark.parametrize("arguments", MUTATING)
def test_a_reader_is_refused_before_a_slow_cloud_is_asked_anything(
    quiet: Rehearsal, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    def asked() -> dict[str, int]:
        found: dict[str, int] = {}
        for each in quiet.record().calls:
            found[each.service] = found.get(each.service, 0) + each.count
        return found

    quiet.set_faults({"mode": "slow", "services": ["compute", "network"], "wall_s": 20.0})
    try:
        before = asked()
        common = ["--yes", "--settings", str(quiet.settings), "--output", "json"]
        assert run([*arguments, *common, "--set", "openstack.cloud=vigie-reader"]) == 3
        more = {name: n - before.get(name, 0) for name, n in asked().items()}
    finally:
        quiet.reset_faults()
    capsys.readouterr()
    assert more.pop("identity") > 0
    assert {name: n for name, n in more.items() if n and name != "rehearsal"} == {}


def test_a_fleet_that_nobody_marked_is_taken_in_and_given_back(
    fresh_rehearsal: Rehearse, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate = fresh_rehearsal("steady", 60.0)
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(estate.clouds_yaml))
    fleet = {each.id: marked_by_hand(each) for each in estate.record().instances}
    try:
        asked = ["pool", "adopt", "api", "--yes", "--wait", "--output", "json"]
        code, answer = finish(start(estate, *asked))
        assert (code, answer["changes"]["by_phase"]) == (0, {"in_service": 30})
        marked = {each.id: each.metadata for each in estate.record().instances}
        assert marked == {i: {**words, "vigie.pool": "api"} for i, words in fleet.items()}
        code, _ = finish(
            start(estate, "rollback", "--yes", "--overload", "--wait", "--output", "json")
        )
        assert code == 0
        assert {each.id: each.metadata for each in estate.record().instances} == fleet
    finally:
        end_workers(estate)


def marked_by_hand(server: rehearsed.Standing) -> dict[str, str]:
    """Give a server metadata as somebody else would, and no mark of ours."""
    words = {"team": "web", "name": server.name}
    with openstack.connect(cloud="vigie", region_name=server.region) as connection:
        path = f"/servers/{server.id}/metadata"
        assert connection.compute.put(path, json={"metadata": words}).ok
    return words


@pytest.mark.parametrize("cell", ["missing", "nameless", "null"])
def test_with_a_cell_down_counts_are_a_least_and_nothing_is_added(
    quiet: Rehearsal, cell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    common = ["--settings", str(quiet.settings), "--output", "json"]
    quiet.control("cells/RBX-A", {"cell": cell})
    try:
        run(["status", *common])
        [pool] = json.loads(capsys.readouterr().out)["pools"]
        assert (pool["total"]["size"], pool["total"]["unreadable"]) == (24, 6)
        assert run(["burst", "api", "--to", "31", "--yes", *common]) == 3
        refused = json.loads(capsys.readouterr().out)["refused"]
        assert "guard.instances_uncounted" in {one["code"] for one in refused}
    finally:
        quiet.control("cells/RBX-A", {"cell": "up"})
    assert quiet.record().orders == []


def rewritten(estate: Rehearsal, folder: Path, old: str, new: str) -> Path:
    """A copy of the estate's settings with its own clouds.yaml, in which a text is replaced."""
    clouds = folder / "clouds.yaml"
    clouds.write_text(estate.clouds_yaml.read_text().replace(old, new))
    settings = folder / "vigie.toml"
    text = estate.settings.read_text().replace(str(estate.clouds_yaml), str(clouds))
    settings.write_text(text.replace(old, new))
    return settings


def test_wrong_credentials_are_said_to_be_wrong(
    quiet: Rehearsal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = rewritten(quiet, tmp_path, '"password": "', '"password": "not-')
    before = quiet.record().called("identity", "POST", 401)
    assert run(["burst", "api", "--to", "40", "--yes", "--settings", str(settings)]) == 5
    answer = capsys.readouterr()
    assert "refused the credentials" in answer.err
    assert "Traceback" not in answer.err
    tried = quiet.record().called("identity", "POST", 401) - before
    assert 1 <= tried <= 3, "a dozen collectors learn from one refusal"


def test_endpoints_that_do_not_answer_are_named(
    quiet: Rehearsal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = quiet.endpoints["identity"].split("/")[2]
    settings = rewritten(quiet, tmp_path, address, "127.0.0.1:9")
    for verb in (["status"], ["burst", "api", "--to", "40", "--yes"], ["doctor"]):
        assert run([*verb, "--settings", str(settings)]) == 5
        answer = capsys.readouterr()
        assert "othing listens at 127.0.0.1:9" in answer.err + answer.out
        assert "Traceback" not in answer.err


def test_a_journal_that_does_not_answer_leaves_the_figures(
    quiet: Rehearsal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VIGIE_JOURNAL__URL", "postgresql://vigie@127.0.0.1:9/vigie")
    for verb in (["status"], ["pool", "list"]):
        run([*verb, "--settings", str(quiet.settings), "--output", "json"])
        (pool,) = json.loads(capsys.readouterr().out)["pools"]
        assert (pool["total"]["size"], pool["frozen"]) == (30, None)


@pytest.mark.parametrize(
    ("mode", "said"), [("html", "a web page or a redirect came"), ("nonsense", "not its protocol")]
)
def test_answers_that_are_not_the_protocol_are_said_to_be_so(
    quiet: Rehearsal, mode: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet.set_faults({"mode": mode, "services": ["compute"], "methods": ["GET"]})
    for verb in (["status"], ["burst", "api", "--to", "40", "--yes"]):
        assert run([*verb, "--settings", str(quiet.settings)]) == 5
        answer = capsys.readouterr()
        assert said in answer.err
        assert "Traceback" not in answer.err
    assert nothing_runs(quiet)

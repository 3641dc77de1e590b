"""The private cloud against a rehearsal estate, as a person or a script would use it."""

import json
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rehearsed
from pyVmomi import vim
from rehearsed import Rehearsal
from soap_client import Access, by_name

from console.cli.entry import run
from console.rehearsal.reference import ESTATE
from console.settings.secrets import VARIABLE_PREFIX

PATIENCE_S = 240
GIB = 1 << 30


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in [name for name in os.environ if name.startswith(VARIABLE_PREFIX)]:
        monkeypatch.delenv(name)
    for name in ("VIGIE_SETTINGS", "VIGIE_READ_ONLY", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """One estate for all: what a test changes, it gives back."""
    found = rehearsed.start(tmp_path_factory.mktemp("private"), "steady", 600.0)
    yield found
    for worker in ask(found, "worker", "status")[1]["workers"]:
        if worker["alive"]:
            os.kill(worker["pid"], signal.SIGTERM)
    rehearsed.stop(found)


def ask(estate: Rehearsal, *arguments: str) -> tuple[int, Any]:
    """Exit code and answer of a process of its own; nothing but the answer may be said."""
    command = [sys.executable, "-m", "console", *arguments, "--output", "json"]
    done = subprocess.run(
        [*command, "--settings", str(estate.settings)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def told(estate: Rehearsal, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    """The same without a process of its own."""
    code = run([*arguments, "--output", "json", "--settings", str(estate.settings)])
    return code, json.loads(capsys.readouterr().out)


def within(estate: Rehearsal) -> dict[str, Any]:
    """The rehearsal's own view of its private cloud."""
    seen: dict[str, Any] = json.loads(estate.control("private"))
    return seen


def use(monkeypatch: pytest.MonkeyPatch, estate: Rehearsal, secret: str, other: str) -> None:
    """Have a secret be another one of the estate's."""
    kept = tomllib.loads((estate.settings.parent / "secrets.toml").read_text())[ESTATE]
    variable = VARIABLE_PREFIX + secret.upper().replace("-", "_")
    monkeypatch.setenv(variable, kept[other])


def test_the_figures_are_those_of_the_estate(
    estate: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    code, answer = told(estate, capsys, "datastore", "list")
    assert code == 0
    found = {one["name"]: one for one in answer["datastores"]}
    seen = {one["name"]: one for one in within(estate)["datastores"]}
    assert len(found) == 12
    assert {name: one["capacity_bytes"] for name, one in found.items()} == {
        name: one["capacity"] for name, one in seen.items()
    }
    fullest = answer["datastores"][0]
    assert fullest["used_ratio"] == pytest.approx(0.96, abs=0.01)
    assert "storage.nearly_full" in {one["code"] for one in fullest["troubles"]}
    assert fullest["growth_bytes_per_day"] > 0
    assert fullest["days_until_full"] < 60
    assert {tuple(one["mounts"].values())[:2] for one in found.values()} == {(3, 3)}

    code, answer = told(estate, capsys, "vm", "list")
    machines = {one["name"]: one for one in answer["machines"]}
    assert (machines["db-1"]["vcpus"], machines["db-1"]["memory_bytes"]) == (8, 64 * GIB)
    assert (machines["db-1"]["pool"], machines["db-1"]["stateful"]) == ("databases", True)
    assert (machines["db-1"]["cpu_hot_add"], machines["db-3"]["cpu_hot_add"]) == (True, False)

    code, answer = told(estate, capsys, "host", "list")
    assert [one["missing_datastores"] for one in answer["hosts"]] == [[], [], []]


def test_status_and_doctor_tell_the_private_cloud(
    estate: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    code, answer = told(estate, capsys, "status")
    private = answer["private_cloud"]
    assert (code, private["datacenter"], private["read_only"]) == (0, "RBX", None)
    assert private["datastores"]["count"] == 12
    assert private["datastores"]["fullest"]["used_ratio"] == pytest.approx(0.96, abs=0.01)
    assert private["hosts"] == {"count": 3, "in_service": 3}
    code, answer = told(estate, capsys, "doctor")
    checks = {one["check"]: one for one in answer["checks"]}
    assert code == 0
    assert checks["vcenter rights"]["code"] == "doctor.private_rights"
    assert checks["ovhcloud key"]["code"] == "doctor.may_order"
    assert checks["growth history"]["values"] == {"n": 12, "datastores": 12}


def test_datastores_are_added_mounted_everywhere_and_given_back(estate: Rehearsal) -> None:
    before = {one["name"] for one in within(estate)["datastores"]}
    asked = ["datastore", "add", "--count", "2", "--size", "3TB", "--ssd", "--yes", "--wait"]
    code, done = ask(estate, *asked)
    assert (code, done["failed"]) == (0, [])
    assert done["operation"]["resource"] == "datastore"
    assert (done["operation"]["size_now"], done["operation"]["size_after"]) == (12, 14)
    seen = within(estate)
    added = [one for one in seen["datastores"] if one["name"] not in before]
    assert len(added) == 2
    assert len([one for one in seen["tasks"] if one["name"] == "addFiler"]) == 2
    for one in added:
        assert one["folder"] == "ssd"
        assert list(one["mounts"].values()) == [True, True, True]

    code, back = ask(estate, "rollback", "--yes", "--overload", "--wait")
    assert (code, back["changes"]["by_phase"]) == (0, {"gone": 2})
    assert {one["name"] for one in within(estate)["datastores"]} == before


def test_a_filer_that_no_host_has_mounted_any_more_is_told_and_given_back(
    estate: Rehearsal,
) -> None:
    code, done = ask(estate, "datastore", "add", "--size", "3TB", "--ssd", "--yes", "--wait")
    assert (code, done["failed"]) == (0, [])
    assert ask(estate, "sweep")[1]["leftovers"] == []
    before = {one["name"]: one["id"] for one in within(estate)["datastores"]}
    access = Access(estate)
    vcenter = access.connect()
    number = str(max(before.values(), key=lambda one: int(one.rpartition("-")[2])))
    store = next(one for one in by_name(vcenter, vim.Datastore).values() if one._moId == number)
    name = store.name
    for host in by_name(vcenter, vim.HostSystem).values():
        host.configManager.datastoreSystem.RemoveDatastore(store)
    access.leave(vcenter)

    code, told = ask(estate, "sweep")
    [left] = told["leftovers"]
    assert (code, left["sort"], left["name"], left["datacenter"], left["sure"]) == (
        0, "filer", name, "RBX", False,
    )  # fmt: skip
    assert (left["operation"], left["held"]) == (done["operation"]["id"], None)
    assert left["since"]
    assert float(left["euro_per_month"]) > 0
    code, swept = ask(estate, "sweep", "--remove", left["id"], "--yes", "--wait")
    assert (code, swept["operation"]["state"]) == (0, "succeeded"), swept
    removals = [one for one in within(estate)["tasks"] if one["name"] == "removeFiler"]
    assert removals
    code, told = ask(estate, "sweep")
    assert (code, told["leftovers"]) == (0, [])


def test_a_machine_grows_while_it_runs_and_gets_its_sizes_back(estate: Rehearsal) -> None:
    code, done = ask(
        estate, "vm", "resize", "db-1", "--vcpus", "16", "--memory", "128GB", "--yes", "--wait"
    )
    assert code == 0
    assert (done["operation"]["subject"], done["operation"]["pool"]) == ("db-1", "databases")
    _, shown = ask(estate, "operations", "show", done["operation"]["id"])
    (change,) = shown["detail"]
    assert change["wanted"]["vcpus"] == 16
    assert change["before"] == {"vcpus": 8, "memory_bytes": 64 * GIB}
    assert sizes(estate, "db-1") == (16, 128 * GIB)

    code, refused = ask(estate, "vm", "resize", "db-3", "--vcpus", "16", "--yes", "--wait")
    assert code == 3
    assert {one["guard"] for one in refused["refused"]} == {"resize.restart"}

    code, back = ask(estate, "rollback", "--yes", "--overload", "--wait")
    assert code == 0
    assert back["operation"]["target"] == done["operation"]["id"]
    assert sizes(estate, "db-1") == (8, 64 * GIB)


def sizes(estate: Rehearsal, name: str) -> tuple[int, int]:
    machine = next(one for one in ask(estate, "vm", "list")[1]["machines"] if one["name"] == name)
    return machine["vcpus"], machine["memory_bytes"]


MUTATING = [
    ["datastore", "add", "--size", "3TB"],
    ["host", "add"],
    ["vm", "resize", "db-1", "--vcpus", "16"],
]


@pytest.mark.parametrize("arguments", MUTATING)
def test_a_reading_vcenter_account_changes_nothing(
    estate: Rehearsal,
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(monkeypatch, estate, "vsphere", "vsphere-read")
    before = within(estate)["tasks"]
    reader = ["--set", "private_cloud.vsphere.user=vigie-reader@vsphere.local"]
    code, answer = told(estate, capsys, *arguments, "--yes", *reader)
    assert code == 3
    assert [one["code"] for one in answer["refused"]] == ["session.private_reader"]
    assert within(estate)["tasks"] == before


@pytest.mark.parametrize("arguments", MUTATING[:2])
def test_a_get_only_key_orders_nothing(
    estate: Rehearsal,
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(monkeypatch, estate, "ovhcloud-consumer-key", "ovhcloud-consumer-key-read")
    before = within(estate)["tasks"]
    code, answer = told(estate, capsys, *arguments, "--yes")
    assert code == 3
    assert [one["code"] for one in answer["refused"]] == ["session.order_reader"]
    assert within(estate)["tasks"] == before


def test_wrong_passwords_and_keys_are_said_to_be_wrong(
    estate: Rehearsal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_SECRET_VSPHERE_READ", "not-the-password")
    monkeypatch.setenv("VIGIE_SECRET_OVHCLOUD_CONSUMER_KEY", "not-the-key")
    code = run(["doctor", "--settings", str(estate.settings)])
    said = capsys.readouterr()
    assert code == 5
    failed = [line.split()[1] for line in said.out.splitlines() if line.startswith("✗")]
    assert failed == ["vcenter", "supply"]
    assert "not-the" not in said.out + said.err

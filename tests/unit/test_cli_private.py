"""The private cloud on the command line: what is listed, previewed, refused and told."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from console import bootstrap
from console.cli.entry import run
from console.cli.headline import effect, sizes
from console.cli.preview import show_plan
from console.cli.stores import days
from console.desk import datastores
from console.desk.session import Session
from console.kinds.instances.verbs import BURST
from console.kinds.machines.verbs import VM_RESIZE
from console.kinds.supplies.verbs import DATASTORE_ADD, HOST_ADD
from console.locale import Locale
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness, Sample, Series
from console.model.notice import notice
from console.model.plan import (
    Author,
    Desired,
    Origin,
    Plan,
    PlannedChange,
    PlanRow,
    Request,
)
from console.model.private import (
    Cluster,
    Datastore,
    DatastoreKind,
    Host,
    Mount,
    Power,
    PrivateAccount,
    PrivateView,
    Right,
    Snapshot,
    VirtualMachine,
)
from console.model.resource import DATASTORE, HOST, INSTANCE, MACHINE, Resource
from console.model.verb import Verb
from console.model.wanted import MEMORY, VCPUS
from console.settings.load import load
from console.settings.policy import policy as settled
from console.settings.template import TEMPLATE
from console.tui.lines import text_of
from console.tui.scene import Scene
from console.tui.view import storage

NOW = datetime(2026, 11, 23, 15, 42, tzinfo=UTC)
TIB, GIB = 1 << 40, 1 << 30
ENGLISH = Locale("en", ZoneInfo("Europe/Paris"))
FRENCH = Locale("fr", ZoneInfo("Europe/Paris"))
AUTHOR = Author("oncall", "bastion", Origin.CLI, "vigie", ())
PRIVATE = """
[private_cloud]
datacenter = "RBX"
vsphere = { host = "vcenter.example", user = "vigie@vsphere.local" }
ovhcloud = { service = "pcc-1-2-3-4" }
pools = { databases = { name_pattern = "^db-" } }
"""


def mounts(*usable: str) -> tuple[Mount, ...]:
    return tuple(
        Mount(host, host in usable, host in usable, False) for host in ("host-1", "host-2")
    )


FULL = Datastore(
    "datastore-1", "ssd-1", DatastoreKind.NFS, True, 3 * TIB, 3 * TIB // 20,
    ssd=True, mounts=mounts("host-1", "host-2"), virtual_machines=("vm-1",), folder="ssd",
)  # fmt: skip
HALF = replace(
    FULL, id="datastore-2", name="ssd-2", free_bytes=3 * TIB // 2, mounts=mounts("host-1"),
    virtual_machines=(),
)  # fmt: skip
DEAD = Datastore("datastore-3", "dead", DatastoreKind.NFS, False, None, None)
DB_1 = VirtualMachine(
    "vm-1", "db-1", Power.ON, 8, 64 * GIB, host_id="host-1", cpu_hot_add=True,
    datastore_ids=("datastore-1",), snapshots=(Snapshot("s", "before", NOW - timedelta(days=5)),),
)  # fmt: skip
VIEW = PrivateView(
    datastores=(HALF, FULL, DEAD),
    clusters=(Cluster("domain-c1", "cluster-1", ("host-1", "host-2")),),
    hosts=tuple(
        Host(f"host-{n}", f"esx-{n}", "domain-c1", True, False, 32, 80_000, 8_000) for n in (1, 2)
    ),
    virtual_machines=(DB_1, replace(DB_1, id="vm-2", name="golden", template=True)),
    observed_at=NOW,
)
GROWTH = Series(
    "ssd-1",
    tuple(Sample(NOW - timedelta(hours=48 - h), 2.85 * TIB * (1 + h / 10_000)) for h in range(48)),
    3600.0,
)


class Sight:
    """A watch of one estate; it notes what it was asked."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self.asked: list[set[str]] = []

    def stop(self, timeout_s: float = 1.0) -> None: ...

    def snapshot(self) -> Estate:
        return self.estate

    def awaited(self) -> tuple[str, ...]:
        return ()

    def refresh(self, names: Collection[str] | None = None) -> Estate:
        self.asked.append(set(names or ()))
        return self.estate


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("VIGIE_SETTINGS", "VIGIE_READ_ONLY", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    path = tmp_path / "vigie.toml"
    path.write_text(
        f'{TEMPLATE}\n[journal]\nstate_dir = "{tmp_path}/state"\n{PRIVATE}', encoding="utf-8"
    )
    return path


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Sight:
    estate = Estate(
        at=NOW,
        private=VIEW,
        private_account=PrivateAccount("vigie@vsphere.local", frozenset({Right.RESIZE})),
        growth={"ssd-1": GROWTH},
    )
    shown = Sight(estate)

    def open_session(*arguments: Any, **named: Any) -> Session:  # noqa: ANN401 - as the real one
        session = bootstrap.open_session(*arguments, **named)
        session.watch = shown  # type: ignore[assignment]
        return session

    monkeypatch.setattr("console.cli.sources.open_session", open_session)
    return shown


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def ask(settings: Path, *arguments: str) -> int:
    return run([*arguments, "--settings", str(settings), "--output", "json"])


def test_datastores_come_with_their_figures_the_unknown_ones_first(
    settings: Path, seen: Sight, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(settings, "datastore", "list") == 0
    dead, full, half = answer(capsys)["datastores"]
    assert seen.asked == [{"vcenter", "growth"}]
    assert (dead["used_ratio"], dead["capacity_bytes"], dead["accessible"]) == (None, None, False)
    assert [one["name"] for one in (full, half)] == ["ssd-1", "ssd-2"]
    assert full["used_bytes"] == full["capacity_bytes"] - full["free_bytes"]
    assert full["used_ratio"] == pytest.approx(0.95)
    assert full["mounts"] == {"usable": 2, "of": 2, "missing": []}
    assert full["machines"] == ["db-1"]
    assert full["growth_bytes_per_day"] == pytest.approx(0.0024 * 2.85 * TIB, rel=0.01)
    assert full["days_until_full"] == pytest.approx(0.15 / 0.00684, rel=0.05)
    assert half["mounts"] == {"usable": 1, "of": 2, "missing": ["esx-2"]}
    assert half["growth_bytes_per_day"] is None
    assert "storage.nearly_full" in {one["code"] for one in full["troubles"]}
    assert "storage.missing_mounts" in {one["code"] for one in half["troubles"]}


def test_a_datastore_reads_alike_in_both_faces(settings: Path) -> None:
    """Nothing is full before it is, and beyond a year nobody counts days."""
    policy = settled(load(settings).settings).private
    assert policy is not None
    full = replace(VIEW.datastores[0], capacity_bytes=1000, free_bytes=174, uncommitted_bytes=0)
    view = replace(VIEW, datastores=(full,))
    (tally,) = datastores.stores(view, {full.name: 174 / 652}, policy, {full.name: True})
    assert tally.used_ratio == 0.82
    english = Locale("en", ZoneInfo("Europe/Paris"))
    scene = Scene(Estate(at=NOW, private=view), settled(load(settings).settings), english,
                  "e", "staging", NOW, 1.0, "api")  # fmt: skip
    shown = text_of(storage.row_line(scene, tally, 110))
    assert "82\u00a0%" in shown
    assert "> 1 y" in shown
    assert days(652.0, english) == "> 1 y"
    assert days(13.9, english) == "13 days"
    assert days(0.5, english) == "12 h"


@pytest.mark.usefixtures("seen")
def test_what_is_not_available_is_not_zero(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["datastore", "list", "--settings", str(settings)]) == 0
    dead = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("dead"))
    assert "n/a" in dead
    assert "%" not in dead


@pytest.mark.usefixtures("seen")
def test_machines_and_hosts_are_told_with_what_matters_about_them(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(settings, "vm", "list") == 0
    machine, golden = answer(capsys)["machines"]
    assert golden["template"] is True
    assert (machine["pool"], machine["stateful"]) == ("databases", True)
    assert (machine["vcpus"], machine["memory_bytes"]) == (8, 64 * GIB)
    assert (machine["cpu_hot_add"], machine["memory_hot_add"]) == (True, False)
    assert machine["datastores"] == ["ssd-1"]
    (snapshot,) = machine["snapshots"]
    assert (snapshot["age_s"], snapshot["old"]) == (5 * 86_400, True)
    assert ask(settings, "host", "list") == 0
    first, second = answer(capsys)["hosts"]
    assert (first["cluster"], first["missing_datastores"]) == ("cluster-1", [])
    assert second["missing_datastores"] == ["ssd-2"]


def test_a_silent_vcenter_is_said_to_be_silent(
    settings: Path, seen: Sight, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = SourceState(
        "vcenter", Freshness.STALE, failure=notice("watch.no_answer", source="vcenter", seconds=9)
    )
    seen.estate = replace(seen.estate, sources={"vcenter": failed})
    assert ask(settings, "datastore", "list") == 5
    assert answer(capsys)["error"]["code"] == "watch.no_answer"


MUTATING = [
    (["datastore", "add", "--size", "3TB"], "session.orderer_unknown"),
    (["host", "add"], "session.orderer_unknown"),
    (["vm", "resize", "db-1", "--vcpus", "16"], "session.private_reader"),
]


@pytest.mark.parametrize(("arguments", "code"), MUTATING)
def test_accounts_that_only_read_change_nothing(
    settings: Path,
    seen: Sight,
    arguments: list[str],
    code: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if arguments[0] == "vm":
        seen.estate = replace(seen.estate, private_account=PrivateAccount("reader"))
    assert ask(settings, *arguments, "--yes") == 3
    (reason,) = answer(capsys)["refused"]
    assert (reason["guard"], reason["code"]) == ("read_only", code)
    assert all("nova" not in name for names in seen.asked for name in names)


@pytest.mark.parametrize("arguments", [arguments for arguments, _ in MUTATING])
def test_read_only_asks_nobody(
    settings: Path, seen: Sight, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(settings, *arguments, "--yes", "--read-only") == 3
    assert answer(capsys)["refused"][0]["code"] == "session.read_only"
    assert seen.asked == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["datastore", "add"], "cli.size_or_offer"),
        (["datastore", "add", "--size", "big"], "size.unreadable"),
        (["vm", "resize", "db-1"], "cli.vcpus_or_memory"),
        (["vm", "resize", "db-1", "--memory", "128"], "size.unreadable"),
    ],
)
def test_what_is_asked_badly_is_said_before_anything_is_opened(
    settings: Path, arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(settings, *arguments, "--yes") == 2
    assert answer(capsys)["error"]["code"] == code


@pytest.mark.parametrize("verb", [["datastore", "list"], ["vm", "list"], ["host", "add"]])
def test_without_a_private_cloud_the_verbs_say_so(
    settings: Path, verb: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    settings.write_text(TEMPLATE, encoding="utf-8")
    assert ask(settings, *verb, *(["--yes"] if verb[1] == "add" else [])) == 2
    assert answer(capsys)["error"]["code"] == "cli.no_private_cloud"


def planned(resource: Resource, verb: Verb, *changes: PlannedChange, **others: Any) -> Plan:  # noqa: ANN401 - a plan's own
    known: dict[str, Any] = {
        "operation_id": "k3m9x2ab", "request": Request(verb, AUTHOR), "pool": "held",
        "planned_at": NOW, "changes": changes, "rows": (), "size_now": 12, "size_after": 22,
        "ceiling": 22, "euro_per_hour": None, "euro_for_duration": None, "api_calls": 0,
        "api_time_s": 0.0, "eta_s": None, "resource": resource,
    }  # fmt: skip
    return Plan(**(known | others))


def resizing(before: tuple[int, int], after: tuple[int, int]) -> Plan:
    change = PlannedChange(
        "RBX", "vcenter", "db-1", Desired.CONFIGURED, resource=MACHINE,
        before={VCPUS: before[0], MEMORY: before[1] * GIB},
        wanted={VCPUS: after[0], MEMORY: after[1] * GIB},
    )  # fmt: skip
    return planned(MACHINE, VM_RESIZE, change, subject="db-1")


@pytest.mark.parametrize(
    ("plan", "english", "french"),
    [
        (
            planned(DATASTORE, DATASTORE_ADD, subject="datastores"),
            "datastores 12 → 22",
            "datastores 12 → 22",
        ),
        (planned(HOST, HOST_ADD), "hosts 12 → 22", "hôtes 12 → 22"),
        (
            resizing((8, 64), (16, 128)),
            "db-1 8 → 16 vCPU, 64 → 128\u00a0GB",
            "db-1 8 → 16 vCPU, 64 → 128\u00a0Go",
        ),
        (resizing((16, 64), (8, 64)), "db-1 16 → 8 vCPU", "db-1 16 → 8 vCPU"),
        (planned(INSTANCE, BURST), "held 12 → 22", "held 12 → 22"),
    ],
)
def test_an_operation_is_told_by_what_it_changes(plan: Plan, english: str, french: str) -> None:
    assert effect(plan, ENGLISH) == english
    assert effect(plan, FRENCH) == french


def test_memory_that_changes_its_unit_is_told_with_both() -> None:
    assert sizes(resizing((8, 512), (8, 1024)), ENGLISH) == "512\u00a0GB → 1\u00a0TB"


def test_a_plan_shows_price_stock_and_what_cannot_be_undone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = planned(
        DATASTORE,
        DATASTORE_ADD,
        rows=(PlanRow("RBX", 12, 10, 22, 4, Decimal("6.60")),),
        euro_per_hour=Decimal("3.00"),
        euro_per_month=Decimal("2190.00"),
        details=(notice("undo.datastores"),),
        undo=(notice("undo.monthly"),),
    )
    show_plan(plan, ENGLISH)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "add datastores 12 → 22"
    assert "STOCK LEFT" in lines[1]
    assert ENGLISH.notice(notice("undo.datastores")) in lines
    assert "Cost: +€3.00/h · +€2,190.00/month." in lines
    assert lines[-1] == f"↶ {ENGLISH.notice(notice('undo.monthly'))}"


def test_a_resize_that_costs_nothing_says_nothing_of_cost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_plan(resizing((8, 64), (16, 128)), ENGLISH)
    told = "How long it takes is not known: no such operation has been done yet."
    assert capsys.readouterr().out == f"resize db-1 8 → 16 vCPU, 64 → 128\u00a0GB\n{told}\n"

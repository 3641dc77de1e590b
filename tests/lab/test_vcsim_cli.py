"""The command line lists what VMware's own simulator holds; no OVHcloud, no metrics."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from vcsim_lab import PASSWORD, USER, Vcsim, simulator

from console.cli.entry import run
from console.settings.template import TEMPLATE

pytestmark = pytest.mark.lab
SHAPE = {
    "id", "name", "kind", "ssd", "capacity_bytes", "used_bytes", "free_bytes",
    "provisioned_bytes", "used_ratio", "accessible", "maintenance", "mounts",
    "growth_bytes_per_day", "days_until_full", "folder", "machines", "troubles",
}  # fmt: skip
MIB = 1 << 20


@pytest.fixture(scope="module")
def vcsim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vcsim]:
    with simulator(tmp_path_factory.mktemp("vcsim"), datastores=5, pods=1, machines=6) as found:
        yield found


@pytest.fixture
def settings(vcsim: Vcsim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("VIGIE_SECRET_VSPHERE", PASSWORD)
    known = vcsim.settings()
    path = tmp_path / "vigie.toml"
    before, _, after = TEMPLATE.partition("[prometheus]")
    path.write_text(
        before
        + after[after.index("[pools.api]") :]
        + f"""
[journal]
state_dir = "{tmp_path}/state"

[private_cloud]
datacenter = "RBX"
storage = {{ provisioner = "vmfs" }}

[private_cloud.vsphere]
host = "{known.host}"
port = {known.port}
user = "{USER}"
ca_file = "{vcsim.certificate.file}"
"""
    )
    return path


def listed(capsys: pytest.CaptureFixture[str], settings: Path, what: str) -> dict[str, Any]:
    assert run([what, "list", "--output", "json", "--settings", str(settings)]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_datastores_have_the_documented_shape_and_the_figures_govmomi_reads(
    vcsim: Vcsim, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = listed(capsys, settings, "datastore")
    assert answer["unreadable"] == 0
    assert {frozenset(one) for one in answer["datastores"]} == {frozenset(SHAPE)}
    found = {one["name"]: one for one in answer["datastores"]}
    assert set(found) == {store.name for store in vcsim.inside.datastores}
    for store in vcsim.inside.datastores:
        one = found[store.name]
        assert (one["id"], one["accessible"]) == (store.id, store.accessible)
        assert one["growth_bytes_per_day"] is None
        assert len(one["machines"]) == store.machines
        if store.accessible:
            assert (one["capacity_bytes"], one["free_bytes"]) == (store.capacity, store.free)
            assert one["used_bytes"] == store.capacity - store.free
            assert one["mounts"]["of"] == len(vcsim.inside.hosts)
        else:
            assert one["capacity_bytes"] is one["used_ratio"] is None


def test_people_read_not_available_where_a_datastore_cannot_be_reached(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["datastore", "list", "--settings", str(settings)]) == 0
    table = capsys.readouterr().out
    assert "n/a" in table
    assert "75\u00a0%" in table


def test_machines_and_hosts_are_those_govmomi_reads(
    vcsim: Vcsim, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machines = {one["name"]: one for one in listed(capsys, settings, "vm")["machines"]}
    assert set(machines) == {one.name for one in vcsim.inside.machines}
    for one in vcsim.inside.machines:
        told = machines[one.name]
        assert (told["vcpus"], told["memory_bytes"]) == (one.cpus, one.memory_mb * MIB)
    hosts = listed(capsys, settings, "host")["hosts"]
    assert sorted(one["name"] for one in hosts) == sorted(vcsim.inside.hosts)
    assert sum(len(one["machines"]) for one in hosts) == len(machines)

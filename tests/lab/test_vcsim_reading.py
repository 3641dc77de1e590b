"""The vSphere provider reads VMware's own simulator, and govmomi says what is right."""

import time
from collections.abc import Iterator

import pytest
from vcsim_lab import USER, Vcsim, certificate, simulator

from console.model.error import CredentialsRefused, SourceError
from console.model.private import PrivateView, Right
from console.providers.vsphere.cloud import VsphereCloud

pytestmark = pytest.mark.lab
MIB = 1 << 20


@pytest.fixture(scope="module")
def vcsim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vcsim]:
    with simulator(tmp_path_factory.mktemp("vcsim"), datastores=5, pods=1, machines=6) as found:
        yield found


@pytest.fixture(scope="module")
def cloud(vcsim: Vcsim) -> Iterator[VsphereCloud]:
    found = vcsim.cloud()
    yield found
    found.close()


@pytest.fixture(scope="module")
def seen(cloud: VsphereCloud) -> PrivateView:
    return cloud.inventory()


def code_of(failure: pytest.ExceptionInfo[SourceError]) -> str:
    return failure.value.notice.code


def test_datastores_have_the_figures_that_govmomi_reads(vcsim: Vcsim, seen: PrivateView) -> None:
    found = {d.name: (d.id, d.capacity_bytes, d.free_bytes, d.accessible) for d in seen.datastores}
    assert found == {
        store.name: (
            store.id,
            store.capacity if store.accessible else None,
            store.free if store.accessible else None,
            store.accessible,
        )
        for store in vcsim.inside.datastores
    }
    assert [d.used_ratio for d in seen.datastores if d.accessible] == [0.75] * 4
    assert [d.provisioned_ratio for d in seen.datastores if d.accessible] == [1.25] * 4


def test_inaccessible_datastore_is_unknown_and_not_empty(seen: PrivateView) -> None:
    dead = next(d for d in seen.datastores if not d.accessible)
    assert (dead.capacity_bytes, dead.free_bytes, dead.used_ratio) == (None, None, None)


def test_mounts_are_told_host_by_host(seen: PrivateView) -> None:
    hosts = {host.id for host in seen.hosts}
    for store in seen.datastores:
        assert {mount.host_id for mount in store.mounts} == hosts
        assert bool(seen.missing_mounts(store)) is not store.accessible


def test_machines_are_those_that_govmomi_reads(vcsim: Vcsim, seen: PrivateView) -> None:
    found = {
        m.name: (m.id, m.vcpus, m.memory_bytes, m.host_id, f"powered{m.power.value.title()}")
        for m in seen.virtual_machines
    }
    assert found == {
        machine.name: (
            machine.id,
            machine.cpus,
            machine.memory_mb * MIB,
            machine.host,
            machine.power,
        )
        for machine in vcsim.inside.machines
    }


def test_hosts_stand_in_their_cluster_and_virtual_datacenter(
    vcsim: Vcsim, seen: PrivateView
) -> None:
    assert sorted(host.name for host in seen.hosts) == sorted(vcsim.inside.hosts)
    assert [(cluster.name, cluster.vdc) for cluster in seen.clusters] == [
        (vcsim.inside.clusters[0], "DC0")
    ]
    assert {host.cluster_id for host in seen.hosts} == {seen.clusters[0].id}
    assert all(host.in_service and host.memory_bytes for host in seen.hosts)
    assert seen.unreadable == 0


def test_one_virtual_datacenter_can_be_chosen(vcsim: Vcsim, seen: PrivateView) -> None:
    chosen = vcsim.cloud(vdc="DC0")
    assert len(chosen.inventory().datastores) == len(seen.datastores)
    chosen.close()
    absent = vcsim.cloud(vdc="DC9")
    with pytest.raises(SourceError) as failure:
        absent.inventory()
    absent.close()
    assert code_of(failure) == "vsphere.no_vdc"


def test_account_says_who_it_is_and_what_it_may_do(cloud: VsphereCloud) -> None:
    account = cloud.account()
    assert account.user == USER
    assert account.rights == set(Right) - {Right.ORDER}
    assert account.lacking == ()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
def test_certificate_is_verified_on_loopback_too(
    address: str, vcsim: Vcsim, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tls")
    with simulator(folder, address=address, datastores=1, machines=1) as server:
        stranger = certificate(tmp_path_factory.mktemp("stranger"))
        refusals = {
            "outage.self_signed": [{"ca_file": None}, {"ca_file": str(stranger.file)}],
            "vsphere.fingerprint": [{"ca_file": None, "fingerprint": stranger.fingerprint}],
            "vsphere.bad_fingerprint": [{"fingerprint": "ab:cd"}],
            "files.missing": [{"ca_file": str(folder / "nothing.pem")}],
        }
        for code, cases in refusals.items():
            for changes in cases:
                client = server.cloud(**changes)
                with pytest.raises(SourceError) as failure:
                    client.inventory()
                client.close()
                assert code_of(failure) == code
        for changes in ({}, {"ca_file": None, "fingerprint": server.certificate.fingerprint}):
            client = server.cloud(**changes)
            assert len(client.inventory().datastores) == 1
            client.close()
    assert vcsim.process.poll() is None


def test_wrong_password_is_refused_and_a_changed_one_heals(vcsim: Vcsim) -> None:
    asked: list[str] = []
    current = ["wrong"]

    def password() -> str:
        asked.append(current[0])
        return current[0]

    client = vcsim.cloud(password)
    for _ in range(3):
        with pytest.raises(CredentialsRefused) as failure:
            client.inventory()
        assert code_of(failure) == "vsphere.login"
        assert "wrong" not in str(failure.value)
    current[0] = "vcsim-password"
    assert client.inventory().datastores
    assert asked == ["wrong"] * 3 + ["vcsim-password"]
    client.close()


def test_no_password_is_said_with_the_secret_s_name(vcsim: Vcsim) -> None:
    client = vcsim.cloud(lambda: None)
    with pytest.raises(CredentialsRefused) as failure:
        client.inventory()
    client.close()
    assert "vsphere" in failure.value.notice.values.values()


def test_large_estate_is_read_with_little_work(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("large")
    with simulator(folder, datastores=1000, machines=2000) as server:
        client = server.cloud()
        durations = []
        for _ in range(5):
            began = time.process_time()
            seen = client.inventory()
            durations.append(time.process_time() - began)
        client.close()
    assert (len(seen.datastores), len(seen.virtual_machines), seen.unreadable) == (1000, 2000, 0)
    assert min(durations) <= 1.5

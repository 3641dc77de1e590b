"""The vSphere provider against the rehearsal's vCenter: SOAP over TLS."""

import hashlib
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from departing import LostAfter
from process import HANGS_AFTER_S, wait_until
from rehearsed import Rehearsal, Rehearse
from tcp_gate import Gate, Mode
from vcenter_contract import CHECKS, Bench

from console.clock import clock_of
from console.departure import decided_by
from console.model.error import CallRefused, OutcomeUnknown, SourceUnreachable, StoodStill
from console.model.private import Maintenance, Right
from console.providers.vsphere.cloud import VsphereCloud, VsphereReader
from console.providers.vsphere.inventory import Inventory
from console.providers.vsphere.session import VcenterSession
from console.rehearsal.reference import ESTATE
from console.settings.load import load
from console.settings.secrets import Secrets

SPEED = 480.0  # no other module asks for it, so nobody else changes this estate


class Estate:
    """A rehearsal's private side, and clients of it."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        settings = load(rehearsal.settings, environ={}).settings
        assert settings.private_cloud is not None
        self.private = settings.private_cloud
        self.clock = clock_of(settings.clock)
        self.secrets = Secrets(ESTATE, rehearsal.settings.parent / "secrets.toml", keyring=False)

    def password(self, name: str = "vsphere") -> str:
        found = self.secrets.get(name)
        assert found is not None
        return found

    def client(
        self, password: Callable[[], str | None] | None = None, **changes: object
    ) -> VsphereCloud:
        settings = msgspec.structs.replace(self.private.vsphere, **changes)
        return VsphereCloud(
            settings, user=settings.user, password=password or self.password, clock=self.clock
        )

    def reader(self) -> VsphereReader:
        settings = self.private.vsphere
        assert settings.read_user is not None
        return VsphereReader(
            settings,
            user=settings.read_user,
            password=lambda: self.password("vsphere-read"),
            clock=self.clock,
        )


@pytest.fixture(scope="module")
def estate(rehearsal: Rehearse) -> Estate:
    return Estate(rehearsal("steady", SPEED))


@pytest.fixture(scope="module")
def bench(estate: Estate) -> Iterator[Bench]:
    cloud = estate.client()
    settings = estate.private.vsphere
    shown = ssl.get_server_certificate((settings.host, settings.port), timeout=60.0)
    certificate = ssl.PEM_cert_to_DER_cert(shown)
    yield Bench(
        estate.client,
        cloud,
        settings,
        estate.password(),
        hashlib.sha256(certificate).hexdigest(),
        estate.private.storage.exports[0],
    )
    cloud.close()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_rehearsal(check: Callable[[Bench], None], bench: Bench) -> None:
    check(bench)


def test_estate_is_the_one_that_was_promised(bench: Bench) -> None:
    seen = bench.cloud.inventory()
    assert len(seen.hosts) == 3
    assert {f"db-{n}" for n in (1, 2, 3)} <= {each.name for each in seen.virtual_machines}
    databases = {n: seen.virtual_machine(f"db-{n}") for n in (2, 3)}
    assert databases[2] is not None
    assert databases[3] is not None
    assert databases[2].cpu_hot_add
    assert not databases[3].cpu_hot_add
    fullest = max(seen.datastores, key=lambda each: each.used_ratio or 0.0)
    assert (fullest.used_ratio or 0.0) > 0.9
    assert fullest.id in {alarm.entity_id for alarm in seen.alarms}


def test_reader_sees_the_same_and_may_do_nothing(estate: Estate, bench: Bench) -> None:
    reader = estate.reader()
    assert reader.account().rights == frozenset()
    seen = {each.name for each in reader.inventory().datastores}
    assert seen == {each.name for each in bench.cloud.inventory().datastores}
    reader.close()


def test_reader_s_writes_are_refused_by_the_server(estate: Estate, bench: Bench) -> None:
    settings = estate.private.vsphere
    sly = VsphereCloud(
        settings,
        user=str(settings.read_user),
        password=lambda: estate.password("vsphere-read"),
        clock=estate.clock,
    )
    target = bench.cloud.inventory().virtual_machines[0]
    with pytest.raises(CallRefused) as failure:
        sly.snapshot(target.id, "sly", "")
    sly.close()
    assert failure.value.notice.code == "vsphere.no_permission"
    assert failure.value.notice.values["privilege"] == "VirtualMachine.State.CreateSnapshot"


def test_datastore_goes_into_maintenance_and_out_again(bench: Bench) -> None:
    store = next(each for each in bench.cloud.inventory().datastores if not each.virtual_machines)

    def maintenance() -> Maintenance | None:
        found = bench.cloud.inventory().datastore(store.name)
        return None if found is None else found.maintenance

    bench.done(bench.cloud.enter_maintenance(store.id).resource_id)
    assert maintenance() is Maintenance.IN
    bench.done(bench.cloud.leave_maintenance(store.id).resource_id)
    assert maintenance() is Maintenance.NORMAL


def test_free_disk_becomes_a_datastore_that_another_host_finds(bench: Bench) -> None:
    one, other, *_ = bench.cloud.inventory().hosts
    disk = bench.cloud.free_disks(one.id)[0]
    bench.cloud.format_vmfs(one.id, disk=disk.name, name="vigie-contract-1")
    assert disk.name not in {each.name for each in bench.cloud.free_disks(one.id)}
    bench.cloud.rescan(other.id)
    found = bench.cloud.inventory().datastore("vigie-contract-1")
    assert found is not None
    assert found.kind.value == "vmfs"
    assert found.ssd is disk.ssd
    assert {one.id, other.id} <= {each.host_id for each in found.mounts if each.usable}


def test_datastore_moves_into_the_cluster_of_its_kind(bench: Bench) -> None:
    seen = bench.cloud.inventory()
    pod = next(each.folder for each in seen.datastores if each.clustered)
    store = next(each for each in seen.datastores if not each.clustered)
    assert pod is not None
    bench.done(bench.cloud.move_datastore(store.id, pod).resource_id)
    found = bench.cloud.inventory().datastore(store.name)
    assert found is not None
    assert (found.folder, found.clustered) == (pod, True)
    bench.done(bench.cloud.move_datastore(store.id, str(store.folder)).resource_id)


def test_export_leaves_one_host_after_the_other(bench: Bench) -> None:
    export = bench.export
    hosts = bench.cloud.inventory().hosts[:2]
    for host in hosts:
        bench.cloud.mount_nfs(host.id, server=export.server, path=export.path, name=export.name)
    store = bench.cloud.inventory().datastore(export.name)
    assert store is not None
    assert {each.host_id for each in store.mounts if each.usable} == {host.id for host in hosts}
    for host in hosts:
        bench.cloud.unmount(host.id, store.id)
    assert bench.cloud.inventory().datastore(export.name) is None


def test_export_under_a_name_that_is_taken_is_refused(bench: Bench) -> None:
    seen = bench.cloud.inventory()
    taken = next(each for each in seen.datastores if each.folder != "vigie")
    with pytest.raises(CallRefused):
        bench.cloud.mount_nfs(
            seen.hosts[0].id, server=bench.export.server, path=bench.export.path, name=taken.name
        )


def test_account_may_act_where_the_reader_may_not(bench: Bench) -> None:
    assert Right.RESIZE in bench.cloud.account().rights


@pytest.fixture
def gate(estate: Estate) -> Iterator[Gate]:
    found = Gate(estate.private.vsphere.port)
    yield found
    found.close()


@pytest.fixture
def through(estate: Estate, gate: Gate) -> Iterator[VsphereCloud]:
    """A client whose bytes pass the gate."""
    found = estate.client(port=gate.port, connect_timeout_s=4.0, read_timeout_s=4.0)
    yield found
    found.close()


def test_snapshot_whose_answer_is_lost_is_in_doubt_and_taken_once(
    estate: Estate, bench: Bench, gate: Gate
) -> None:
    client = estate.client(port=gate.port)
    target = client.inventory().virtual_machines[4]
    gate.mode = "lost"
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(client.snapshot, target.id, "lost", "")
        wait_until(lambda: bench.machine(target.name).snapshots, what="the snapshot asked for")
        gate.drop()
        failure = asked.exception(HANGS_AFTER_S)
    assert isinstance(failure, OutcomeUnknown)
    assert failure.request_id is not None
    client.close()
    assert len(bench.machine(target.name).snapshots) == 1


@pytest.mark.parametrize("parts", [0, 1], ids=["nothing", "its headers"])
def test_snapshot_whose_work_is_lost_by_the_time_it_leaves_is_not_taken(
    bench: Bench, parts: int
) -> None:
    target = bench.cloud.inventory().virtual_machines[5 + parts]
    with decided_by(LostAfter(parts)), pytest.raises(StoodStill):
        bench.cloud.snapshot(target.id, "late", "")
    assert bench.machine(target.name).snapshots == ()
    bench.done(bench.cloud.snapshot(target.id, "late", "").resource_id)
    assert len(bench.machine(target.name).snapshots) == 1


@pytest.mark.parametrize("mode", ["silent", "drip"])
def test_vcenter_that_stops_answering_is_unreachable_and_comes_back(
    mode: Mode, through: VsphereCloud, gate: Gate
) -> None:
    through.inventory()
    gate.drop()
    gate.mode = mode
    with pytest.raises(SourceUnreachable):
        through.inventory()
    gate.drop()
    gate.mode = "pass"
    assert through.inventory().datastores


def test_large_estates_are_followed_by_updates(estate: Estate, bench: Bench) -> None:
    settings = estate.private.vsphere
    session = VcenterSession(settings, settings.user, estate.password)
    inventory = Inventory(settings, estate.clock, quick_s=0.0)

    def sizes() -> dict[str, tuple[int, int]]:
        seen = session.run(inventory.read, time.monotonic() + HANGS_AFTER_S)
        return {each.name: (each.vcpus, len(each.snapshots)) for each in seen.virtual_machines}

    sizes()
    inventory.doubt()
    sizes()
    assert inventory._following is not None
    target = bench.machine("db-2")
    bench.done(bench.cloud.reconfigure(target.id, vcpus=target.vcpus + 2).resource_id)
    bench.done(bench.cloud.snapshot(target.id, "followed", "").resource_id)
    assert sizes()["db-2"] == (target.vcpus + 2, len(target.snapshots) + 1)
    inventory.doubt()
    assert sizes()["db-2"] == (target.vcpus + 2, len(target.snapshots) + 1)
    assert inventory._trusted
    session.farewell()

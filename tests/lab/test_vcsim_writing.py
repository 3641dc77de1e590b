"""The vSphere provider changes VMware's own simulator, and reads back what it did."""

import time
from collections.abc import Iterator

import pytest
from process import HANGS_AFTER_S, wait_until
from vcsim_lab import PASSWORD, USER, Vcsim, simulator

from console.model.error import CallRefused, NotFound
from console.model.private import Power, TaskState, VirtualMachine
from console.providers.vsphere.cloud import VsphereCloud
from console.providers.vsphere.inventory import Inventory
from console.providers.vsphere.session import VcenterSession

pytestmark = pytest.mark.lab
GIB = 1 << 30


@pytest.fixture(scope="module")
def vcsim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vcsim]:
    with simulator(tmp_path_factory.mktemp("vcsim"), pods=1) as found:
        (found.folder / "export-1").mkdir()
        yield found


@pytest.fixture(scope="module")
def cloud(vcsim: Vcsim) -> Iterator[VsphereCloud]:
    found = vcsim.cloud()
    yield found
    found.close()


def done(cloud: VsphereCloud, task_id: str | None) -> None:
    assert task_id is not None
    wait_until(lambda: cloud.task(task_id).state is TaskState.SUCCESS, what="the task ends")


def machine(cloud: VsphereCloud, at: int) -> VirtualMachine:
    return cloud.inventory().virtual_machines[at]


def test_reconfigured_machine_has_its_new_sizes(cloud: VsphereCloud) -> None:
    before = machine(cloud, 0)
    receipt = cloud.reconfigure(before.id, vcpus=8, memory_bytes=64 * GIB)
    assert receipt.request_id is not None
    done(cloud, receipt.resource_id)
    after = machine(cloud, 0)
    assert (before.vcpus, after.vcpus, after.memory_bytes) == (1, 8, 64 * GIB)
    done(cloud, cloud.reconfigure(before.id, vcpus=4).resource_id)
    assert (machine(cloud, 0).vcpus, machine(cloud, 0).memory_bytes) == (4, 64 * GIB)


def test_task_is_among_the_recent_ones(cloud: VsphereCloud) -> None:
    target = machine(cloud, 0)
    receipt = cloud.reconfigure(target.id, vcpus=2)
    found = next(task for task in cloud.inventory().tasks if task.id == receipt.resource_id)
    assert found.entity_id == target.id


def test_machine_shuts_down_and_powers_on(cloud: VsphereCloud) -> None:
    target = machine(cloud, 1)
    assert target.power is Power.ON
    assert cloud.shut_down(target.id).resource_id is None
    wait_until(lambda: machine(cloud, 1).power is Power.OFF, what="it is off")
    assert machine(cloud, 1).guest_running is False
    done(cloud, cloud.power_on(target.id).resource_id)
    assert machine(cloud, 1).power is Power.ON


def test_refused_task_tells_vcenter_s_reason(cloud: VsphereCloud) -> None:
    receipt = cloud.power_on(machine(cloud, 1).id)
    assert receipt.resource_id is not None
    task = cloud.task(receipt.resource_id)
    assert task.state is TaskState.ERROR
    assert task.error


def test_snapshot_is_seen_with_its_name_and_age(cloud: VsphereCloud) -> None:
    target = machine(cloud, 2)
    done(cloud, cloud.snapshot(target.id, "before-resize", "op-1").resource_id)
    found = machine(cloud, 2).snapshots
    assert [(each.name, each.description) for each in found] == [("before-resize", "op-1")]
    assert found[0].created_at.tzinfo is not None


@pytest.mark.parametrize("call", ["power_on", "shut_down"])
def test_what_is_gone_is_not_found(call: str, cloud: VsphereCloud) -> None:
    with pytest.raises(NotFound) as failure:
        getattr(cloud, call)("vm-99999")
    assert failure.value.notice.code == "vsphere.not_found"


def test_forgotten_task_is_not_found(cloud: VsphereCloud) -> None:
    with pytest.raises(NotFound):
        cloud.task("task-99999")


def test_export_is_mounted_once_and_again_without_a_complaint(cloud: VsphereCloud) -> None:
    host = cloud.inventory().hosts[0]
    for _ in range(2):
        cloud.mount_nfs(host.id, server="nas.example", path="/exports/1", name="export-1")
    found = cloud.inventory().datastore("export-1")
    assert found is not None
    with pytest.raises(CallRefused) as failure:
        cloud.mount_nfs(host.id, server="nas.example", path="/exports/2", name="export-1")
    assert failure.value.notice.code == "vsphere.refused"


def test_unknown_folder_is_refused_and_the_present_one_needs_no_call(cloud: VsphereCloud) -> None:
    store = cloud.inventory().datastores[0]
    assert store.folder == "datastore"
    assert cloud.move_datastore(store.id, "datastore").resource_id is None
    with pytest.raises(CallRefused) as failure:
        cloud.move_datastore(store.id, "nowhere")
    assert failure.value.notice.code == "vsphere.no_folder"


def test_datastore_moves_into_a_cluster_of_datastores(cloud: VsphereCloud) -> None:
    store = cloud.inventory().datastores[1]
    done(cloud, cloud.move_datastore(store.id, "DC0_POD0").resource_id)
    found = cloud.inventory().datastore(store.name)
    assert found is not None
    assert (found.folder, found.clustered) == ("DC0_POD0", True)


@pytest.mark.parametrize("call", ["enter_maintenance", "leave_maintenance", "reboot"])
def test_what_the_server_cannot_do_is_a_refusal(call: str, cloud: VsphereCloud) -> None:
    seen = cloud.inventory()
    target = seen.virtual_machines[0] if call == "reboot" else seen.datastores[0]
    with pytest.raises(CallRefused) as failure:
        getattr(cloud, call)(target.id)
    assert failure.value.notice.code == "vsphere.unsupported"


def test_updates_between_full_reads_never_make_a_figure_wrong_for_long(vcsim: Vcsim) -> None:
    """This server tells few changes; the first full read that shows it ends the following."""
    settings = vcsim.settings(full_read_every_s=3600.0)
    client = vcsim.cloud()
    session = VcenterSession(settings, USER, lambda: PASSWORD)
    inventory = Inventory(settings, client._clock, quick_s=0.0)

    def read() -> dict[str, tuple[Power, int]]:
        seen = session.run(inventory.read, time.monotonic() + HANGS_AFTER_S)
        return {each.name: (each.power, each.vcpus) for each in seen.virtual_machines}

    target = machine(client, 3)
    read()
    inventory.doubt()
    assert read()[target.name] == (Power.ON, target.vcpus)
    assert inventory._following is not None
    client.shut_down(target.id)
    wait_until(lambda: read()[target.name][0] is Power.OFF, what="told by an update")
    done(client, client.reconfigure(target.id, vcpus=target.vcpus + 3).resource_id)
    inventory.doubt()
    assert read()[target.name] == (Power.OFF, target.vcpus + 3)
    session.farewell()
    client.close()

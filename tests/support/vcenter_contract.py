"""What any vCenter must show through the vSphere provider: the rehearsal's, VMware's simulator."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from process import wait_until

from console.model.error import CallRefused, CredentialsRefused, NotFound, SourceError
from console.model.private import Power, PrivateView, TaskState, VirtualMachine
from console.providers.vsphere.cloud import VsphereCloud
from console.providers.vsphere.session import LiveSession, VcenterSession
from console.settings.private import ExportSettings, VsphereSettings


@dataclass(frozen=True, slots=True)
class Bench:
    """One vCenter. `client` takes a password and settings to change; `export` can be mounted."""

    client: Callable[..., VsphereCloud]
    cloud: VsphereCloud
    settings: VsphereSettings
    password: str = field(repr=False)
    fingerprint: str
    export: ExportSettings

    def done(self, task_id: str | None) -> None:
        """Wait for a task, which must succeed."""
        assert task_id is not None
        wait_until(
            lambda: self.cloud.task(task_id).state in {TaskState.SUCCESS, TaskState.ERROR},
            what="the task ends",
        )
        task = self.cloud.task(task_id)
        assert (task.state, task.error) == (TaskState.SUCCESS, None)

    def machine(self, name: str) -> VirtualMachine:
        """A machine as it is now."""
        found = self.cloud.inventory().virtual_machine(name)
        assert found is not None
        return found

    def as_another(self, work: Callable[[LiveSession], object]) -> None:
        """Do something in a session of its own."""
        other = VcenterSession(self.settings, self.settings.user, lambda: self.password)
        try:
            other.run(work, time.monotonic() + 10)
        finally:
            other.farewell()


def everything_refers_to_what_is_there(bench: Bench) -> None:
    seen = bench.cloud.inventory()
    hosts, stores, machines = (
        {each.id for each in group}
        for group in (seen.hosts, seen.datastores, seen.virtual_machines)
    )
    assert all((hosts, stores, machines, seen.clusters))
    assert seen.unreadable == 0
    assert {host for cluster in seen.clusters for host in cluster.host_ids} == hosts
    assert {mount.host_id for store in seen.datastores for mount in store.mounts} <= hosts
    for machine in seen.virtual_machines:
        assert machine.host_id in hosts
        assert set(machine.datastore_ids) <= stores
        assert machine.vcpus > 0
        assert machine.memory_bytes > 0


def figures_of_accessible_datastores_make_sense(bench: Bench) -> None:
    for store in bench.cloud.inventory().datastores:
        if store.accessible:
            assert store.capacity_bytes is not None
            assert store.free_bytes is not None
            assert 0 <= store.free_bytes <= store.capacity_bytes
            assert store.kind.value in {"nfs", "vmfs"}
        else:
            assert store.used_ratio is None


def two_readings_agree(bench: Bench) -> None:
    def names(seen: PrivateView) -> list[str]:
        return [each.name for each in (*seen.datastores, *seen.hosts, *seen.virtual_machines)]

    first, second = bench.cloud.inventory(), bench.cloud.inventory()
    assert names(first) == names(second)
    assert first.observed_at < second.observed_at


def account_may_do_everything(bench: Bench) -> None:
    account = bench.cloud.account()
    assert account.user
    assert {right.value for right in account.rights} == {
        "resize",
        "power",
        "reboot",
        "snapshot",
        "datastore",
    }
    assert account.lacking == ()


def machine_that_is_resized_shows_it(bench: Bench) -> None:
    before = next(
        (each for each in bench.cloud.inventory().virtual_machines if each.cpu_hot_add),
        bench.cloud.inventory().virtual_machines[0],
    )
    receipt = bench.cloud.reconfigure(before.id, vcpus=before.vcpus + 2)
    bench.done(receipt.resource_id)
    after = bench.machine(before.name)
    assert (after.vcpus, after.memory_bytes) == (before.vcpus + 2, before.memory_bytes)


def machine_shuts_down_and_powers_on(bench: Bench) -> None:
    target = bench.cloud.inventory().virtual_machines[1]
    assert target.power is Power.ON
    bench.cloud.shut_down(target.id)
    wait_until(lambda: bench.machine(target.name).power is Power.OFF, what="it is off")
    bench.done(bench.cloud.power_on(target.id).resource_id)
    assert bench.machine(target.name).power is Power.ON


def a_guest_without_tools_that_answer_is_not_rebooted(bench: Bench) -> None:
    target = bench.cloud.inventory().virtual_machines[3]
    bench.cloud.shut_down(target.id)
    wait_until(lambda: bench.machine(target.name).power is Power.OFF, what="it is off")
    with pytest.raises(CallRefused) as failure:
        bench.cloud.reboot(target.id)
    assert failure.value.notice.code in {"vsphere.refused", "vsphere.unsupported"}
    bench.done(bench.cloud.power_on(target.id).resource_id)


def high_availability_is_told_or_not_known_and_never_guessed(bench: Bench) -> None:
    seen = bench.cloud.inventory()
    [cluster] = seen.clusters
    told = {each.ha_state is not None for each in seen.hosts}
    guarded = {each.ha_protected for each in seen.virtual_machines if each.power is Power.ON}
    assert (told, guarded) == (({True}, {True}) if cluster.ha else ({False}, {None}))


def snapshot_is_seen(bench: Bench) -> None:
    target = bench.cloud.inventory().virtual_machines[2]
    bench.done(bench.cloud.snapshot(target.id, "before", "op-1").resource_id)
    found = bench.machine(target.name).snapshots
    assert ("before", "op-1") in {(each.name, each.description) for each in found}


def what_is_gone_is_not_found(bench: Bench) -> None:
    for call in (bench.cloud.power_on, bench.cloud.shut_down, bench.cloud.task):
        with pytest.raises(NotFound):
            call("vm-424242" if call != bench.cloud.task else "task-424242")


def folder_that_is_not_there_is_refused(bench: Bench) -> None:
    store = bench.cloud.inventory().datastores[0]
    assert store.folder is not None
    assert bench.cloud.move_datastore(store.id, store.folder).resource_id is None
    with pytest.raises(CallRefused) as failure:
        bench.cloud.move_datastore(store.id, "nowhere")
    assert failure.value.notice.code == "vsphere.no_folder"


def export_is_mounted_and_again_without_a_complaint(bench: Bench) -> None:
    host = bench.cloud.inventory().hosts[0]
    export = bench.export
    for _ in range(2):
        bench.cloud.mount_nfs(host.id, server=export.server, path=export.path, name=export.name)
    found = bench.cloud.inventory().datastore(export.name)
    assert found is not None
    assert found.kind.value == "nfs"


def terminated_session_is_replaced(bench: Bench) -> None:
    client = bench.client()
    client.inventory()
    link = client._session._link
    assert link is not None
    key = link.key
    bench.as_another(lambda other: other.content.sessionManager.TerminateSession([key]))
    assert client.inventory().datastores
    client.close()


def wrong_password_is_refused(bench: Bench) -> None:
    client = bench.client(lambda: "not-the-password")
    with pytest.raises(CredentialsRefused) as failure:
        client.inventory()
    client.close()
    assert failure.value.notice.code == "vsphere.login"
    assert "not-the-password" not in f"{failure.value} {failure.value.notice}"


def certificate_is_verified(bench: Bench) -> None:
    unknown = {"outage.authority", "outage.self_signed"}  # whoever has signed it
    for changes, codes in (
        ({"ca_file": None}, unknown),
        ({"ca_file": None, "fingerprint": "0" * 64}, {"vsphere.fingerprint"}),
    ):
        client = bench.client(**changes)
        with pytest.raises(SourceError) as failure:
            client.inventory()
        client.close()
        assert failure.value.notice.code in codes
    client = bench.client(ca_file=None, fingerprint=bench.fingerprint)
    assert client.inventory().datastores
    client.close()


CHECKS = (
    everything_refers_to_what_is_there,
    figures_of_accessible_datastores_make_sense,
    two_readings_agree,
    account_may_do_everything,
    machine_that_is_resized_shows_it,
    machine_shuts_down_and_powers_on,
    a_guest_without_tools_that_answer_is_not_rebooted,
    high_availability_is_told_or_not_known_and_never_guessed,
    snapshot_is_seen,
    what_is_gone_is_not_found,
    folder_that_is_not_there_is_refused,
    export_is_mounted_and_again_without_a_complaint,
    terminated_session_is_replaced,
    wrong_password_is_refused,
    certificate_is_verified,
)

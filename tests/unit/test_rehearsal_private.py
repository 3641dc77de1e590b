"""The simulated private cloud in estate time: deliveries, mounts, machines, maintenance."""

import pytest
from standing_private import BY, Standing

from console.rehearsal.private.reference import DAY_S, GIB, NFS_SERVER, POD, TB, VDC_ID
from console.rehearsal.private.scenario import MountFailure
from console.rehearsal.private.things import VcenterRefusal


def test_the_reference_estate_stands_from_the_start() -> None:
    standing = Standing()
    inventory = standing.estate.inventory
    stores = inventory.datastores.values()
    assert (len(inventory.hosts), len(stores), len(inventory.machines)) == (3, 12, 16)
    assert all(store.mounts.keys() == inventory.hosts.keys() for store in stores)
    at = standing.estate.now()
    full = [each.name for each in stores if each.used(at) / each.capacity > 0.95]
    assert full == ["ssd-000103"]
    assert [alarm.entity for alarm in standing.estate.alarms()] == [standing.store(full[0]).id]


def test_growth_reaches_back_two_weeks_and_goes_on() -> None:
    standing = Standing()
    store, at = standing.store("ssd-000106"), standing.estate.now()
    used = [store.used(at + day * DAY_S) for day in range(-14, 15)]
    assert used == sorted(used)
    assert used[-1] - used[0] > 0.1 * store.capacity


def test_an_order_is_delivered_and_mounts_host_by_host() -> None:
    standing = Standing()
    store = standing.delivered()
    assert (store.mounts, store.accessible) == ({}, False)
    counts = []
    for _ in range(3):
        standing.after(20)
        counts.append(len(store.mounts))
    assert counts == [1, 2, 3]
    assert store.accessible
    assert store.capacity == 3 * TB
    assert standing.orders() == ["order-filer"]


def test_a_mount_that_fails_recovers_when_it_is_told_to() -> None:
    failure = MountFailure(order=2, host=2, recovers_wall_s=500)
    standing = Standing(mount_failures=(failure,))
    first, second = standing.delivered(), standing.delivered()
    standing.after(60)
    assert all(mount.accessible for mount in first.mounts.values())
    assert [mount.accessible for mount in second.mounts.values()] == [True, False, True]
    standing.after(500)
    assert all(mount.accessible for mount in second.mounts.values())


def test_a_mount_may_fail_for_good() -> None:
    standing = Standing(mount_failures=(MountFailure(order=1),))
    store = standing.delivered()
    standing.after(30 * DAY_S)
    assert [mount.accessible for mount in store.mounts.values()] == [False, True, True]


def test_a_new_host_connects_then_mounts_one_datastore_after_the_other() -> None:
    standing = Standing()
    task = standing.estate.supply.order_host("PRE512", vdc_id=VDC_ID, by=BY)
    standing.after(task.ends_at - standing.clock.time)
    host = list(standing.estate.inventory.hosts.values())[-1]
    connections = [host.connection]
    standing.after(60)
    assert [*connections, host.connection] == ["disconnected", "connected"]
    stores = standing.estate.inventory.datastores.values()
    assert sum(host.id in store.mounts for store in stores) == 0
    standing.after(8 * 6)
    assert sum(host.id in store.mounts for store in stores) == 6
    standing.after(8 * 6)
    assert sum(host.id in store.mounts for store in stores) == 12


def test_a_look_late_sees_what_looks_in_between_would_have_seen() -> None:
    often, late = Standing(), Standing()
    for each in (often, late):
        each.estate.supply.order_filer("ssd-3000-GB", vdc_id=VDC_ID, by=BY)
    for _ in range(500):
        often.after(2)
    late.after(1000)
    assert [(s.name, s.mounts) for s in often.estate.inventory.datastores.values()] == [
        (s.name, s.mounts) for s in late.estate.inventory.datastores.values()
    ]


def test_generations_tell_what_changed_and_what_is_gone() -> None:
    standing = Standing()
    inventory, before = standing.estate.inventory, standing.estate.generation
    store = standing.delivered()
    standing.after(60)
    assert [each.id for each in inventory.things() if each.generation > before] == [store.id]
    standing.estate.storage.enter_maintenance(store.id, BY)
    standing.after(15)
    filer = next(f for f in standing.estate.supply.filers.values() if f.datastore == store.id)
    before = standing.estate.generation
    standing.estate.supply.remove_filer(filer.id, BY)
    standing.after(15 + 90)
    assert store.id not in inventory.datastores
    assert inventory.gone[store.id] > before


def test_nothing_changes_while_time_alone_passes() -> None:
    standing = Standing()
    before = standing.estate.generation
    standing.after(30 * DAY_S)
    assert standing.estate.generation == before


def test_a_running_machine_grows_only_where_it_may() -> None:
    standing = Standing()
    machines = standing.estate.machines
    task = machines.reconfigure(standing.machine("db-1").id, vcpus=16, memory=128 * GIB, by=BY)
    assert (standing.machine("db-1").vcpus, task.status) == (8, "running")
    standing.after(6)
    assert (standing.machine("db-1").vcpus, task.status) == (16, "success")
    assert standing.machine("db-1").memory == 128 * GIB
    refused = [
        machines.reconfigure(standing.machine("db-3").id, vcpus=16, memory=None, by=BY),
        machines.reconfigure(standing.machine("db-3").id, vcpus=None, memory=128 * GIB, by=BY),
        machines.reconfigure(standing.machine("db-1").id, vcpus=8, memory=None, by=BY),
    ]
    standing.after(6)
    assert [each.error.fault for each in refused if each.error is not None] == [
        "CpuHotPlugNotSupported",
        "MemoryHotPlugNotSupported",
        "InvalidPowerState",
    ]
    assert standing.machine("db-3").vcpus == 8


def test_a_guest_shuts_down_is_resized_and_boots() -> None:
    standing = Standing()
    machine, machines = standing.machine("db-3"), standing.estate.machines
    machines.shut_down(machine.id, BY)
    assert (machine.power, machine.guest) == ("poweredOn", "shuttingDown")
    standing.after(45)
    assert (machine.power, machine.guest) == ("poweredOff", "notRunning")
    machines.reconfigure(machine.id, vcpus=16, memory=None, by=BY)
    standing.after(6)
    machines.power_on(machine.id, BY)
    standing.after(4)
    assert (machine.power, machine.guest, machine.vcpus) == ("poweredOn", "notRunning", 16)
    standing.after(90)
    assert machine.guest == "running"


def test_powering_off_forgets_the_boot_that_was_to_end() -> None:
    standing = Standing()
    machine, machines = standing.machine("site-1"), standing.estate.machines
    machines.power_off(machine.id, BY)
    standing.after(4)
    machines.power_on(machine.id, BY)
    standing.after(4)
    machines.power_off(machine.id, BY)
    standing.after(100)
    assert (machine.power, machine.guest) == ("poweredOff", "notRunning")
    with pytest.raises(VcenterRefusal, match="Powered off"):
        machines.shut_down(machine.id, BY)


def test_a_guest_reboots_and_its_machine_stays_on() -> None:
    standing = Standing()
    machine, machines = standing.machine("db-3"), standing.estate.machines
    machines.reboot(machine.id, BY)
    machines.reboot(machine.id, BY)
    standing.after(45)
    assert (machine.power, machine.guest, machine.boots) == ("poweredOn", "notRunning", 1)
    with pytest.raises(VcenterRefusal, match="VMware Tools"):
        machines.reboot(machine.id, BY)
    standing.after(90)
    assert machine.guest == "running"


def test_a_guest_that_hangs_may_still_hear_that_it_is_to_reboot() -> None:
    standing = Standing()
    machine, machines = standing.machine("db-3"), standing.estate.machines
    machine.hangs = "hears"
    machines.reboot(machine.id, BY)
    standing.after(45)
    standing.after(90)
    assert (machine.guest, machine.hangs) == ("running", None)


def test_a_guest_that_is_deaf_does_not_hear_and_boots_with_its_machine() -> None:
    standing = Standing()
    machine, machines = standing.machine("db-3"), standing.estate.machines
    machine.hangs = "deaf"
    machines.reboot(machine.id, BY)
    standing.after(300)
    assert (machine.guest, machine.hangs) == ("running", "deaf")
    machines.crash(machine)
    machines.power_on(machine.id, BY)
    standing.after(4)
    assert (machine.power, machine.hangs, machine.crashed) == ("poweredOn", None, False)


@pytest.mark.parametrize(("ha", "returns", "moved"), [(1, 0, 1), (0, 0, 0), (1, 1, 0)])
def test_vsphere_ha_starts_elsewhere_what_ran_on_a_host_that_stays_away(
    ha: int, returns: int, moved: int
) -> None:
    standing = Standing(ha=bool(ha))
    machine, machines = standing.machine("db-3"), standing.estate.machines
    host = standing.estate.inventory.host(machine.host)
    host.connection = "notResponding"
    machines.fail_over(host)
    if returns:
        host.connection = "connected"
    standing.after(61)
    assert (machine.host != host.id, machine.boots) == (bool(moved), moved)


def test_a_snapshot_is_taken() -> None:
    standing = Standing()
    machine = standing.machine("db-1")
    standing.estate.machines.snapshot(machine.id, "before", "Before 16 vCPU", BY)
    standing.after(10)
    assert [each.name for each in machine.snapshots] == ["before"]


def test_maintenance_needs_an_empty_datastore() -> None:
    standing = Standing()
    storage = standing.estate.storage
    lived_on, empty = standing.store("ssd-000101"), standing.store("ssd-000108")
    tasks = [storage.enter_maintenance(each.id, BY) for each in (lived_on, empty)]
    assert [empty.maintenance] == ["enteringMaintenance"]
    standing.after(15)
    assert [each.status for each in tasks] == ["error", "success"]
    assert (lived_on.maintenance, empty.maintenance) == ("normal", "inMaintenance")
    storage.leave_maintenance(empty.id, BY)
    standing.after(1)
    assert [empty.maintenance] == ["normal"]


def test_an_export_is_mounted_on_each_host_and_taken_off_again() -> None:
    standing = Standing()
    storage, hosts = standing.estate.storage, list(standing.estate.inventory.hosts)
    for host in hosts:
        store = storage.mount_nfs(host, NFS_SERVER, "/exports/archive-1", "archive-1", BY)
    assert list(store.mounts) == hosts
    with pytest.raises(VcenterRefusal) as again:
        storage.mount_nfs(hosts[0], NFS_SERVER, "/exports/archive-1", "archive-1", BY)
    assert again.value.fault == "AlreadyExists"
    with pytest.raises(VcenterRefusal) as other:
        storage.mount_nfs(hosts[0], NFS_SERVER, "/exports/archive-2", "archive-1", BY)
    assert other.value.fault == "DuplicateName"
    with pytest.raises(VcenterRefusal) as unknown:
        storage.mount_nfs(hosts[0], NFS_SERVER, "/exports/nothing", "nothing", BY)
    assert unknown.value.fault == "PlatformConfigFault"
    for host in hosts:
        storage.unmount(host, store.id, BY)
    assert standing.estate.inventory.datastore_named("archive-1") is None


def test_a_datastore_in_use_is_not_taken_off() -> None:
    standing = Standing()
    machine = standing.machine("db-1")
    with pytest.raises(VcenterRefusal) as refused:
        standing.estate.storage.unmount(machine.host, machine.datastore, BY)
    assert refused.value.fault == "ResourceInUse"


def test_a_disk_is_formatted_on_one_host_and_found_by_the_others() -> None:
    standing = Standing()
    storage, hosts = standing.estate.storage, list(standing.estate.inventory.hosts)
    disk = storage.free_disks(hosts[0])[0]
    store = storage.format_vmfs(hosts[0], disk.name, "vigie-1", BY)
    assert disk not in storage.free_disks(hosts[1])
    assert list(store.mounts) == hosts[:1]
    storage.rescan(hosts[1], BY)
    assert list(store.mounts) == hosts[:2]
    storage.unmount(hosts[0], store.id, BY)
    assert disk.name in {each.name for each in storage.free_disks(hosts[0])}


def test_a_datastore_moves_into_the_pod() -> None:
    standing = Standing()
    store = standing.delivered()
    assert store.folder != POD
    standing.estate.storage.move([store.id], POD, BY)
    standing.after(3)
    assert store.folder == POD


def test_extra_things_only_make_inventories_long() -> None:
    standing = Standing(extra_datastores=50, extra_machines=100)
    inventory = standing.estate.inventory
    assert (len(inventory.datastores), len(inventory.machines)) == (62, 116)
    names = {inventory.datastores[each.datastore].name for each in inventory.machines.values()}
    assert any(name.startswith("bulk-") for name in names)

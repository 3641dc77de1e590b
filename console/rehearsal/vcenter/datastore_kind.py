"""Datastores as vCenter shows them."""

from collections.abc import Hashable
from math import floor

from pyVmomi import vim

from console.rehearsal.private.things import STORAGE_S, SimulatedDatastore
from console.rehearsal.vcenter.place_ids import place_of
from console.rehearsal.vcenter.values import (
    Look,
    Made,
    ManagedKind,
    Property,
    Ref,
    alarm_states,
    alarms_of,
    array,
    constant,
    instant,
    long,
)

MIB = 1024**2
VMFS_BLOCK_MIB = 1


def _space(look: Look, store: SimulatedDatastore) -> tuple[int, int, int]:
    """Capacity, free, uncommitted: what nobody reaches has neither."""
    if not store.accessible:
        return 0, 0, 0
    shown_at = floor(look.at / STORAGE_S) * STORAGE_S
    return store.capacity, store.free(look.at), look.estate.uncommitted(store, shown_at)


def _summary(look: Look, store: SimulatedDatastore) -> Hashable:
    known = (store.id, store.name, store.url, store.kind, store.accessible, store.maintenance)
    return (*known, len(store.mounts) > 1, _space(look, store))


def _make_summary(raw: tuple[str, str, str, str, bool, str, bool, tuple[int, int, int]]) -> Made:
    store_id, name, url, kind, accessible, maintenance, shared, space = raw
    capacity, free, uncommitted = space
    return vim.Datastore.Summary(
        datastore=vim.Datastore(store_id),
        name=name,
        url=url,
        capacity=capacity,
        freeSpace=free,
        uncommitted=uncommitted if accessible else None,
        accessible=accessible,
        multipleHostAccess=shared,
        type=kind,
        maintenanceMode=maintenance,
    )


def _mounts(_look: Look, store: SimulatedDatastore) -> Hashable:
    path = store.url.removeprefix("ds://")
    return tuple((host, path, each) for host, each in store.mounts.items())


def _make_mounts(raw: tuple[tuple[str, str, Made], ...]) -> Made:
    mounts = [
        vim.Datastore.HostMount(
            key=vim.HostSystem(host),
            mountInfo=vim.host.MountInfo(
                path=path,
                accessMode=mount.mode,
                mounted=mount.mounted,
                accessible=mount.accessible,
                inaccessibleReason=mount.reason,
            ),
        )
        for host, path, mount in raw
    ]
    return array("vim.Datastore.HostMount", mounts)


def _info(look: Look, store: SimulatedDatastore) -> Hashable:
    capacity, free, _ = _space(look, store)
    where = store.remote or (store.disk, None)
    return store.kind, store.name, store.url, capacity, free, where, store.ssd, store.created_at


def _make_info(
    raw: tuple[str, str, str, int, int, tuple[str | None, str | None], bool | None, float],
) -> Made:
    kind, name, url, capacity, free, where, ssd, at = raw
    common = {
        "name": name,
        "url": url,
        "freeSpace": free,
        "maxFileSize": 64 * 1024**4,
        "timestamp": instant(at),
    }
    if kind == "NFS":
        server, path = where
        nas = vim.host.NasVolume(
            type="NFS", name=name, capacity=capacity, remoteHost=server, remotePath=path
        )
        return vim.host.NasDatastoreInfo(**common, nas=nas)
    vmfs = vim.host.VmfsVolume(
        type="VMFS",
        name=name,
        capacity=capacity,
        blockSizeMb=VMFS_BLOCK_MIB,
        maxBlocks=capacity // (VMFS_BLOCK_MIB * MIB),
        majorVersion=6,
        version="6.82",
        uuid=url.rstrip("/").rpartition("/")[2],
        extent=[vim.host.ScsiDisk.Partition(diskName=where[0] or "", partition=1)],
        vmfsUpgradable=False,
        ssd=ssd,
        local=False,
    )
    return vim.host.VmfsDatastoreInfo(**common, vmfs=vmfs)


def _status(look: Look, store: SimulatedDatastore) -> Hashable:
    if not store.accessible:
        return "red"
    worst = {each.status for each in look.alarms if each.entity == store.id}
    return next((status for status in ("red", "yellow") if status in worst), "green")


LEAVES = {
    "summary.accessible": Property(lambda _, store: store.accessible),
    "summary.capacity": Property(lambda look, store: _space(look, store)[0], long),
    "summary.freeSpace": Property(lambda look, store: _space(look, store)[1], long),
    "summary.uncommitted": Property(
        lambda look, store: _space(look, store)[2] if store.accessible else None, long
    ),
    "summary.type": Property(lambda _, store: store.kind),
    "summary.maintenanceMode": Property(lambda _, store: store.maintenance),
    "summary.url": Property(lambda _, store: store.url),
}
"""What clients ask for of every datastore: read alone, not as part of the summary."""
DATASTORE = ManagedKind(
    "Datastore",
    {
        **LEAVES,
        "name": Property(lambda _, store: store.name),
        "parent": Property(lambda look, store: place_of(store.folder, look.estate)),
        "summary": Property(_summary, _make_summary),
        "host": Property(_mounts, _make_mounts),
        "info": Property(_info, _make_info),
        "vm": Property(
            lambda look, store: tuple(
                Ref("VirtualMachine", each.id) for each in look.estate.machines_on(store.id)
            )
        ),
        "overallStatus": Property(_status, vim.ManagedEntity.Status),
        "triggeredAlarmState": Property(
            lambda look, store: alarms_of(store.id, look), alarm_states
        ),
        "capability": Property(
            lambda _, store: store.kind,
            lambda kind: vim.Datastore.Capability(
                directoryHierarchySupported=True,
                rawDiskMappingsSupported=kind == "VMFS",
                perFileThinProvisioningSupported=True,
            ),
        ),
        "alarmActionsEnabled": constant(value=True),
    },
)

"""What may be done to machines, datastores, hosts' storage and folders."""

from collections.abc import Iterable

from pyVmomi import vim

from console.rehearsal.private.things import (
    Machine,
    SimulatedDatastore,
    SimulatedHost,
    SimulatedTask,
)
from console.rehearsal.vcenter import fault
from console.rehearsal.vcenter.call import Method, MethodCall
from console.rehearsal.vcenter.host_kind import scsi_disk
from console.rehearsal.vcenter.values import Made

MIB = 1024**2
RESIZES = frozenset({"numCPUs", "memoryMB", "changeVersion", "numCoresPerSocket"})
SECTOR = 512


def _task(task: SimulatedTask) -> Made:
    return vim.Task(task.id)


def reconfigure(call: MethodCall) -> Made:
    """ReconfigVM_Task, of the number of processors and the memory alone."""
    machine: Machine = call.this.subject
    spec = call.required("spec")
    if set(_given(spec)) - RESIZES:
        raise fault.not_supported()
    if spec.numCPUs is not None:
        call.need("VirtualMachine.Config.CPUCount")
    if spec.memoryMB is not None:
        call.need("VirtualMachine.Config.Memory")
    if spec.changeVersion not in {None, "", str(machine.generation)}:
        raise fault.stale_change()
    memory = None if spec.memoryMB is None else spec.memoryMB * MIB
    machines = call.vcenter.estate.machines
    return _task(machines.reconfigure(machine.id, vcpus=spec.numCPUs, memory=memory, by=call.by()))


def _given(spec: Made) -> Iterable[str]:
    for each in spec._GetPropertyList():  # noqa: SLF001 - pyVmomi documents it as public
        value = getattr(spec, each.name)
        if value is not None and value != []:
            yield each.name


def power_on(call: MethodCall) -> Made:
    """PowerOnVM_Task."""
    return _task(call.vcenter.estate.machines.power_on(call.this.id, call.by()))


def power_off(call: MethodCall) -> Made:
    """PowerOffVM_Task."""
    return _task(call.vcenter.estate.machines.power_off(call.this.id, call.by()))


def reboot(call: MethodCall) -> None:
    """RebootGuest."""
    call.vcenter.estate.machines.reboot(call.this.id, call.by())


def shut_down(call: MethodCall) -> None:
    """ShutdownGuest."""
    call.vcenter.estate.machines.shut_down(call.this.id, call.by())


def snapshot(call: MethodCall) -> Made:
    """CreateSnapshot_Task; a machine's memory is not kept."""
    if call.argument("memory"):
        raise fault.not_supported()
    name, text = call.required("name"), call.argument("description") or ""
    return _task(call.vcenter.estate.machines.snapshot(call.this.id, name, text, call.by()))


def remove_snapshot(call: MethodCall) -> Made:
    """RemoveSnapshot_Task, with or without its children."""
    machine, found = call.this.subject
    machines = call.vcenter.estate.machines
    children = bool(call.argument("removeChildren"))
    return _task(
        machines.remove_snapshot(machine.id, found.id, with_children=children, by=call.by())
    )


def enter_maintenance(call: MethodCall) -> Made:
    """DatastoreEnterMaintenanceMode: a task, and no recommendations."""
    task = call.vcenter.estate.storage.enter_maintenance(call.this.id, call.by())
    return vim.storageDrs.StoragePlacementResult(task=_task(task))


def leave_maintenance(call: MethodCall) -> Made:
    """DatastoreExitMaintenanceMode_Task."""
    return _task(call.vcenter.estate.storage.leave_maintenance(call.this.id, call.by()))


def move(call: MethodCall) -> Made:
    """MoveIntoFolder_Task: datastores, into a folder of datastores or a datastore cluster."""
    wanted = list(call.required("list"))
    for each in wanted:
        if not isinstance(each, vim.Datastore) or not isinstance(
            call.known(each).subject, SimulatedDatastore
        ):
            raise fault.not_supported()
        call.need("Datastore.Move", each)
    if call.this.kind.name == "Folder" and call.this.id not in call.look.estate.folders:
        raise fault.not_supported()
    ids = [each._moId for each in wanted]  # noqa: SLF001 - pyVmomi documents it as public
    return _task(call.vcenter.estate.storage.move(ids, call.this.id, call.by()))


def refresh(_call: MethodCall) -> None:
    """RefreshDatastore, RefreshDatastoreStorageInfo: this estate is always fresh."""


def mount_nfs(call: MethodCall) -> Made:
    """CreateNasDatastore."""
    host: SimulatedHost = call.this.subject
    spec = call.required("spec")
    if spec.accessMode != "readWrite" or (spec.type or "NFS").upper() != "NFS":
        raise fault.not_supported()
    storage = call.vcenter.estate.storage
    made = storage.mount_nfs(host.id, spec.remoteHost, spec.remotePath, spec.localPath, call.by())
    return vim.Datastore(made.id)


def unmount(call: MethodCall) -> None:
    """RemoveDatastore."""
    store, host = call.known(call.required("datastore")), call.this.subject
    call.vcenter.estate.storage.unmount(host.id, store.id, call.by())


def free_disks(call: MethodCall) -> Made:
    """QueryAvailableDisksForVmfs."""
    if call.argument("datastore") is not None:
        return []
    found = call.vcenter.estate.storage.free_disks(call.this.subject.id)
    return [scsi_disk(each) for each in found]


def create_options(call: MethodCall) -> Made:
    """QueryVmfsDatastoreCreateOptions: the whole disk, as one partition."""
    path = call.required("devicePath")
    disks = call.vcenter.estate.storage.free_disks(call.this.subject.id)
    disk = next((each for each in disks if each.path == path), None)
    if disk is None:
        raise fault.not_found()
    sectors = disk.size // SECTOR
    partition = vim.host.DiskPartitionInfo.Specification(
        partitionFormat="gpt", totalSectors=sectors
    )
    extent = vim.host.ScsiDisk.Partition(diskName=disk.name, partition=1)
    spec = vim.host.VmfsDatastoreCreateSpec(
        diskUuid=scsi_disk(disk).uuid,
        partition=partition,
        vmfs=vim.host.VmfsVolume.Specification(extent=extent, majorVersion=6, volumeName=""),
    )
    whole = vim.host.DiskPartitionInfo.BlockRange(
        partition=1, type="vmfs", start=_lba(0), end=_lba(sectors)
    )
    layout = vim.host.DiskPartitionInfo.Layout(total=_lba(sectors), partition=[whole])
    info = vim.host.VmfsDatastoreOption.AllExtentInfo(layout=layout, vmfsExtent=whole)
    return [vim.host.VmfsDatastoreOption(info=info, spec=spec)]


def _lba(sectors: int) -> Made:
    return vim.host.DiskDimensions.Lba(blockSize=SECTOR, block=sectors)


def format_vmfs(call: MethodCall) -> Made:
    """CreateVmfsDatastore."""
    spec = call.required("spec")
    disk, name = spec.vmfs.extent.diskName, spec.vmfs.volumeName
    if not name:
        raise fault.bad_argument("spec.vmfs.volumeName")
    storage = call.vcenter.estate.storage
    made = storage.format_vmfs(call.this.subject.id, disk, name, call.by())
    return vim.Datastore(made.id)


def rescan(call: MethodCall) -> None:
    """RescanVmfs, RescanAllHba."""
    call.vcenter.estate.storage.rescan(call.this.subject.id, call.by())


ON_HOST = ("HostDatastoreSystem",)
METHODS = {
    "ReconfigVM_Task": Method(("VirtualMachine",), reconfigure),
    "PowerOnVM_Task": Method(("VirtualMachine",), power_on),
    "PowerOffVM_Task": Method(("VirtualMachine",), power_off),
    "RebootGuest": Method(("VirtualMachine",), reboot),
    "ShutdownGuest": Method(("VirtualMachine",), shut_down),
    "CreateSnapshot_Task": Method(("VirtualMachine",), snapshot),
    "RemoveSnapshot_Task": Method(("VirtualMachineSnapshot",), remove_snapshot),
    "DatastoreEnterMaintenanceMode": Method(("Datastore",), enter_maintenance),
    "DatastoreExitMaintenanceMode_Task": Method(("Datastore",), leave_maintenance),
    "RefreshDatastore": Method(("Datastore",), refresh),
    "RefreshDatastoreStorageInfo": Method(("Datastore",), refresh),
    "MoveIntoFolder_Task": Method(("Folder", "StoragePod"), move),
    "CreateNasDatastore": Method(ON_HOST, mount_nfs),
    "RemoveDatastore": Method(ON_HOST, unmount),
    "QueryAvailableDisksForVmfs": Method(ON_HOST, free_disks),
    "QueryVmfsDatastoreCreateOptions": Method(ON_HOST, create_options),
    "CreateVmfsDatastore": Method(ON_HOST, format_vmfs),
    "RescanVmfs": Method(("HostStorageSystem",), rescan),
    "RescanAllHba": Method(("HostStorageSystem",), rescan),
}

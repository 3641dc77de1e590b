"""What changes vCenter: each function makes exactly one call that does, in `Stub.writing`.

A task's id is the receipt's resource id; calls that vCenter carries out at
once give none. The receipt's request id is the operation id in vCenter's logs.
"""

from typing import Any

from pyVmomi import vim

from console.model.error import CallRefused, NotFound
from console.model.notice import notice
from console.model.resource import DATASTORE
from console.model.supply import (
    Billing,
    Offer,
)
from console.ports import Receipt
from console.providers.vsphere.decode_storage import POD
from console.providers.vsphere.properties import contained, members, of_objects, retrieve, wanted
from console.providers.vsphere.record import ObjectRecord, text_of
from console.providers.vsphere.session import LiveSession

MIB = 1 << 20
READ_WRITE = "readWrite"
NFS = "NFS"


def reconfigure(
    link: LiveSession, machine_id: str, vcpus: int | None, memory_bytes: int | None
) -> Receipt:
    """Ask for other sizes (ReconfigVM_Task)."""
    spec = vim.vm.ConfigSpec()
    if vcpus is not None:
        spec.numCPUs = vcpus
    if memory_bytes is not None:
        spec.memoryMB = memory_bytes // MIB
    machine = vim.VirtualMachine(machine_id, link.stub)
    with link.stub.writing():
        task = machine.Reconfigure(spec)
    return _receipt(link, task)


def shut_down(link: LiveSession, machine_id: str) -> Receipt:
    """Ask the guest to shut down (ShutdownGuest)."""
    with link.stub.writing():
        vim.VirtualMachine(machine_id, link.stub).ShutdownGuest()
    return _receipt(link)


def reboot(link: LiveSession, machine_id: str) -> Receipt:
    """Ask the guest to reboot itself, by its tools (RebootGuest)."""
    with link.stub.writing():
        vim.VirtualMachine(machine_id, link.stub).RebootGuest()
    return _receipt(link)


def power_on(link: LiveSession, machine_id: str) -> Receipt:
    """Power a machine on (PowerOnVM_Task)."""
    with link.stub.writing():
        task = vim.VirtualMachine(machine_id, link.stub).PowerOn(None)
    return _receipt(link, task)


def snapshot(link: LiveSession, machine_id: str, name: str, description: str) -> Receipt:
    """Take a snapshot without memory (CreateSnapshot_Task)."""
    machine = vim.VirtualMachine(machine_id, link.stub)
    with link.stub.writing():
        task = machine.CreateSnapshot(name, description, memory=False, quiesce=False)
    return _receipt(link, task)


def enter_maintenance(link: LiveSession, datastore_id: str) -> Receipt:
    """Put a datastore into maintenance mode (DatastoreEnterMaintenanceMode)."""
    with link.stub.writing():
        placed = vim.Datastore(datastore_id, link.stub).EnterMaintenanceMode()
    return _receipt(link, placed.task if placed is not None else None)


def leave_maintenance(link: LiveSession, datastore_id: str) -> Receipt:
    """Take a datastore out of maintenance mode (DatastoreExitMaintenanceMode_Task)."""
    with link.stub.writing():
        task = vim.Datastore(datastore_id, link.stub).ExitMaintenanceMode()
    return _receipt(link, task)


def move_datastore(link: LiveSession, host: str, datastore_id: str, folder: str) -> Receipt:
    """Move into the folder or datastore cluster of that name (MoveIntoFolder_Task).

    The name must be that of one folder in the datastore's own virtual
    datacenter. Nothing is asked of vCenter when it stands there already.
    """
    places = _folders(link)
    store = vim.Datastore(datastore_id, link.stub)
    found = of_objects(link, [store], ["name", "parent"]).get(datastore_id)
    if found is None:
        raise NotFound(notice("vsphere.no_datastore", host=host, name=datastore_id))
    parent = found.string("parent") or ""
    root = _root(parent, places)
    fitting = [
        each for each in places.values() if each.name() == folder and _root(each.id, places) == root
    ]
    if any(each.id == parent for each in fitting):
        return Receipt(None)
    if len(fitting) != 1:
        code = "vsphere.many_folders" if fitting else "vsphere.no_folder"
        raise CallRefused(notice(code, host=host, folder=folder, count=len(fitting)))
    kind = vim.StoragePod if fitting[0].kind == POD else vim.Folder
    target = kind(fitting[0].id, link.stub)
    with link.stub.writing():
        task = target.MoveInto([store])
    return _receipt(link, task)


def _folders(link: LiveSession) -> dict[str, ObjectRecord]:
    paths = ("name", "parent", "childType")
    with contained(link, link.content.rootFolder, [vim.Folder]) as seen:
        found, _ = retrieve(link, [wanted({vim.Folder: paths}, [members(seen, "view")])])
    return {
        each.id: each
        for each in found.values()
        if any(
            (kind.text or "").rpartition(":")[2] == "Datastore" for kind in each.items("childType")
        )
    }


def _root(place_id: str, places: dict[str, ObjectRecord]) -> str:
    """The topmost datastore folder above a place; there is one for each virtual datacenter."""
    seen: set[str] = set()
    while place_id in places and place_id not in seen:
        seen.add(place_id)
        above = places[place_id].string("parent") or ""
        if above not in places:
            return place_id
        place_id = above
    return place_id


def mount_nfs(
    link: LiveSession, host: str, host_id: str, *, server: str, path: str, name: str
) -> Receipt:
    """Mount an export on one host (CreateNasDatastore). Mounted there already is a success."""
    system = _of_host(link, host, host_id, "datastoreSystem", vim.host.DatastoreSystem)
    spec = vim.host.NasVolume.Specification(
        remoteHost=server, remotePath=path, localPath=name, accessMode=READ_WRITE, type=NFS
    )
    try:
        with link.stub.writing():
            system.CreateNasDatastore(spec)
    except (vim.fault.AlreadyExists, vim.fault.DuplicateName):
        if not _mounted_already(link, host_id, server, path, name):
            raise
    return _receipt(link)


def _mounted_already(link: LiveSession, host_id: str, server: str, path: str, name: str) -> bool:
    """Whether the host has a datastore of that name from that export."""
    entity = vim.HostSystem(host_id, link.stub)
    stores = of_objects(link, [entity], ["datastore"])
    known = stores[host_id].references("datastore") if host_id in stores else ()
    found = of_objects(link, [vim.Datastore(each, link.stub) for each in known], ["name", "info"])
    return any(
        each.name() == name
        and text_of(info, "nas.remoteHost") == server
        and text_of(info, "nas.remotePath") == path
        for each in found.values()
        if (info := each.values.get("info")) is not None
    )


def unmount(link: LiveSession, host: str, host_id: str, datastore_id: str) -> Receipt:
    """Take a datastore off one host (RemoveDatastore)."""
    system = _of_host(link, host, host_id, "datastoreSystem", vim.host.DatastoreSystem)
    with link.stub.writing():
        system.RemoveDatastore(vim.Datastore(datastore_id, link.stub))
    return _receipt(link)


def free_disks(link: LiveSession, host: str, host_id: str) -> tuple[Offer, ...]:
    """Disks that could be formatted (QueryAvailableDisksForVmfs)."""
    system = _of_host(link, host, host_id, "datastoreSystem", vim.host.DatastoreSystem)
    return tuple(
        Offer(
            name=disk.canonicalName,
            resource=DATASTORE,
            title=disk.displayName or disk.canonicalName,
            billing=Billing.OWNED,
            size_bytes=disk.capacity.block * disk.capacity.blockSize,
            ssd=disk.ssd,
            available=1,
        )
        for disk in system.QueryAvailableDisksForVmfs() or []
    )


def format_vmfs(link: LiveSession, host: str, host_id: str, *, disk: str, name: str) -> Receipt:
    """Make a VMFS datastore of a whole free disk (CreateVmfsDatastore)."""
    system = _of_host(link, host, host_id, "datastoreSystem", vim.host.DatastoreSystem)
    free = system.QueryAvailableDisksForVmfs() or []
    path = next((each.devicePath for each in free if each.canonicalName == disk), None)
    options = [] if path is None else system.QueryVmfsDatastoreCreateOptions(path) or []
    spec = next((each.spec for each in options if _makes_new(each.spec)), None)
    if spec is None:
        raise NotFound(notice("vsphere.no_disk", host=host, disk=disk))
    spec.vmfs.volumeName = name
    with link.stub.writing():
        system.CreateVmfsDatastore(spec)
    return _receipt(link)


def _makes_new(spec: object) -> bool:
    return isinstance(spec, vim.host.VmfsDatastoreCreateSpec)


def rescan(link: LiveSession, host: str, host_id: str) -> Receipt:
    """Have a host look for new datastores (RescanVmfs)."""
    system = _of_host(link, host, host_id, "storageSystem", vim.host.StorageSystem)
    with link.stub.writing():
        system.RescanVmfs()
    return _receipt(link)


def _of_host(link: LiveSession, host: str, host_id: str, part: str, kind: Any) -> Any:  # noqa: ANN401 - pyVmomi is not typed
    """One of a host's own services."""
    path = f"configManager.{part}"
    found = of_objects(link, [vim.HostSystem(host_id, link.stub)], [path]).get(host_id)
    reference = found.string(path) if found is not None else None
    if reference is None:
        raise NotFound(notice("vsphere.no_host", host=host, name=host_id))
    return kind(reference, link.stub)


def _receipt(link: LiveSession, task: Any = None) -> Receipt:  # noqa: ANN401 - pyVmomi is not typed
    return Receipt(link.stub.operation_id, task._moId if task is not None else None)  # noqa: SLF001 - no public way to an object's id

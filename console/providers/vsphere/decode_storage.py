"""Datastores: property bags → model."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from console.model.private import Datastore, DatastoreKind, Maintenance, Mount
from console.providers.vsphere.record import VIM, ObjectRecord, flag, flag_of, unescaped

KIND = "Datastore"
PATHS = (
    "name",
    "parent",
    "host",
    "vm",
    "summary.accessible",
    "summary.capacity",
    "summary.freeSpace",
    "summary.uncommitted",
    "summary.type",
    "summary.maintenanceMode",
    "summary.url",
)
DETAIL = "info"
"""Read once for each datastore: what it says of SSD does not change."""
FOLDER_PATHS = ("name", "parent")
POD = "StoragePod"
KINDS = {
    "nfs": DatastoreKind.NFS,
    "nfs41": DatastoreKind.NFS,
    "vmfs": DatastoreKind.VMFS,
    "vsan": DatastoreKind.VSAN,
}
MAINTENANCE = {"enteringMaintenance": Maintenance.ENTERING, "inMaintenance": Maintenance.IN}
READ_WRITE = "readWrite"
MOUNT_INFO = f"{VIM}mountInfo"


def datastore(
    record: ObjectRecord, folders: Mapping[str, ObjectRecord], ssd: Mapping[str, bool | None]
) -> Datastore:
    """One datastore; raises Unreadable."""
    accessible = record.flag("summary.accessible") is True
    parent = folders.get(record.string("parent") or "")
    capacity, free = record.whole("summary.capacity"), record.whole("summary.freeSpace")
    uncommitted = record.whole("summary.uncommitted")
    return Datastore(
        id=record.id,
        name=record.name(),
        kind=kind(record),
        accessible=accessible,
        capacity_bytes=capacity if accessible else None,
        free_bytes=free if accessible else None,
        uncommitted_bytes=uncommitted if accessible else None,
        maintenance=MAINTENANCE.get(
            record.string("summary.maintenanceMode") or "", Maintenance.NORMAL
        ),
        ssd=ssd.get(record.id),
        mounts=tuple(found for each in record.items("host") if (found := _mount(each)) is not None),
        virtual_machines=record.references("vm"),
        folder=unescaped(parent.string("name") or "") or None if parent is not None else None,
        clustered=record.kind_of("parent") == POD,
        url=record.string("summary.url") or "",
    )


def kind(record: ObjectRecord) -> DatastoreKind:
    """How a datastore is reached."""
    return KINDS.get((record.string("summary.type") or "").lower(), DatastoreKind.OTHER)


def _mount(element: Element) -> Mount | None:
    """One host's mount; there are thousands, so each is looked through once."""
    info = element.find(MOUNT_INFO)
    host_id = element.findtext(f"{VIM}key")
    if not host_id or info is None:
        return None
    told = {each.tag: each.text for each in info}
    mode = told.get(f"{VIM}accessMode")
    return Mount(
        host_id=host_id,
        mounted=flag(told.get(f"{VIM}mounted")),
        accessible=flag(told.get(f"{VIM}accessible")),
        read_only=None if mode is None else mode != READ_WRITE,
        reason=told.get(f"{VIM}inaccessibleReason"),
    )


def solid_state(record: ObjectRecord) -> bool | None:
    """Whether a datastore's disks are SSD, where vCenter says so (VMFS)."""
    info = record.values.get(DETAIL)
    return None if info is None else flag_of(info, "vmfs.ssd")

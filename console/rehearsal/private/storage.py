"""Datastores: how they come, are mounted host by host, moved, drained and taken away."""

from dataclasses import replace

from console.rehearsal.private.inventory import SimulatedInventory
from console.rehearsal.private.reference import DATASTORE_FOLDER, EXPORTS, NFS_SERVER
from console.rehearsal.private.scenario import Private
from console.rehearsal.private.things import (
    By,
    Disk,
    Folder,
    SimulatedDatastore,
    SimulatedMount,
    SimulatedTask,
    Use,
    VcenterRefusal,
)

EMPTY = 0.001
"""What a file system takes for itself."""
LOST = SimulatedMount(mounted=False, accessible=False, reason="AllPathsDown_Timeout")


class DatastoreWrites:
    """What vCenter lets one do to datastores. Raises Refusal where it would fault."""

    def __init__(self, inventory: SimulatedInventory, private: Private) -> None:
        self._inventory = inventory
        self._private = private

    def appear(
        self, name: str, capacity: int, *, ssd: bool, at: float, trouble: dict[str, float | None]
    ) -> SimulatedDatastore:
        """A delivered filer shows up, and mounts host by host.

        `trouble`: hosts it does not mount on, and after how many seconds it
        does after all (None: never).
        """
        inventory = self._inventory
        made = SimulatedDatastore(
            id=inventory.new_id("datastore"),
            name=name,
            kind="NFS",
            capacity=capacity,
            use=Use(EMPTY, 0.0, at),
            folder=DATASTORE_FOLDER,
            created_at=at,
            remote=(NFS_SERVER, f"/{name}"),
            ssd=ssd,
        )
        inventory.add(made)
        for position, host_id in enumerate(list(inventory.hosts), start=1):
            self.mount_later(made, host_id, at + position * self._private.mount_s, trouble)
        return made

    def mount_later(
        self, store: SimulatedDatastore, host_id: str, at: float, trouble: dict[str, float | None]
    ) -> None:
        """A robot of the provider mounts a datastore on a host at a time, or fails to."""

        def mounted(_: float) -> None:
            if store.id in self._inventory.datastores and host_id in self._inventory.hosts:
                self._put(store, host_id, SimulatedMount())

        def failed(when: float) -> None:
            if store.id in self._inventory.datastores and host_id in self._inventory.hosts:
                self._put(store, host_id, LOST)
                recovers_s = trouble[host_id]
                if recovers_s is not None:
                    self._inventory.later(when + recovers_s, mounted)

        self._inventory.later(at, failed if host_id in trouble else mounted)

    def mount_nfs(
        self, host_id: str, server: str, path: str, name: str, by: By
    ) -> SimulatedDatastore:
        """CreateNasDatastore: mount an export on one host."""
        inventory = self._inventory
        at = inventory.now()
        host = inventory.host(host_id)
        capacity = EXPORTS.get(path) if server == NFS_SERVER else None
        if capacity is None:
            raise VcenterRefusal(
                "PlatformConfigFault",
                f"NFS mount {server}:{path} failed: "
                "The mount request was denied by the NFS server.",
            )
        store = inventory.datastore_named(name)
        if store is None:
            if any(each.remote == (server, path) for each in inventory.datastores.values()):
                raise VcenterRefusal(
                    "AlreadyExists", f"The export {server}:{path} has another name."
                )
            store = SimulatedDatastore(
                id=inventory.new_id("datastore"),
                name=name,
                kind="NFS",
                capacity=capacity,
                use=Use(EMPTY, 0.0, at),
                folder=DATASTORE_FOLDER,
                created_at=at,
                remote=(server, path),
            )
            inventory.add(store)
        elif store.remote != (server, path):
            raise VcenterRefusal("DuplicateName", f"The name '{name}' already exists.")
        elif host_id in store.mounts and store.mounts[host_id].accessible:
            raise VcenterRefusal("AlreadyExists", f"The datastore '{name}' is mounted already.")
        self._put(store, host_id, SimulatedMount())
        inventory.write("mount-nfs", store, by, host=host.name, path=path)
        return store

    def unmount(self, host_id: str, datastore_id: str, by: By) -> None:
        """RemoveDatastore: take it off one host; VMFS is destroyed for all of them."""
        inventory = self._inventory
        inventory.now()
        host, store = inventory.host(host_id), inventory.datastore(datastore_id)
        if host_id not in store.mounts:
            raise VcenterRefusal(
                "NotFound", f"The host '{host.name}' does not have '{store.name}'."
            )
        if any(each.host == host_id for each in inventory.machines_on(datastore_id)):
            raise VcenterRefusal("ResourceInUse", f"The resource '{store.name}' is in use.")
        if store.kind == "VMFS" and inventory.machines_on(datastore_id):
            raise VcenterRefusal("ResourceInUse", f"The resource '{store.name}' is in use.")
        inventory.write("unmount", store, by, host=host.name)
        if store.kind == "VMFS":
            self._free_disk(store)
            inventory.remove(store)
            return
        del store.mounts[host_id]
        inventory.touch(store)
        if not store.mounts:
            inventory.remove(store)

    def free_disks(self, host_id: str) -> tuple[Disk, ...]:
        """QueryAvailableDisksForVmfs."""
        self._inventory.now()
        self._inventory.host(host_id)
        return tuple(self._inventory.disks)

    def format_vmfs(self, host_id: str, disk: str, name: str, by: By) -> SimulatedDatastore:
        """CreateVmfsDatastore on a free disk (its canonical name or path), seen by one host."""
        inventory = self._inventory
        at = inventory.now()
        host = inventory.host(host_id)
        found = next((one for one in inventory.disks if disk in {one.name, one.path}), None)
        if found is None:
            raise VcenterRefusal(
                "HostConfigFault", f"The disk {disk} is not free on '{host.name}'."
            )
        if inventory.datastore_named(name) is not None:
            raise VcenterRefusal("DuplicateName", f"The name '{name}' already exists.")
        store = SimulatedDatastore(
            id=inventory.new_id("datastore"),
            name=name,
            kind="VMFS",
            capacity=found.size,
            use=Use(EMPTY, 0.0, at),
            folder=DATASTORE_FOLDER,
            created_at=at,
            disk=found.name,
            ssd=found.ssd,
        )
        inventory.disks.remove(found)
        inventory.add(store)
        self._put(store, host_id, SimulatedMount())
        inventory.write("format-vmfs", store, by, host=host.name, disk=found.name)
        return store

    def rescan(self, host_id: str, by: By) -> None:
        """RescanVmfs: the host finds the VMFS datastores it lacks."""
        inventory = self._inventory
        inventory.now()
        host = inventory.host(host_id)
        for store in inventory.datastores.values():
            if store.kind == "VMFS" and host_id not in store.mounts:
                self._put(store, host_id, SimulatedMount())
        inventory.write("rescan", host, by)

    def enter_maintenance(self, datastore_id: str, by: By) -> SimulatedTask:
        """DatastoreEnterMaintenanceMode: the task waits until nothing lives on it."""
        inventory = self._inventory
        inventory.now()
        store = inventory.datastore(datastore_id)
        if store.maintenance != "normal":
            raise VcenterRefusal("InvalidState", f"'{store.name}' is in maintenance mode already.")
        store.maintenance = "enteringMaintenance"
        inventory.touch(store)
        inventory.write("enter-maintenance", store, by)
        name, lasts_s = "Datastore.enterMaintenanceMode", self._private.maintenance_s
        return inventory.task(name, store, lasts_s, lambda _: self._drained(store), by)

    def _drained(self, store: SimulatedDatastore) -> None:
        """The mode holds if nothing lives there; a live migration is not simulated."""
        if store.maintenance != "enteringMaintenance":
            raise VcenterRefusal("RequestCanceled", "The task was canceled by a user.")
        self._inventory.touch(store)
        if self._inventory.machines_on(store.id):
            store.maintenance = "normal"
            raise VcenterRefusal(
                "InvalidState", f"Virtual machines on '{store.name}' could not be moved away."
            )
        store.maintenance = "inMaintenance"

    def leave_maintenance(self, datastore_id: str, by: By) -> SimulatedTask:
        """DatastoreExitMaintenanceMode_Task."""
        inventory = self._inventory
        inventory.now()
        store = inventory.datastore(datastore_id)
        if store.maintenance == "normal":
            raise VcenterRefusal("InvalidState", f"'{store.name}' is not in maintenance mode.")
        inventory.write("leave-maintenance", store, by)

        def left(_: float) -> None:
            store.maintenance = "normal"
            inventory.touch(store)

        return inventory.task("Datastore.exitMaintenanceMode", store, 1.0, left, by)

    def move(self, datastore_ids: list[str], folder_id: str, by: By) -> SimulatedTask:
        """MoveIntoFolder_Task, into a folder or a datastore cluster."""
        inventory = self._inventory
        inventory.now()
        folder = inventory.folders.get(folder_id)
        if folder is None:
            raise VcenterRefusal(
                "ManagedObjectNotFound", f"The object '{folder_id}' does not exist."
            )
        stores = [inventory.datastore(each) for each in datastore_ids]
        if not stores:
            raise VcenterRefusal("InvalidArgument", "A specified parameter was not correct: list")
        for store in stores:
            inventory.write("move", store, by, folder=folder.name)
        lasts_s = self._private.move_s
        name = "Folder.moveIntoFolder"
        return inventory.task(name, stores[0], lasts_s, lambda _: self._moved(stores, folder), by)

    def _moved(self, stores: list[SimulatedDatastore], folder: Folder) -> None:
        for store in stores:
            if store.id in self._inventory.datastores:
                store.folder = folder.id
                self._inventory.touch(store)

    def set_reachable(self, store: SimulatedDatastore, *, reachable: bool) -> None:
        """For tests and trainers: no host reaches it any more, or all do again."""
        mount = SimulatedMount() if reachable else replace(LOST, mounted=True)
        store.unreachable = not reachable
        store.mounts = dict.fromkeys(store.mounts, mount)
        self._inventory.touch(store)

    def _put(self, store: SimulatedDatastore, host_id: str, mount: SimulatedMount) -> None:
        store.mounts[host_id] = mount
        self._inventory.touch(store)

    def _free_disk(self, store: SimulatedDatastore) -> None:
        if store.disk is not None:
            disk = Disk(store.disk, store.capacity, ssd=bool(store.ssd))
            self._inventory.disks.append(disk)

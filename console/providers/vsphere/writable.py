"""A vCenter that can be written to: every change of `writes`, on the vSphere thread."""

from console.model.supply import (
    Offer,
)
from console.ports import Receipt
from console.providers.vsphere import writes
from console.providers.vsphere.vcenter import Vcenter


class WritableVcenter(Vcenter):
    """Adds what changes something. See `console.ports.PrivateCloud`."""

    def reconfigure(
        self, machine_id: str, *, vcpus: int | None, memory_bytes: int | None
    ) -> Receipt:
        """ReconfigVM_Task."""
        return self.write(lambda link: writes.reconfigure(link, machine_id, vcpus, memory_bytes))

    def shut_down(self, machine_id: str) -> Receipt:
        """ShutdownGuest."""
        return self.write(lambda link: writes.shut_down(link, machine_id))

    def power_on(self, machine_id: str) -> Receipt:
        """PowerOnVM_Task."""
        return self.write(lambda link: writes.power_on(link, machine_id))

    def snapshot(self, machine_id: str, name: str, description: str) -> Receipt:
        """CreateSnapshot_Task."""
        return self.write(lambda link: writes.snapshot(link, machine_id, name, description))

    def enter_maintenance(self, datastore_id: str) -> Receipt:
        """DatastoreEnterMaintenanceMode."""
        return self.write(lambda link: writes.enter_maintenance(link, datastore_id))

    def leave_maintenance(self, datastore_id: str) -> Receipt:
        """DatastoreExitMaintenanceMode_Task."""
        return self.write(lambda link: writes.leave_maintenance(link, datastore_id))

    def move_datastore(self, datastore_id: str, folder: str) -> Receipt:
        """MoveIntoFolder_Task."""
        return self.write(lambda link: writes.move_datastore(link, self.host, datastore_id, folder))

    def mount_nfs(self, host_id: str, *, server: str, path: str, name: str) -> Receipt:
        """CreateNasDatastore."""
        return self.write(
            lambda link: writes.mount_nfs(
                link, self.host, host_id, server=server, path=path, name=name
            )
        )

    def unmount(self, host_id: str, datastore_id: str) -> Receipt:
        """RemoveDatastore."""
        return self.write(lambda link: writes.unmount(link, self.host, host_id, datastore_id))

    def free_disks(self, host_id: str) -> tuple[Offer, ...]:
        """QueryAvailableDisksForVmfs."""
        return self.read(lambda link: writes.free_disks(link, self.host, host_id))

    def format_vmfs(self, host_id: str, *, disk: str, name: str) -> Receipt:
        """CreateVmfsDatastore."""
        return self.write(
            lambda link: writes.format_vmfs(link, self.host, host_id, disk=disk, name=name)
        )

    def rescan(self, host_id: str) -> Receipt:
        """RescanVmfs."""
        return self.write(lambda link: writes.rescan(link, self.host, host_id))

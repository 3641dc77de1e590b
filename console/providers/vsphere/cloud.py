"""The private cloud, as the inner rooms know it. Loads the SDK at the first call."""

import threading
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from console.model.private import PrivateAccount, PrivateView, Task
from console.model.supply import (
    Offer,
)
from console.ports import Clock, Receipt
from console.settings.model import VsphereSettings

if TYPE_CHECKING:
    from console.providers.vsphere.vcenter import Vcenter
    from console.providers.vsphere.writable import WritableVcenter


class VsphereReader:
    """`console.ports.PrivateReader` over vCenter; it has nothing that writes.

    Thread-safe. `password` is asked at each login, so that a changed one is
    taken up by itself. The session ends with `close`, or with the program.
    """

    def __init__(
        self,
        settings: VsphereSettings,
        *,
        user: str,
        password: Callable[[], str | None],
        clock: Clock,
    ) -> None:
        """Keep what is needed; no I/O, no SDK import."""
        self._settings = settings
        self._user = user
        self._password = password
        self._clock = clock
        self._lock = threading.Lock()
        self._loaded: Vcenter | None = None

    def account(self) -> PrivateAccount:
        """Who the account is and what it may do (HasPrivilegeOnEntities)."""
        return self._vcenter.account()

    def inventory(self) -> PrivateView:
        """Everything (RetrievePropertiesEx, WaitForUpdatesEx)."""
        return self._vcenter.inventory()

    def close(self) -> None:
        """Log out; a later call logs in again."""
        with self._lock:
            loaded, self._loaded = self._loaded, None
        if loaded is not None:
            loaded.close()

    @property
    def _vcenter(self) -> "Vcenter":
        with self._lock:
            if self._loaded is None:
                self._loaded = self._open()
                dropped = weakref.finalize(self, self._loaded.close, wait=False)
                dropped.atexit = False  # the thread itself says farewell when the program ends
            return self._loaded

    def _open(self) -> "Vcenter":
        from console.providers.vsphere.vcenter import (  # noqa: PLC0415 - the SDK takes 0.2 s to import: not before the first call, which is in a worker thread
            Vcenter,
        )

        return Vcenter(self._settings, self._user, self._password, self._clock)


class VsphereCloud(VsphereReader):
    """`console.ports.PrivateCloud` over vCenter."""

    def task(self, task_id: str) -> Task:
        """One task; NotFound when vCenter has forgotten it."""
        return self._vcenter.task(task_id)

    def reconfigure(
        self, machine_id: str, *, vcpus: int | None = None, memory_bytes: int | None = None
    ) -> Receipt:
        """Ask for other sizes (ReconfigVM_Task). Memory is rounded down to whole MiB."""
        return self._opened.reconfigure(machine_id, vcpus=vcpus, memory_bytes=memory_bytes)

    def shut_down(self, machine_id: str) -> Receipt:
        """Ask the guest to shut down (ShutdownGuest); no task."""
        return self._opened.shut_down(machine_id)

    def power_on(self, machine_id: str) -> Receipt:
        """Power a machine on (PowerOnVM_Task)."""
        return self._opened.power_on(machine_id)

    def snapshot(self, machine_id: str, name: str, description: str) -> Receipt:
        """Take a snapshot without memory (CreateSnapshot_Task)."""
        return self._opened.snapshot(machine_id, name, description)

    def enter_maintenance(self, datastore_id: str) -> Receipt:
        """Put a datastore into maintenance mode (DatastoreEnterMaintenanceMode)."""
        return self._opened.enter_maintenance(datastore_id)

    def leave_maintenance(self, datastore_id: str) -> Receipt:
        """Take a datastore out of maintenance mode (DatastoreExitMaintenanceMode_Task)."""
        return self._opened.leave_maintenance(datastore_id)

    def move_datastore(self, datastore_id: str, folder: str) -> Receipt:
        """Move into a folder or datastore cluster, by name (MoveIntoFolder_Task).

        No task, and no call, where it stands there already.
        """
        return self._opened.move_datastore(datastore_id, folder)

    def mount_nfs(self, host_id: str, *, server: str, path: str, name: str) -> Receipt:
        """Mount an export on one host (CreateNasDatastore); no task."""
        return self._opened.mount_nfs(host_id, server=server, path=path, name=name)

    def unmount(self, host_id: str, datastore_id: str) -> Receipt:
        """Take a datastore off one host (RemoveDatastore); no task."""
        return self._opened.unmount(host_id, datastore_id)

    def free_disks(self, host_id: str) -> tuple[Offer, ...]:
        """Disks that could be formatted (QueryAvailableDisksForVmfs)."""
        return self._opened.free_disks(host_id)

    def format_vmfs(self, host_id: str, *, disk: str, name: str) -> Receipt:
        """Make a VMFS datastore of a free disk, on one host (CreateVmfsDatastore); no task."""
        return self._opened.format_vmfs(host_id, disk=disk, name=name)

    def rescan(self, host_id: str) -> Receipt:
        """Have a host look for new datastores (RescanVmfs); no task."""
        return self._opened.rescan(host_id)

    @property
    def _opened(self) -> "WritableVcenter":
        return cast("WritableVcenter", self._vcenter)

    def _open(self) -> "WritableVcenter":
        from console.providers.vsphere.writable import (  # noqa: PLC0415 - as the reader
            WritableVcenter,
        )

        return WritableVcenter(self._settings, self._user, self._password, self._clock)

"""The private cloud, as the inner rooms know it: one vCenter, its thread and its session.

Loads the SDK, which takes 0.2 s: whoever paints first imports this later.
"""

import threading
import time
import weakref
from collections.abc import Callable
from typing import TypeVar

from pyVmomi import vim

from console.model.error import NotFound
from console.model.notice import notice
from console.model.private import PrivateAccount, PrivateView, Task
from console.model.supply import (
    Offer,
)
from console.ports import Clock, Receipt
from console.providers.vsphere import decode_events, writes
from console.providers.vsphere.errors import bad_answer, busy
from console.providers.vsphere.errors import late as too_late
from console.providers.vsphere.inventory import Inventory
from console.providers.vsphere.properties import of_objects
from console.providers.vsphere.record import UnreadableRecord
from console.providers.vsphere.rights import account
from console.providers.vsphere.session import LiveSession, VcenterSession
from console.providers.vsphere.thread import NotBegun, OneThread, Unfinished
from console.settings.private import VsphereSettings

T = TypeVar("T")


class VsphereReader:
    """`console.ports.PrivateReader` over vCenter; it has nothing that writes.

    Thread-safe: every call runs on the vSphere thread, and ends within the
    settings' two timeouts. `password` is asked at each login, so that a changed
    one is taken up by itself. The session ends with `close`, with the reader,
    or with the program.
    """

    def __init__(
        self,
        settings: VsphereSettings,
        *,
        user: str,
        password: Callable[[], str | None],
        clock: Clock,
    ) -> None:
        """Keep what is needed; nothing is called and no thread runs yet."""
        self._settings = settings
        self._user = user
        self._password = password
        self._clock = clock
        self._host = settings.place
        self._within_s = settings.connect_timeout_s + settings.read_timeout_s
        self._lock = threading.Lock()
        self._begin()

    def account(self) -> PrivateAccount:
        """Who the account is and what it may do (HasPrivilegeOnEntities)."""
        return self._ask(lambda link: account(link, self._settings))

    def inventory(self) -> PrivateView:
        """Everything (RetrievePropertiesEx, WaitForUpdatesEx)."""
        return self._ask(self._inventory.read)

    def close(self) -> None:
        """Log out; a later call logs in again."""
        with self._lock:
            thread = self._thread
            self._dropped.detach()
            self._begin()
        thread.close()

    def _begin(self) -> None:
        """Stand ready for the first call."""
        self._session = VcenterSession(self._settings, self._user, self._password, self._clock)
        self._inventory = Inventory(self._settings, self._clock)
        self._thread = OneThread(
            idle=self._session.keep_alive,
            idle_s=self._settings.keep_alive_s,
            farewell=self._session.farewell,
        )
        self._dropped = weakref.finalize(self, self._thread.close, wait=False)
        self._dropped.atexit = False  # the thread itself says farewell when the program ends

    def _ask(self, work: Callable[[LiveSession], T], *, writing: bool = False) -> T:
        thread, session = self._thread, self._session

        def timed(deadline: float) -> T:
            if time.monotonic() >= deadline:
                raise busy(self._host)
            return session.run(work, deadline)

        try:
            return thread.run(timed, within_s=self._within_s)
        except NotBegun as late:
            raise busy(self._host) from late
        except Unfinished as late:
            raise too_late(self._host, writing=writing) from late


class VsphereCloud(VsphereReader):
    """`console.ports.PrivateCloud` over vCenter."""

    def task(self, task_id: str) -> Task:
        """One task; NotFound when vCenter has forgotten it."""

        def read(link: LiveSession) -> Task:
            entity = vim.Task(task_id, link.stub)
            found = of_objects(link, [entity], decode_events.TASK_PATHS).get(task_id)
            if found is None or not found.values:
                raise NotFound(notice("vsphere.no_task", host=self._host, task=task_id))
            try:
                return decode_events.task(found)
            except UnreadableRecord as failure:
                raise bad_answer(self._host, str(failure)) from failure

        return self._ask(read)

    def reconfigure(
        self, machine_id: str, *, vcpus: int | None = None, memory_bytes: int | None = None
    ) -> Receipt:
        """Ask for other sizes (ReconfigVM_Task). Memory is rounded down to whole MiB."""
        return self._write(lambda link: writes.reconfigure(link, machine_id, vcpus, memory_bytes))

    def shut_down(self, machine_id: str) -> Receipt:
        """Ask the guest to shut down (ShutdownGuest); no task."""
        return self._write(lambda link: writes.shut_down(link, machine_id))

    def reboot(self, machine_id: str) -> Receipt:
        """Ask the guest to reboot itself, by its tools (RebootGuest); no task."""
        return self._write(lambda link: writes.reboot(link, machine_id))

    def power_on(self, machine_id: str) -> Receipt:
        """Power a machine on (PowerOnVM_Task)."""
        return self._write(lambda link: writes.power_on(link, machine_id))

    def snapshot(self, machine_id: str, name: str, description: str) -> Receipt:
        """Take a snapshot without memory (CreateSnapshot_Task)."""
        return self._write(lambda link: writes.snapshot(link, machine_id, name, description))

    def enter_maintenance(self, datastore_id: str) -> Receipt:
        """Put a datastore into maintenance mode (DatastoreEnterMaintenanceMode)."""
        return self._write(lambda link: writes.enter_maintenance(link, datastore_id))

    def leave_maintenance(self, datastore_id: str) -> Receipt:
        """Take a datastore out of maintenance mode (DatastoreExitMaintenanceMode_Task)."""
        return self._write(lambda link: writes.leave_maintenance(link, datastore_id))

    def move_datastore(self, datastore_id: str, folder: str) -> Receipt:
        """Move into a folder or datastore cluster, by name (MoveIntoFolder_Task).

        No task, and no call, where it stands there already.
        """
        return self._write(
            lambda link: writes.move_datastore(link, self._host, datastore_id, folder)
        )

    def mount_nfs(self, host_id: str, *, server: str, path: str, name: str) -> Receipt:
        """Mount an export on one host (CreateNasDatastore); no task."""
        return self._write(
            lambda link: writes.mount_nfs(
                link, self._host, host_id, server=server, path=path, name=name
            )
        )

    def unmount(self, host_id: str, datastore_id: str) -> Receipt:
        """Take a datastore off one host (RemoveDatastore); no task."""
        return self._write(lambda link: writes.unmount(link, self._host, host_id, datastore_id))

    def free_disks(self, host_id: str) -> tuple[Offer, ...]:
        """Disks that could be formatted (QueryAvailableDisksForVmfs)."""
        return self._ask(lambda link: writes.free_disks(link, self._host, host_id))

    def format_vmfs(self, host_id: str, *, disk: str, name: str) -> Receipt:
        """Make a VMFS datastore of a free disk, on one host (CreateVmfsDatastore); no task."""
        return self._write(
            lambda link: writes.format_vmfs(link, self._host, host_id, disk=disk, name=name)
        )

    def rescan(self, host_id: str) -> Receipt:
        """Have a host look for new datastores (RescanVmfs); no task."""
        return self._write(lambda link: writes.rescan(link, self._host, host_id))

    def _write(self, work: Callable[[LiveSession], Receipt]) -> Receipt:
        """Change something; the next inventory is read in full."""
        inventory = self._inventory

        def changing(link: LiveSession) -> Receipt:
            inventory.doubt()
            return work(link)

        return self._ask(changing, writing=True)

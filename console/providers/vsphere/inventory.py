"""The whole inventory, read in full or kept by updates.

A full read that is quick is always made: nothing can be missed. Where it takes
longer than `QUICK_S`, the server's updates are applied between full reads; an
update that cannot be applied, a lost collector or a full read that shows what
no update told ends that, for the rest of the session.
"""

import time
from collections.abc import Sequence
from typing import Any

from pyVmomi import vim, vmodl

from console.model.error import SourceError
from console.model.notice import notice
from console.model.private import DatastoreKind, PrivateView
from console.ports import Clock
from console.providers.vsphere import decode_compute, decode_events, decode_storage
from console.providers.vsphere.assembly import Extras, steady, view
from console.providers.vsphere.properties import (
    Following,
    Key,
    contained,
    follow,
    itself,
    members,
    of_objects,
    retrieve,
    wanted,
)
from console.providers.vsphere.record import ObjectRecord
from console.providers.vsphere.session import LiveSession
from console.settings.private import VsphereSettings

QUICK_S = 2.0
KINDS = {
    vim.Datastore: decode_storage.PATHS,
    vim.ClusterComputeResource: decode_compute.CLUSTER_PATHS,
    vim.HostSystem: decode_compute.HOST_PATHS,
    vim.VirtualMachine: decode_compute.MACHINE_PATHS,
    vim.Datacenter: decode_compute.DATACENTER_PATHS,
    vim.Folder: decode_storage.FOLDER_PATHS,
}


class Inventory:
    """Reads the inventory over one session at a time; the vSphere thread's alone."""

    def __init__(
        self, settings: VsphereSettings, clock: Clock, *, quick_s: float = QUICK_S
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._quick_s = quick_s
        self._link: LiveSession | None = None
        self._extras = Extras()
        self._following: Following | None = None
        self._slow = False
        self._trusted = True
        self._full_at = float("-inf")

    def doubt(self) -> None:
        """Make the next read a full one: something was changed by us."""
        self._full_at = float("-inf")

    def read(self, link: LiveSession) -> PrivateView:
        """Everything, as it is now."""
        if link is not self._link:
            self._link, self._extras, self._following = link, Extras(), None
            self._trusted = True
        followed = self._caught_up(link)
        due = time.monotonic() - self._full_at >= self._settings.full_read_every_s
        if followed is not None and not due:
            return followed
        found = self._full(link)
        if followed is not None and steady(found) != steady(followed):
            self._trusted = False
            self._stop_following()
        return found

    def _caught_up(self, link: LiveSession) -> PrivateView | None:
        following = self._following
        if following is None:
            return None
        try:
            applied = following.catch_up()
        except (vmodl.query.InvalidCollectorVersion, vmodl.fault.ManagedObjectNotFound):
            applied = False
        if not applied:
            self._stop_following()
            return None
        return self._view(link, following.records, following.unreadable)

    def _full(self, link: LiveSession) -> PrivateView:
        began = time.monotonic()
        self._stop_following()
        container = self._container(link)
        if self._slow and self._trusted:
            self._follow(link, container)
        if self._following is not None:
            records, unreadable = self._following.records, self._following.unreadable
        else:
            with contained(link, container, list(KINDS)) as seen:
                records, unreadable = retrieve(link, _filters(link, container, seen))
        found = self._view(link, records, unreadable)
        self._full_at = time.monotonic()
        self._slow = self._full_at - began > self._quick_s
        return found

    def _follow(self, link: LiveSession, container: Any) -> None:  # noqa: ANN401 - pyVmomi is not typed
        seen = link.content.viewManager.CreateContainerView(container, list(KINDS), recursive=True)
        self._following = follow(link, seen, _filters(link, container, seen))
        if not self._following.catch_up():
            self._stop_following()

    def _stop_following(self) -> None:
        following, self._following = self._following, None
        if following is not None:
            following.stop()

    def _container(self, link: LiveSession) -> Any:  # noqa: ANN401 - pyVmomi is not typed
        root = link.content.rootFolder
        if self._settings.vdc is None:
            return root
        for each in datacenters(link).values():
            if each.name() == self._settings.vdc:
                return vim.Datacenter(each.id, link.stub)
        raise SourceError(
            notice("vsphere.no_vdc", host=self._settings.host, vdc=self._settings.vdc)
        )

    def _view(
        self, link: LiveSession, records: dict[Key, ObjectRecord], unreadable: int
    ) -> PrivateView:
        self._learn(link, records)
        return view(
            records.values(),
            self._extras,
            unreadable=unreadable,
            observed_at=self._clock.now(),
        )

    def _learn(self, link: LiveSession, records: dict[Key, ObjectRecord]) -> None:
        """Read, once, what belongs to objects that were not seen before."""
        new = [
            record.id
            for record in records.values()
            if record.kind == decode_storage.KIND
            and record.id not in self._extras.ssd
            and decode_storage.kind(record) is DatastoreKind.VMFS
        ]
        details = of_objects(
            link, [vim.Datastore(each, link.stub) for each in new], [decode_storage.DETAIL]
        )
        for each in new:
            self._extras.ssd[each] = (
                decode_storage.solid_state(details[each]) if each in details else None
            )
        alarms = [
            each
            for record in records.values()
            for each in decode_events.alarm_ids(record.items(decode_events.ALARMS))
            if each not in self._extras.alarms
        ]
        named = of_objects(
            link, [vim.alarm.Alarm(each, link.stub) for each in alarms], ["info.name"]
        )
        for each in alarms:
            told = named[each].string("info.name") if each in named else None
            self._extras.alarms[each] = told or each


def datacenters(link: LiveSession) -> dict[str, ObjectRecord]:
    """The virtual datacenters that the account sees, by id."""
    with contained(link, link.content.rootFolder, [vim.Datacenter]) as seen:
        found, _ = retrieve(link, [wanted({vim.Datacenter: ("name",)}, [members(seen, "view")])])
    return {record.id: record for record in found.values()}


def _filters(link: LiveSession, container: Any, seen: Any) -> Sequence[Any]:  # noqa: ANN401 - pyVmomi is not typed
    recent = members(link.content.taskManager, "recentTask")
    return (
        wanted(KINDS, [members(seen, "view")]),
        wanted({vim.Task: decode_events.TASK_PATHS}, [recent]),
        wanted({type(container): ("name", decode_events.ALARMS)}, [itself(container)]),
    )

"""Every managed object by its id, and what stands below what."""

from collections.abc import Callable, Iterator
from typing import Any

from console.rehearsal.private.reference import CLUSTER_REF, VDC_REF
from console.rehearsal.vcenter import place_ids
from console.rehearsal.vcenter.datastore_kind import DATASTORE
from console.rehearsal.vcenter.host_kind import DATASTORE_SYSTEM, HOST, STORAGE_SYSTEM
from console.rehearsal.vcenter.machine_kind import MACHINE, SNAPSHOT
from console.rehearsal.vcenter.place_kinds import (
    CLUSTER,
    DATACENTER,
    FOLDER,
    PLACES,
    POD,
    RESOURCE_POOL,
)
from console.rehearsal.vcenter.service_kinds import ALARM, SERVICES
from console.rehearsal.vcenter.task_kind import TASK
from console.rehearsal.vcenter.values import Look, Managed, ManagedKind, Ref

BELOW = {
    "Folder": ("childEntity",),
    "StoragePod": ("childEntity",),
    "Datacenter": ("vmFolder", "hostFolder", "datastoreFolder", "networkFolder"),
    "ClusterComputeResource": ("host", "resourcePool"),
    "ResourcePool": ("vm",),
}
"""Properties that lead to what stands below, by kind."""
Found = Callable[[Look, str], Any]


def _snapshot(look: Look, key: str) -> Any:  # noqa: ANN401 - a machine and its snapshot
    for machine in look.estate.machines.values():
        for each in machine.snapshots:
            if each.id == key:
                return machine, each
    return None


def _host_of(look: Look, key: str) -> Any:  # noqa: ANN401 - a host
    return look.estate.hosts.get(f"host-{place_ids.number_of(key)}")


def _alarm(look: Look, key: str) -> Any:  # noqa: ANN401 - an alarm
    return next((each for each in look.alarms if each.id.partition(".")[0] == key), None)


ALONE = {
    VDC_REF: DATACENTER,
    CLUSTER_REF: CLUSTER,
    place_ids.POOL.id: RESOURCE_POOL,
}
BY_PREFIX: dict[str, tuple[ManagedKind, Found]] = {
    "datastore": (DATASTORE, lambda look, key: look.estate.datastores.get(key)),
    "vm": (MACHINE, lambda look, key: look.estate.machines.get(key)),
    "host": (HOST, lambda look, key: look.estate.hosts.get(key)),
    "task": (TASK, lambda look, key: look.estate.tasks.get(key)),
    "snapshot": (SNAPSHOT, _snapshot),
    "datastoreSystem": (DATASTORE_SYSTEM, _host_of),
    "storageSystem": (STORAGE_SYSTEM, _host_of),
    "alarm": (ALARM, _alarm),
}


def find(look: Look, key: str) -> Managed | None:
    """A managed object by its id."""
    kind, found = BY_PREFIX.get(key.partition("-")[0], (None, None))
    if kind is not None and found is not None:
        subject = found(look, key)
        return None if subject is None else Managed(kind, key, subject)
    if key in PLACES:
        return Managed(FOLDER, key, PLACES[key])
    folder = look.estate.folders.get(key)
    if folder is not None:
        return Managed(POD if folder.pod else FOLDER, key, folder)
    if key in ALONE:
        return Managed(ALONE[key], key, None)
    if key in SERVICES:
        return Managed(SERVICES[key], key, None)
    own: Managed | None = look.session.own.get(key) if look.session is not None else None
    return own


def below(look: Look, top: Ref, *, recursive: bool) -> Iterator[Managed]:
    """What stands below an object, each once; the object itself does not."""
    seen = {top}
    waiting = [top]
    while waiting:
        ref = waiting.pop()
        managed = find(look, ref.id)
        if managed is None:
            continue
        for name in BELOW.get(managed.kind.name, ()):
            for each in refs(managed.raw(look, name)):
                if each in seen:
                    continue
                seen.add(each)
                found = find(look, each.id)
                if found is None:
                    continue
                yield found
                if recursive and found.kind.name in BELOW:
                    waiting.append(each)


def refs(raw: object) -> tuple[Ref, ...]:
    """The references in a raw value."""
    if isinstance(raw, Ref):
        return (raw,)
    if isinstance(raw, tuple):
        return tuple(each for each in raw if isinstance(each, Ref))
    return ()

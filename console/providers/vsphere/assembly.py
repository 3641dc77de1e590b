"""Records of every kind → one `PrivateView`; one that makes no sense is counted, not raised."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from console.model.private import PrivateView
from console.providers.vsphere import decode_compute, decode_events, decode_storage
from console.providers.vsphere.record import ObjectRecord, UnreadableRecord

T = TypeVar("T")
G = TypeVar("G")
FOLDERS = ("Folder", decode_storage.POD)


@dataclass(slots=True)
class Extras:
    """What is read once and kept: SSD by datastore id, names by alarm id."""

    ssd: dict[str, bool | None] = field(default_factory=dict)
    alarms: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Tally:
    unreadable: int

    def all(self, make: Callable[[G], T], given: Iterable[G]) -> tuple[T, ...]:
        made: list[T] = []
        for each in given:
            try:
                made.append(make(each))
            except UnreadableRecord:
                self.unreadable += 1
        return tuple(made)


def view(
    records: Iterable[ObjectRecord], extras: Extras, *, unreadable: int, observed_at: datetime
) -> PrivateView:
    """Everything that was read, as the model has it, ordered by name."""
    kinds: dict[str, list[ObjectRecord]] = {}
    for record in records:
        kinds.setdefault(record.kind, []).append(record)
    places = _places(kinds)
    tally = _Tally(unreadable)
    datastores = tally.all(
        lambda each: decode_storage.datastore(each, places, extras.ssd),
        kinds.get(decode_storage.KIND, ()),
    )
    clusters = tally.all(
        lambda each: decode_compute.cluster(each, places), kinds.get(decode_compute.CLUSTER, ())
    )
    hosts = tally.all(decode_compute.host, kinds.get(decode_compute.HOST, ()))
    machines = tally.all(decode_compute.virtual_machine, kinds.get(decode_compute.MACHINE, ()))
    tasks = tally.all(decode_events.task, kinds.get(decode_events.TASK, ()))
    alarms = tally.all(
        lambda each: decode_events.alarm(each, extras.alarms),
        (state for each in places.values() for state in each.items(decode_events.ALARMS)),
    )
    return PrivateView(
        datastores=tuple(sorted(datastores, key=lambda each: each.name)),
        clusters=tuple(sorted(clusters, key=lambda each: each.name)),
        hosts=tuple(sorted(hosts, key=lambda each: each.name)),
        virtual_machines=tuple(sorted(machines, key=lambda each: each.name)),
        observed_at=observed_at,
        alarms=tuple(each for each in alarms if each is not None),
        tasks=tasks,
        unreadable=tally.unreadable,
    )


def _places(kinds: Mapping[str, list[ObjectRecord]]) -> dict[str, ObjectRecord]:
    return {
        record.id: record
        for kind in (*FOLDERS, decode_compute.DATACENTER)
        for record in kinds.get(kind, ())
    }


def steady(found: PrivateView) -> tuple[object, ...]:
    """What of a view changes by someone's doing only; the rest moves by itself."""
    return (
        {
            (each.id, each.name, each.accessible, each.maintenance, each.mounts, each.folder)
            for each in found.datastores
        },
        {(each.id, each.connected, each.in_maintenance) for each in found.hosts},
        {
            (
                *(each.id, each.name, each.power, each.connected, each.configured),
                *(each.vcpus, each.memory_bytes, each.snapshots),
            )
            for each in found.virtual_machines
        },
    )

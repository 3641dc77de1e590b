"""A private cloud of three hosts that mounts and formats; each call is kept, any may fail."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from console.model.error import SourceError
from console.model.private import (
    Cluster,
    Datastore,
    DatastoreKind,
    Host,
    Mount,
    PrivateAccount,
    PrivateView,
    Task,
)
from console.model.resource import DATASTORE
from console.model.supply import (
    Billing,
    Offer,
)
from console.ports import Receipt

AT = datetime(2026, 11, 23, 15, 42, tzinfo=UTC)


def disk(name: str, size_bytes: int = 2 << 40) -> Offer:
    """A free disk, as a host tells it."""
    return Offer(name, DATASTORE, name, Billing.OWNED, size_bytes, ssd=True, source="host")


@dataclass
class HostsCloud:
    """Two hosts of one cluster and one of another, named against the order of their ids."""

    datastores: dict[str, Datastore] = field(default_factory=dict)
    disks: dict[str, list[str]] = field(default_factory=dict)
    calls: list[tuple[str, ...]] = field(default_factory=list)
    fails: dict[tuple[str, str], SourceError] = field(default_factory=dict)
    hosts: tuple[Host, ...] = (
        Host("host-2", "a", "domain-c1", connected=True, in_maintenance=False),
        Host("host-1", "b", "domain-c1", connected=True, in_maintenance=False),
        Host("host-3", "c", "domain-c2", connected=True, in_maintenance=False),
    )

    def inventory(self) -> PrivateView:
        return PrivateView(
            datastores=tuple(self.datastores.values()),
            clusters=(
                Cluster("domain-c1", "cluster-1", ("host-1", "host-2")),
                Cluster("domain-c2", "cluster-2", ("host-3",)),
            ),
            hosts=self.hosts,
            virtual_machines=(),
            observed_at=AT,
        )

    def mount_nfs(self, host_id: str, *, server: str, path: str, name: str) -> Receipt:
        self._call("mount", host_id, f"{server}:{path}", name)
        self.add(name, DatastoreKind.NFS, host_id)
        return Receipt(f"op-{len(self.calls)}")

    def unmount(self, host_id: str, datastore_id: str) -> Receipt:
        self._call("unmount", host_id, datastore_id)
        return Receipt(f"op-{len(self.calls)}")

    def free_disks(self, host_id: str) -> tuple[Offer, ...]:
        self._call("disks", host_id)
        return tuple(map(disk, self.disks.get(host_id, [])))

    def format_vmfs(self, host_id: str, *, disk: str, name: str) -> Receipt:
        self._call("format", host_id, disk, name)
        self.add(name, DatastoreKind.VMFS, host_id)
        return Receipt(f"op-{len(self.calls)}")

    def rescan(self, host_id: str) -> Receipt:
        self._call("rescan", host_id)
        return Receipt(f"op-{len(self.calls)}")

    def add(self, name: str, kind: DatastoreKind, *host_ids: str) -> None:
        """Let a datastore stand, mounted on hosts besides those it is on."""
        known = self.datastores.get(name) or Datastore(
            id=f"datastore-{name}",
            name=name,
            kind=kind,
            accessible=True,
            capacity_bytes=3 * 10**12,
            free_bytes=10**12,
        )
        mounts = (Mount(each, mounted=True, accessible=True, read_only=False) for each in host_ids)
        self.datastores[name] = replace(known, mounts=(*known.mounts, *mounts))

    def made(self, what: str) -> list[tuple[str, ...]]:
        """The calls of one kind, without the kind."""
        return [call[1:] for call in self.calls if call[0] == what]

    def _call(self, what: str, host_id: str, *more: str) -> None:
        self.calls.append((what, host_id, *more))
        if (what, host_id) in self.fails:
            raise self.fails[what, host_id]

    def account(self) -> PrivateAccount:
        return PrivateAccount("vigie")

    def task(self, task_id: str) -> Task:
        raise AssertionError(task_id)

    def _never(self, *_: object, **__: object) -> Receipt:
        raise AssertionError("no provisioner of datastores does that")

    reconfigure = _never
    shut_down = _never
    power_on = _never
    snapshot = _never
    enter_maintenance = _never
    leave_maintenance = _never
    move_datastore = _never

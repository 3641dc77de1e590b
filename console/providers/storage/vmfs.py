"""Free disks of a SAN as where datastores come from: one host formats, the others look again.

Only a disk that every host of a cluster sees is an offer: a datastore on any
other could never be mounted everywhere.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from console.model.error import CallRefused, NotFound, SourceError
from console.model.notice import notice
from console.model.private import Datastore, DatastoreKind, Host, PrivateView
from console.model.resource import DATASTORE
from console.model.supply import (
    Billing,
    Holding,
    Offer,
    Order,
    SupplyView,
)
from console.ports import PrivateCloud, Receipt
from console.providers.storage.hosts import cluster_hosts

FREE = Decimal(0)
SOURCE = "vmfs"
FORMATTED = "formatted"
KEEP_S = 300.0


class VmfsReader:
    """The free disks of the private cloud's hosts. Asking for them takes a call a host."""

    def __init__(
        self,
        cloud: PrivateCloud,
        *,
        keep_s: float = KEEP_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the cloud; nothing is read yet. Disks are believed for `keep_s` wall seconds."""
        self._cloud = cloud
        self._keep_s = keep_s
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kept: tuple[float, tuple[Offer, ...]] | None = None

    def view(self) -> SupplyView:
        """Free disks, and the datastores that were made of others."""
        seen = self._cloud.inventory()
        return SupplyView(
            offers=self._offers(seen),
            holdings=tuple(
                _holding(each) for each in seen.datastores if each.kind is DatastoreKind.VMFS
            ),
            orders=(),
            observed_at=seen.observed_at,
        )

    def orders(self) -> tuple[Order, ...]:
        """Formatting leaves no order behind: the inventory tells."""
        return ()

    def _offers(self, seen: PrivateView) -> tuple[Offer, ...]:
        with self._lock:
            if self._kept is not None and self._monotonic() - self._kept[0] < self._keep_s:
                return self._kept[1]
            found = tuple(self._shared_disks(seen))
            self._kept = (self._monotonic(), found)
            return found

    def _shared_disks(self, seen: PrivateView) -> Iterator[Offer]:
        """Each disk that all hosts in service of a cluster see, once."""
        known: set[str] = set()
        for cluster in seen.clusters:
            by_host = [
                {disk.name: disk for disk in self._cloud.free_disks(host.id)}
                for host in cluster_hosts(seen, cluster.id)
            ]
            for name, disk in by_host[0].items() if by_host else ():
                if name not in known and all(name in disks for disks in by_host):
                    known.add(name)
                    yield replace(
                        disk,
                        resource=DATASTORE,
                        billing=Billing.OWNED,
                        euro_per_hour=FREE,
                        euro_per_month=FREE,
                        available=1,
                        source=SOURCE,
                    )

    def _forget(self) -> None:
        with self._lock:
            self._kept = None


class VmfsSupply(VmfsReader):
    """Formats and removes, too."""

    def order(self, offer: Offer, *, name: str, cluster_id: str | None = None) -> Receipt:
        """Format a disk on one host (CreateVmfsDatastore), and have the others look (RescanVmfs).

        Once it is formatted the datastore exists, so a host that does not look
        now is no failure of the order: `extend` asks it again.
        """
        hosts = cluster_hosts(self._cloud.inventory(), cluster_id)
        if not hosts:
            raise CallRefused(notice("storage.no_host", name=name))
        self._forget()
        done = self._cloud.format_vmfs(hosts[0].id, disk=offer.name, name=name)
        self._look_again(hosts[1:])
        return Receipt(done.request_id)

    def extend(self, name: str, host_id: str) -> Receipt | None:  # noqa: ARG002 - a host looks for all of them
        """Have one host look for new datastores."""
        return Receipt(self._cloud.rescan(host_id).request_id)

    def release(self, name: str, holding: str | None) -> Receipt:
        """Remove a datastore and free its disk: what was on it is lost.

        RemoveDatastore on one host removes it for all; the others look again.
        """
        seen = self._cloud.inventory()
        wanted = name if holding is None else holding
        found = seen.datastore(wanted)
        if found is None:
            raise NotFound(notice("storage.no_datastore", name=wanted))
        if found.kind is not DatastoreKind.VMFS:
            raise CallRefused(notice("storage.not_vmfs", name=found.name))
        holders = [h for m in found.mounts if m.usable and (h := seen.host(m.host_id)) is not None]
        if not holders:
            raise CallRefused(notice("storage.no_host", name=found.name))
        self._forget()
        done = self._cloud.unmount(holders[0].id, found.id)
        self._look_again(holders[1:])
        return Receipt(done.request_id)

    def _look_again(self, hosts: Sequence[Host]) -> None:
        for host in hosts:
            try:
                self._cloud.rescan(host.id)
            except SourceError:
                # What matters is done. The inventory shows a host that has not
                # noticed, and it is asked again by what watches the mounts.
                continue


def _holding(datastore: Datastore) -> Holding:
    return Holding(
        id=datastore.name,
        resource=DATASTORE,
        name=datastore.name,
        offer="",
        billing=Billing.OWNED,
        state=FORMATTED,
        size_bytes=datastore.capacity_bytes,
    )

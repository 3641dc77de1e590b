"""NFS exports of one's own as where datastores come from: an order mounts one on every host.

Nothing is bought and nothing is waited for. A mount that was made twice is
refused by vCenter, so a lost answer costs nothing.
"""

from collections.abc import Iterable
from decimal import Decimal

from console.model.error import CallRefused, NotFound, SourceError, SourceUnreachable
from console.model.notice import notice
from console.model.private import Datastore, DatastoreKind, PrivateView
from console.model.resource import DATASTORE
from console.model.size import parse_size
from console.model.supply import (
    Billing,
    Holding,
    Offer,
    Order,
    SupplyView,
)
from console.ports import PrivateCloud, PrivateReader, Receipt
from console.providers.storage.hosts import cluster_hosts
from console.settings.private import ExportSettings

SOURCE = "nfs"
MOUNTED = "mounted"
FREE = Decimal(0)


class NfsReader:
    """The exports of the settings: those not mounted yet are offers, the others holdings."""

    def __init__(self, exports: Iterable[ExportSettings], cloud: PrivateReader) -> None:
        """Keep the exports; nothing is read yet."""
        self._exports = {export.name: export for export in exports}
        self._cloud = cloud

    def view(self) -> SupplyView:
        """What can be mounted, and what is."""
        seen = self._cloud.inventory()
        mounted = {each.name: each for each in seen.datastores if each.name in self._exports}
        return SupplyView(
            offers=tuple(
                _offer(export) for name, export in self._exports.items() if name not in mounted
            ),
            holdings=tuple(map(_holding, mounted.values())),
            orders=(),
            observed_at=seen.observed_at,
        )

    def orders(self) -> tuple[Order, ...]:
        """Mounting leaves no order behind: the inventory tells."""
        return ()


class NfsSupply(NfsReader):
    """Mounts and unmounts, too."""

    def __init__(self, exports: Iterable[ExportSettings], cloud: PrivateCloud) -> None:
        """Keep the exports; nothing is read yet."""
        super().__init__(exports, cloud)
        self._writes = cloud

    def order(self, offer: Offer, *, name: str, cluster_id: str | None = None) -> Receipt:
        """Mount an export on the hosts of a cluster, one by one (CreateNasDatastore).

        One host suffices to make the datastore; `extend` brings it to those
        that refused. Raises what the first of them raised when none did mount it.
        """
        export = self._export(offer.name)
        if name != export.name:
            raise CallRefused(notice("storage.named_by_export", name=name, export=export.name))
        seen = self._writes.inventory()
        receipt: Receipt | None = None
        first: SourceError | None = None
        for host in cluster_hosts(seen, cluster_id):
            try:
                receipt = self._mount(export, host.id)
            except SourceError as failure:
                first = first or failure
                if isinstance(failure, SourceUnreachable):
                    break
        if receipt is not None:
            return receipt
        if first is not None:
            raise first
        raise CallRefused(notice("storage.no_host", name=name))

    def extend(self, name: str, host_id: str) -> Receipt | None:
        """Mount the export on one host more."""
        return self._mount(self._export(name), host_id)

    def release(self, name: str, holding: str | None) -> Receipt:
        """Unmount a datastore from every host; what is on the export stays there."""
        seen = self._writes.inventory()
        found = _standing(seen, name, holding)
        if found.kind is not DatastoreKind.NFS:
            raise CallRefused(notice("storage.not_nfs", name=found.name))
        receipt = Receipt(None)
        for mount in found.mounts:
            if mount.mounted is False:
                continue
            receipt = self._writes.unmount(mount.host_id, found.id)
        return Receipt(receipt.request_id)

    def _mount(self, export: ExportSettings, host_id: str) -> Receipt:
        done = self._writes.mount_nfs(
            host_id, server=export.server, path=export.path, name=export.name
        )
        return Receipt(done.request_id)

    def _export(self, name: str) -> ExportSettings:
        try:
            return self._exports[name]
        except KeyError:
            raise NotFound(notice("storage.no_export", name=name)) from None


def _standing(seen: PrivateView, name: str, holding: str | None) -> Datastore:
    """Find the datastore to give back; NotFound where it is gone."""
    wanted = name if holding is None else holding
    found = seen.datastore(wanted)
    if found is None:
        raise NotFound(notice("storage.no_datastore", name=wanted))
    return found


def _offer(export: ExportSettings) -> Offer:
    return Offer(
        name=export.name,
        resource=DATASTORE,
        title=f"{export.server}:{export.path}",
        billing=Billing.OWNED,
        size_bytes=parse_size(export.size),
        ssd=export.ssd,
        euro_per_hour=FREE,
        euro_per_month=FREE,
        available=1,
        source=SOURCE,
    )


def _holding(datastore: Datastore) -> Holding:
    return Holding(
        id=datastore.name,
        resource=DATASTORE,
        name=datastore.name,
        offer=datastore.name,
        billing=Billing.OWNED,
        state=MOUNTED,
        size_bytes=datastore.capacity_bytes,
    )

"""Exports, disks, and two supplies joined, as where datastores come from."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hosts_cloud import AT, HostsCloud

from console.model.error import CallRefused, NotFound, OutcomeUnknown, SourceUnreachable
from console.model.notice import notice
from console.model.private import DatastoreKind, PrivateAccount
from console.model.resource import DATASTORE, HOST
from console.model.supply import (
    Billing,
    Holding,
    Offer,
    Order,
    OrderState,
    SupplyView,
)
from console.ports import Receipt
from console.providers.storage.joint import JointSupply
from console.providers.storage.nfs import NfsSupply
from console.providers.storage.vmfs import VmfsSupply
from console.settings.private import ExportSettings

EXPORTS = (
    ExportSettings(server="10.0.0.9", path="/exports/one", name="one", size="3TB", ssd=True),
    ExportSettings(server="10.0.0.9", path="/exports/two", name="two", size="500 GB"),
)
REFUSED = CallRefused(notice("storage.no_host", name="x"))
SILENT = SourceUnreachable(notice("storage.no_host", name="y"))
LOST = OutcomeUnknown(notice("storage.no_host", name="z"))


@pytest.fixture
def cloud() -> HostsCloud:
    return HostsCloud()


@pytest.fixture
def nfs(cloud: HostsCloud) -> NfsSupply:
    return NfsSupply(EXPORTS, cloud)


@pytest.fixture
def vmfs(cloud: HostsCloud) -> VmfsSupply:
    cloud.disks = {"host-1": ["san-1", "san-2", "local-1"], "host-2": ["san-2", "san-1"]}
    return VmfsSupply(cloud)


def test_an_export_that_is_not_mounted_is_an_offer_that_costs_nothing(
    cloud: HostsCloud, nfs: NfsSupply
) -> None:
    cloud.add("two", DatastoreKind.NFS, "host-1")
    view = nfs.view()
    (offer,) = view.offers
    assert (offer.name, offer.size_bytes, offer.ssd) == ("one", 3 * 10**12, True)
    assert (offer.billing, offer.euro_per_hour, offer.source) == (Billing.OWNED, Decimal(0), "nfs")
    (holding,) = view.holdings
    assert (holding.id, holding.name, holding.offer) == ("two", "two", "two")
    assert nfs.orders() == ()


def test_an_export_is_mounted_on_every_host_of_its_cluster(
    cloud: HostsCloud, nfs: NfsSupply
) -> None:
    receipt = nfs.order(nfs.view().offers[0], name="one", cluster_id="domain-c1")
    assert cloud.made("mount") == [
        ("host-2", "10.0.0.9:/exports/one", "one"),
        ("host-1", "10.0.0.9:/exports/one", "one"),
    ]
    assert receipt.resource_id is None
    assert [offer.name for offer in nfs.view().offers] == ["two"]


def test_hosts_in_maintenance_are_left_alone(cloud: HostsCloud, nfs: NfsSupply) -> None:
    first, *others = cloud.hosts
    cloud.hosts = (replace(first, in_maintenance=True), *others)
    nfs.order(nfs.view().offers[0], name="one")
    assert [call[0] for call in cloud.made("mount")] == ["host-1", "host-3"]


@pytest.mark.parametrize("failure", [REFUSED, LOST])
def test_a_host_that_does_not_mount_is_left_to_be_asked_again(
    cloud: HostsCloud, nfs: NfsSupply, failure: CallRefused | OutcomeUnknown
) -> None:
    cloud.fails["mount", "host-2"] = failure
    nfs.order(nfs.view().offers[0], name="one", cluster_id="domain-c1")
    cloud.fails.clear()
    assert nfs.extend("one", "host-2") is not None
    assert [call[0] for call in cloud.made("mount")] == ["host-2", "host-1", "host-2"]


def test_when_no_host_mounts_the_first_reason_is_given(cloud: HostsCloud, nfs: NfsSupply) -> None:
    cloud.fails["mount", "host-2"] = REFUSED
    cloud.fails["mount", "host-1"] = LOST
    with pytest.raises(CallRefused) as caught:
        nfs.order(nfs.view().offers[0], name="one", cluster_id="domain-c1")
    assert caught.value is REFUSED


def test_a_vcenter_that_is_gone_is_not_asked_host_by_host(
    cloud: HostsCloud, nfs: NfsSupply
) -> None:
    cloud.fails["mount", "host-2"] = SILENT
    with pytest.raises(SourceUnreachable):
        nfs.order(nfs.view().offers[0], name="one", cluster_id="domain-c1")
    assert len(cloud.made("mount")) == 1


def test_a_cluster_without_hosts_is_said(nfs: NfsSupply) -> None:
    with pytest.raises(CallRefused) as caught:
        nfs.order(nfs.view().offers[0], name="one", cluster_id="domain-c9")
    assert caught.value.notice.code == "storage.no_host"


def test_an_export_keeps_its_name(cloud: HostsCloud, nfs: NfsSupply) -> None:
    with pytest.raises(CallRefused):
        nfs.order(nfs.view().offers[0], name="vigie-x-1")
    with pytest.raises(NotFound):
        nfs.extend("three", "host-1")
    assert cloud.made("mount") == []


def test_giving_back_unmounts_everywhere(cloud: HostsCloud, nfs: NfsSupply) -> None:
    cloud.add("one", DatastoreKind.NFS, "host-1", "host-2")
    nfs.release("one", "one")
    assert cloud.made("unmount") == [("host-1", "datastore-one"), ("host-2", "datastore-one")]
    with pytest.raises(NotFound):
        nfs.release("two", None)


def test_what_is_no_nfs_datastore_is_not_touched(
    cloud: HostsCloud, nfs: NfsSupply, vmfs: VmfsSupply
) -> None:
    cloud.add("disk", DatastoreKind.VMFS, "host-1")
    cloud.add("export", DatastoreKind.NFS, "host-1")
    with pytest.raises(CallRefused):
        nfs.release("disk", None)
    with pytest.raises(CallRefused):
        vmfs.release("export", None)
    assert cloud.made("unmount") == []


def test_only_disks_that_a_whole_cluster_sees_are_offers(
    cloud: HostsCloud, vmfs: VmfsSupply
) -> None:
    cloud.disks["host-3"] = ["alone-1"]
    offers = vmfs.view().offers
    assert {each.name for each in offers} == {"san-1", "san-2", "alone-1"}
    assert {(each.billing, each.source) for each in offers} == {(Billing.OWNED, "vmfs")}


def test_disks_are_looked_for_every_so_often(cloud: HostsCloud) -> None:
    now = [0.0]
    cloud.disks = {"host-1": ["san-1"], "host-2": ["san-1"]}
    vmfs = VmfsSupply(cloud, keep_s=60.0, monotonic=lambda: now[0])
    vmfs.view()
    vmfs.view()
    assert len(cloud.made("disks")) == 3
    now[0] = 61.0
    vmfs.view()
    assert len(cloud.made("disks")) == 6


def test_one_host_formats_and_the_others_look_again(cloud: HostsCloud, vmfs: VmfsSupply) -> None:
    disk = next(each for each in vmfs.view().offers if each.name == "san-1")
    cloud.fails["rescan", "host-1"] = SILENT
    receipt = vmfs.order(disk, name="vigie-x-1", cluster_id="domain-c1")
    assert receipt.resource_id is None
    assert cloud.made("format") == [("host-2", "san-1", "vigie-x-1")]
    assert cloud.made("rescan") == [("host-1",)]
    cloud.fails.clear()
    assert vmfs.extend("vigie-x-1", "host-1") is not None
    assert [each.name for each in vmfs.view().holdings] == ["vigie-x-1"]


@pytest.mark.parametrize("failure", [REFUSED, SILENT, LOST])
def test_a_disk_that_is_not_formatted_is_no_datastore(
    cloud: HostsCloud, vmfs: VmfsSupply, failure: CallRefused
) -> None:
    disk = vmfs.view().offers[0]
    cloud.fails["format", "host-2"] = failure
    with pytest.raises(type(failure)):
        vmfs.order(disk, name="vigie-x-1", cluster_id="domain-c1")
    assert len(cloud.made("format")) == 1
    assert cloud.made("rescan") == []


def test_a_vmfs_datastore_is_removed_once_for_all_hosts(
    cloud: HostsCloud, vmfs: VmfsSupply
) -> None:
    cloud.add("vigie-x-1", DatastoreKind.VMFS, "host-1", "host-2")
    vmfs.release("vigie-x-1", "vigie-x-1")
    assert cloud.made("unmount") == [("host-1", "datastore-vigie-x-1")]
    assert cloud.made("rescan") == [("host-2",)]
    with pytest.raises(NotFound):
        vmfs.release("vigie-x-9", None)


class Sold:
    """A supply that sells hosts, and holds a datastore besides."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.offers = tuple(Offer(kind, kind, kind, Billing.HOURLY) for kind in (HOST, DATASTORE))

    def view(self) -> SupplyView:
        return SupplyView(
            offers=self.offers,
            holdings=(
                Holding("host/1", HOST, "h1", "host", Billing.HOURLY, "delivered"),
                Holding("filer/1", DATASTORE, "f1", "ssd", Billing.MONTHLY, "delivered"),
            ),
            orders=self.orders(),
            observed_at=AT.replace(hour=14),
            account=PrivateAccount("xx1-ovh"),
            unreadable=1,
        )

    def orders(self) -> tuple[Order, ...]:
        kinds = (HOST, DATASTORE)
        return tuple(
            Order(f"{kind}-{removal}", 1, kind, removal=removal, state=OrderState.RUNNING)
            for kind in kinds
            for removal in (False, True)
        )

    def order(self, offer: Offer, *, name: str, cluster_id: str | None = None) -> Receipt:
        self.asked.append(("order", offer.name, name, str(cluster_id)))
        return Receipt("q", "1")

    def extend(self, name: str, host_id: str) -> Receipt | None:
        raise AssertionError((name, host_id))

    def release(self, name: str, holding: str | None) -> Receipt:
        self.asked.append(("release", name, str(holding)))
        return Receipt("q", "2")


def test_datastores_come_from_one_and_hosts_from_the_other(
    cloud: HostsCloud, nfs: NfsSupply
) -> None:
    cloud.add("two", DatastoreKind.NFS, "host-1")
    sold = Sold()
    joint = JointSupply(datastores=nfs, hosts=sold)
    view = joint.view()
    assert [(each.name, each.resource) for each in view.offers] == [
        ("one", DATASTORE),
        ("host", HOST),
    ]
    assert {each.name for each in view.holdings} == {"two", "h1", "f1"}
    assert {each.id for each in joint.orders()} == {"host-False", "host-True", "datastore-True"}
    assert view.orders == joint.orders()
    assert view.account == PrivateAccount("xx1-ovh")
    assert view.observed_at == AT.replace(hour=14)
    assert view.unreadable == 1


def test_each_order_and_return_goes_where_it_belongs(cloud: HostsCloud, nfs: NfsSupply) -> None:
    sold = Sold()
    joint = JointSupply(datastores=nfs, hosts=sold)
    export, machine = joint.view().offers[0], joint.view().offers[-1]
    joint.order(export, name="one", cluster_id="domain-c2")
    joint.order(machine, name="host-x-1", cluster_id="domain-c2")
    joint.extend("one", "host-1")
    joint.release("one", "one")
    joint.release("h1", "host/1")
    assert [call[0] for call in cloud.made("mount")] == ["host-3", "host-1"]
    assert len(cloud.made("unmount")) == 2
    assert sold.asked == [("order", "host", "host-x-1", "domain-c2"), ("release", "h1", "host/1")]

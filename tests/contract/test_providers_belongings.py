"""Ports and volumes as the provider reads them, against the rehearsal and scripted answers."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from openstack.connection import Connection
from openstack_command import connected
from process import wait_until
from rehearsed import Rehearsal, Rehearse
from scripted import Reply, ScriptedOpenStack, scripted_openstack

from console.clock import clock_of
from console.model.error import CallRefused, NotFound
from console.model.leftover import Belonging, LeftoverSort
from console.providers.openstack.cloud import OpenStackCloud, OpenStackReader
from console.settings.load import load

REGION = "GRA11"
PORTS = "/network/RBX-A/v2.0/ports"
VOLUMES = "/volume/RBX-A/v3/p1/volumes/detail"


@pytest.fixture
def estate(fresh_rehearsal: Rehearse) -> Rehearsal:
    return fresh_rehearsal("steady", 600.0)


@pytest.fixture
def cloud(estate: Rehearsal) -> Iterator[Connection]:
    with connected(estate, REGION) as connection:
        yield connection


def acting(estate: Rehearsal) -> OpenStackCloud:
    settings = load(estate.settings, environ={}).settings
    return OpenStackCloud(settings.openstack, cloud_name="vigie", clock=clock_of(settings.clock))


def read(estate: Rehearsal, sort: LeftoverSort, *, page_size: int = 1000) -> dict[str, Belonging]:
    settings = load(estate.settings, environ={}).settings
    openstack = msgspec.structs.replace(settings.openstack, page_size=page_size)
    reader = OpenStackReader(openstack, cloud_name="vigie", clock=clock_of(settings.clock))
    view = reader.belongings(REGION)
    assert not view.unread
    assert not view.unreadable
    return {one.id: one for one in view.belongings if one.sort is sort}


def test_ports_name_the_servers_that_have_them_and_pages_add_up(
    estate: Rehearsal, cloud: Connection
) -> None:
    found = read(estate, LeftoverSort.PORT)
    told = {port.id: port.device_id for port in cloud.network.ports()}
    assert {one.id: one.servers for one in found.values()} == {
        number: (device,) for number, device in told.items()
    }
    assert len(found) == 10
    assert read(estate, LeftoverSort.PORT, page_size=3) == found


def test_a_port_that_no_server_has_names_none(estate: Rehearsal, cloud: Connection) -> None:
    network = cloud.network.find_network("vigie-private", ignore_missing=False)
    made = cloud.network.create_port(network_id=network.id, name="a person's")
    assert made.id in {port.id for port in cloud.network.ports()}
    assert read(estate, LeftoverSort.PORT)[made.id].servers == ()
    cloud.network.delete_port(made.id, ignore_missing=False)
    assert made.id not in {port.id for port in cloud.network.ports()}


def test_ports_outlive_a_server_that_leaves_them_and_can_then_be_deleted(
    estate: Rehearsal, cloud: Connection
) -> None:
    server = next(iter(cloud.compute.servers()))
    mine = {port.id for port in cloud.network.ports(device_id=server.id)}
    assert mine
    estate.set_faults({"mode": "leaves", "services": ["compute"], "methods": ["DELETE"]})
    cloud.compute.delete_server(server.id)

    def gone() -> bool:
        return server.id not in {one.id for one in cloud.compute.servers()}

    wait_until(gone, what="the server is gone")
    left = {n: o for n, o in read(estate, LeftoverSort.PORT).items() if server.id in o.servers}
    assert (left.keys(), {one.status for one in left.values()}) == (mine, {"DOWN"})
    writes = acting(estate)
    for number in mine:
        assert writes.belonging(REGION, LeftoverSort.PORT, number) == left[number]
        assert writes.discard(REGION, LeftoverSort.PORT, number).request_id
        for again in (writes.belonging, writes.discard):
            with pytest.raises(NotFound):
                again(REGION, LeftoverSort.PORT, number)
    assert not mine & read(estate, LeftoverSort.PORT).keys()


def test_a_boot_volume_that_its_server_leaves_is_free_and_bears_no_mark(
    estate: Rehearsal, cloud: Connection
) -> None:
    image = cloud.image.find_image("windows-server-2022-api", ignore_missing=False)
    disk = {
        "boot_index": 0,
        "uuid": image.id,
        "source_type": "image",
        "destination_type": "volume",
        "volume_size": 60,
        "delete_on_termination": True,
    }
    like = next(iter(cloud.compute.servers()))
    flavor = next(one.id for one in cloud.compute.flavors() if one.name == "b2-60")
    network = cloud.network.find_network("vigie-private", ignore_missing=False)
    made = cloud.compute.create_server(
        name="booted",
        flavor_id=flavor,
        networks=[{"uuid": network.id}],
        block_device_mapping=[disk],
        metadata=dict(like.metadata),
    )
    wait_until(lambda: cloud.compute.get_server(made.id).status == "ACTIVE", what="it is made")
    (tied,) = read(estate, LeftoverSort.VOLUME).values()
    assert (tied.status, tied.servers) == ("in-use", (made.id,))
    writes = acting(estate)
    with pytest.raises(CallRefused):
        writes.discard(REGION, LeftoverSort.VOLUME, tied.id)
    estate.set_faults({"mode": "leaves", "services": ["compute"], "methods": ["DELETE"]})
    cloud.compute.delete_server(made.id)
    wait_until(
        lambda: read(estate, LeftoverSort.VOLUME)[tied.id].status == "available",
        what="its volume is free",
    )
    free = read(estate, LeftoverSort.VOLUME)[tied.id]
    assert (free.servers, free.marked, free.name) == ((), None, "")
    assert (free.image_id, free.size_gib) == (image.id, 60)
    assert writes.belonging(REGION, LeftoverSort.VOLUME, tied.id) == free
    writes.discard(REGION, LeftoverSort.VOLUME, tied.id)
    wait_until(lambda: not read(estate, LeftoverSort.VOLUME), what="the volume is gone")


def test_volumes_tell_mark_image_and_size(estate: Rehearsal, cloud: Connection) -> None:
    image = cloud.image.find_image("windows-server-2022-api", ignore_missing=False)
    made = cloud.block_storage.create_volume(
        size=60, image_id=image.id, metadata={"vigie.operation": "aaaa1111"}
    )
    found = read(estate, LeftoverSort.VOLUME, page_size=1)[made.id]
    assert (found.marked, found.image_id, found.size_gib) == ("aaaa1111", image.id, 60)
    assert (found.name, found.servers) == ("", ())
    assert found.created_at is not None
    assert found.created_at.tzinfo is not None


def test_floating_addresses_snapshots_and_images_tell_their_marks_and_what_they_are_of(
    estate: Rehearsal, cloud: Connection
) -> None:
    marks = {"vigie.operation": "aaaa1111"}
    outside = cloud.network.find_network("Ext-Net", ignore_missing=False)
    tagged, described, strangers = (
        cloud.network.create_ip(floating_network_id=outside.id, description=said)
        for said in ("", "by vigie.operation=bbbb2222", "a person's")
    )
    cloud.network.set_tags(tagged, ["x", "vigie.operation=aaaa1111"])
    server = next(iter(cloud.compute.servers()))
    (port,) = cloud.network.ports(device_id=server.id)
    cloud.network.update_ip(strangers, port_id=port.id)
    volume = cloud.block_storage.create_volume(size=20)
    cloud.block_storage.wait_for_status(volume, "available", interval=0.2, wait=60)
    shot = cloud.block_storage.create_snapshot(volume_id=volume.id, metadata=marks)
    image = cloud.compute.create_server_image(server.id, "left", metadata=marks)

    addresses = read(estate, LeftoverSort.ADDRESS, page_size=1)
    assert {one.id: (one.marked, one.within) for one in addresses.values()} == {
        tagged.id: ("aaaa1111", ""),
        described.id: ("bbbb2222", ""),
        strangers.id: (None, port.id),
    }
    assert addresses[tagged.id].addresses == (tagged.floating_ip_address,)
    assert {one.size for one in cloud.block_storage.snapshots()} == {20}
    snapshots = read(estate, LeftoverSort.SNAPSHOT)
    (taken,) = snapshots.values()
    cloud.block_storage.wait_for_status(shot, "available", interval=0.2, wait=60)
    assert (taken.id, taken.marked, taken.within, taken.size_gib) == (
        shot.id, "aaaa1111", volume.id, 20,
    )  # fmt: skip
    images = read(estate, LeftoverSort.IMAGE, page_size=1)
    private = {one.id for one in cloud.image.images(visibility="private")}
    assert images.keys() == private
    made = images[image.id]
    assert (made.name, made.marked, {one.marked for one in images.values()}) == (
        "left", "aaaa1111", {"aaaa1111", None},
    )  # fmt: skip
    assert made.size_gib == Decimal(cloud.image.get_image(image.id).size) / 1024**3

    writes = acting(estate)
    with pytest.raises(CallRefused):
        writes.discard(REGION, LeftoverSort.VOLUME, volume.id)
    whole = read(estate, LeftoverSort.SNAPSHOT)[taken.id]
    for one in (addresses[tagged.id], made, whole):
        assert writes.belonging(REGION, one.sort, one.id) == one
        assert writes.discard(REGION, one.sort, one.id).request_id
    wait_until(lambda: not read(estate, LeftoverSort.SNAPSHOT), what="the snapshot is gone")
    assert read(estate, LeftoverSort.ADDRESS).keys() == {described.id, strangers.id}
    assert read(estate, LeftoverSort.IMAGE).keys() == private - {image.id}


@pytest.fixture
def scripted(tmp_path: Path) -> Iterator[ScriptedOpenStack]:
    with scripted_openstack(tmp_path) as estate:
        estate.server.on("GET", PORTS, Reply({"ports": []}))
        yield estate


def test_a_record_that_makes_no_sense_is_counted_and_hides_no_other(
    scripted: ScriptedOpenStack,
) -> None:
    good = {"id": "1", "device_id": "s1", "device_owner": "compute:nova"}
    router = {"id": "2", "device_id": "r1", "device_owner": "network:router_interface"}
    scripted.server.on("GET", PORTS, Reply({"ports": [{"id": None}, good, router, "x"]}))
    view = scripted.cloud.belongings("RBX-A")
    assert [(one.id, one.servers) for one in view.belongings] == [("1", ("s1",)), ("2", ())]
    assert view.unreadable == {LeftoverSort.PORT: 2}


def test_a_list_that_cannot_be_read_says_why_and_hides_not_the_other(
    scripted: ScriptedOpenStack,
) -> None:
    forbidden = Reply({"NeutronError": {"message": "no", "type": "x", "detail": ""}}, 403)
    scripted.server.on("GET", PORTS, forbidden)
    view = scripted.cloud.belongings("RBX-A")
    assert LeftoverSort.PORT in view.unread
    assert not view.belongings

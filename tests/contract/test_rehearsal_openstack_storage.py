"""Block storage and images before people who did not write them: `openstack` and openstacksdk."""

import json
from collections.abc import Iterator

import pytest
from openstack.connection import Connection
from openstack.exceptions import BadRequestException, HttpException
from openstack_command import Openstack, connected
from process import wait_until
from rehearsed import Rehearse

CREATE = ("server", "create", "--flavor", "b2-60", "--network", "vigie-private")
IMAGE = "windows-server-2022-api"


@pytest.fixture(scope="module")
def command(rehearsal: Rehearse, tmp_path_factory: pytest.TempPathFactory) -> Openstack:
    return Openstack(rehearsal("steady", 604.0), tmp_path_factory.mktemp("openstack"))


@pytest.fixture(scope="module")
def cloud(command: Openstack) -> Iterator[Connection]:
    with connected(command.estate, command.region) as connection:
        yield connection


def quota(cloud: Connection) -> dict[str, dict[str, int]]:
    """Cinder's quota of the project, with what is in use."""
    path = f"/os-quota-sets/{cloud.current_project_id}?usage=true"
    found: dict[str, dict[str, int]] = cloud.block_storage.get(path).json()["quota_set"]
    return found


@pytest.mark.parametrize("kind", ["volumev3", "block-storage"])
def test_every_region_has_block_storage_in_the_catalog(cloud: Connection, kind: str) -> None:
    catalog = cloud.session.auth.get_access(cloud.session).service_catalog.catalog
    service = next(each for each in catalog if each["type"] == kind)
    public = {each["region"] for each in service["endpoints"] if each["interface"] == "public"}
    assert public == {"RBX-A", "GRA11", "SBG5"}


def test_volume_types_are_listed(command: Openstack) -> None:
    names = {row["Name"] for row in command.rows("volume", "type", "list")}
    assert names == {"classic", "high-speed", "high-speed-gen2"}
    assert command.one("volume", "type", "show", "high-speed")["is_public"] is True


def test_a_volume_is_made_counted_and_deleted(command: Openstack, cloud: Connection) -> None:
    before = quota(cloud)
    made = command.one("volume", "create", "--size", "40", "--type", "high-speed", "data")
    assert made["status"] == "creating"
    assert quota(cloud)["gigabytes"]["in_use"] == before["gigabytes"]["in_use"] + 40
    assert quota(cloud)["gigabytes_high-speed"]["in_use"] == 40
    volumes = cloud.block_storage
    wait_until(lambda: volumes.get_volume(made["id"]).status == "available", what="made")
    listed = {row["Name"]: row for row in command.rows("volume", "list")}
    assert (listed["data"]["Size"], listed["data"]["Status"]) == (40, "available")
    assert command.run("volume", "delete", "data").returncode == 0
    wait_until(lambda: quota(cloud)["volumes"] == before["volumes"], what="gone")


def test_a_server_boots_from_a_volume_that_goes_with_it(
    command: Openstack, cloud: Connection
) -> None:
    root = f"source_type=image,uuid={cloud.image.find_image(IMAGE, ignore_missing=False).id}"
    root += ",destination_type=volume,boot_index=0,volume_size=80,volume_type=high-speed"
    root += ",delete_on_termination=true"
    many = ("--min", "2", "--max", "2", "--wait", "booted")
    command.one(*CREATE, "--block-device", root, *many)
    servers = list(cloud.compute.servers(name="^booted-"))
    assert len(servers) == 2
    for server in servers:
        shown = cloud.compute.get(f"/servers/{server.id}", microversion="2.96").json()["server"]
        assert shown["image"] == ""
        attached = shown["os-extended-volumes:volumes_attached"]
        assert [each["delete_on_termination"] for each in attached] == [True]
        volume = cloud.block_storage.get_volume(attached[0]["id"])
        assert (volume.status, volume.size, volume.volume_type) == ("in-use", 80, "high-speed")
        assert volume.attachments[0]["server_id"] == server.id
        assert [each.volume_id for each in cloud.compute.volume_attachments(server)] == [volume.id]
        with pytest.raises(BadRequestException, match="Volume status must be available"):
            cloud.block_storage.delete_volume(volume.id)
    command.run("server", "delete", "--wait", *(server.id for server in servers))
    wait_until(lambda: quota(cloud)["volumes_high-speed"]["in_use"] == 0, what="volumes gone")


def test_the_commands_own_way_to_boot_from_a_volume_keeps_it(
    command: Openstack, cloud: Connection
) -> None:
    command.one(*CREATE, "--image", IMAGE, "--boot-from-volume", "60", "--wait", "kept")
    server = cloud.compute.find_server("kept", ignore_missing=False)
    volume = next(iter(cloud.block_storage.volumes()))
    assert (volume.size, volume.volume_type, volume.is_bootable) == (60, "classic", True)
    assert command.run("server", "delete", "--wait", str(server.id)).returncode == 0
    wait_until(lambda: cloud.block_storage.get_volume(volume.id).status == "available", what="free")
    cloud.block_storage.delete_volume(volume.id)


def test_a_quota_refuses_volumes_and_leaves_servers_in_error(
    command: Openstack, cloud: Connection
) -> None:
    command.estate.set_quota("GRA11", 130, gigabytes=100)
    try:
        with pytest.raises(
            HttpException, match=r"exceeds allowed gigabytes quota\. Requested 101G"
        ):
            cloud.block_storage.create_volume(size=101)
        command.one(*CREATE, "--image", IMAGE, "--boot-from-volume", "60", "first")
        command.one(*CREATE, "--image", IMAGE, "--boot-from-volume", "60", "second")
        server = cloud.compute.find_server("second", ignore_missing=False)
        failed = cloud.compute.wait_for_server(server, status="ERROR", failures=[], interval=0.1)
        assert "VolumeSizeExceedsAvailableQuota" in failed.fault["message"]
    finally:
        command.estate.set_quota("GRA11", 130)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"volume_size": 20}, "Volume is smaller than the minimum size"),
        ({"volume_size": None}, "need to have a non-zero size"),
        ({"uuid": "none"}, "failed to get image none"),
        ({"boot_index": 1}, "Boot sequence"),
    ],
)
def test_a_disk_that_cannot_be_booted_from_is_refused(
    cloud: Connection, change: dict[str, object], message: str
) -> None:
    image = cloud.image.find_image(IMAGE, ignore_missing=False)
    disk = {"uuid": image.id, "source_type": "image", "destination_type": "volume"}
    disk |= {"boot_index": 0, "volume_size": 80, **change}
    network = cloud.network.find_network("vigie-private", ignore_missing=False)
    flavor = cloud.compute.find_flavor("b2-60", ignore_missing=False)
    with pytest.raises(BadRequestException, match=message):
        cloud.compute.create_server(
            name="bad",
            flavor_id=flavor.id,
            networks=[{"uuid": network.id}],
            block_device_mapping=[disk],
        )


def test_the_newest_image_of_a_tag_is_found_and_a_deactivated_one_refused(
    command: Openstack, cloud: Connection
) -> None:
    for day in ("2026-10-01", "2026-11-01"):
        added = {"name": "api", "tags": ["api-2026"], "created_at": f"{day}T08:00:00Z"}
        command.estate.control("images/GRA11", added)
    tagged = [each.created_at[:10] for each in cloud.image.images(tag="api-2026", name="api")]
    assert tagged == ["2026-11-01", "2026-10-01"]
    newest = next(iter(cloud.image.images(tag="api-2026")))
    rows = command.rows("image", "list", "--tag", "api-2026", "--sort", "created_at:asc")
    assert [row["ID"] for row in rows][-1] == newest.id
    assert command.run("image", "set", "--tag", "proven", newest.id).returncode == 0
    assert set(command.one("image", "show", newest.id)["tags"]) == {"api-2026", "proven"}
    assert command.run("image", "unset", "--tag", "proven", newest.id).returncode == 0
    cloud.image.deactivate_image(newest.id)
    statuses = [each.status for each in cloud.image.images(name="api", sort="created_at:desc")]
    assert statuses == ["deactivated", "active"]
    refused = command.run(*CREATE, "--image", newest.id, "no")
    assert f"Image {newest.id} is not active." in refused.stderr


def test_an_image_is_changed_and_removed_by_who_uses_the_rehearsal(command: Openstack) -> None:
    added = {"name": "big", "min_disk": 900, "size": 1}
    made = json.loads(command.estate.control("images/GRA11", added))
    refused = command.run(*CREATE, "--image", "big", "no")
    assert "smaller than the minimum size specified in image metadata" in refused.stderr
    command.estate.control(f"images/GRA11/{made['id']}", {"status": "queued"})
    assert command.one("image", "show", "big")["status"] == "queued"
    assert command.run("image", "delete", "big").returncode == 0


def test_a_reader_changes_nothing(command: Openstack) -> None:
    reader = "vigie-reader"
    assert command.run("image", "set", "--tag", "x", IMAGE, cloud=reader).returncode != 0
    refused = command.run("volume", "create", "--size", "1", "x", cloud=reader)
    assert "Policy doesn't allow volume:create to be performed." in refused.stderr

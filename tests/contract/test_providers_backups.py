"""Backups of instances and volumes as the provider reads them, against the rehearsal and Glance."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
from openstack_command import connected
from rehearsed import Rehearse
from scripted import Reply, scripted_openstack

from console.bootstrap import open_session
from console.clock import clock_of
from console.desk import backups as desk
from console.model.plan import Origin
from console.providers.openstack.cloud import OpenStackReader
from console.settings.backups import BackupSettings
from console.settings.load import load

REGION = "GRA11"
IMAGES = "/image/RBX-A/v2/images"


def test_backups_of_instances_are_those_that_nova_made_as_such_and_rotated(
    fresh_rehearsal: Rehearse,
) -> None:
    """And a volume that must have a backup and has none is told as that."""
    estate = fresh_rehearsal("steady", 600.0)
    with connected(estate, REGION) as cloud:
        first, second = list(cloud.compute.servers())[:2]
        for night in ("mon", "tue", "wed"):
            cloud.compute.backup_server(first, f"api-{night}", "daily", 2)
        cloud.compute.create_server_image(second, "by hand")
        left = {one.name for one in cloud.image.images(visibility="private")}
        volume = cloud.block_storage.create_volume(size=10, name="data-1")
        cloud.block_storage.create_volume(size=10, name="scratch")
    assert left >= {"api-tue", "api-wed", "by hand"}
    assert "api-mon" not in left
    settings = load(estate.settings, environ={}).settings
    reader = OpenStackReader(settings.openstack, cloud_name="vigie", clock=clock_of(settings.clock))
    [told] = reader.instance_backups(REGION)
    assert (told.of_id, told.name, told.region) == (first.id, "api-wed", REGION)
    assert told.data_at is not None
    assert reader.volume_names(REGION)[volume.id] == "data-1"

    session = open_session(estate.settings, read_only=True, origin=Origin.PROGRAM)
    wanted = msgspec.structs.replace(
        session.settings, backups=BackupSettings(volumes_pattern="^data-")
    )
    session.settings = wanted
    ages = {(one.of, one.subject): one for one in desk.ages(session).found}
    assert ages["instances", "api-wed"].late is False
    assert (ages["volumes", "data-1"].never, ages["volumes", "data-1"].late) == (True, None)
    assert ages["volumes", "documents-index"].never is False
    assert ("volumes", "scratch") not in ages
    session.watch.stop()


def test_of_an_instance_the_last_good_one_counts_over_all_pages(tmp_path: Path) -> None:
    def image(number: int, status: str = "active", **more: str) -> dict[str, object]:
        made = {"id": f"i{number}", "name": f"b{number}", "status": status}
        at = {"created_at": f"2026-11-2{number}T01:00:00Z"}
        return {"image_type": "backup", "instance_uuid": "s1", **made, **at, **more}

    with scripted_openstack(tmp_path) as estate:
        first = {"images": [image(5, "queued"), image(3)], "next": "/v2/images?marker=i3"}
        others = [image(2), image(4, image_type="snapshot"), image(6, "killed", instance_uuid="s2")]
        estate.server.on("GET", IMAGES, Reply(first), Reply({"images": others}))
        found = estate.cloud.instance_backups("RBX-A")
        asked = [call.query for call in estate.server.calls("GET", IMAGES)]
    good = datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert {one.of_id: (one.name, one.data_at) for one in found} == {
        "s1": ("b3", good),
        "s2": ("b6", None),
    }
    assert [one.get("marker") for one in asked] == [None, "i3"]
    assert {(one["image_type"], one["owner"]) for one in asked} == {("backup", "p1")}

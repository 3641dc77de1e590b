"""The body of POST /servers: the one place where a build becomes Nova's words. Pure."""

from collections.abc import Iterator
from typing import Any

from console.model.build import BootVolume, Build, Part
from console.ports import CreateOrder


def needed(build: Build) -> Iterator[Part]:
    """The parts that Nova takes by their ids alone; security groups it takes by name, too."""
    yield from (build.flavor, build.image, *build.networks)
    if build.server_group is not None:
        yield build.server_group


def body(build: Build, order: CreateOrder) -> dict[str, Any]:
    """What is asked for, user data left out: names or a batch, and each part by its id."""
    count = len(order.names)
    server: dict[str, Any] = {
        "name": order.names[0] if count == 1 else order.batch,
        "flavorRef": build.flavor.id,
        "imageRef": build.image.id,
        "networks": [{"uuid": each.id} for each in build.networks],
        "metadata": build.metadata | order.metadata,
    }
    if count > 1:
        server |= {"min_count": count, "max_count": count}
    if build.key_name is not None:
        server["key_name"] = build.key_name
    if build.security_groups:
        server["security_groups"] = [{"name": p.id or p.name} for p in build.security_groups]
    if build.availability_zone is not None:
        server["availability_zone"] = build.availability_zone
    if build.config_drive:
        server["config_drive"] = True
    if build.boot_volume is not None:
        server["imageRef"] = ""
        server["block_device_mapping_v2"] = [_disk(build.boot_volume, build.image)]
    asked: dict[str, Any] = {"server": server}
    if build.server_group is not None:
        asked["os:scheduler_hints"] = {"group": build.server_group.id}
    return asked


def _disk(volume: BootVolume, image: Part) -> dict[str, Any]:
    """A volume made of the image, which is deleted with its server."""
    disk = {
        "boot_index": 0,
        "uuid": image.id,
        "source_type": "image",
        "destination_type": "volume",
        "volume_size": volume.size_gib,
        "delete_on_termination": True,
    }
    return disk if volume.type is None else disk | {"volume_type": volume.type}

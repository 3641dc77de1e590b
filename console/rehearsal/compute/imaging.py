"""Images that Nova makes of a server: at a word, or as a backup of which so many are kept."""

from typing import Annotated

from msgspec import Meta, Struct, field

from console.rehearsal.images import SimulatedImage
from console.rehearsal.instance import SimulatedInstance
from console.rehearsal.region import Region

Text255 = Annotated[str, Meta(max_length=255)]


class CreateImageRequest(Struct):
    """An image to be made of a server's disk; `metadata` become its properties."""

    name: Text255
    metadata: dict[Text255, Text255] = field(default_factory=dict)


class CreateBackupRequest(Struct):
    """A backup to be made of a server's disk; of its type `rotation` are kept."""

    name: Text255
    backup_type: Text255
    rotation: Annotated[int, Meta(ge=0)]
    metadata: dict[Text255, Text255] = field(default_factory=dict)


def made(
    region: Region, instance: SimulatedInstance, asked: CreateImageRequest | CreateBackupRequest
) -> SimulatedImage:
    """The image; of a backup's type the oldest go, but for as many as are kept."""
    own = {"image_type": "snapshot"}
    if isinstance(asked, CreateBackupRequest):
        own = {"image_type": "backup", "backup_type": asked.backup_type}
    own["instance_uuid"] = instance.id
    base = region.images.get(instance.image or "")
    image = SimulatedImage(
        id=region.fresh_id(),
        name=asked.name,
        os_type="linux" if base is None else base.os_type,
        size=0 if base is None else base.size,
        min_disk_gib=0 if base is None else base.min_disk_gib,
        created_at=region.clock.now(),
        properties={**asked.metadata, **own, "base_image_ref": instance.image or ""},
    )
    region.images[image.id] = image
    if isinstance(asked, CreateBackupRequest):
        alike = (one for one in region.images.values() if own.items() <= one.properties.items())
        for old in sorted(alike, key=lambda one: one.created_at)[: -asked.rotation or None]:
            del region.images[old.id]
    return image

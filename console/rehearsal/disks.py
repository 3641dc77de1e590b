"""An instance's disks on block storage: whether they may be, and how they come to be."""

from collections.abc import Sequence
from string import ascii_lowercase

from console.rehearsal import boots
from console.rehearsal.instance import SimulatedInstance
from console.rehearsal.orders import OrderedDisk
from console.rehearsal.reference import VOLUME_TYPES
from console.rehearsal.volumes import Attachment, BlockStorage, VolumeRefused


def refusal(storage: BlockStorage, disks: Sequence[OrderedDisk], instance_id: str) -> str | None:
    """Nova's fault where the quota refuses a disk: it asks while a host builds the instance."""
    new = [(disk.size_gib, _type(disk)) for disk in disks if disk.volume is None]
    try:
        storage.admit(*new)
    except VolumeRefused as error:
        return f"Build of instance {instance_id} aborted: {error}"
    return None


def attach(
    storage: BlockStorage, instance: SimulatedInstance, disks: Sequence[OrderedDisk]
) -> None:
    """Make the disks that are not there yet and tie all to the instance, in their order."""
    ready_at, attached_at = boots.disks_between(instance.timeline)
    local = 1 if instance.image else 0
    for number, disk in enumerate(disks):
        image = disk.image
        volume = disk.volume or storage.make(
            size_gib=disk.size_gib,
            whose=(instance.project_id, instance.user_id),
            at=instance.created_at,
            ready_at=ready_at,
            kind=_type(disk),
            image=None if image is None else (image.name, image.id),
        )
        tie = Attachment(
            id=storage.new_id(),
            server_id=instance.id,
            device=f"/dev/sd{ascii_lowercase[number + local]}",
            attached_at=attached_at,
            bootable=disk.bootable,
            with_server=disk.with_server,
            tag=disk.tag,
        )
        storage.attach(volume, tie, instance.created_at)
        instance.volumes.append(volume)


def _type(disk: OrderedDisk) -> str:
    return disk.type or VOLUME_TYPES[0].name

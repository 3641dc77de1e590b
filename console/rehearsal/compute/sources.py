"""What a server boots from, and its other disks on block storage."""

from msgspec import UNSET

from console.rehearsal.compute.request import BlockDevice, ServerRequest
from console.rehearsal.exchange import ApiError, ServedCall, true
from console.rehearsal.images import GIB, SimulatedImage
from console.rehearsal.orders import OrderedDisk
from console.rehearsal.reference import VOLUME_TYPES, FlavorFacts
from console.rehearsal.volumes import SimulatedVolume

BAD = "Block Device Mapping is Invalid"
SEQUENCE = "Boot sequence for the instance and image/block device mapping combination is not valid."
TYPED = (2, 67)


def sources(
    asked: ServerRequest, flavor: FlavorFacts, call: ServedCall
) -> tuple[str, tuple[OrderedDisk, ...]]:
    """Id of the image on the host's disk, empty where there is none, and the disks, root first."""
    image_id = asked.image_ref.rsplit("/", 1)[-1] if asked.image_ref is not UNSET else ""
    devices = asked.block_device_mapping_v2
    locals_ = [each for each in devices if each.local]
    if any(each.source_type == "blank" for each in locals_):
        raise ApiError(400, f"{BAD}: Ephemeral disks requested are larger than the flavor allows.")
    from_local = [each.uuid or "" for each in locals_ if each.root]
    if image_id and from_local not in ([], [image_id]):
        raise ApiError(400, f"{BAD}: {SEQUENCE}")
    image_id = image_id or next(iter(from_local), "")
    volumes = sorted((each for each in devices if not each.local), key=lambda each: not each.root)
    roots = bool(image_id) + sum(each.root for each in volumes)
    if not devices and not image_id:
        raise ApiError(400, f"{BAD}: You specified no boot device.")
    if roots != 1:
        raise ApiError(400, f"{BAD}: {SEQUENCE}")
    if image_id:
        _fits(_image(image_id, "Can not find requested image", call), flavor, flavor.disk_gib)
    return image_id, tuple(_disk(each, flavor, call) for each in volumes)


def _image(image_id: str, otherwise: str, call: ServedCall) -> SimulatedImage:
    image = call.region.images.get(image_id)
    if image is None:
        raise ApiError(400, otherwise)
    if image.status != "active":
        raise ApiError(400, f"Image {image_id} is not active.")
    return image


def _fits(
    image: SimulatedImage, flavor: FlavorFacts, disk_gib: int, *, volume: bool = False
) -> None:
    """Refuse a flavor, or a volume to boot from, that is too small for an image."""
    if image.min_ram_mib > flavor.ram_mib:
        raise ApiError(400, "Flavor's memory is too small for requested image.")
    size, kind = disk_gib * GIB, "Volume" if volume else "Flavor"
    if image.min_disk_gib > disk_gib:
        what = "Volume is" if volume else "Flavor's disk is"
        raise ApiError(
            400,
            f"{what} smaller than the minimum size specified in image metadata. "
            f"{kind} {'size' if volume else 'disk'} is {size} bytes, "
            f"minimum size is {image.min_disk_gib * GIB} bytes.",
        )
    if image.size > size:
        raise ApiError(
            400,
            f"{kind}'s disk is too small for requested image. "
            f"{kind} disk is {size} bytes, image is {image.size} bytes.",
        )


def _disk(device: BlockDevice, flavor: FlavorFacts, call: ServedCall) -> OrderedDisk:
    size = _size(device)
    image: SimulatedImage | None = None
    volume: SimulatedVolume | None = None
    if device.source_type == "image":
        image = _image(device.uuid or "", f"{BAD}: failed to get image {device.uuid}.", call)
        if size and device.root:
            _fits(image, flavor, size, volume=True)
    elif device.source_type == "volume":
        volume = _volume(device, call)
    elif device.source_type == "snapshot":
        raise ApiError(400, f"{BAD}: failed to get snapshot {device.uuid}.")
    if not size and volume is None:
        what = "Images with destination_type 'volume' need to have a non-zero size specified"
        if image is None:
            what = "Blank volumes (source: 'blank', dest: 'volume') need to have non-zero size"
        raise ApiError(400, f"{BAD}: {what}")
    return OrderedDisk(
        size_gib=size,
        type=_type(device, call),
        image=image,
        volume=volume,
        bootable=device.root,
        with_server=true(str(device.delete_on_termination)),
        tag=device.tag,
    )


def _size(device: BlockDevice) -> int:
    try:
        return int(device.volume_size or 0)
    except ValueError as error:
        raise ApiError(400, f"{BAD}: Invalid volume_size.") from error


def _volume(device: BlockDevice, call: ServedCall) -> SimulatedVolume:
    at = call.region.clock.now()
    volume = call.region.storage.volumes.get(device.uuid or "")
    if volume is None or volume.gone(at):
        raise ApiError(400, f"{BAD}: failed to get volume {device.uuid}.")
    status = volume.status(at)
    if status != "available":
        raise ApiError(
            400,
            f"Invalid volume: volume '{volume.id}' status must be 'available'. "
            f"Currently in '{status}'",
        )
    if device.root and volume.image is None:
        raise ApiError(400, f"{BAD}: Volume {volume.id} is not bootable.")
    return volume


def _type(device: BlockDevice, call: ServedCall) -> str | None:
    """The volume type by name or id; named before Nova knew it, it is an unknown property."""
    given = device.volume_type
    if given is UNSET or given is None:
        return None
    if call.microversion < TYPED:
        raise ApiError(
            400,
            "Invalid input for field/attribute 0. Additional properties are not allowed "
            "('volume_type' was unexpected)",
        )
    for each in VOLUME_TYPES:
        if given in {each.name, each.id}:
            return each.name
    raise ApiError(404, f"Volume type {given} could not be found.")

"""Volumes: listed, shown, made, changed and deleted."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from msgspec import UNSET, Meta, Struct, UnsetType, field

from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values
from console.rehearsal.images import GIB
from console.rehearsal.paging import page
from console.rehearsal.reference import VOLUME_TYPES, ZONE
from console.rehearsal.volume import bodies
from console.rehearsal.volumes import SimulatedVolume, VolumeRefused

PAGE = 1000
_SORTED: dict[str, Callable[[SimulatedVolume], str | float]] = {
    "created_at": lambda each: each.created_at,
    "name": lambda each: each.name,
    "size": lambda each: each.size_gib,
    "id": lambda each: each.id,
}
_DELETABLE = {"available", "error"}
_REFUSED = (
    "Invalid volume: Volume status must be available or error or error_restoring or "
    "error_extending or error_managing and must not be migrating, attached, belong to a group, "
    "have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer."
)


class VolumeFields(Struct):
    """A volume to make; what is made of a snapshot or another volume is refused."""

    size: Annotated[int, Meta(ge=1)] | str | None = None
    name: str | None = None
    description: str | None = None
    volume_type: str | None = None
    image: str | None = field(name="imageRef", default=None)
    metadata: dict[str, str] | None = None
    availability_zone: str | None = None
    snapshot_id: str | None = None
    source_volid: str | None = None


class VolumeBody(Struct):
    """The body of POST /volumes."""

    volume: VolumeFields


class VolumeChange(Struct):
    """What PUT /volumes/{id} may change."""

    name: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    metadata: dict[str, str] | UnsetType = UNSET


class VolumeChangeBody(Struct):
    """The body of PUT /volumes/{id}."""

    volume: VolumeChange


def short(call: ServedCall) -> Answer:
    """GET /volumes."""
    return _listed(call, lambda each, _: bodies.brief(each, call))


def detailed(call: ServedCall) -> Answer:
    """GET /volumes/detail."""
    return _listed(call, lambda each, at: bodies.detail(each, call, at))


def _listed(call: ServedCall, body: Callable[[SimulatedVolume, float], Values]) -> Answer:
    at, query = call.region.clock.now(), call.query
    found = [each for each in call.region.storage.existing(at) if _wanted(each, call, at)]
    key, _, direction = query.get("sort", "created_at:desc").partition(":")
    key, direction = query.get("sort_key", key), query.get("sort_dir", direction)
    if key not in _SORTED:
        raise ApiError(400, f"Invalid sort key: {key}.")
    found.sort(key=_SORTED[key], reverse=direction != "asc")
    shown, more = page(found, call, lambda each: each.id, PAGE)
    content: Values = {"volumes": [body(each, at) for each in shown]}
    if more:
        pairs = [pair for pair in query.multi_items() if pair[0] != "marker"]
        leaf = "volumes/detail" if call.path.endswith("/detail") else "volumes"
        root = f"{call.base}/volume/{call.region.name}/v3/{call.params['project']}"
        href = f"{root}/{leaf}?{urlencode([*pairs, ('marker', shown[-1].id)])}"
        content["volumes_links"] = [{"rel": "next", "href": href}]
    return Answer(content)


def _wanted(volume: SimulatedVolume, call: ServedCall, at: float) -> bool:
    told = {
        "name": volume.name,
        "status": volume.status(at),
        "size": str(volume.size_gib),
        "volume_type": volume.type,
        "bootable": str(volume.image is not None).lower(),
        "availability_zone": ZONE,
    }
    return all(call.query.get(name, value).lower() == value.lower() for name, value in told.items())


def show(call: ServedCall) -> Answer:
    """GET /volumes/{id}."""
    return _body(_found(call), call)


def create(call: ServedCall) -> Answer:
    """POST /volumes: 413 in Cinder's words where the quota does not allow it."""
    call.may_write("volume:create")
    asked, region = call.decode(VolumeBody).volume, call.region
    other = asked.snapshot_id or asked.source_volid
    if other:
        raise ApiError(404, f"Snapshot {other} could not be found.")
    if asked.availability_zone not in {None, ZONE}:
        raise ApiError(400, f"Availability zone '{asked.availability_zone}' is invalid.")
    size, kind, image = _size(asked), _kind(asked), _image(asked, call)
    try:
        region.storage.admit((size, kind))
    except VolumeRefused as error:
        refused = ApiError(413, str(error))
        refused.headers["Retry-After"] = "0"
        raise refused from error
    at, owner = region.clock.now(), call.caller()
    volume = region.storage.make(
        size_gib=size,
        whose=(owner.project_id, owner.user_id),
        at=at,
        ready_at=at + region.volume_s,
        name=asked.name or "",
        kind=kind,
        image=image,
    )
    volume.description, volume.metadata = asked.description, asked.metadata or {}
    return _body(volume, call, 202)


def _size(asked: VolumeFields) -> int:
    try:
        size = int(asked.size or 0)
    except ValueError:
        size = 0
    if size < 1:
        raise ApiError(400, f"Invalid input for field/attribute size. Value: {asked.size}.")
    return size


def _kind(asked: VolumeFields) -> str:
    for each in VOLUME_TYPES:
        if asked.volume_type in {None, "", each.name, each.id}:
            return each.name
    raise ApiError(404, f"Volume type with name {asked.volume_type} could not be found.")


def _image(asked: VolumeFields, call: ServedCall) -> tuple[str, str] | None:
    if not asked.image:
        return None
    image = call.region.images.get(asked.image)
    if image is None:
        raise ApiError(400, "Invalid image identifier or unable to access requested image.")
    if image.status != "active":
        raise ApiError(400, f"Invalid input received: Image {image.id} is not active.")
    least = max(image.min_disk_gib, -(-image.size // GIB))
    if _size(asked) < least:
        raise ApiError(
            400,
            f"Volume size {asked.size}GB cannot be smaller than the image minDisk size {least}GB.",
        )
    return image.name, image.id


def update(call: ServedCall) -> Answer:
    """PUT /volumes/{id}: name, description, metadata."""
    call.may_write("volume:update")
    volume, asked = _found(call), call.decode(VolumeChangeBody).volume
    if asked.name is not UNSET:
        volume.name = asked.name or ""
    if asked.description is not UNSET:
        volume.description = asked.description
    if asked.metadata is not UNSET:
        volume.metadata = asked.metadata
    return _body(volume, call)


def delete(call: ServedCall) -> Answer:
    """DELETE /volumes/{id}: not while it is attached."""
    call.may_write("volume:delete")
    volume, at = _found(call), call.region.clock.now()
    shot = any(each.volume_id == volume.id for each in call.region.storage.shot(at))
    if volume.status(at) not in _DELETABLE or shot:
        raise ApiError(400, _REFUSED)
    call.region.storage.delete(volume, at + call.region.volume_s)
    return Answer(None, 202)


def _found(call: ServedCall) -> SimulatedVolume:
    volume = call.region.storage.volumes.get(call.params["id"])
    if volume is None or volume.gone(call.region.clock.now()):
        raise ApiError(404, f"Volume {call.params['id']} could not be found.")
    return volume


def _body(volume: SimulatedVolume, call: ServedCall, status: int = 200) -> Answer:
    return Answer({"volume": bodies.detail(volume, call, call.region.clock.now())}, status)

"""Snapshots of volumes: listed, shown, made, changed and deleted."""

from collections.abc import Callable

from msgspec import UNSET, Struct, UnsetType

from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values, iso_fraction, true
from console.rehearsal.paging import page
from console.rehearsal.volume.bodies import links
from console.rehearsal.volumes import VolumeSnapshot

MOST = 10
"""The quota of them."""
PAGE = 1000


class SnapshotFields(Struct):
    """A snapshot to make; `force`: of a volume that a server has."""

    volume_id: str
    name: str | None = None
    description: str | None = None
    force: bool | str = False
    metadata: dict[str, str] | None = None


class SnapshotBody(Struct):
    """The body of POST /snapshots."""

    snapshot: SnapshotFields


class SnapshotChange(Struct):
    """What PUT /snapshots/{id} may change."""

    name: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET


class SnapshotChangeBody(Struct):
    """The body of PUT /snapshots/{id}."""

    snapshot: SnapshotChange


class SnapshotMetadata(Struct):
    """The body of POST and PUT /snapshots/{id}/metadata."""

    metadata: dict[str, str]


def short(call: ServedCall) -> Answer:
    """GET /snapshots."""
    return _listed(call, "snapshots")


def detailed(call: ServedCall) -> Answer:
    """GET /snapshots/detail."""
    return _listed(call, "snapshots/detail")


def show(call: ServedCall) -> Answer:
    """GET /snapshots/{id}."""
    return _body(_found(call), call)


def create(call: ServedCall) -> Answer:
    """POST /snapshots."""
    call.may_write("volume:create_snapshot")
    asked, region = call.decode(SnapshotBody).snapshot, call.region
    at, storage = region.clock.now(), region.storage
    volume = storage.volumes.get(asked.volume_id)
    if volume is None or volume.gone(at):
        raise ApiError(404, f"Volume {asked.volume_id} could not be found.")
    status, forced = volume.status(at), asked.force is True or true(str(asked.force))
    if status != "available" and not (forced and status == "in-use"):
        message = f"Invalid volume: Volume {volume.id} status must be available, but current "
        raise ApiError(400, f"{message}status is: {status}.")
    if len(list(storage.shot(at))) >= MOST:
        message = f"SnapshotLimitExceeded: Maximum number of snapshots allowed ({MOST}) exceeded"
        raise ApiError(413, message)
    made = VolumeSnapshot(
        id=storage.new_id(),
        name=asked.name or "",
        volume_id=volume.id,
        size_gib=volume.size_gib,
        created_at=at,
        ready_at=at + region.volume_s,
        project_id=call.caller().project_id,
        user_id=call.caller().user_id,
        description=asked.description,
        metadata=dict(asked.metadata or {}),
    )
    storage.snapshots[made.id] = made
    return _body(made, call, 202)


def update(call: ServedCall) -> Answer:
    """PUT /snapshots/{id}: name and description."""
    call.may_write("volume:update_snapshot")
    held, asked = _found(call), call.decode(SnapshotChangeBody).snapshot
    if asked.name is not UNSET:
        held.name = asked.name or ""
    if asked.description is not UNSET:
        held.description = asked.description
    return _body(held, call)


def mark(call: ServedCall) -> Answer:
    """POST /snapshots/{id}/metadata: these, and those that were there."""
    call.may_write("volume:update_snapshot_metadata")
    held = _found(call)
    held.metadata |= call.decode(SnapshotMetadata).metadata
    return Answer({"metadata": held.metadata})


def delete(call: ServedCall) -> Answer:
    """DELETE /snapshots/{id}."""
    call.may_write("volume:delete_snapshot")
    held, at = _found(call), call.region.clock.now()
    if held.status(at) != "available":
        raise ApiError(400, "Invalid snapshot: Snapshot status must be available or error.")
    held.goes_at, held.gone_at = at, at + call.region.volume_s
    return Answer(None, 202)


def _listed(call: ServedCall, leaf: str) -> Answer:
    at = call.region.clock.now()
    found = [each for each in call.region.storage.shot(at) if _wanted(each, call, at)]
    found.sort(key=lambda each: each.created_at, reverse=True)
    shown, more = page(found, call, lambda each: each.id, PAGE)
    content: Values = {"snapshots": [_values(each, call, at) for each in shown]}
    if more:
        root = f"{call.base}/volume/{call.region.name}/v3/{call.params['project']}"
        href = f"{root}/{leaf}?limit={len(shown)}&marker={shown[-1].id}"
        content["snapshots_links"] = [{"rel": "next", "href": href}]
    return Answer(content)


def _wanted(held: VolumeSnapshot, call: ServedCall, at: float) -> bool:
    told: dict[str, Callable[[], str]] = {
        "name": lambda: held.name,
        "status": lambda: held.status(at),
        "volume_id": lambda: held.volume_id,
    }
    return all(call.query.get(name) in {None, value()} for name, value in told.items())


def _found(call: ServedCall) -> VolumeSnapshot:
    held = call.region.storage.snapshots.get(call.params["id"])
    if held is None or held.status(call.region.clock.now()) == "deleted":
        raise ApiError(404, f"Snapshot {call.params['id']} could not be found.")
    return held


def _body(held: VolumeSnapshot, call: ServedCall, status: int = 200) -> Answer:
    return Answer({"snapshot": _values(held, call, call.region.clock.now())}, status)


def _values(held: VolumeSnapshot, call: ServedCall, at: float) -> Values:
    ready = held.status(at) == "available"
    return {
        "id": held.id,
        "name": held.name,
        "description": held.description,
        "status": held.status(at),
        "size": held.size_gib,
        "volume_id": held.volume_id,
        "metadata": held.metadata,
        "created_at": iso_fraction(held.created_at),
        "updated_at": iso_fraction(held.ready_at if ready else held.created_at),
        "user_id": held.user_id,
        "os-extended-snapshot-attributes:progress": "100%" if ready else "0%",
        "os-extended-snapshot-attributes:project_id": held.project_id,
        "links": links(call, "snapshots", held.id),
    }

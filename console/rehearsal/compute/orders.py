"""Orders to one server: delete, stop, start, reboot, metadata; and its action log."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from console.rehearsal.compute import consoles, imaging, views
from console.rehearsal.compute.imaging import CreateBackupRequest, CreateImageRequest
from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values, iso_fraction
from console.rehearsal.instance import ActionEntry, SimulatedInstance
from console.rehearsal.timeline import Transition

ACTIONS_OF_DELETED = (2, 21)
Text255 = Annotated[str, Meta(max_length=255)]


REASONED = (2, 73)
"""From this microversion on a lock has a reason."""
NAMED_IN_BODY = (2, 45)
"""From this microversion on the answer's body names the image that is made."""


class RebootRequest(Struct):
    """SOFT asks the system, HARD cuts its power."""

    type: Literal["SOFT", "HARD", "soft", "hard"]


class LockRequest(Struct):
    """Why somebody locks a server; from 2.73 on."""

    locked_reason: Text255 | None = None


class ConsoleRequest(Struct):
    """How many lines of the console; all without a length."""

    length: int | None = None


class ActionRequest(Struct):
    """The body of POST /servers/{id}/action."""

    lock: LockRequest | UnsetType | None = UNSET
    unlock: UnsetType | None = UNSET

    console_output: ConsoleRequest | UnsetType = field(name="os-getConsoleOutput", default=UNSET)
    create_backup: CreateBackupRequest | UnsetType = field(name="createBackup", default=UNSET)
    create_image: CreateImageRequest | UnsetType = field(name="createImage", default=UNSET)
    reboot: RebootRequest | UnsetType = UNSET
    start: UnsetType | None = field(name="os-start", default=UNSET)
    stop: UnsetType | None = field(name="os-stop", default=UNSET)


class MetadataBody(Struct):
    """Metadata items."""

    metadata: dict[Text255, Text255]


class ItemBody(Struct):
    """One metadata item."""

    meta: dict[Text255, Text255]


class UpdateRequest(Struct):
    """What PUT /servers/{id} may change."""

    name: str | None = None
    description: str | UnsetType | None = UNSET


class UpdateBody(Struct):
    """The body of PUT /servers/{id}."""

    server: UpdateRequest


def found(call: ServedCall) -> SimulatedInstance:
    """The server in the path; 404 once it is gone."""
    instance = call.region.instances.get(call.params["id"])
    if instance is None or instance.gone(call.region.clock.now()):
        raise ApiError(404, f"Instance {call.params['id']} could not be found.")
    return instance


def show(call: ServedCall) -> Answer:
    """GET /servers/{id}."""
    if call.region.cell == "missing" and call.region.hides(found(call)):
        raise ApiError(500, "Unexpected API Error. <class 'nova.exception.CellTimeout'>")
    instance = found(call)
    body = views.detail(instance, call, call.region.clock.now())
    if call.microversion >= (2, 3):
        body["OS-EXT-SRV-ATTR:user_data"] = instance.user_data
    if call.microversion >= (2, 71):
        group = instance.group_id
        body["server_groups"] = [group] if group in call.region.groups else []
    return Answer({"server": body})


def update(call: ServedCall) -> Answer:
    """PUT /servers/{id}: name and description."""
    call.may_write("os_compute_api:servers:update")
    instance, asked = found(call), call.decode(UpdateBody).server
    if asked.name:
        instance.name = asked.name
    if asked.description is not UNSET:
        instance.description = asked.description
    instance.touch(call.region.clock.now())
    return show(call)


def delete(call: ServedCall) -> Answer:
    """DELETE /servers/{id}, in any state."""
    call.may_write("os_compute_api:servers:delete")
    instance = _unlocked(call)
    instance.leaves = instance.leaves or "leaves" in call.fates
    call.region.delete(instance, call.caller(), undone="undone" in call.fates)
    return Answer(None, 204)


def act(call: ServedCall) -> Answer:
    """POST /servers/{id}/action."""
    asked = call.decode(ActionRequest)
    region = call.region
    if asked.lock is not UNSET or asked.unlock is not UNSET:
        return _lock(call, asked.lock)
    if asked.console_output is not UNSET:
        return consoles.shown(call, found(call), asked.console_output.length)
    if asked.create_image is not UNSET:
        return _image(call, asked.create_image)
    if asked.create_backup is not UNSET:
        return _image(call, asked.create_backup)
    instance = _unlocked(call)
    state = instance.state(region.clock.now())
    if asked.stop is not UNSET:
        call.may_write("os_compute_api:servers:stop")
        _must_be(instance, state, "stop", {"ACTIVE", "ERROR"})
        region.stop(instance, call.caller())
    elif asked.start is not UNSET:
        call.may_write("os_compute_api:servers:start")
        _must_be(instance, state, "start", {"SHUTOFF"})
        region.start(instance, call.caller())
    elif asked.reboot is not UNSET:
        call.may_write("os_compute_api:servers:reboot")
        hard = asked.reboot.type.upper() == "HARD"
        _must_be(instance, state, "reboot", {"ACTIVE", "SHUTOFF", "ERROR"} if hard else {"ACTIVE"})
        region.reboot(instance, call.caller(), hard=hard)
    else:
        raise ApiError(
            400,
            "There is no such action: the rehearsal knows reboot, start, stop, lock, "
            "unlock, createImage, createBackup and os-getConsoleOutput.",
        )
    return Answer(None, 202)


def _image(call: ServedCall, asked: CreateImageRequest | CreateBackupRequest) -> Answer:
    """An image of a server that boots from its flavor's disk. It is there at once."""
    backup = isinstance(asked, CreateBackupRequest)
    rule = "os-create-backup" if backup else "servers:create_image"
    call.may_write(f"os_compute_api:{rule}")
    instance = found(call)
    state = instance.state(call.region.clock.now())
    _must_be(instance, state, "createBackup" if backup else "createImage", {"ACTIVE", "SHUTOFF"})
    made = imaging.made(call.region, instance, asked)
    if call.microversion >= NAMED_IN_BODY:
        return Answer({"image_id": made.id}, 202)
    where = f"{call.base}/image/{call.region.name}/v2/images/{made.id}"
    return Answer(None, 202, {"Location": where})


def _lock(call: ServedCall, asked: LockRequest | UnsetType | None) -> Answer:
    """Lock it, or unlock it: neither looks at what it is doing."""
    name = "unlock" if asked is UNSET else "lock"
    call.may_write(f"os_compute_api:os-lock-server:{name}")
    if isinstance(asked, LockRequest) and call.microversion < REASONED:
        raise ApiError(400, "Invalid input for field/attribute lock: it is not of type 'null'.")
    instance = found(call)
    instance.locked = asked is not UNSET
    instance.locked_reason = asked.locked_reason if isinstance(asked, LockRequest) else None
    instance.touch(call.region.clock.now())
    call.region.generation += 1
    return Answer(None, 202)


def _unlocked(call: ServedCall) -> SimulatedInstance:
    """The server in the path, unless somebody has locked it: only an administrator gets past."""
    instance = found(call)
    if instance.locked:
        raise ApiError(409, f"Instance {instance.id} is locked")
    return instance


def _must_be(
    instance: SimulatedInstance, state: Transition, action: str, allowed: set[str]
) -> None:
    if state.task_state is not None:
        what = f"task_state {state.task_state}"
    elif state.status not in allowed:
        what = f"vm_state {views.vm_state(state.status)}"
    else:
        return
    raise ApiError(409, f"Cannot '{action}' instance {instance.id} while it is in {what}")


def actions(call: ServedCall) -> Answer:
    """GET /servers/{id}/os-instance-actions, newest first."""
    instance = _also_deleted(call)
    bodies = [_action(entry, instance, call) for entry in reversed(instance.actions)]
    return Answer({"instanceActions": bodies})


def action(call: ServedCall) -> Answer:
    """GET /servers/{id}/os-instance-actions/{request_id}, with its events."""
    instance = _also_deleted(call)
    for entry in instance.actions:
        if entry.request_id == call.params["request_id"]:
            return Answer({"instanceAction": {**_action(entry, instance, call), "events": []}})
    raise ApiError(404, f"Action {call.params['request_id']} not found")


def _also_deleted(call: ServedCall) -> SimulatedInstance:
    instance = call.region.instances.get(call.params["id"])
    if instance is not None and call.microversion >= ACTIONS_OF_DELETED:
        return instance
    return found(call)


def _action(entry: ActionEntry, instance: SimulatedInstance, call: ServedCall) -> Values:
    failed = entry.action == "create" and instance.fault is not None
    body: Values = {
        "action": entry.action,
        "instance_uuid": instance.id,
        "request_id": entry.request_id,
        "user_id": entry.user_id,
        "project_id": entry.project_id,
        "start_time": iso_fraction(entry.started_at + call.region.ahead_s),
        "message": "Error" if failed else None,
    }
    if call.microversion >= (2, 58):
        body["updated_at"] = iso_fraction(entry.started_at + call.region.ahead_s)
    return body


def metadata(call: ServedCall) -> Answer:
    """GET /servers/{id}/metadata."""
    return Answer({"metadata": found(call).metadata})


def replace_metadata(call: ServedCall) -> Answer:
    """PUT /servers/{id}/metadata: these and no others."""
    return _write(call, call.decode(MetadataBody).metadata, keep=False)


def update_metadata(call: ServedCall) -> Answer:
    """POST /servers/{id}/metadata: these, and those that were there."""
    return _write(call, call.decode(MetadataBody).metadata, keep=True)


def _write(call: ServedCall, items: dict[str, str], *, keep: bool) -> Answer:
    call.may_write("os_compute_api:server-metadata:update_all")
    instance = _writable(call)
    instance.metadata = {**instance.metadata, **items} if keep else dict(items)
    _edited(instance, call)
    return Answer({"metadata": instance.metadata})


def item(call: ServedCall) -> Answer:
    """GET /servers/{id}/metadata/{key}."""
    key, items = call.params["key"], found(call).metadata
    if key not in items:
        raise ApiError(404, "Metadata item was not found")
    return Answer({"meta": {key: items[key]}})


def put_item(call: ServedCall) -> Answer:
    """PUT /servers/{id}/metadata/{key}."""
    call.may_write("os_compute_api:server-metadata:update")
    key, items = call.params["key"], call.decode(ItemBody).meta
    if list(items) != [key]:
        raise ApiError(400, "Request body and URI mismatch")
    instance = _writable(call)
    instance.metadata = {**instance.metadata, **items}
    _edited(instance, call)
    return Answer({"meta": items})


def delete_item(call: ServedCall) -> Answer:
    """DELETE /servers/{id}/metadata/{key}."""
    call.may_write("os_compute_api:server-metadata:delete")
    instance, key = _writable(call), call.params["key"]
    if key not in instance.metadata:
        raise ApiError(404, "Metadata item was not found")
    instance.metadata = {each: text for each, text in instance.metadata.items() if each != key}
    _edited(instance, call)
    return Answer(None, 204)


def _writable(call: ServedCall) -> SimulatedInstance:
    """Nova refuses to edit the metadata of a server in ERROR, or not built yet."""
    instance = _unlocked(call)
    status = instance.state(call.region.clock.now()).status
    if status in {"ERROR", "BUILD"}:
        what = f"vm_state {views.vm_state(status)}"
        raise ApiError(
            409, f"Cannot 'update metadata' instance {instance.id} while it is in {what}"
        )
    return instance


def _edited(instance: SimulatedInstance, call: ServedCall) -> None:
    instance.touch(call.region.clock.now())
    call.region.generation += 1

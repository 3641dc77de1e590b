"""Changes to images: attributes by JSON patch, tags, and whether they may be used."""

from typing import Any, Literal

import msgspec
from msgspec import Struct

from console.decoding import convert
from console.rehearsal.exchange import Answer, ApiError, ServedCall
from console.rehearsal.image.bodies import body
from console.rehearsal.images import SimulatedImage
from console.rehearsal.tokens import PROJECT_ID

MOST_TAGS = 128
_OWN = {"name": "name", "min_disk": "min_disk_gib", "min_ram": "min_ram_mib", "os_type": "os_type"}
_FIXED = frozenset(body(SimulatedImage("", "", "", 0, 0, 0.0)).keys() - {*_OWN, "tags"})


class Patch(Struct):
    """One step of a JSON patch (RFC 6902), on a whole attribute."""

    op: Literal["add", "replace", "remove"]
    path: str
    value: Any = None


def found(call: ServedCall) -> SimulatedImage:
    """The image in the path."""
    image = call.region.images.get(call.params["id"])
    if image is None:
        raise ApiError(404, f"No image found with ID {call.params['id']}")
    return image


def show(call: ServedCall) -> Answer:
    """GET /v2/images/{id}."""
    return Answer(body(found(call)))


def patch(call: ServedCall) -> Answer:
    """PATCH /v2/images/{id}: name, least disk and memory, tags, properties of one's own."""
    image = _own(call)
    for step in call.decode(list[Patch]):
        _apply(image, step)
    _touch(image, call)
    return show(call)


def _apply(image: SimulatedImage, step: Patch) -> None:
    name = step.path.lstrip("/").replace("~1", "/").replace("~0", "~")
    if name in _FIXED:
        raise ApiError(403, f"Attribute '{name}' is read-only.")
    try:
        if name == "tags":
            image.tags = list(dict.fromkeys(convert(step.value, list[str])))
        elif name in _OWN:
            attribute = _OWN[name]
            kind = type(getattr(image, attribute))
            setattr(image, attribute, convert(step.value, kind))
        elif step.op == "remove":
            if image.properties.pop(name, None) is None:
                raise ApiError(409, f"Property {name} does not exist.")
        else:
            image.properties[name] = convert(step.value, str)
    except msgspec.ValidationError as error:
        raise ApiError(400, f"Provided object does not match schema 'image': {error}") from error


def put_tag(call: ServedCall) -> Answer:
    """PUT /v2/images/{id}/tags/{tag}."""
    image, tag = _own(call), call.params["tag"]
    if tag not in image.tags:
        if len(image.tags) >= MOST_TAGS:
            raise ApiError(413, "The limit has been exceeded on the number of allowed image tags.")
        image.tags.append(tag)
    return _touch(image, call)


def delete_tag(call: ServedCall) -> Answer:
    """DELETE /v2/images/{id}/tags/{tag}."""
    image, tag = _own(call), call.params["tag"]
    if tag not in image.tags:
        raise ApiError(404, f"The image tag {tag} could not be found.")
    image.tags.remove(tag)
    return _touch(image, call)


def deactivate(call: ServedCall) -> Answer:
    """POST /v2/images/{id}/actions/deactivate: nothing is made of it any more."""
    return _switch(call, "active", "deactivated")


def reactivate(call: ServedCall) -> Answer:
    """POST /v2/images/{id}/actions/reactivate."""
    return _switch(call, "deactivated", "active")


def delete(call: ServedCall) -> Answer:
    """DELETE /v2/images/{id}."""
    del call.region.images[_own(call).id]
    return Answer(None, 204)


def _switch(call: ServedCall, before: str, after: str) -> Answer:
    image = _own(call)
    if image.status not in {before, after}:
        raise ApiError(403, f"Not allowed to {after[:-1]} image in status '{image.status}'")
    image.status = after
    return _touch(image, call)


def _own(call: ServedCall) -> SimulatedImage:
    """The image, if the caller may change it: a member, of the project's own."""
    image = found(call)
    if "member" not in call.token.roles or body(image)["owner"] != PROJECT_ID:
        raise ApiError(403, "You are not authorized to complete this action.")
    return image


def _touch(image: SimulatedImage, call: ServedCall) -> Answer:
    image.updated_at = call.region.clock.now()
    return Answer(None, 204)

"""Glance v2, read side: images by id, name and page."""

from datetime import UTC, datetime

from starlette.routing import Route

from console.rehearsal.door import Door
from console.rehearsal.error_bodies import html_error
from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values
from console.rehearsal.front import Front
from console.rehearsal.reference import IMAGES, ImageFacts
from console.rehearsal.tokens import PROJECT_ID

ROOT = "/image/{region}"
PAGE = 25
CREATED = datetime(2026, 9, 1, 8, tzinfo=UTC).isoformat().replace("+00:00", "Z")


def routes(front: Front) -> list[Route]:
    """Every path of the service, in all regions."""
    public = Door(front, "image", {"GET": _versions}, errors=html_error, public=True)
    listing = Door(front, "image", {"GET": _images}, errors=html_error)
    single = Door(front, "image", {"GET": _image}, errors=html_error)
    return [
        *(Route(f"{ROOT}{path}", public) for path in ("", "/", "/versions")),
        Route(f"{ROOT}/v2/images", listing),
        Route(f"{ROOT}/v2/images/{{id}}", single),
    ]


def _versions(call: ServedCall) -> Answer:
    href = f"{call.base}/image/{call.region.name}/v2/"
    versions = [
        {"id": number, "status": status, "links": [{"rel": "self", "href": href}]}
        for number, status in (("v2.16", "CURRENT"), ("v2.9", "SUPPORTED"), ("v2.0", "SUPPORTED"))
    ]
    return Answer({"versions": versions}, 200 if call.path == "/versions" else 300)


def _images(call: ServedCall) -> Answer:
    query, region = call.query, call.region.name
    wanted = [
        image
        for image in sorted(IMAGES, key=lambda image: image.name)
        if query.get("name") in {None, image.name}
        and query.get("visibility") in {None, "all", image.visibility}
        and query.get("status", "active") == "active"
    ]
    marker = query.get("marker")
    if marker is not None:
        ids = [image.id(region) for image in wanted]
        if marker not in ids:
            raise ApiError(400, f"Invalid marker {marker}")
        wanted = wanted[ids.index(marker) + 1 :]
    limit = query.get("limit", str(PAGE))
    if not limit.isdecimal():
        raise ApiError(400, "limit param must be an integer")
    shown = wanted[: int(limit)]
    body: Values = {
        "images": [_body(image, call) for image in shown],
        "first": "/v2/images",
        "schema": "/v2/schemas/images",
    }
    if len(shown) < len(wanted) and shown:
        body["next"] = f"/v2/images?limit={limit}&marker={shown[-1].id(region)}"
    return Answer(body)


def _image(call: ServedCall) -> Answer:
    for image in IMAGES:
        if image.id(call.region.name) == call.params["id"]:
            return Answer(_body(image, call))
    raise ApiError(404, f"No image found with ID {call.params['id']}")


def _body(image: ImageFacts, call: ServedCall) -> Values:
    image_id = image.id(call.region.name)
    return {
        "id": image_id,
        "name": image.name,
        "status": "active",
        "visibility": image.visibility,
        "size": image.size,
        "virtual_size": None,
        "min_disk": image.min_disk_gib,
        "min_ram": 0,
        "disk_format": "raw",
        "container_format": "bare",
        "checksum": None,
        "os_hash_algo": None,
        "os_hash_value": None,
        "os_hidden": False,
        "os_type": image.os_type,
        "owner": PROJECT_ID,
        "protected": False,
        "tags": [],
        "created_at": CREATED,
        "updated_at": CREATED,
        "self": f"/v2/images/{image_id}",
        "file": f"/v2/images/{image_id}/file",
        "schema": "/v2/schemas/image",
    }

"""Glance v2: which handler answers each path. Uploads are not simulated."""

from starlette.routing import Route

from console.rehearsal.door import Door
from console.rehearsal.error_bodies import html_error
from console.rehearsal.exchange import Answer, Handler, ServedCall
from console.rehearsal.front import Front
from console.rehearsal.image import changes, listing

ROOT = "/image/{region}"


def routes(front: Front) -> list[Route]:
    """Every path of the service, in all regions."""
    public = Door(front, "image", {"GET": _versions}, errors=html_error, public=True)
    return [
        *(Route(f"{ROOT}{path}", public) for path in ("", "/", "/versions")),
        *(
            Route(f"{ROOT}/v2/images{path}", Door(front, "image", handlers, errors=html_error))
            for path, handlers in _paths().items()
        ),
    ]


def _paths() -> dict[str, dict[str, Handler]]:
    return {
        "": {"GET": listing.images},
        "/{id}": {"GET": changes.show, "PATCH": changes.patch, "DELETE": changes.delete},
        "/{id}/tags/{tag}": {"PUT": changes.put_tag, "DELETE": changes.delete_tag},
        "/{id}/actions/deactivate": {"POST": changes.deactivate},
        "/{id}/actions/reactivate": {"POST": changes.reactivate},
    }


def _versions(call: ServedCall) -> Answer:
    href = f"{call.base}/image/{call.region.name}/v2/"
    versions = [
        {"id": number, "status": status, "links": [{"rel": "self", "href": href}]}
        for number, status in (("v2.16", "CURRENT"), ("v2.9", "SUPPORTED"), ("v2.0", "SUPPORTED"))
    ]
    return Answer({"versions": versions}, 200 if call.path == "/versions" else 300)

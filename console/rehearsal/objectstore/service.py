"""Swift v1: accounts and containers are told and listed; nothing is stored or read."""

from collections.abc import Sequence
from typing import Protocol

from starlette.routing import Route

from console.rehearsal.door import Door
from console.rehearsal.error_bodies import TITLES
from console.rehearsal.exchange import Answer, ApiError, ServedCall, Values, iso_fraction
from console.rehearsal.front import Front
from console.rehearsal.objectstore.containers import StoredContainer, StoredObject, containers
from console.rehearsal.tokens import PROJECT_ID

ROOT = "/object-store/{region}/v1/{account}"
ACCOUNT = f"AUTH_{PROJECT_ID}"
MOST = 10_000
"""So many names are listed at once at most."""


class Listable(Protocol):
    """What has a name in a listing."""

    @property
    def name(self) -> str:
        """By which lists are in order, and a marker is found."""
        ...


def swift_error(error: ApiError) -> Answer:
    """Swift's error body: a page."""
    title = TITLES.get(error.status, "Error")
    page = f"<html><h1>{title}</h1><p>{error.message}</p></html>"
    return Answer(page.encode(), error.status, error.headers, "text/html; charset=UTF-8")


def routes(front: Front) -> list[Route]:
    """Every path of the service, in all regions."""
    account = Door(
        front, "object-store", {"GET": _account, "HEAD": _account_head}, errors=swift_error
    )
    container = Door(
        front, "object-store", {"GET": _container, "HEAD": _container_head}, errors=swift_error
    )
    return [
        *(Route(f"{ROOT}{slash}", account) for slash in ("", "/")),
        Route(f"{ROOT}/{{container}}", container),
    ]


def _account(call: ServedCall) -> Answer:
    found = _containers(call)
    records = [{"name": c.name, "count": len(c.objects), "bytes": c.bytes} for c in found]
    return _listed(call, found, records, _of_account(found))


def _account_head(call: ServedCall) -> Answer:
    return Answer(None, 204, _of_account(_containers(call)))


def _container(call: ServedCall) -> Answer:
    found = _named(call)
    at = call.region.clock.estate_epoch
    records = [_object(one, at) for one in found.objects]
    return _listed(call, found.objects, records, _of_container(found))


def _container_head(call: ServedCall) -> Answer:
    return Answer(None, 204, _of_container(_named(call)))


def _listed(
    call: ServedCall, every: Sequence[Listable], records: list[Values], headers: dict[str, str]
) -> Answer:
    """A page after the marker: JSON where it is asked for, else a name a line, 204 without any."""
    told = call.query.get("limit", str(MOST))
    limit = int(told) if told.isdecimal() else MOST
    if limit > MOST:
        raise ApiError(412, f"Maximum limit is {MOST}")
    marker, prefix = call.query.get("marker", ""), call.query.get("prefix", "")
    kept = [n for n, one in enumerate(every) if one.name > marker and one.name.startswith(prefix)]
    page = kept[:limit]
    if call.query.get("format") == "json" or "json" in call.headers.get("accept", ""):
        return Answer([records[n] for n in page], 200, headers)
    text = "".join(f"{every[n].name}\n" for n in page)
    return Answer(text.encode() or None, 200 if text else 204, headers, "text/plain")


def _containers(call: ServedCall) -> tuple[StoredContainer, ...]:
    if call.params["account"] != ACCOUNT:
        raise ApiError(403, "Access was denied to this resource.")
    return containers(call.region.name)


def _named(call: ServedCall) -> StoredContainer:
    for one in _containers(call):
        if one.name == call.params["container"]:
            return one
    raise ApiError(404, "The resource could not be found.")


def _object(one: StoredObject, at: float) -> Values:
    return {
        "name": one.name,
        "bytes": one.bytes,
        "hash": one.hash,
        "content_type": "application/octet-stream",
        "last_modified": iso_fraction(at),
    }


def _of_account(found: Sequence[StoredContainer]) -> dict[str, str]:
    return {
        "X-Account-Container-Count": str(len(found)),
        "X-Account-Object-Count": str(sum(len(one.objects) for one in found)),
        "X-Account-Bytes-Used": str(sum(one.bytes for one in found)),
    }


def _of_container(found: StoredContainer) -> dict[str, str]:
    return {
        "X-Container-Object-Count": str(len(found.objects)),
        "X-Container-Bytes-Used": str(found.bytes),
    }

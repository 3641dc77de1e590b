"""The project's containers, as Swift lists an account: GET /v1/AUTH_{project}?format=json."""

from msgspec import Struct

from console.model.error import SourceError
from console.model.objects import ObjectAccount, ObjectContainer
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.catalogue import decoded
from console.providers.openstack.connection import Connection

API = "object-store"
AT_ONCE = 1000


class ContainerRecord(Struct):
    """One container of an account's listing."""

    name: str
    count: int
    bytes: int


def accounts(calls: OpenStackCalls, connection: Connection) -> tuple[ObjectAccount, ...]:
    """Those of every region that the catalogue names for it, its own names. Raises SourceError.

    They are often not Nova's: an account of GRA beside servers in GRA11.
    """
    regions = calls.keystone(lambda: connection.catalogued(API))
    return tuple(_account(calls, region) for region in regions)


def _account(calls: OpenStackCalls, region: str) -> ObjectAccount:
    try:
        return ObjectAccount(region, tuple(_containers(calls, region)))
    except SourceError as error:
        return ObjectAccount(region, unread=error.notice)


def _containers(calls: OpenStackCalls, region: str) -> list[ObjectContainer]:
    """All pages: each begins after the last name of the one before."""
    found: list[ObjectContainer] = []
    params = {"format": "json", "limit": str(AT_ONCE)}
    while True:
        body = calls.read(API, region, "", params)
        page = decoded(body, list[ContainerRecord], f"{API} {region}")
        found += [ObjectContainer(one.name, one.count, one.bytes) for one in page]
        if len(page) < AT_ONCE or params.get("marker") == page[-1].name:
            return found
        params = {**params, "marker": page[-1].name}

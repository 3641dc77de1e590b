"""A region's ports, volumes, floating addresses, snapshots and images, and their removal.

They are what may be left of servers that are gone, or of operations that are over.
"""

from collections.abc import Iterator

import msgspec

from console.decoding import decode
from console.model.error import SourceError
from console.model.leftover import Belonging, BelongingsView, LeftoverSort
from console.model.notice import Notice
from console.ports import Receipt
from console.providers.openstack.belonging_wire import SHELVES, Shelf
from console.providers.openstack.calls import OpenStackCalls, Params
from console.providers.openstack.catalogue import decoded
from console.providers.openstack.connection import Connection
from console.providers.openstack.lists import records

NOTHING = msgspec.Raw(b"null")


class BelongingCalls:
    """Reads them. A list that cannot be read hides no other; a bad record hides no other."""

    def __init__(self, calls: OpenStackCalls, connection: Connection, page_size: int) -> None:
        """Read through `calls`, `page_size` records at a time."""
        self._calls = calls
        self._connection = connection
        self._page_size = page_size

    def belongings(self, region: str) -> BelongingsView:
        """See `console.ports.BelongingsReader`."""
        found: list[Belonging] = []
        unread: dict[LeftoverSort, Notice] = {}
        unreadable: dict[LeftoverSort, int] = {}
        for shelf in SHELVES:
            try:
                belongings, bad = self._read(shelf, region)
            except SourceError as error:
                unread[shelf.sort] = error.notice
                continue
            found += belongings
            if bad:
                unreadable[shelf.sort] = bad
        return BelongingsView(region, tuple(found), unread, unreadable)

    def _read(self, shelf: Shelf, region: str) -> tuple[list[Belonging], int]:
        """The things that can be read, and how many records make no sense."""
        found, bad = list[Belonging](), 0
        for raw in self._records(shelf, region):
            try:
                found.append(decode(raw, shelf.shape).told(region))
            except (msgspec.DecodeError, UnicodeDecodeError):
                bad += 1
        return found, bad

    def _records(self, shelf: Shelf, region: str) -> Iterator[msgspec.Raw]:
        project = self._calls.keystone(self._connection.project_id)
        params: Params = {**shelf.search(project), "limit": str(self._page_size)}
        path = f"{shelf.plural}{shelf.detail}"
        return records(self._calls, shelf.api, region, path, params)


class BelongingWrites(BelongingCalls):
    """`console.ports.BelongingsCloud` over Neutron, Cinder and Glance."""

    def belonging(self, region: str, sort: LeftoverSort, number: str) -> Belonging:
        """GET of one: /v2.0/ports/{id}, /volumes/{id}, /v2/images/{id} and so on."""
        shelf, source = _shelf(sort), f"{_shelf(sort).api} {region}"
        body = self._calls.read(shelf.api, region, shelf.path(number))
        if shelf.single:
            body = bytes(decoded(body, dict[str, msgspec.Raw], source).get(shelf.single, NOTHING))
        return decoded(body, shelf.shape, source).told(region)

    def discard(self, region: str, sort: LeftoverSort, number: str) -> Receipt:
        """DELETE of one; Cinder refuses that of what is used."""
        shelf = _shelf(sort)
        return Receipt(
            self._calls.write("DELETE", shelf.api, region, shelf.path(number)).request_id
        )


def _shelf(sort: LeftoverSort) -> Shelf:
    return next(shelf for shelf in SHELVES if shelf.sort is sort)

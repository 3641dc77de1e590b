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
from console.providers.openstack import errors, wire
from console.providers.openstack.belonging_wire import SHELVES, Shelf
from console.providers.openstack.calls import OpenStackCalls, Params
from console.providers.openstack.catalogue import decoded, next_marker
from console.providers.openstack.connection import Connection

MOST_PAGES = 1_000
NOTHING, NO_LINKS = msgspec.Raw(b"null"), msgspec.Raw(b"[]")


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
        """Every record of a list, page by page."""
        project = self._calls.keystone(self._connection.project_id)
        params: Params = {**shelf.search(project), "limit": str(self._page_size)}
        source, seen = f"{shelf.api} {region}", set[str]()
        for _ in range(MOST_PAGES):
            body = self._calls.read(shelf.api, region, f"{shelf.plural}{shelf.detail}", params)
            page = decoded(body, dict[str, msgspec.Raw], source)
            records = decoded(bytes(page.get(shelf.plural, NOTHING)), list[msgspec.Raw], source)
            yield from records
            marker = _next(shelf, page, source)
            if marker is None or not records:
                return
            if marker in seen:
                raise errors.bad_answer(source, f"page {marker} leads to itself")
            seen.add(marker)
            params = {**params, "marker": marker}
        raise errors.bad_answer(source, f"more than {MOST_PAGES} pages")


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


def _next(shelf: Shelf, page: dict[str, msgspec.Raw], source: str) -> str | None:
    """The next page's marker: a list of links, or Glance's one."""
    links = decoded(bytes(page.get(f"{shelf.plural}_links", NO_LINKS)), list[wire.Link], source)
    if "next" in page:
        links = [wire.Link("next", decoded(bytes(page["next"]), str, source))]
    return next_marker(links)

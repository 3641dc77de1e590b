"""GET /servers/detail, page by page; one bad record hides no other."""

from dataclasses import dataclass, field
from datetime import timedelta

import msgspec

from console.decoding import decode
from console.model.error import CallRefused
from console.providers.openstack import errors, wire
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.catalogue import next_marker

RESTARTS = 3
MOST_PAGES = 10_000


@dataclass(slots=True)
class Page:
    """One page, read: good records, ids of bad ones, bad ones without an id, the next marker."""

    servers: list[wire.Server]
    bad_ids: set[str] = field(default_factory=set)
    nameless: int = 0
    marker: str | None = None


class ServerPages:
    """Reads all pages that a search leads to, `page_size` records each."""

    def __init__(self, calls: OpenStackCalls, page_size: int) -> None:
        self._calls = calls
        self._page_size = page_size

    def read(self, region: str, search: dict[str, str]) -> list[Page]:
        """Read every page; from the start again when a page's marker was deleted meanwhile."""
        for left in reversed(range(RESTARTS)):
            try:
                return self._follow(region, search)
            except CallRefused as e:
                if not left or "marker" not in str(e.notice.values.get("text", "")).lower():
                    raise
        raise AssertionError("unreachable: the last attempt returns or raises")

    def ahead(self, region: str) -> timedelta:
        """How far this machine's clock was ahead of the cloud's when the last page was read."""
        return self._calls.ahead("compute", region)

    def _follow(self, region: str, search: dict[str, str]) -> list[Page]:
        pages: list[Page] = []
        params = search | {"limit": str(self._page_size)}
        seen: set[str] = set()
        for _ in range(MOST_PAGES):
            page = read_page(
                self._calls.read("compute", region, "servers/detail", params), f"compute {region}"
            )
            pages.append(page)
            if page.marker is None or not (page.servers or page.bad_ids or page.nameless):
                return pages
            if page.marker in seen:
                raise errors.bad_answer(f"compute {region}", f"page {page.marker} leads to itself")
            seen.add(page.marker)
            params = params | {"marker": page.marker}
        raise errors.bad_answer(f"compute {region}", f"more than {MOST_PAGES} pages")


def read_page(body: bytes, source: str) -> Page:
    """Decode one page; record by record when one of them is not as it should be."""
    try:
        strict = decode(body, wire.ServerPage)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _read_tolerantly(body, source)
    return Page(servers=strict.servers, marker=next_marker(strict.servers_links))


def _read_tolerantly(body: bytes, source: str) -> Page:
    try:
        raw = decode(body, wire.RawServerPage)
    except (msgspec.DecodeError, UnicodeDecodeError) as e:
        raise errors.bad_answer(source, f"{e}: {errors.message(body)}", body=body) from e
    page = Page(servers=[], marker=next_marker(raw.servers_links))
    for record in raw.servers:
        try:
            page.servers.append(decode(record, wire.Server))
        except (msgspec.DecodeError, UnicodeDecodeError):
            _count(record, page)
    return page


def _count(record: msgspec.Raw, page: Page) -> None:
    try:
        page.bad_ids.add(decode(record, wire.Identified).id)
    except (msgspec.DecodeError, UnicodeDecodeError):
        page.nameless += 1

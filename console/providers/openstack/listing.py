"""All instances of a region, cheaply: one full listing now and then, changes in between."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from console.model.error import CallRefused
from console.model.estate import RegionView
from console.model.instance import Instance, InstanceStatus
from console.ports import Clock
from console.providers.openstack import errors, wire
from console.providers.openstack.calls import Calls
from console.providers.openstack.catalogue import Catalogue, next_marker
from console.settings.model import OpenStackSettings

RESTARTS = 3
MOST_PAGES = 10_000


@dataclass(slots=True)
class Page:
    """One page, read: good records, ids of bad ones, bad ones without an id, the next marker."""

    servers: list[wire.Server]
    bad_ids: set[str] = field(default_factory=set)
    nameless: int = 0
    marker: str | None = None


@dataclass(slots=True)
class Known:
    """What is known of one region. The lock is held while it is read anew."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    instances: dict[str, Instance] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    nameless: int = 0
    seen_at: datetime | None = None
    full_at: float | None = None


class Listing:
    """Instances by region, kept between calls.

    Incremental answers (changes-since) include deleted instances; each starts
    `changes_overlap_s` before the last answer was asked for, against clocks
    that differ and transactions that end late.
    """

    def __init__(
        self,
        settings: OpenStackSettings,
        calls: Calls,
        catalogue: Catalogue,
        clock: Clock,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read through `calls`; the full listing's cadence is wall time."""
        self._settings = settings
        self._calls = calls
        self._catalogue = catalogue
        self._clock = clock
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._regions: dict[str, Known] = {}

    def instances(self, region: str, *, full: bool) -> RegionView:
        """Read what changed, or everything; one reader a region at a time."""
        with self._lock:
            known = self._regions.setdefault(region, Known())
        with known.lock:
            asked_at = self._clock.now()
            since = None if full or self._due(known) else known.seen_at
            if since is None:
                self._read_all(region, known)
            else:
                self._read_changes(region, known, since)
            known.seen_at = asked_at
            return RegionView(
                region=region,
                instances=tuple(known.instances.values()),
                observed_at=asked_at,
                unreadable=len(known.unreadable) + known.nameless,
            )

    def _due(self, known: Known) -> bool:
        return (
            known.full_at is None
            or self._monotonic() - known.full_at >= self._settings.full_list_every_s
        )

    def _read_all(self, region: str, known: Known) -> None:
        started = self._monotonic()
        flavors = self._catalogue.flavor_names(region)
        pages = self._pages(region, {})
        known.instances = {
            record.id: made
            for page in pages
            for record in page.servers
            if (made := wire.instance(record, region, flavors)).status is not InstanceStatus.DELETED
        }
        known.unreadable = {i for page in pages for i in page.bad_ids} - known.instances.keys()
        known.nameless = sum(page.nameless for page in pages)
        known.full_at = started

    def _read_changes(self, region: str, known: Known, since: datetime) -> None:
        flavors = self._catalogue.flavor_names(region)
        start = since - timedelta(seconds=self._settings.changes_overlap_s)
        pages = self._pages(
            region, {"changes-since": f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        )
        for page in pages:
            known.unreadable |= page.bad_ids
            for record in page.servers:
                made = wire.instance(record, region, flavors)
                known.unreadable.discard(made.id)
                if made.status is InstanceStatus.DELETED:
                    known.instances.pop(made.id, None)
                else:
                    known.instances[made.id] = made

    def _pages(self, region: str, search: dict[str, str]) -> list[Page]:
        """Read every page; from the start again when a page's marker was deleted meanwhile."""
        for left in reversed(range(RESTARTS)):
            try:
                return self._follow(region, search)
            except CallRefused as e:
                if not left or "marker" not in str(e.notice.values.get("text", "")).lower():
                    raise
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _follow(self, region: str, search: dict[str, str]) -> list[Page]:
        pages: list[Page] = []
        params = search | {"limit": str(self._settings.page_size)}
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
        strict = msgspec.json.decode(body, type=wire.ServerPage)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _read_tolerantly(body, source)
    return Page(servers=strict.servers, marker=next_marker(strict.servers_links))


def _read_tolerantly(body: bytes, source: str) -> Page:
    try:
        raw = msgspec.json.decode(body, type=wire.RawServerPage)
    except (msgspec.DecodeError, UnicodeDecodeError) as e:
        raise errors.bad_answer(source, f"{e}: {errors.message(body)}") from e
    page = Page(servers=[], marker=next_marker(raw.servers_links))
    for record in raw.servers:
        try:
            page.servers.append(msgspec.json.decode(record, type=wire.Server))
        except (msgspec.DecodeError, UnicodeDecodeError):
            _count(record, page)
    return page


def _count(record: msgspec.Raw, page: Page) -> None:
    try:
        page.bad_ids.add(msgspec.json.decode(record, type=wire.Identified).id)
    except (msgspec.DecodeError, UnicodeDecodeError):
        page.nameless += 1

"""The flavors and networks of each region, and how a service's answers are read."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec import Struct

from console.decoding import decode
from console.model.fixtures import Fixture
from console.model.instance import Flavor
from console.providers.openstack import errors, wire
from console.providers.openstack.calls import OpenStackCalls

T = TypeVar("T")
KEEP_S = 600.0
FIELDS = ("id", "name", "subnets")
FLAVOR_PAGES = 100


class NamedRecord(Struct):
    """A network, a security group or a volume type."""

    id: str
    name: str = ""


class NetworkRecord(NamedRecord):
    """GET /v2.0/networks, one record; `subnets` are their ids, None where they are not told."""

    subnets: list[str] | None = None


class NetworkPage(Struct):
    """GET /v2.0/networks."""

    networks: list[NetworkRecord]


class Catalogue:
    """The flavors and networks of each region, read when first needed, kept for ten minutes."""

    def __init__(
        self, calls: OpenStackCalls, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Read through `calls`."""
        self._calls = calls
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._flavors: dict[str, tuple[float, tuple[Flavor, ...]]] = {}
        self._networks: dict[str, tuple[float, tuple[Fixture, ...]]] = {}

    def flavors(self, region: str) -> tuple[Flavor, ...]:
        """All flavors of a region."""
        return self._recent(self._flavors, region, self._read_flavors)

    def flavor_names(self, region: str) -> dict[str, str]:
        """Flavor id → name."""
        return {f.id: f.name for f in self.flavors(region)}

    def networks(self, region: str) -> tuple[Fixture, ...]:
        """All networks that instances of a region may have."""
        return self._recent(self._networks, region, self._read_networks)

    def forget(self, region: str) -> None:
        """Read again next time: an id was refused, or all is to be as it is now."""
        with self._lock:
            self._flavors.pop(region, None)
            self._networks.pop(region, None)

    def _recent(self, kept: dict[str, tuple[float, T]], region: str, read: Callable[[str], T]) -> T:
        with self._lock:
            at, value = kept.get(region, (float("-inf"), None))
        if value is not None and self._monotonic() - at < KEEP_S:
            return value
        found = read(region)
        with self._lock:
            kept[region] = (self._monotonic(), found)
        return found

    def _read_networks(self, region: str) -> tuple[Fixture, ...]:
        body = self._calls.read("network", region, "networks", {"fields": FIELDS})
        page = decoded(body, NetworkPage, f"network {region}")
        return tuple(Fixture(each.id, each.name, each.subnets == []) for each in page.networks)

    def _read_flavors(self, region: str) -> tuple[Flavor, ...]:
        found: list[Flavor] = []
        params: dict[str, str] = {}
        for _ in range(FLAVOR_PAGES):
            body = self._calls.read("compute", region, "flavors/detail", params)
            page = decoded(body, wire.FlavorPage, f"compute {region}")
            found += map(wire.flavor, page.flavors)
            marker = next_marker(page.flavors_links)
            if marker is None or not page.flavors:
                break
            params = {"marker": marker}
        return tuple(found)


def decoded(body: bytes, shape: type[T], source: str) -> T:
    """Decode an answer, or say that it is not the protocol's."""
    try:
        return decode(body, shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as e:
        raise errors.bad_answer(source, f"{e}: {errors.message(body)}", body=body) from e


def next_marker(links: list[wire.Link]) -> str | None:
    """Marker of the next page.

    The link's host is not followed: behind a proxy it is often not the one to call.
    """
    for link in links:
        if link.rel == "next":
            markers = parse_qs(urlsplit(link.href).query).get("marker")
            return markers[0] if markers else None
    return None

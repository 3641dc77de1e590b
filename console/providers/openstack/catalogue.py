"""Names to ids, per region: flavors, images and networks differ from region to region."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import msgspec

from console.model.error import CallRefused, NotFound
from console.model.instance import Flavor
from console.model.notice import notice
from console.providers.openstack import errors, wire
from console.providers.openstack.calls import OpenStackCalls

KEEP_S = 600.0
FLAVOR_PAGES = 100
UNKNOWN = {
    "flavor": "openstack.no_flavor",
    "image": "openstack.no_image",
    "network": "openstack.no_network",
}
AMBIGUOUS = {
    "flavor": "openstack.many_flavors",
    "image": "openstack.many_images",
    "network": "openstack.many_networks",
}


class Catalogue:
    """What can be ordered in each region, read when first needed and kept for ten minutes."""

    def __init__(
        self, calls: OpenStackCalls, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Read through `calls`."""
        self._calls = calls
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._flavors: dict[str, tuple[float, tuple[Flavor, ...]]] = {}
        self._ids: dict[tuple[str, str, str], tuple[float, str]] = {}

    def flavors(self, region: str) -> tuple[Flavor, ...]:
        """All flavors of a region."""
        with self._lock:
            kept = self._flavors.get(region)
        if kept is not None and self._monotonic() - kept[0] < KEEP_S:
            return kept[1]
        found = self._read_flavors(region)
        with self._lock:
            self._flavors[region] = (self._monotonic(), found)
        return found

    def flavor_names(self, region: str) -> dict[str, str]:
        """Flavor id → name."""
        return {f.id: f.name for f in self.flavors(region)}

    def flavor(self, region: str, name: str) -> str:
        """Id of a flavor, given by name or id."""
        every = self.flavors(region)
        return _only([f.id for f in every if name in {f.name, f.id}], "flavor", name, region)

    def image(self, region: str, name: str) -> str:
        """Id of an active image, given by name or id."""
        return self._resolve("image", region, name)

    def network(self, region: str, name: str) -> str:
        """Id of a network, given by name or id."""
        return self._resolve("network", region, name)

    def forget(self, region: str) -> None:
        """Read again next time: an id was refused, so something was rebuilt under its name."""
        with self._lock:
            self._flavors.pop(region, None)
            for key in [key for key in self._ids if key[1] == region]:
                del self._ids[key]

    def _resolve(self, kind: str, region: str, name: str) -> str:
        if _is_uuid(name):
            return name
        key = (kind, region, name)
        with self._lock:
            kept = self._ids.get(key)
        if kept is not None and self._monotonic() - kept[0] < KEEP_S:
            return kept[1]
        search = {"name": name, "status": "active"} if kind == "image" else {"name": name}
        body = self._calls.read(kind, region, f"{kind}s", search)
        page: wire.ImagePage | wire.NetworkPage
        if kind == "image":
            page = decoded(body, wire.ImagePage, f"image {region}")
            records = page.images
        else:
            page = decoded(body, wire.NetworkPage, f"network {region}")
            records = page.networks
        found = _only([r.id for r in records if r.name == name], kind, name, region)
        with self._lock:
            self._ids[key] = (self._monotonic(), found)
        return found

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


T = TypeVar("T")


def decoded(body: bytes, shape: type[T], source: str) -> T:
    """Decode an answer, or say that it is not the protocol's."""
    try:
        return msgspec.json.decode(body, type=shape)
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


def _only(ids: list[str], kind: str, name: str, region: str) -> str:
    if not ids:
        raise NotFound(notice(UNKNOWN[kind], name=name, region=region))
    if len(ids) > 1:
        raise CallRefused(notice(AMBIGUOUS[kind], name=name, region=region, count=len(ids)))
    return ids[0]


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False

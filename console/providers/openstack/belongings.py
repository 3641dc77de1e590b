"""A region's ports and volumes: what may be left of servers that are gone, and its removal."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec import Struct, field

from console.decoding import decode
from console.model.error import SourceError
from console.model.instance import OPERATION_KEY
from console.model.leftover import Belonging, BelongingsView, LeftoverSort
from console.model.notice import Notice
from console.ports import Receipt
from console.providers.openstack import errors, wire
from console.providers.openstack.calls import OpenStackCall, OpenStackCalls, Params
from console.providers.openstack.catalogue import decoded, next_marker
from console.providers.openstack.connection import Connection

PORT_FIELDS = ("id", "name", "device_id", "device_owner", "status", "created_at", "fixed_ips")
OF_SERVERS = "compute:"
"""How the owner of a port begins that a server has, or had."""
MOST_PAGES = 1_000
R = TypeVar("R", bound=Struct)


class PortAddress(Struct):
    """An address of a port."""

    ip_address: str | None = None


class PortRecord(Struct):
    """GET /v2.0/ports, one record."""

    id: wire.Id
    name: str | None = None
    device_id: str | None = None
    device_owner: str | None = None
    status: str | None = None
    created_at: datetime | None = None
    fixed_ips: list[PortAddress] = field(default_factory=list)


class PortPage(Struct):
    """GET /v2.0/ports, its records not looked at yet."""

    records: list[msgspec.Raw] = field(name="ports")
    links: list[wire.Link] = field(name="ports_links", default_factory=list)


class AttachmentRecord(Struct):
    """What ties a volume to a server."""

    server_id: str | None = None


class VolumeRecord(Struct):
    """GET /v3/{project}/volumes/detail, one record."""

    id: wire.Id
    status: str
    name: str | None = None
    size: int | None = None
    volume_type: str | None = None
    created_at: datetime | None = None
    attachments: list[AttachmentRecord] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    volume_image_metadata: dict[str, str] = field(default_factory=dict)


class OnePort(Struct):
    """GET /v2.0/ports/{id}."""

    port: PortRecord


class OneVolume(Struct):
    """GET /v3/{project}/volumes/{id}."""

    volume: VolumeRecord


class VolumePage(Struct):
    """GET /v3/{project}/volumes/detail, its records not looked at yet."""

    records: list[msgspec.Raw] = field(name="volumes")
    links: list[wire.Link] = field(name="volumes_links", default_factory=list)


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
        readers = {LeftoverSort.PORT: self._ports, LeftoverSort.VOLUME: self._volumes}
        for sort, read in readers.items():
            try:
                belongings, bad = read(region)
            except SourceError as error:
                unread[sort] = error.notice
                continue
            found += belongings
            if bad:
                unreadable[sort] = bad
        return BelongingsView(region, tuple(found), unread, unreadable)

    def _ports(self, region: str) -> tuple[list[Belonging], int]:
        """The project's own: who administers a cloud would be told everybody's."""
        project = self._calls.keystone(self._connection.project_id)
        search: Params = {"fields": PORT_FIELDS, "project_id": project}
        raw = self._all(OpenStackCall("GET", "network", region, "ports", search), PortPage)
        records, bad = _each(raw, PortRecord)
        return [_port(one, region) for one in records], bad

    def _volumes(self, region: str) -> tuple[list[Belonging], int]:
        asked = OpenStackCall("GET", "block-storage", region, "volumes/detail")
        records, bad = _each(self._all(asked, VolumePage), VolumeRecord)
        return [_volume(one, region) for one in records], bad

    def _all(
        self, asked: OpenStackCall, shape: type[PortPage] | type[VolumePage]
    ) -> Iterator[msgspec.Raw]:
        """Every record of a list, page by page."""
        params: Params = {**asked.params, "limit": str(self._page_size)}
        seen: set[str] = set()
        for _ in range(MOST_PAGES):
            body = self._calls.read(asked.api, asked.region, asked.path, params)
            page = decoded(body, shape, asked.source)
            yield from page.records
            marker = next_marker(page.links)
            if marker is None or not page.records:
                return
            if marker in seen:
                raise errors.bad_answer(asked.source, f"page {marker} leads to itself")
            seen.add(marker)
            params = {**params, "marker": marker}
        raise errors.bad_answer(asked.source, f"more than {MOST_PAGES} pages")


class BelongingWrites(BelongingCalls):
    """`console.ports.BelongingsCloud` over Neutron and Cinder."""

    def belonging(self, region: str, sort: LeftoverSort, number: str) -> Belonging:
        """GET /v2.0/ports/{id} or GET /volumes/{id}."""
        api, path = _place(sort, number)
        body = self._calls.read(api, region, path)
        if sort is LeftoverSort.PORT:
            return _port(decoded(body, OnePort, f"{api} {region}").port, region)
        return _volume(decoded(body, OneVolume, f"{api} {region}").volume, region)

    def discard(self, region: str, sort: LeftoverSort, number: str) -> Receipt:
        """DELETE /v2.0/ports/{id} or DELETE /volumes/{id}, which Cinder refuses of what is used."""
        api, path = _place(sort, number)
        return Receipt(self._calls.write("DELETE", api, region, path).request_id)


def _place(sort: LeftoverSort, number: str) -> tuple[str, str]:
    """The service that has such a thing, and its path there."""
    if sort is LeftoverSort.PORT:
        return "network", f"ports/{number}"
    return "block-storage", f"volumes/{number}"


def _each(records: Iterable[msgspec.Raw], shape: type[R]) -> tuple[list[R], int]:
    """The records that can be read, and how many make no sense."""
    found, bad = list[R](), 0
    for raw in records:
        try:
            found.append(decode(raw, shape))
        except (msgspec.DecodeError, UnicodeDecodeError):
            bad += 1
    return found, bad


def _port(record: PortRecord, region: str) -> Belonging:
    """A port with the server that has or had it; those of routers and services have none."""
    owned = (record.device_owner or "").startswith(OF_SERVERS)
    return Belonging(
        sort=LeftoverSort.PORT,
        id=record.id,
        name=record.name or "",
        region=region,
        status=record.status or "",
        created_at=_aware(record.created_at),
        servers=(record.device_id,) if owned and record.device_id else (),
        addresses=tuple(one.ip_address for one in record.fixed_ips if one.ip_address),
    )


def _volume(record: VolumeRecord, region: str) -> Belonging:
    return Belonging(
        sort=LeftoverSort.VOLUME,
        id=record.id,
        name=record.name or "",
        region=region,
        status=record.status,
        created_at=_aware(record.created_at),
        servers=tuple(tie.server_id for tie in record.attachments if tie.server_id),
        marked=record.metadata.get(OPERATION_KEY),
        image_id=record.volume_image_metadata.get("image_id"),
        size_gib=record.size,
        type=record.volume_type or "",
    )


def _aware(at: datetime | None) -> datetime | None:
    return None if at is None else wire.aware(at)

"""What is read of the things that servers and operations may leave, typed, service by service.

Each sort of thing stands on a shelf of its own: where it is listed, how a record is read,
and what the model makes of it. Unknown fields are ignored. No list tells all by itself:
Neutron and Glance, asked by who administers a cloud, tell everybody's.
"""

import re
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from msgspec import Struct, field

from console.model.balancer import tag
from console.model.instance import OPERATION_KEY
from console.model.leftover import Belonging, LeftoverSort
from console.providers.openstack import wire
from console.providers.openstack.calls import Params

OF_SERVERS = "compute:"
"""How the owner of a port begins that a server has, or had."""
MARKED = re.compile(rf"(?:^|\s){re.escape(tag(OPERATION_KEY, ''))}(\S+)")
GIB = 1024**3


class BelongingRecord(Struct, kw_only=True):
    """One record of a list."""

    id: wire.Id
    name: str | None = None
    created_at: datetime | None = None

    @abstractmethod
    def told(self, region: str) -> Belonging:
        """What the model makes of it."""


class PortAddress(Struct):
    """An address of a port."""

    ip_address: str | None = None


class PortRecord(BelongingRecord, kw_only=True):
    """GET /v2.0/ports, one record."""

    device_id: str | None = None
    device_owner: str | None = None
    status: str | None = None
    fixed_ips: list[PortAddress] = field(default_factory=list)

    def told(self, region: str) -> Belonging:
        """With the server that has or had it; those of routers and services have none."""
        owned = (self.device_owner or "").startswith(OF_SERVERS)
        return Belonging(
            sort=LeftoverSort.PORT,
            id=self.id,
            name=self.name or "",
            region=region,
            status=self.status or "",
            created_at=_aware(self.created_at),
            servers=(self.device_id,) if owned and self.device_id else (),
            addresses=tuple(one.ip_address for one in self.fixed_ips if one.ip_address),
        )


class AddressRecord(BelongingRecord, kw_only=True):
    """GET /v2.0/floatingips, one record: it has no name, and a tag or description for a mark."""

    address: str = field(name="floating_ip_address")
    port_id: str | None = None
    status: str | None = None
    description: str | None = None
    tags: list[str] = field(default_factory=list)

    def told(self, region: str) -> Belonging:
        """With the port that it is given to."""
        marks = (MARKED.search(text) for text in (*self.tags, self.description or ""))
        return Belonging(
            sort=LeftoverSort.ADDRESS,
            id=self.id,
            name=self.address,
            region=region,
            status=self.status or "",
            created_at=_aware(self.created_at),
            marked=next((met[1] for met in marks if met), None),
            addresses=(self.address,),
            within=self.port_id or "",
        )


class AttachmentRecord(Struct):
    """What ties a volume to a server."""

    server_id: str | None = None


class VolumeRecord(BelongingRecord, kw_only=True):
    """GET /v3/{project}/volumes/detail, one record."""

    status: str
    size: int | None = None
    volume_type: str | None = None
    attachments: list[AttachmentRecord] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    volume_image_metadata: dict[str, str] = field(default_factory=dict)

    def told(self, region: str) -> Belonging:
        """With the servers that it is attached to."""
        return Belonging(
            sort=LeftoverSort.VOLUME,
            id=self.id,
            name=self.name or "",
            region=region,
            status=self.status,
            created_at=_aware(self.created_at),
            servers=tuple(tie.server_id for tie in self.attachments if tie.server_id),
            marked=self.metadata.get(OPERATION_KEY),
            image_id=self.volume_image_metadata.get("image_id"),
            size_gib=self.size,
            type=self.volume_type or "",
        )


class SnapshotRecord(BelongingRecord, kw_only=True):
    """GET /v3/{project}/snapshots/detail, one record."""

    status: str
    volume_id: str | None = None
    size: int | None = None
    metadata: dict[str, str] = field(default_factory=dict)

    def told(self, region: str) -> Belonging:
        """With the volume that it is of."""
        return Belonging(
            sort=LeftoverSort.SNAPSHOT,
            id=self.id,
            name=self.name or "",
            region=region,
            status=self.status,
            created_at=_aware(self.created_at),
            marked=self.metadata.get(OPERATION_KEY),
            size_gib=self.size,
            within=self.volume_id or "",
        )


class ImageOfProject(BelongingRecord, kw_only=True):
    """GET /v2/images, one record; a property stands among its fields."""

    status: str
    size: int | None = None
    marked: str | None = field(name=OPERATION_KEY, default=None)

    def told(self, region: str) -> Belonging:
        """An image of the project's own."""
        return Belonging(
            sort=LeftoverSort.IMAGE,
            id=self.id,
            name=self.name or "",
            region=region,
            status=self.status,
            created_at=_aware(self.created_at),
            marked=self.marked,
            size_gib=None if self.size is None else Decimal(self.size) / GIB,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where a sort of thing is: its service, and what a list of it is called there.

    `single` wraps one record; empty where nothing does. `search` is what the list is asked
    with, by the project's id.
    """

    sort: LeftoverSort
    api: str
    plural: str
    shape: type[BelongingRecord]
    single: str = ""
    detail: str = ""
    search: Callable[[str], Params] = lambda _project: {}

    def path(self, number: str) -> str:
        """The path of one thing."""
        return f"{self.plural}/{number}"


PORT_FIELDS = ("id", "name", "device_id", "device_owner", "status", "created_at", "fixed_ips")
SHELVES = (
    Shelf(
        sort=LeftoverSort.PORT,
        api="network",
        plural="ports",
        shape=PortRecord,
        single="port",
        search=lambda project: {"fields": PORT_FIELDS, "project_id": project},
    ),
    Shelf(
        sort=LeftoverSort.VOLUME,
        api="block-storage",
        plural="volumes",
        shape=VolumeRecord,
        single="volume",
        detail="/detail",
    ),
    Shelf(
        sort=LeftoverSort.ADDRESS,
        api="network",
        plural="floatingips",
        shape=AddressRecord,
        single="floatingip",
        search=lambda project: {"project_id": project},
    ),
    Shelf(
        sort=LeftoverSort.SNAPSHOT,
        api="block-storage",
        plural="snapshots",
        shape=SnapshotRecord,
        single="snapshot",
        detail="/detail",
    ),
    Shelf(
        sort=LeftoverSort.IMAGE,
        api="image",
        plural="images",
        shape=ImageOfProject,
        search=lambda project: {"owner": project},
    ),
)


def _aware(at: datetime | None) -> datetime | None:
    return None if at is None else wire.aware(at)

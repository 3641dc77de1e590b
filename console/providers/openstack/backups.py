"""The backups of a region, of each thing the last good one: of volumes, and of instances.

Cinder keeps those of volumes. Those of instances are images that Nova's `createBackup` makes,
which mark themselves among the project's images; Glance filters by properties.
"""

from abc import abstractmethod
from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import Struct, field

from console.model.backup import Backup
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.catalogue import NamedRecord, decoded
from console.providers.openstack.connection import Connection
from console.providers.openstack.lists import records

API, PATH = "block-storage", "backups/detail"
VOLUMES = "volumes/detail"
IMAGES, KIND = "image", "backup"


class BackupRecord(Struct, kw_only=True):
    """What is common to both; times are UTC without saying so."""

    status: str
    name: str | None = None
    created_at: datetime | None = None

    @property
    @abstractmethod
    def of_id(self) -> str:
        """What it is a backup of."""

    @property
    @abstractmethod
    def data_at(self) -> datetime | None:
        """Of what moment its data is, if it is good."""


class VolumeBackup(BackupRecord, kw_only=True):
    """GET /v3/{project}/backups/detail, one record."""

    volume_id: str
    data_timestamp: datetime | None = None

    @property
    def of_id(self) -> str:
        """A volume."""
        return self.volume_id

    @property
    def data_at(self) -> datetime | None:
        """Of a volume in use its snapshot's."""
        return (self.data_timestamp or self.created_at) if self.status == "available" else None


class InstanceBackup(BackupRecord, kw_only=True):
    """GET /v2/images, one record; its properties stand among its fields."""

    id: str
    image_type: str = ""
    instance: str = field(name="instance_uuid", default="")

    @property
    def of_id(self) -> str:
        """An instance; the image itself where it does not say of which."""
        return self.instance or self.id

    @property
    def data_at(self) -> datetime | None:
        """When Nova began."""
        return self.created_at if self.status == "active" else None


def of_volumes(calls: OpenStackCalls, region: str) -> tuple[Backup, ...]:
    """One a volume that has backups, whatever became of the volume. Raises SourceError."""
    raw = records(calls, API, region, PATH, {})
    return _last(region, (decoded(bytes(one), VolumeBackup, f"{API} {region}") for one in raw))


def of_instances(calls: OpenStackCalls, connection: Connection, region: str) -> tuple[Backup, ...]:
    """One an instance that has backups, whatever became of it. Raises SourceError."""
    owner = calls.keystone(connection.project_id)
    wanted = {"image_type": KIND, "owner": owner, "limit": "1000"}
    raw = records(calls, IMAGES, region, "images", wanted)
    found = (decoded(bytes(one), InstanceBackup, f"{IMAGES} {region}") for one in raw)
    return _last(region, (one for one in found if one.image_type == KIND))


def volumes(calls: OpenStackCalls, region: str) -> dict[str, str]:
    """The names of the volumes there are, by id; an id for one without. Raises SourceError."""
    raw = records(calls, API, region, VOLUMES, {})
    found = (decoded(bytes(one), NamedRecord, f"{API} {region}") for one in raw)
    return {one.id: one.name or one.id for one in found}


def _last(region: str, found: Iterable[BackupRecord]) -> tuple[Backup, ...]:
    last: dict[str, Backup] = {}
    for one in found:
        known, at = last.get(one.of_id), _aware(one.data_at)
        if known is None or (at is not None and (known.data_at is None or at > known.data_at)):
            last[one.of_id] = Backup(region, one.of_id, one.name or one.of_id, at)
    return tuple(last.values())


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at

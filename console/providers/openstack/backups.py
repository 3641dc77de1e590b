"""The backups of a region's volumes, as Cinder keeps them: of each volume the last good one."""

from datetime import UTC, datetime

from msgspec import Struct, field

from console.model.backup import VolumeBackup
from console.providers.openstack import errors, wire
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.catalogue import decoded, next_marker

API, PATH = "block-storage", "backups/detail"
GOOD = "available"
MOST_PAGES = 1_000


class BackupRecord(Struct):
    """GET /v3/{project}/backups/detail, one record; times are UTC without saying so."""

    volume_id: str
    status: str
    name: str | None = None
    data_timestamp: datetime | None = None
    created_at: datetime | None = None


class BackupPage(Struct):
    """GET /v3/{project}/backups/detail."""

    backups: list[BackupRecord]
    links: list[wire.Link] = field(name="backups_links", default_factory=list)


def backups(calls: OpenStackCalls, region: str) -> tuple[VolumeBackup, ...]:
    """One a volume that has backups, whatever became of the volume. Raises SourceError."""
    last: dict[str, VolumeBackup] = {}
    for one in _records(calls, region):
        known = last.get(one.volume_id)
        at = _data_at(one)
        if known is None or (at is not None and (known.data_at is None or at > known.data_at)):
            name = one.name or one.volume_id
            last[one.volume_id] = VolumeBackup(region, one.volume_id, name, at)
    return tuple(last.values())


def _data_at(one: BackupRecord) -> datetime | None:
    """Of what moment its data is, if it is good: of a volume in use its snapshot's."""
    told = one.data_timestamp or one.created_at
    if one.status != GOOD or told is None:
        return None
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told


def _records(calls: OpenStackCalls, region: str) -> list[BackupRecord]:
    found: list[BackupRecord] = []
    params: dict[str, str] = {}
    for _ in range(MOST_PAGES):
        page = decoded(calls.read(API, region, PATH, params), BackupPage, f"{API} {region}")
        found += page.backups
        marker = next_marker(page.links)
        if marker is None or not page.backups or marker == params.get("marker"):
            return found
        params = {"marker": marker}
    raise errors.bad_answer(f"{API} {region}", f"more than {MOST_PAGES} pages")

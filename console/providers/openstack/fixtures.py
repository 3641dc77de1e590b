"""What a region has of what instances are made with, read in as few calls as there are sorts."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from msgspec import Struct
from msgspec import field as named

from console.model.build import GIB, Build, Part
from console.model.error import CallRefused, NotFound, SourceError
from console.model.fixtures import EPOCH, AffinityGroup, Fixture, Fixtures, Image, VolumeRoom
from console.model.notice import Notice, notice
from console.model.quota import Allowance
from console.providers.openstack import userdata
from console.providers.openstack.calls import OpenStackCalls, Params
from console.providers.openstack.catalogue import Catalogue, NamedRecord, decoded
from console.providers.openstack.connection import Connection
from console.providers.openstack.quotas import Detail

T = TypeVar("T")
NAMES_AT_MOST = "200"
"""So many images are read for their names alone, where none is what was looked for."""
TYPED_VOLUMES = "2.67"
"""The microversion of Nova from which a boot volume's type can be named."""


class ImageRecord(Struct):
    """GET /v2/images, one record; disks in GiB, memory in MiB, sizes in bytes."""

    id: str
    name: str | None = None
    status: str = ""
    min_disk: int = 0
    min_ram: int = 0
    virtual_size: int | None = None
    created_at: datetime = EPOCH
    tags: list[str] = named(default_factory=list)


class ImagePage(Struct):
    """GET /v2/images."""

    images: list[ImageRecord]


class SecurityGroupPage(Struct):
    """GET /v2.0/security-groups."""

    security_groups: list[NamedRecord]


class GroupRecord(Struct):
    """GET /os-server-groups, one record: `policies` up to microversion 2.63, then `policy`."""

    id: str
    name: str = ""
    policies: list[str] = named(default_factory=list)
    policy: str | None = None
    members: list[str] | None = None


class GroupPage(Struct):
    """GET /os-server-groups."""

    server_groups: list[GroupRecord]


class GroupLimit(Struct):
    """The part of GET /limits that server groups are in."""

    members: int | None = named(default=None, name="maxServerGroupMembers")


class GroupLimits(Struct):
    """The wrapper of GET /limits."""

    absolute: GroupLimit


class ComputeLimits(Struct):
    """GET /limits."""

    limits: GroupLimits


class KeyName(Struct):
    """A key pair's name."""

    name: str


class KeyRecord(Struct):
    """GET /os-keypairs, one record."""

    keypair: KeyName


class KeyPage(Struct):
    """GET /os-keypairs."""

    keypairs: list[KeyRecord]


class ZoneState(Struct):
    """Whether a zone takes instances."""

    available: bool


class ZoneRecord(Struct):
    """GET /os-availability-zone, one record."""

    name: str = named(name="zoneName")
    state: ZoneState = named(name="zoneState")


class ZonePage(Struct):
    """GET /os-availability-zone."""

    zones: list[ZoneRecord] = named(name="availabilityZoneInfo")


class TypePage(Struct):
    """GET /v3/{project}/types."""

    volume_types: list[NamedRecord]


class VolumeQuota(Struct):
    """GET /v3/{project}/os-quota-sets/{project}?usage=true: by resource, each type's too."""

    quota_set: dict[str, Detail | str]


class VolumeAbsolute(Struct):
    """The part of Cinder's GET /limits that quotas are in."""

    volumes: int = named(name="maxTotalVolumes")
    gigabytes: int = named(name="maxTotalVolumeGigabytes")
    volumes_used: int = named(name="totalVolumesUsed")
    gigabytes_used: int = named(name="totalGigabytesUsed")


class VolumeAbsolutes(Struct):
    """The wrapper of Cinder's GET /limits."""

    absolute: VolumeAbsolute


class VolumeLimits(Struct):
    """Cinder's GET /limits."""

    limits: VolumeAbsolutes


class VersionRecord(Struct):
    """The newest microversion that Nova speaks."""

    version: str = ""


class ComputeVersion(Struct):
    """GET /v2.1/."""

    version: VersionRecord


@dataclass(slots=True)
class Gap:
    """What could not be read, by sort: for want of an answer, or of permission."""

    unread: dict[str, Notice] = field(default_factory=dict)
    untold: dict[str, Notice] = field(default_factory=dict)

    def mind(self, sort: str, read: Callable[[], T], *, needed: bool = True) -> T | None:
        """What is read; None, and why, where it is not. What is `needed` nothing goes without."""
        try:
            return read()
        except CallRefused as error:
            (self.unread if needed else self.untold)[sort] = error.notice
        except SourceError as error:
            self.unread[sort] = error.notice
        return None


class Stock:
    """Reads what builds name, as it is now."""

    def __init__(
        self,
        calls: OpenStackCalls,
        connection: Connection,
        catalogue: Catalogue,
        *,
        apart: bool = False,
    ) -> None:
        """Read through `calls`; `apart` where another account asks for instances."""
        self._apart = apart
        self._calls = calls
        self._connection = connection
        self._catalogue = catalogue

    def fixtures(self, region: str, builds: Collection[Build]) -> Fixtures:
        """See `console.ports.ComputeReader`. Raises SourceError where Nova does not answer."""
        self._catalogue.forget(region)
        gap, volumes = Gap(), [b.boot_volume for b in builds if b.boot_volume is not None]
        paths = {b.user_data.path for b in builds if b.user_data is not None}
        found = Fixtures(
            region=region,
            flavors=self._catalogue.flavors(region),
            images=gap.mind("image", lambda: self._images(region, {b.image for b in builds})),
            networks=gap.mind("network", lambda: self._catalogue.networks(region)),
            user_data={path: userdata.described(path) for path in paths},
            unread=gap.unread,
            untold=gap.untold,
        )
        if any(build.security_groups for build in builds):
            groups = gap.mind("security_group", lambda: self._security_groups(region))
            found = replace(found, security_groups=groups)
        if any(build.server_group for build in builds):
            found = self._with_groups(found, gap)
        if any(build.key_name for build in builds):
            keys = gap.mind("key", lambda: self._keys(region), needed=False)
            found = replace(found, keys=keys)
        if any(build.availability_zone for build in builds):
            zones = gap.mind("zone", lambda: self._zones(region), needed=False)
            found = replace(found, zones=zones)
        if any(volume.type for volume in volumes):
            types = gap.mind("volume_type", lambda: self._types(region))
            found = replace(found, volume_types=types)
        if volumes:
            rooms = gap.mind("volume", lambda: self._rooms(region), needed=False)
            found = replace(found, rooms=rooms or {})
        return found

    def _images(self, region: str, parts: Iterable[Part]) -> tuple[Image, ...]:
        every: dict[str, Image] = {}
        for part in parts:
            found = self._image(region, part)
            every |= {each.id: each for each in found}
            if not found:
                params = {"limit": NAMES_AT_MOST, "sort": "created_at:desc"}
                every |= {each.id: each for each in self._image_list(region, params)}
        return tuple(every.values())

    def _image(self, region: str, part: Part) -> list[Image]:
        known = part.id or (part.name if _is_uuid(part.name) else "")
        if known:
            try:
                return [_image(self._read("image", region, f"images/{known}", ImageRecord))]
            except NotFound:
                if part.id:
                    return []
        if part.tag:
            return self._image_list(region, {"tag": part.tag, "sort": "created_at:desc"})
        return self._image_list(region, {"name": part.name})

    def _image_list(self, region: str, params: Params) -> list[Image]:
        page = self._read("image", region, "images", ImagePage, params)
        return [_image(record) for record in page.images]

    def _security_groups(self, region: str) -> tuple[Fixture, ...]:
        fields = {"fields": ("id", "name")}
        page = self._read("network", region, "security-groups", SecurityGroupPage, fields)
        return tuple(Fixture(each.id, each.name) for each in page.security_groups)

    def _with_groups(self, found: Fixtures, gap: Gap) -> Fixtures:
        region = found.region
        groups = gap.mind("server_group", lambda: self._groups(region))
        limits = gap.mind(
            "server_group",
            lambda: self._read("compute", region, "limits", ComputeLimits).limits,
            needed=False,
        )
        most = None if limits is None else limits.absolute.members
        return replace(found, server_groups=groups, in_group=most)

    def _groups(self, region: str) -> tuple[AffinityGroup, ...]:
        page = self._read("compute", region, "os-server-groups", GroupPage)
        return tuple(
            AffinityGroup(
                id=each.id,
                name=each.name,
                policy=each.policy or next(iter(each.policies), ""),
                members=None if each.members is None else len(each.members),
            )
            for each in page.server_groups
        )

    def _keys(self, region: str) -> tuple[str, ...]:
        if self._apart:
            raise CallRefused(notice("openstack.keys_apart", region=region))
        page = self._read("compute", region, "os-keypairs", KeyPage)
        return tuple(each.keypair.name for each in page.keypairs)

    def _zones(self, region: str) -> dict[str, bool]:
        page = self._read("compute", region, "os-availability-zone", ZonePage)
        return {each.name: each.state.available for each in page.zones}

    def _types(self, region: str) -> tuple[str, ...]:
        """The volume types, where Nova is new enough to be told one."""
        newest = self._read("compute", region, "", ComputeVersion).version.version
        if _number(newest) < _number(TYPED_VOLUMES):
            raise CallRefused(
                notice("openstack.old_compute", region=region, has=newest, needs=TYPED_VOLUMES)
            )
        page = self._read("block-storage", region, "types", TypePage)
        return tuple(each.name for each in page.volume_types)

    def _rooms(self, region: str) -> dict[str, VolumeRoom]:
        project = self._calls.keystone(self._connection.project_id)
        path = f"os-quota-sets/{project}"
        try:
            told = self._read("block-storage", region, path, VolumeQuota, {"usage": "true"})
        except CallRefused:
            most = self._read("block-storage", region, "limits", VolumeLimits).limits.absolute
            volumes = Allowance(most.volumes, most.volumes_used)
            return {"": VolumeRoom(volumes, Allowance(most.gigabytes, most.gigabytes_used))}
        return _rooms(told.quota_set)

    def _read(
        self, api: str, region: str, path: str, shape: type[T], params: Params | None = None
    ) -> T:
        return decoded(self._calls.read(api, region, path, params), shape, f"{api} {region}")


def _rooms(quota: dict[str, Detail | str]) -> dict[str, VolumeRoom]:
    """Block storage in all (``""``) and by volume type: `volumes_TYPE`, `gigabytes_TYPE`."""
    details = {name: each for name, each in quota.items() if isinstance(each, Detail)}
    sorts = [name.removeprefix("volumes") for name in details if name.startswith("volumes")]
    largest = details.get("per_volume_gigabytes")
    return {
        sort.removeprefix("_"): VolumeRoom(
            volumes=details[f"volumes{sort}"].allowance(),
            gib=details[f"gigabytes{sort}"].allowance() if f"gigabytes{sort}" in details else None,
            largest_gib=None if largest is None or sort else largest.limit,
        )
        for sort in sorts
    }


def _image(record: ImageRecord) -> Image:
    """What it takes: what it says that it needs, and at least what it comes to unpacked."""
    unpacked = -(-(record.virtual_size or 0) // GIB)
    return Image(
        id=record.id,
        name=record.name or "",
        status=record.status,
        disk_gib=max(record.min_disk, unpacked),
        ram_mib=record.min_ram,
        created_at=record.created_at,
        tags=tuple(record.tags),
    )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False

"""What there is to choose from: entries of clouds.yaml, regions, and what each of them has."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec import field as named
from openstack.config.loader import OpenStackConfig
from openstack.exceptions import ConfigException

from console.model.error import SourceError
from console.model.instance import POOL_KEY
from console.model.notice import Notice, notice
from console.model.survey import RegionSurvey, Specimen, SurveyedProject
from console.providers.openstack import access, errors
from console.providers.openstack.calls import OpenStackCalls
from console.providers.openstack.catalogue import Catalogue, decoded
from console.providers.openstack.connection import Connection
from console.providers.openstack.fixtures import ImagePage, KeyPage
from console.providers.openstack.wire import FlavorRef
from console.providers.quotation import quoted
from console.providers.transport import hush
from console.settings.openstack import OpenStackSettings

AT_MOST = "1000"
"""Records of a list, one page of it: who chooses reads no more."""
T = TypeVar("T")


class ImageRef(Struct):
    """The image of a server; Nova says "" where it was booted from a volume."""

    id: str = ""


class GroupName(Struct):
    """A security group of a server."""

    name: str


class SpecimenRecord(Struct):
    """GET /servers/detail, of one record what it was made with."""

    name: str = ""
    flavor: FlavorRef | None = None
    image: ImageRef | str = ""
    addresses: dict[str, object] = named(default_factory=dict)
    key_name: str | None = None
    security_groups: list[GroupName] = named(default_factory=list)
    metadata: dict[str, str] = named(default_factory=dict)


class SpecimenPage(Struct):
    """GET /servers/detail."""

    servers: list[SpecimenRecord]


def entries(clouds_yaml: str | None) -> tuple[str | None, ...]:
    """The entries of clouds.yaml by name, and None where the OS_* variables name a cloud.

    Raises SourceError for a file that cannot be read.
    """
    if clouds_yaml is None:
        access.usual()
    only = access.only(clouds_yaml) if clouds_yaml is not None else {}
    try:
        config = OpenStackConfig(**only)
    except ConfigException as error:
        said = notice("openstack.config", cloud=clouds_yaml or "OS_*", text=quoted(str(error)))
        raise SourceError(said) from error
    names = config.get_cloud_names()
    filed = config.config_filename is not None and Path(config.config_filename).exists()
    found = [name for name in names if filed and name != config.envvar_key]
    return (*found, None) if os.environ.get("OS_AUTH_URL") and not only else tuple(found)


class OpenStackSurvey:
    """Looks over one project. Every failure is a SourceError; nothing is written."""

    def __init__(self, settings: OpenStackSettings, cloud_name: str | None) -> None:
        """Put the parts together; nothing is called yet."""
        hush()
        self._connection = Connection(settings, cloud_name)
        self._calls = OpenStackCalls(settings, self._connection)
        self._catalogue = Catalogue(self._calls)

    def regions(self) -> tuple[str, ...]:
        """The regions in which the token's catalog has a compute API."""
        return self._calls.keystone(lambda: self._connection.catalogued("compute"))

    def region(self, region: str) -> RegionSurvey:
        """What a region has; a list that cannot be read is told as such, and hides no other."""
        unread: list[Notice] = []
        flavors = self._or_none(unread, lambda: self._catalogue.flavors(region))
        images = self._or_none(unread, lambda: self._images(region))
        networks = self._or_none(unread, lambda: self._networks(region))
        keys = self._or_none(unread, lambda: self._keys(region))
        records = self._or_none(unread, lambda: self._servers(region))
        by_flavor = {flavor.id: flavor.name for flavor in flavors}
        by_image = dict(images)
        return RegionSurvey(
            region,
            tuple(_specimen(one, by_flavor, by_image) for one in records),
            tuple(flavor.name for flavor in flavors if not flavor.disabled),
            tuple(by_image.values()),
            tuple(networks),
            tuple(keys),
            tuple(dict.fromkeys(unread)),
        )

    def project(self) -> SurveyedProject:
        """The project of the token, and the host that gave it."""
        number = self._calls.keystone(self._connection.project_id)
        return SurveyedProject(number, self._connection.host)

    @staticmethod
    def _or_none(unread: list[Notice], read: Callable[[], Iterable[T]]) -> tuple[T, ...]:
        try:
            return tuple(read())
        except SourceError as error:
            unread.append(error.notice)
        except errors.SDK_FAILURES as error:
            unread.append(errors.failure(error, "identity").notice)
        return ()

    def _images(self, region: str) -> Iterable[tuple[str, str]]:
        search = {"status": "active", "limit": AT_MOST}
        body = self._calls.read("image", region, "images", search)
        page = decoded(body, ImagePage, f"image {region}")
        return [(one.id, one.name or one.id) for one in page.images]

    def _networks(self, region: str) -> Iterable[str]:
        return [one.name or one.id for one in self._catalogue.networks(region)]

    def _keys(self, region: str) -> Iterable[str]:
        body = self._calls.read("compute", region, "os-keypairs")
        return [one.keypair.name for one in decoded(body, KeyPage, f"compute {region}").keypairs]

    def _servers(self, region: str) -> Iterable[SpecimenRecord]:
        body = self._calls.read("compute", region, "servers/detail", {"limit": AT_MOST})
        return decoded(body, SpecimenPage, f"compute {region}").servers


def _specimen(record: SpecimenRecord, flavors: dict[str, str], images: dict[str, str]) -> Specimen:
    flavor, image = record.flavor, record.image
    return Specimen(
        name=record.name,
        pool=record.metadata.get(POOL_KEY, ""),
        flavor=(flavor.original_name or flavors.get(flavor.id or "", "")) if flavor else "",
        image=images.get(image.id, "") if isinstance(image, ImageRef) else "",
        networks=tuple(record.addresses),
        key_name=record.key_name or "",
        security_groups=tuple(dict.fromkeys(one.name for one in record.security_groups)),
    )

"""S3 buckets, by the OVHcloud API: GET /cloud/project/{id}/region/{region}/storage.

Object storage has regions of its own, of letters alone: ``GRA`` beside the instances' ``GRA11``.
The project says which there are; those are asked that are a region of instances, or that the
name of one begins with. Each is a call of the key's small budget.
"""

from collections.abc import Sequence
from urllib.parse import quote

from msgspec import Struct, field

from console.model.error import NotFound, SourceError
from console.model.objects import ObjectAccount, ObjectContainer, ObjectStore
from console.providers.ovhcloud.calls import OvhcloudCalls
from console.providers.ovhcloud.keys import Keys
from console.settings.ovhcloud import ProjectSettings


class BucketRecord(Struct):
    """One record of the list; counts may be missing, which is not nothing."""

    name: str
    objects: int | None = field(name="objectsCount", default=None)
    bytes: int | None = field(name="objectsSize", default=None)


class OvhcloudBuckets:
    """Implements `console.ports.ObjectReader`."""

    def __init__(self, settings: ProjectSettings, regions: Sequence[str], *, keys: Keys) -> None:
        """Keep the keys, and the regions of instances; nothing is called yet."""
        self._calls = OvhcloudCalls(settings, keys)
        self._project = f"/cloud/project/{settings.project}"
        self._regions = tuple(regions)

    def accounts(self) -> tuple[ObjectAccount, ...]:
        """Those of the regions that have S3; one that is silent says so. Raises SourceError."""
        named = self._calls.get(f"{self._project}/region", list[str])
        near = sorted(one for one in named if one and self._near(one))
        return tuple(found for one in near if (found := self._account(one)) is not None)

    def _near(self, region: str) -> bool:
        return any(
            one == region or (region.isalpha() and one.startswith(region)) for one in self._regions
        )

    def _account(self, region: str) -> ObjectAccount | None:
        """None where the region has no such storage."""
        path = f"{self._project}/region/{quote(region)}/storage"
        try:
            listed = self._calls.get(path, list[BucketRecord])
        except NotFound:
            return None
        except SourceError as error:
            return ObjectAccount(region, unread=error.notice, store=ObjectStore.S3)
        buckets = tuple(ObjectContainer(one.name, one.objects, one.bytes) for one in listed)
        return ObjectAccount(region, buckets, store=ObjectStore.S3)

"""S3 buckets as the OVHcloud API lists them, in regions of their own: ``GRA`` beside ``GRA11``."""

from collections.abc import Iterator
from datetime import UTC, datetime

from console.rehearsal.exchange import Answer
from console.rehearsal.ovhcloud.gate import Asked, Handler, Values, missing
from console.rehearsal.reference import REGIONS
from console.rehearsal.tokens import PROJECT_ID
from console.rehearsal.world import World

BUCKETS = (("archives", 9_000, 2_400_000), ("media", 51_000, 180_000), ("spare", 0, 0))
"""Name, objects for a tenth of a region's weight, and the bytes of each."""


class BucketHandlers:
    """Handlers of the project's regions and of their buckets; they are read alone."""

    def __init__(self, world: World) -> None:
        self._world = world

    def paths(self) -> dict[str, dict[str, Handler]]:
        """Paths and handlers."""
        root = "/cloud/project/{project}/region"
        return {root: {"GET": self._regions}, f"{root}/{{region}}/storage": {"GET": self._listed}}

    @staticmethod
    def _regions(asked: Asked) -> Answer:
        _of_project(asked)
        return Answer(sorted({*(site.region for site in REGIONS), *_stores(), "WAW"}))

    def _listed(self, asked: Asked) -> Answer:
        _of_project(asked)
        region, stores = asked.params["region"], _stores()
        if region == "WAW":
            return Answer([])
        if region not in stores:
            raise missing(region)
        return Answer(list(self._buckets(region, stores[region])))

    def _buckets(self, region: str, weight: int) -> Iterator[Values]:
        made = datetime.fromtimestamp(self._world.clock.estate_epoch, UTC).isoformat()
        for name, count, size in BUCKETS:
            objects = count * weight // 10
            yield {
                "name": f"{name}-{region.lower()}",
                "region": region,
                "createdAt": made,
                "objectsCount": objects,
                "objectsSize": objects * size,
                "ownerId": 1,
                "virtualHost": f"https://{name}-{region.lower()}.s3.{region.lower()}.io.cloud.ovh.net/",
                "versioning": {"status": "disabled"},
            }


def _stores() -> dict[str, int]:
    """The regions of object storage, with their weights: letters alone."""
    return {site.region[:3]: site.weight for site in REGIONS}


def _of_project(asked: Asked) -> None:
    if asked.params["project"] != PROJECT_ID:
        raise missing(asked.params["project"])

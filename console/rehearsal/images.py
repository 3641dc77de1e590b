"""A region's images: what instances are made of."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from console.rehearsal.making import CREATED, ScenarioImage
from console.rehearsal.reference import IMAGES

GIB = 1024**3


@dataclass(slots=True)
class SimulatedImage:
    """An image; sizes in bytes, GiB (disk) and MiB (memory), times in seconds since 1970."""

    id: str
    name: str
    os_type: str
    size: int
    min_disk_gib: int
    created_at: float
    visibility: str = "private"
    min_ram_mib: int = 0
    status: str = "active"
    tags: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    updated_at: float = 0.0

    def __post_init__(self) -> None:
        """It was never changed."""
        self.updated_at = self.updated_at or self.created_at


def standing(region: str) -> Iterator[SimulatedImage]:
    """The images that every estate has."""
    for facts in IMAGES:
        yield SimulatedImage(
            id=facts.id(region),
            name=facts.name,
            os_type=facts.os_type,
            size=facts.size,
            min_disk_gib=facts.min_disk_gib,
            created_at=CREATED.timestamp(),
            visibility=facts.visibility,
        )


def image_of(given: ScenarioImage, image_id: str) -> SimulatedImage:
    """An image as a scenario says it."""
    return SimulatedImage(
        id=image_id,
        name=given.name,
        os_type=given.os_type,
        size=given.size,
        min_disk_gib=given.min_disk,
        min_ram_mib=given.min_ram,
        created_at=given.created_at.timestamp(),
        visibility=given.visibility,
        status=given.status,
        tags=list(given.tags),
    )

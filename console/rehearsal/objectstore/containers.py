"""What stands in the object storage: the same in every night, so that figures can be compared."""

from dataclasses import dataclass
from functools import cache
from hashlib import md5

from console.rehearsal.reference import REGIONS

CONTAINERS = (("documents", 1200, 400_000), ("exports", 36, 60_000_000), ("letters", 0, 0))
"""Name, objects for a tenth of a region's weight, and up to how many bytes each has."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object: its name and bytes."""

    name: str
    bytes: int

    @property
    def hash(self) -> str:
        """What stands for the MD5 of its content."""
        return md5(self.name.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredContainer:
    """A container and all that is in it, by name."""

    name: str
    objects: tuple[StoredObject, ...]

    @property
    def bytes(self) -> int:
        """Bytes of all objects."""
        return sum(one.bytes for one in self.objects)


@cache
def containers(region: str) -> tuple[StoredContainer, ...]:
    """Those of a region, by name: the larger its weight, the more is in them."""
    weight = next(site.weight for site in REGIONS if site.region == region)
    return tuple(
        StoredContainer(
            name,
            tuple(
                StoredObject(f"{name}-{number:06d}", 1 + number * 7919 % largest)
                for number in range(count * weight // 10)
            ),
        )
        for name, count, largest in CONTAINERS
    )

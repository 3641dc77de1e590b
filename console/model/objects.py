"""Object storage: what stands in it, by back end, region and container."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from console.model.notice import Notice


class ObjectStore(StrEnum):
    """A back end: what is in one is not in the other."""

    SWIFT = "swift"
    S3 = "s3"


@dataclass(frozen=True, slots=True)
class ObjectContainer:
    """A container or bucket: how many objects it holds, and their bytes; None: nobody says."""

    name: str
    objects: int | None
    bytes: int | None


@dataclass(frozen=True, slots=True)
class ObjectAccount:
    """The project's containers in a region. `unread` says why they are not known, if so."""

    region: str
    containers: tuple[ObjectContainer, ...] = ()
    unread: Notice | None = None
    store: ObjectStore = ObjectStore.SWIFT

    @property
    def whole(self) -> bool:
        """Say whether all of it is known."""
        told = (one.objects is not None and one.bytes is not None for one in self.containers)
        return self.unread is None and all(told)

    @property
    def objects(self) -> int:
        """Objects of those that are known."""
        return sum(one.objects or 0 for one in self.containers)

    @property
    def bytes(self) -> int:
        """Bytes of those that are known."""
        return sum(one.bytes or 0 for one in self.containers)


@dataclass(frozen=True, slots=True)
class ObjectSums:
    """What all accounts hold, at least; `whole` says that it is all."""

    containers: int
    objects: int
    bytes: int
    whole: bool


def sums(found: Iterable[ObjectAccount]) -> ObjectSums:
    """Add up."""
    listed = tuple(found)
    return ObjectSums(
        containers=sum(len(one.containers) for one in listed),
        objects=sum(one.objects for one in listed),
        bytes=sum(one.bytes for one in listed),
        whole=all(one.whole for one in listed),
    )

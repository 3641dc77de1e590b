"""Object storage: what stands in it, by region and container."""

from dataclasses import dataclass

from console.model.notice import Notice


@dataclass(frozen=True, slots=True)
class ObjectContainer:
    """A container: how many objects it holds, and their bytes in all."""

    name: str
    objects: int
    bytes: int


@dataclass(frozen=True, slots=True)
class ObjectAccount:
    """The project's containers in a region. `unread` says why they are not known, if so."""

    region: str
    containers: tuple[ObjectContainer, ...] = ()
    unread: Notice | None = None

    @property
    def objects(self) -> int:
        """Objects of those that are known."""
        return sum(one.objects for one in self.containers)

    @property
    def bytes(self) -> int:
        """Bytes of those that are known."""
        return sum(one.bytes for one in self.containers)

"""What an instance is made with, in one datacenter."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of the cloud. `name` is its name or its id, as the settings have it."""

    name: str

    @property
    def said(self) -> str:
        """How people know it."""
        return self.name


@dataclass(frozen=True, slots=True)
class Build:
    """What creation takes besides names: how each instance of a pool is made in a datacenter.

    `networks` are in the order of the interfaces; `key_name` and `availability_zone`
    have no ids: their names are unique.
    """

    flavor: Part
    image: Part
    networks: tuple[Part, ...]
    security_groups: tuple[Part, ...] = ()
    availability_zone: str | None = None
    config_drive: bool = False
    key_name: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)

"""What an instance is made with, in one datacenter."""

from dataclasses import dataclass, field

GIB = 2**30
USER_DATA_BYTES = 65_535
"""What Nova takes of user data at most, in base64."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of the cloud that instances are made with.

    `name` is its name or its id, as the settings have it; with a `tag`, it is the newest
    image that bears it. `id` is which one that is, once it was read, and then counts
    alone; empty before. `made_on` is the day (ISO 8601) an image found by a tag is of.
    """

    name: str = ""
    tag: str = ""
    id: str = ""
    made_on: str = ""

    @property
    def said(self) -> str:
        """How people know it."""
        return self.name or self.tag or self.id


@dataclass(frozen=True, slots=True)
class BootVolume:
    """A volume that the image is written to and that goes with its instance.

    `type` is a volume type's name, None for the cloud's own choice.
    """

    size_gib: int
    type: str | None = None


@dataclass(frozen=True, slots=True)
class UserData:
    """A file that each instance is given at its first boot.

    Its content is nowhere but in the file and in the calls that create: it may hold
    secrets. `sha256` is of the file as it was read, in hexadecimal, empty before;
    `singly` says that the instance's name is filled in, so that no two are given the same.
    """

    path: str
    sha256: str = ""
    singly: bool = False


@dataclass(frozen=True, slots=True)
class Build:
    """What creation takes besides names: how each instance of a pool is made in a datacenter.

    `networks` are in the order of the interfaces; `key_name`, `availability_zone` and
    the volume's type have no ids: their names are unique. A plan has it with the ids of
    its parts, the settings without.
    """

    flavor: Part
    image: Part
    networks: tuple[Part, ...]
    security_groups: tuple[Part, ...] = ()
    server_group: Part | None = None
    availability_zone: str | None = None
    config_drive: bool = False
    boot_volume: BootVolume | None = None
    key_name: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    user_data: UserData | None = None

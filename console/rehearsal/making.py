"""What a scenario says of how the pool's servers are made, and of images."""

from datetime import UTC, datetime
from typing import Literal

from console.rehearsal.placement import POLICIES
from console.rehearsal.reference import NETWORK, PUBLIC_NETWORK, VOLUME_TYPES
from console.rehearsal.section import NotNegative, Positive, ScenarioSection

CREATED = datetime(2026, 9, 1, 8, tzinfo=UTC)


class ScenarioImage(ScenarioSection, frozen=True, kw_only=True):
    """An image besides the estate's own, in all regions or those named."""

    name: str
    regions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    status: Literal["queued", "active", "deactivated"] = "active"
    visibility: Literal["private", "public"] = "private"
    os_type: str = "windows"
    size: NotNegative = 21_474_836_480
    min_disk: NotNegative = 50
    min_ram: NotNegative = 0
    created_at: datetime = CREATED

    def __post_init__(self) -> None:
        """A time without an offset would mean another instant on another machine."""
        if self.created_at.tzinfo is None:
            raise ValueError("`created_at` needs an offset, as in 2026-11-23T15:40:00+01:00")


class MadeVolume(ScenarioSection, frozen=True, kw_only=True):
    """A volume that is booted from; it goes with its server."""

    size_gib: Positive
    type: str = VOLUME_TYPES[0].name

    def __post_init__(self) -> None:
        """A type that is not sold would be refused at the first order."""
        if self.type not in {each.name for each in VOLUME_TYPES}:
            raise ValueError(f"there is no volume type {self.type}")


class MadeGroup(ScenarioSection, frozen=True, kw_only=True):
    """A server group of each region."""

    name: str
    policy: str = "soft-anti-affinity"

    def __post_init__(self) -> None:
        """Nova knows four."""
        if self.policy not in POLICIES:
            raise ValueError(f"there is no policy {self.policy}: {', '.join(POLICIES)}")


class PoolMake(ScenarioSection, frozen=True, kw_only=True):
    """How the pool's servers are made: those there from the start, and by the settings written.

    `standing` False: none is there. Security groups and the server group are there
    in any case, in every region. `user_data` is the text of the file that the settings name.
    """

    standing: bool = True
    image_tag: str = ""
    """The settings name the newest image of a tag in place of the estate's own by its name."""
    networks: tuple[str, ...] = (NETWORK,)
    security_groups: tuple[str, ...] = ()
    server_group: MadeGroup | None = None
    availability_zone: str = ""
    config_drive: bool = False
    boot_volume: MadeVolume | None = None
    user_data: str = ""

    def __post_init__(self) -> None:
        """A network that is not there would be refused at the first order."""
        unknown = set(self.networks) - {NETWORK, PUBLIC_NETWORK}
        if unknown or not self.networks:
            raise ValueError(f"there is no network {', '.join(sorted(unknown)) or 'named'}")

"""Orders to a region as they were accepted: resolved, and within the quotas."""

from dataclasses import dataclass, field

from console.rehearsal.images import SimulatedImage
from console.rehearsal.nic import SimulatedNetwork
from console.rehearsal.placement import SimulatedGroup
from console.rehearsal.reference import FlavorFacts
from console.rehearsal.volumes import SimulatedVolume


@dataclass(frozen=True, slots=True)
class Orderer:
    """Who orders, and under which request id."""

    user_id: str
    project_id: str
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedDisk:
    """A disk on block storage: `image` to be written to a new one, or `volume` that stands."""

    size_gib: int = 0
    type: str | None = None
    image: SimulatedImage | None = None
    volume: SimulatedVolume | None = None
    bootable: bool = False
    with_server: bool = False
    """Whether it is deleted with its server."""
    tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedCreation:
    """A creation: names, what it is made of by id, and what goes with it.

    `image` is empty where the first of `disks` is booted from. `security_groups` are
    ids, the default group's where there are none.
    """

    names: tuple[str, ...]
    flavor: FlavorFacts
    image: str
    networks: tuple[SimulatedNetwork, ...]
    reservation_id: str
    metadata: dict[str, str] = field(default_factory=dict)
    key_name: str | None = None
    tags: tuple[str, ...] = ()
    description: str | None = None
    security_groups: tuple[str, ...] = ()
    group: SimulatedGroup | None = None
    zone: str = ""
    config_drive: bool = False
    user_data: str | None = None
    disks: tuple[OrderedDisk, ...] = ()
    access: tuple[str, str] = ("", "")
    stuck: bool = False
    leaves: bool = False
    """Whether it fails once it has its ports, which then outlive it."""

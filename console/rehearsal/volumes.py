"""A region's block storage: volumes, their states, and the quota they count against."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from console.rehearsal.reference import VOLUME_TYPES
from console.rehearsal.scenario import RegionQuota
from console.rehearsal.timeline import Timeline, Transition


class VolumeRefused(Exception):
    """The quota does not allow a volume; its text is what Cinder answers."""


@dataclass(slots=True, eq=False)
class SimulatedVolume:
    """A volume. `image` is what was written to it: name and id; times in estate seconds."""

    id: str
    name: str
    size_gib: int
    type: str
    created_at: float
    timeline: Timeline
    project_id: str
    user_id: str
    description: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    image: tuple[str, str] | None = None
    attachment: "Attachment | None" = None

    def status(self, at: float) -> str:
        """Its status at an estate time."""
        return self.timeline.state(at).status

    def gone(self, at: float) -> bool:
        """Whether it is deleted."""
        return self.status(at) == "deleted"


@dataclass(slots=True, eq=False)
class VolumeSnapshot:
    """A snapshot of a volume; times in estate seconds, None: not yet."""

    id: str
    name: str
    volume_id: str
    size_gib: int
    created_at: float
    ready_at: float
    project_id: str
    user_id: str
    description: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    goes_at: float | None = None
    gone_at: float | None = None

    def status(self, at: float) -> str:
        """Its status at an estate time."""
        if self.gone_at is not None and at >= self.gone_at:
            return "deleted"
        if self.goes_at is not None and at >= self.goes_at:
            return "deleting"
        return "available" if at >= self.ready_at else "creating"


@dataclass(frozen=True, slots=True)
class Attachment:
    """What ties a volume to a server; `with_server`: it is deleted with it."""

    id: str
    server_id: str
    device: str
    attached_at: float
    bootable: bool
    with_server: bool
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """A quota and what counts against it, volumes and GiB."""

    volumes: tuple[int, int]
    gib: tuple[int, int]


class BlockStorage:
    """The volumes by id, in order of creation."""

    def __init__(
        self, quota: Callable[[], RegionQuota], now: Callable[[], float], new_id: Callable[[], str]
    ) -> None:
        self.volumes: dict[str, SimulatedVolume] = {}
        self.snapshots: dict[str, VolumeSnapshot] = {}
        self._quota = quota
        self._now = now
        self.new_id = new_id

    def existing(self, at: float) -> Iterator[SimulatedVolume]:
        """Those that are not gone."""
        return (each for each in self.volumes.values() if not each.gone(at))

    def shot(self, at: float) -> Iterator[VolumeSnapshot]:
        """The snapshots that are not gone."""
        return (each for each in self.snapshots.values() if each.status(at) != "deleted")

    def allowed(self, kind: str | None = None) -> Allowed:
        """Quota and use, of a volume type or of all; -1 is no limit."""
        quota, standing = self._quota(), list(self.existing(self._now()))
        if kind is None:
            volumes, gib = quota.volumes, quota.gigabytes
        else:
            standing = [each for each in standing if each.type == kind]
            volumes = quota.volumes_by_type.get(kind, -1)
            gib = quota.gigabytes_by_type.get(kind, -1)
        return Allowed((volumes, len(standing)), (gib, sum(each.size_gib for each in standing)))

    def admit(self, *wanted: tuple[int, str]) -> None:
        """Count volumes before they are made, by size and type; VolumeRefused in Cinder's words."""
        largest = self._quota().per_volume_gigabytes
        for number, (size, kind) in enumerate(wanted):
            if -1 < largest < size:
                raise VolumeRefused(
                    f"VolumeSizeExceedsLimit: Requested volume size {size}G is larger than "
                    f"maximum allowed limit {largest}G."
                )
            earlier = wanted[:number]
            _fits(size, "", self.allowed(), [size for size, _ in earlier])
            alike = [size for size, other in earlier if other == kind]
            _fits(size, f"_{kind}", self.allowed(kind), alike)

    def make(
        self,
        *,
        size_gib: int,
        whose: tuple[str, str],
        at: float,
        ready_at: float,
        name: str = "",
        kind: str | None = None,
        image: tuple[str, str] | None = None,
    ) -> SimulatedVolume:
        """Make a volume that was admitted, from `at` on; `whose` project and user it is."""
        steps = [Transition(at, "creating"), Transition(ready_at, "available")]
        if image is not None:
            steps.insert(1, Transition(at + (ready_at - at) * 0.1, "downloading"))
        volume = SimulatedVolume(
            id=self.new_id(),
            name=name,
            size_gib=size_gib,
            type=kind or VOLUME_TYPES[0].name,
            created_at=at,
            timeline=Timeline(*steps),
            project_id=whose[0],
            user_id=whose[1],
            image=image,
        )
        self.volumes[volume.id] = volume
        return volume

    def attach(self, volume: SimulatedVolume, to: Attachment, at: float) -> None:
        """Tie a volume to a server that is being made since `at`."""
        volume.attachment = to
        begins = max(at, volume.timeline.first("available") or 0.0)
        volume.timeline.order(
            begins, Transition(begins, "attaching"), Transition(to.attached_at, "in-use")
        )

    def release(
        self, volume: SimulatedVolume, at: float, gone: float, *, left: bool = False
    ) -> None:
        """Its server is gone at `at`: a volume that goes with it is gone at `gone`, or `left`."""
        if volume.attachment is not None and volume.attachment.with_server and not left:
            volume.timeline.order(at, Transition(at, "deleting"), Transition(gone, "deleted"))
        else:
            volume.timeline.order(at, Transition(at, "available"))

    def delete(self, volume: SimulatedVolume, gone: float) -> None:
        """Begin a deletion."""
        at = self._now()
        volume.timeline.order(at, Transition(at, "deleting"), Transition(gone, "deleted"))


def _fits(size: int, of_type: str, allowed: Allowed, earlier: list[int]) -> None:
    limit, used = allowed.volumes
    if -1 < limit < used + len(earlier) + 1:
        raise VolumeRefused(
            f"VolumeLimitExceeded: Maximum number of volumes allowed ({limit}) exceeded "
            f"for quota 'volumes{of_type}'."
        )
    limit, used = allowed.gib
    consumed = used + sum(earlier)
    if -1 < limit < consumed + size:
        raise VolumeRefused(
            "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed "
            f"gigabytes{of_type} quota. Requested {size}G, quota is {limit}G and "
            f"{consumed}G has been consumed."
        )

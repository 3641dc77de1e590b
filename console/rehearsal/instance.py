"""One simulated instance, and its life as monitoring sees it."""

from dataclasses import dataclass, field

from console.rehearsal.nic import Nic
from console.rehearsal.timeline import Interval, Timeline, Transition, without
from console.rehearsal.volumes import SimulatedVolume

RUNNING, SHUT_DOWN = 1, 4


@dataclass(frozen=True, slots=True)
class InstanceLife:
    """When an instance exists and when it is in service. Estate seconds since 1970.

    Spans may begin in the future (it is booting); an end of None is not known yet.
    """

    name: str
    pool: str
    datacenter: str
    created: float
    ended: float | None
    in_service: tuple[Interval, ...]
    blind: tuple[Interval, ...] = ()
    """When monitoring takes it for down though it serves."""


@dataclass(slots=True)
class ActionEntry:
    """One line of the action log."""

    action: str
    request_id: str
    user_id: str
    project_id: str
    started_at: float
    message: str | None = None


@dataclass(slots=True, eq=False)
class SimulatedInstance:
    """An instance: what was ordered, and its timeline. `serial` orders a region's instances.

    `image` is empty where it boots from the first of `volumes`; `host` is None where it
    found none; `zone` is the one that was asked for.
    """

    id: str
    name: str
    region: str
    datacenter: str
    flavor: str
    image: str
    nics: tuple[Nic, ...]
    host: int | None
    created_at: float
    health_s: float
    timeline: Timeline
    serial: int
    project_id: str
    user_id: str
    reservation_id: str
    metadata: dict[str, str] = field(default_factory=dict)
    key_name: str | None = None
    tags: tuple[str, ...] = ()
    description: str | None = None
    security_groups: tuple[str, ...] = ()
    """Their ids."""
    group_id: str | None = None
    zone: str = ""
    config_drive: bool = False
    user_data: str | None = None
    access: tuple[str, str] = ("", "")
    volumes: list[SimulatedVolume] = field(default_factory=list)
    fault: tuple[float, str] | None = None
    actions: list[ActionEntry] = field(default_factory=list)
    counted: bool = True
    request: bool = False
    """Whether no cell ever took it: it is a build request, and stays one."""
    leaves: bool = False
    """Whether its ports and volumes stay when it is gone."""
    hung: list[Interval] = field(default_factory=list)
    """When it is ACTIVE and answers nobody; starting it again ends that."""
    blind: list[Interval] = field(default_factory=list)
    """When monitoring does not reach it."""
    monthly_since: float | None = None
    """Since when it is billed by the month; nothing takes that back."""
    locked: bool = False
    locked_reason: str | None = None
    touched_at: float = 0.0
    edits: int = 0
    encoded: dict[tuple[str, int], tuple[int, int, bytes]] = field(default_factory=dict)
    """Encoded answers by (shape, microversion), with the state and edit they show."""

    def state(self, at: float) -> Transition:
        """Its state at an estate time."""
        return self.timeline.state(at)

    def gone(self, at: float) -> bool:
        """Whether it is deleted."""
        return self.timeline.state(at).status == "DELETED"

    def updated_at(self, at: float) -> float:
        """When it last changed, as seen at `at`."""
        return max(self.timeline.state(at).at, self.touched_at)

    def touch(self, at: float) -> None:
        """Note that something about it was edited."""
        self.touched_at = at
        self.edits += 1

    @property
    def addresses(self) -> list[str]:
        """Its addresses, in the order of its interfaces."""
        return [fixed.address for nic in self.nics for fixed in nic.fixed]

    @property
    def pool(self) -> str:
        """The pool its metadata names."""
        return self.metadata.get("vigie.pool", "")

    def life(self) -> InstanceLife:
        """When it exists and when it is in service."""
        served: list[Interval] = []
        for since, until in self.timeline.active():
            healthy = since + self.health_s
            if until is None or healthy < until:
                served.append((healthy, until))
        return InstanceLife(
            name=self.name,
            pool=self.pool,
            datacenter=self.datacenter,
            created=self.created_at,
            ended=self.timeline.first("DELETED"),
            in_service=tuple(without(served, self.hung)),
            blind=tuple(self.blind),
        )

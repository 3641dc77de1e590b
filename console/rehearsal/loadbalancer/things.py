"""What Octavia keeps: load balancers, listeners, pools, members, health monitors."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from console.rehearsal.nic import Nic

ACTIVE, ERROR, DELETED = "ACTIVE", "ERROR", "DELETED"
PENDING_CREATE, PENDING_UPDATE, PENDING_DELETE = (
    "PENDING_CREATE",
    "PENDING_UPDATE",
    "PENDING_DELETE",
)
AMPHORA, OVN = "amphora", "ovn"
Span = tuple[float, float | None]


class Progress(NamedTuple):
    """A provisioning status: `now` until `until` (estate seconds), then `then` for good."""

    now: str
    until: float
    then: str = ACTIVE

    def at(self, at: float) -> str:
        """The status that holds at a time."""
        return self.now if at < self.until else self.then


SETTLED = Progress(ACTIVE, 0.0)


@dataclass(slots=True, eq=False, kw_only=True)
class BalancerPart:
    """What every part has. Times are estate seconds since 1970."""

    id: str
    name: str = ""
    description: str = ""
    created_at: float
    updated_at: float | None = None
    progress: Progress = SETTLED
    enabled: bool = True
    tags: tuple[str, ...] = ()


class MemberSetting(NamedTuple):
    """From `at` on, a member is so."""

    at: float
    enabled: bool
    weight: int
    backup: bool


class Flap(NamedTuple):
    """A member that is down every other `period_s`, from `since` to `until`."""

    since: float
    until: float | None
    period_s: float

    def down(self, at: float) -> bool:
        """Whether it is down at a time; it begins so."""
        if at < self.since or (self.until is not None and at >= self.until):
            return False
        return int((at - self.since) // self.period_s) % 2 == 0


@dataclass(slots=True, eq=False, kw_only=True)
class SimulatedMember(BalancerPart):
    """A member: an address and a port, and nothing of the server behind it."""

    address: str
    protocol_port: int
    subnet_id: str | None = None
    monitor_address: str | None = None
    monitor_port: int | None = None
    settings: list[MemberSetting] = field(default_factory=list)
    flaps: list[Flap] = field(default_factory=list)
    removed_at: float | None = None

    @property
    def setting(self) -> MemberSetting:
        """How it is set now."""
        return self.settings[-1]

    def set_at(self, at: float) -> MemberSetting | None:
        """How it was set at a time; None before it was and once it is removed."""
        if self.removed_at is not None and at >= self.removed_at:
            return None
        found = [setting for setting in self.settings if setting.at <= at]
        return found[-1] if found else None


@dataclass(slots=True, eq=False, kw_only=True)
class SimulatedMonitor(BalancerPart):
    """A health monitor; seconds, and counts of checks until it believes them."""

    type: str
    delay: int = 5
    timeout: int = 3
    rise: int = 3
    fall: int = 3
    http_method: str | None = None
    url_path: str | None = None
    expected_codes: str | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class SimulatedBackend(BalancerPart):
    """A pool of members. `datacenter` is set where the estate's load arrives at it."""

    balancer: "SimulatedBalancer"
    protocol: str
    algorithm: str
    persistence: dict[str, str | None] | None = None
    monitor: SimulatedMonitor | None = None
    members: dict[str, SimulatedMember] = field(default_factory=dict)
    former: list[SimulatedMember] = field(default_factory=list)
    datacenter: str | None = None

    @property
    def listeners(self) -> list["SimulatedListener"]:
        """Those that lead to it by default."""
        return [each for each in self.balancer.listeners.values() if each.default is self]

    def ever(self) -> Collection[SimulatedMember]:
        """Its members and those of the past, each once: one on its way out is in both."""
        return {one.id: one for one in (*self.members.values(), *self.former)}.values()


@dataclass(slots=True, eq=False, kw_only=True)
class SimulatedListener(BalancerPart):
    """A listener. Time-outs in milliseconds."""

    balancer: "SimulatedBalancer"
    protocol: str
    protocol_port: int
    default: SimulatedBackend | None = None
    connection_limit: int = -1
    timeout_client_data: int = 50_000
    timeout_member_connect: int = 5_000
    timeout_member_data: int = 50_000


@dataclass(slots=True, eq=False, kw_only=True)
class SimulatedBalancer(BalancerPart):
    """A load balancer, with one address in one subnet."""

    nic: Nic
    provider: str
    flavor_id: str | None = None
    listeners: dict[str, SimulatedListener] = field(default_factory=dict)
    pools: dict[str, SimulatedBackend] = field(default_factory=dict)

    @property
    def vip_address(self) -> str:
        """Its address."""
        return self.nic.fixed[0].address

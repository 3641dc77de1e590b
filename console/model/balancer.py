"""Load balancers of the public cloud, as Octavia reports them.

Two statuses are never one: `provisioning` says whether a write is under way,
`operating` what the health manager last wrote down. Neither carries a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

OVN = "ovn"
"""The provider that knows no weights."""
SERVER_KEY = "vigie.server"
"""The mark on a member that says which server it was made for."""


def tag(key: str, value: str) -> str:
    """A mark as Octavia keeps it: tags have no values of their own."""
    return f"{key}={value}"


class Provisioning(StrEnum):
    """Whether a part takes a write: only one that is ACTIVE, with all that it hangs on, does."""

    ACTIVE = "ACTIVE"
    ERROR = "ERROR"
    PENDING_CREATE = "PENDING_CREATE"
    PENDING_UPDATE = "PENDING_UPDATE"
    PENDING_DELETE = "PENDING_DELETE"
    DELETED = "DELETED"
    OTHER = "OTHER"

    @property
    def pending(self) -> bool:
        """A write is under way; the next one is refused until it is over."""
        return self.value.startswith("PENDING")


class Operating(StrEnum):
    """What was last seen of a part.

    ERROR of a member is a failed check; OFFLINE is somebody's intent, or a member that
    nobody has reported yet; NO_MONITOR says that nobody looks.
    """

    ONLINE = "ONLINE"
    DRAINING = "DRAINING"
    OFFLINE = "OFFLINE"
    DEGRADED = "DEGRADED"
    ERROR = "ERROR"
    NO_MONITOR = "NO_MONITOR"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class BalancerState:
    """Both statuses of one part."""

    provisioning: Provisioning
    operating: Operating


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSettings:
    """All that a member is told to be; what a batch leaves out of it is reset.

    `weight` from 0 (drained) to 256. A monitor's address and port are None where the
    member's own are checked.
    """

    name: str
    address: str
    protocol_port: int
    subnet_id: str | None = None
    weight: int = 1
    backup: bool = False
    admin_state_up: bool = True
    monitor_address: str | None = None
    monitor_port: int | None = None
    tags: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[str, int]:
        """What tells it from the pool's other members."""
        return self.address, self.protocol_port

    def mark(self, key: str) -> str | None:
        """The value of a mark that it bears; None without."""
        begins = tag(key, "")
        return next((t.removeprefix(begins) for t in self.tags if t.startswith(begins)), None)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a pool. It knows an address and never the server behind it."""

    id: str
    settings: MemberSettings
    state: BalancerState
    created_at: datetime | None = None

    @property
    def confirmed(self) -> bool | None:
        """Whether it serves, by the load balancer's own checks; None where nobody looks.

        A backup member does not count: it gets traffic only when all others are down.
        """
        if self.settings.backup:
            return False
        if self.state.operating in {Operating.NO_MONITOR, Operating.OTHER}:
            return None
        return self.state.operating is Operating.ONLINE


@dataclass(frozen=True, slots=True)
class Monitor:
    """A pool's health monitor; `delay_s` between two checks, counts until they are believed."""

    id: str
    type: str
    state: BalancerState
    delay_s: int
    rise: int
    fall: int
    admin_state_up: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancerPool:
    """A pool of members. `members` is None where they were not asked for.

    `session_persistence` is Octavia's type of it, None without: a client that sticks
    is still sent to a member of weight 0.
    """

    id: str
    name: str
    region: str
    balancer_id: str
    provider: str
    state: BalancerState
    protocol: str
    algorithm: str
    admin_state_up: bool = True
    session_persistence: str | None = None
    monitor: Monitor | None = None
    members: tuple[Member, ...] | None = None

    @property
    def named(self) -> dict[str, str]:
        """What a sentence about it names."""
        return {"region": self.region, "balancer": self.balancer_id, "pool": self.name or self.id}

    @property
    def drained_by_weight(self) -> bool:
        """Whether weight 0 keeps every new connection away; else switching off does."""
        return self.provider != OVN and self.session_persistence is None


@dataclass(frozen=True, slots=True)
class BalancerListener:
    """A listener: where clients connect."""

    id: str
    name: str
    state: BalancerState
    protocol: str
    protocol_port: int
    default_pool_id: str | None = None
    admin_state_up: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadBalancer:
    """A load balancer with all that hangs on it."""

    id: str
    name: str
    region: str
    state: BalancerState
    provider: str
    address: str
    network_id: str | None = None
    admin_state_up: bool = True
    listeners: tuple[BalancerListener, ...] = ()
    pools: tuple[BalancerPool, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BalancerView:
    """All load balancers of a region at one moment. `unreadable` counts records without sense."""

    region: str
    balancers: tuple[LoadBalancer, ...]
    observed_at: datetime
    unreadable: int = 0

    @property
    def pools(self) -> Iterator[BalancerPool]:
        """Every pool."""
        return (pool for each in self.balancers for pool in each.pools)

    def provisioning(self, pool: BalancerPool) -> Provisioning:
        """Whether a pool takes a write: it must be ACTIVE, and its load balancer too."""
        states = [one.state.provisioning for one in self.balancers if one.id == pool.balancer_id]
        states.append(pool.state.provisioning)
        if Provisioning.ERROR in states:
            return Provisioning.ERROR
        return next((one for one in states if one is not Provisioning.ACTIVE), states[0])


@dataclass(frozen=True, slots=True)
class BalancerStates:
    """Both statuses of a load balancer and of each part below its listeners, by id."""

    balancer: BalancerState
    parts: dict[str, BalancerState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BalancerCounts:
    """What passed a load balancer or a listener since its amphorae stand; bytes."""

    active_connections: int
    total_connections: int
    bytes_in: int
    bytes_out: int
    request_errors: int

"""What is read of Octavia's JSON, typed; the model's load balancers are made here.

Source: octavia/api/v2/types. Unknown fields are ignored; a status that Vigie does not
know becomes OTHER.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct, field

from console.model.balancer import (
    BalancerCounts,
    BalancerListener,
    BalancerPool,
    BalancerState,
    LoadBalancer,
    Member,
    MemberSettings,
    Monitor,
    Operating,
    Provisioning,
)
from console.providers.openstack.wire import Id, aware

PROVISIONING = {status.value: status for status in Provisioning}
OPERATING = {status.value: status for status in Operating}


class PartRecord(Struct, kw_only=True, gc=False):
    """What every record begins with."""

    id: Id
    name: str | None = None
    provisioning_status: str
    operating_status: str
    admin_state_up: bool = True

    @property
    def state(self) -> BalancerState:
        """Both statuses."""
        return BalancerState(
            PROVISIONING.get(self.provisioning_status, Provisioning.OTHER),
            OPERATING.get(self.operating_status, Operating.OTHER),
        )


class IdOnly(Struct, gc=False):
    """A reference."""

    id: Id


class BalancerRecord(PartRecord, kw_only=True):
    """GET /loadbalancers, one record."""

    provider: str
    vip_address: str
    vip_network_id: str | None = None
    tags: list[str] = field(default_factory=list)


class ListenerRecord(PartRecord, kw_only=True):
    """GET /listeners, one record."""

    protocol: str
    protocol_port: int
    default_pool_id: str | None = None
    loadbalancers: list[IdOnly]


class Persistence(Struct, gc=False):
    """How a pool's clients stick."""

    type: str


class PoolRecord(PartRecord, kw_only=True):
    """GET /pools, one record; of its members only the ids, which are not read."""

    protocol: str
    lb_algorithm: str
    session_persistence: Persistence | None = None
    healthmonitor_id: str | None = None
    loadbalancers: list[IdOnly]


class MemberRecord(PartRecord, kw_only=True):
    """GET /pools/{id}/members, one record."""

    address: str
    protocol_port: int
    weight: int
    backup: bool = False
    subnet_id: str | None = None
    monitor_address: str | None = None
    monitor_port: int | None = None
    created_at: datetime | None = None
    tags: list[str] = field(default_factory=list)


class MonitorRecord(PartRecord, kw_only=True):
    """GET /healthmonitors, one record."""

    type: str
    delay: int
    max_retries: int
    max_retries_down: int


class TreePool(PartRecord, kw_only=True):
    """A pool of the status tree."""

    members: list[PartRecord] = field(default_factory=list)
    health_monitor: PartRecord | None = None


class TreeListener(PartRecord, kw_only=True):
    """A listener of the status tree."""

    pools: list[TreePool] = field(default_factory=list)


class TreeBalancer(PartRecord, kw_only=True):
    """The root of the status tree."""

    listeners: list[TreeListener] = field(default_factory=list)

    def parts(self) -> Iterator[tuple[str, BalancerState]]:
        """Id and statuses of everything below."""
        for listener in self.listeners:
            yield listener.id, listener.state
            for pool in listener.pools:
                watch = () if pool.health_monitor is None else (pool.health_monitor,)
                for part in (pool, *watch, *pool.members):
                    yield part.id, part.state


class TreeRoot(Struct):
    """The wrapper of the root."""

    loadbalancer: TreeBalancer


class StatusTree(Struct):
    """GET /loadbalancers/{id}/status."""

    statuses: TreeRoot


class CountsRecord(Struct):
    """What passed."""

    active_connections: int
    total_connections: int
    bytes_in: int
    bytes_out: int
    request_errors: int


class Counts(Struct):
    """GET /loadbalancers/{id}/stats and /listeners/{id}/stats."""

    stats: CountsRecord


class OneBalancer(Struct):
    """GET /loadbalancers/{id}."""

    part: PartRecord = field(name="loadbalancer")


class OnePool(Struct):
    """GET /pools/{id}."""

    part: PartRecord = field(name="pool")


def balancer(
    record: BalancerRecord,
    region: str,
    listeners: tuple[BalancerListener, ...],
    pools: tuple[BalancerPool, ...],
) -> LoadBalancer:
    """Make the model's load balancer."""
    return LoadBalancer(
        id=record.id,
        name=record.name or "",
        region=region,
        state=record.state,
        provider=record.provider,
        address=record.vip_address,
        network_id=record.vip_network_id,
        admin_state_up=record.admin_state_up,
        listeners=listeners,
        pools=pools,
        tags=tuple(record.tags),
    )


def listener(record: ListenerRecord) -> BalancerListener:
    """Make the model's listener."""
    return BalancerListener(
        record.id,
        record.name or "",
        record.state,
        record.protocol,
        record.protocol_port,
        record.default_pool_id,
        record.admin_state_up,
    )


def pool(
    record: PoolRecord,
    of: BalancerRecord,
    region: str,
    monitor: Monitor | None,
    members: tuple[Member, ...] | None,
) -> BalancerPool:
    """Make the model's pool."""
    sticks = record.session_persistence
    return BalancerPool(
        id=record.id,
        name=record.name or "",
        region=region,
        balancer_id=of.id,
        provider=of.provider,
        state=record.state,
        protocol=record.protocol,
        algorithm=record.lb_algorithm,
        admin_state_up=record.admin_state_up,
        session_persistence=None if sticks is None else sticks.type,
        monitor=monitor,
        members=members,
    )


def member(record: MemberRecord) -> Member:
    """Make the model's member."""
    settings = MemberSettings(
        name=record.name or "",
        address=record.address,
        protocol_port=record.protocol_port,
        subnet_id=record.subnet_id,
        weight=record.weight,
        backup=record.backup,
        admin_state_up=record.admin_state_up,
        monitor_address=record.monitor_address,
        monitor_port=record.monitor_port,
        tags=tuple(record.tags),
    )
    at = None if record.created_at is None else aware(record.created_at)
    return Member(record.id, settings, record.state, at)


def monitor(record: MonitorRecord) -> Monitor:
    """Make the model's monitor."""
    return Monitor(
        record.id,
        record.type,
        record.state,
        record.delay,
        record.max_retries,
        record.max_retries_down,
        record.admin_state_up,
    )


def counts(record: CountsRecord) -> BalancerCounts:
    """Make the model's counts."""
    return BalancerCounts(
        record.active_connections,
        record.total_connections,
        record.bytes_in,
        record.bytes_out,
        record.request_errors,
    )

"""What the estate says of each host and virtual machine. Unknown is never zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from console.desk.urgency import Level, alarm_level, alarms_by_entity
from console.locale import Locale
from console.model.naming import natural
from console.model.policy import MachinePool, PrivatePolicy
from console.model.private import (
    Alarm,
    Cluster,
    Host,
    Power,
    PrivateView,
    Snapshot,
    VirtualMachine,
)

BUSY = 0.9
UNKNOWN = "–"
GUARDED = {True: "machine.ha_protected", False: "machine.ha_unprotected"}
HA = {True: "machine.ha_on", False: "machine.ha_off", None: "machine.ha_unknown"}


@dataclass(frozen=True, slots=True)
class HostTally:
    """A host with its use (0..1), how many machines run on it, and its alarms."""

    host: Host
    cluster: Cluster | None
    cpu: float | None
    memory: float | None
    machines: int
    alarms: tuple[Alarm, ...]
    level: Level


@dataclass(frozen=True, slots=True)
class ClusterTally:
    """A cluster: its hosts, and their use taken together (0..1)."""

    cluster: Cluster | None
    hosts: tuple[HostTally, ...]
    cpu: float | None
    memory: float | None


@dataclass(frozen=True, slots=True)
class MachineTally:
    """A machine with its pool, host, use (0..1) and oldest snapshot.

    `cpu` is of what its vCPUs can take on its host; `old` says that the oldest
    snapshot is older than the settings want.
    """

    machine: VirtualMachine
    pool: MachinePool | None
    host: Host | None
    cpu: float | None
    memory: float | None
    oldest: Snapshot | None
    old: bool
    alarms: tuple[Alarm, ...]
    level: Level

    @property
    def stateful(self) -> bool:
        """Say whether it holds data."""
        return self.pool is not None and self.pool.stateful


def machines_by_host(view: PrivateView) -> Mapping[str, list[VirtualMachine]]:
    """The virtual machines that stand on each host, by its id, whatever their power."""
    found: dict[str, list[VirtualMachine]] = {}
    for machine in view.virtual_machines:
        if machine.host_id is not None:
            found.setdefault(machine.host_id, []).append(machine)
    return found


def share_of(used: float | None, whole: float | None) -> float | None:
    """Used of the whole, 0..1; None when either is unknown."""
    return used / whole if used is not None and whole else None


def protection(machine: VirtualMachine, locale: Locale) -> str:
    """Whether vSphere HA starts it again after a failure; a dash where nobody says."""
    return UNKNOWN if machine.ha_protected is None else locale.text(GUARDED[machine.ha_protected])


def in_ha(host: Host, cluster: Cluster | None, locale: Locale) -> str:
    """``on · master``: whether a host's cluster has vSphere HA, and what that says of the host."""
    said = locale.text(HA[None if cluster is None else cluster.ha])
    return f"{said} · {host.ha_state}" if host.ha_state else said


def usual_order(machine: VirtualMachine) -> str:
    """By name, its numbers as numbers: ``db-2`` before ``db-10``."""
    return natural(machine.name)


def clusters(view: PrivateView) -> tuple[ClusterTally, ...]:
    """Every cluster with its hosts, then the hosts of none."""
    running = {
        host: sum(machine.power is Power.ON for machine in machines)
        for host, machines in machines_by_host(view).items()
    }
    alarms = alarms_by_entity(view)
    by_id = {cluster.id: cluster for cluster in view.clusters}
    found = [
        _host(host, by_id.get(host.cluster_id or ""), running.get(host.id, 0), alarms)
        for host in sorted(view.hosts, key=lambda h: natural(h.name))
    ]
    places: list[Cluster | None] = [*sorted(view.clusters, key=lambda c: natural(c.name)), None]
    grouped = [(place, tuple(h for h in found if h.cluster is place)) for place in places]
    return tuple(_cluster(place, hosts) for place, hosts in grouped if place or hosts)


def _host(
    host: Host, cluster: Cluster | None, machines: int, alarms: Mapping[str, tuple[Alarm, ...]]
) -> HostTally:
    mine = alarms.get(host.id, ())
    cpu = share_of(host.cpu_used_mhz, host.cpu_mhz)
    memory = share_of(host.memory_used_bytes, host.memory_bytes)
    level = alarm_level(mine)
    if not host.connected:
        level = Level.ACT
    elif host.in_maintenance or max(cpu or 0.0, memory or 0.0) >= BUSY:
        level = max(level, Level.WATCH)
    return HostTally(host, cluster, cpu, memory, machines, mine, level)


def _cluster(cluster: Cluster | None, hosts: tuple[HostTally, ...]) -> ClusterTally:
    serving = [h.host for h in hosts if h.host.in_service]
    return ClusterTally(
        cluster,
        hosts,
        _sum_ratio([(h.cpu_used_mhz, h.cpu_mhz) for h in serving]),
        _sum_ratio([(h.memory_used_bytes, h.memory_bytes) for h in serving]),
    )


def machines(view: PrivateView, policy: PrivatePolicy, now: datetime) -> tuple[MachineTally, ...]:
    """Every machine that is not a template, what needs a person first, then by name."""
    hosts = {host.id: host for host in view.hosts}
    alarms = alarms_by_entity(view)
    found = [
        _machine(machine, hosts.get(machine.host_id or ""), policy, now, alarms)
        for machine in view.virtual_machines
        if not machine.template
    ]
    found.sort(key=lambda t: (-t.level, not t.stateful, natural(t.machine.name)))
    return tuple(found)


def _machine(
    machine: VirtualMachine,
    host: Host | None,
    policy: PrivatePolicy,
    now: datetime,
    alarms: Mapping[str, tuple[Alarm, ...]],
) -> MachineTally:
    oldest = min(machine.snapshots, key=lambda s: s.created_at, default=None)
    old = oldest is not None and oldest.outlived(policy.snapshot_age_s, now)
    mine = alarms.get(machine.id, ())
    pool = policy.pool_of(machine.name)
    level = alarm_level(mine)
    if old or machine.hangs or (machine.power is Power.ON and machine.guest_running is False):
        level = max(level, Level.WATCH)
    if pool is not None and pool.stateful and machine.power is not Power.ON:
        level = Level.ACT
    each = host.cpu_mhz / host.cores if host and host.cpu_mhz and host.cores else None
    return MachineTally(
        machine=machine,
        pool=pool,
        host=host,
        cpu=share_of(machine.cpu_used_mhz, None if each is None else each * machine.vcpus),
        memory=share_of(machine.memory_used_bytes, machine.memory_bytes),
        oldest=oldest,
        old=old,
        alarms=mine,
        level=level,
    )


def _sum_ratio(pairs: list[tuple[int | None, int | None]]) -> float | None:
    """Used of all; None when any is unknown, for a part would read as the whole."""
    if not pairs or any(used is None or of is None for used, of in pairs):
        return None
    return share_of(sum(u or 0 for u, _ in pairs), sum(o or 0 for _, o in pairs))

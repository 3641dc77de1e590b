"""The private cloud as vCenter reports it: datastores, clusters, hosts, virtual machines.

Ids are managed-object references (``datastore-12``), stable within one vCenter.
Sizes are bytes, processor figures MHz; None is unknown, never zero.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from console.model.resource import HOST, Resource

REGION = "vcenter"
"""What stands for a region where things stand in the private cloud."""
TAKEN_BY = "vigie-"
"""How the name of an operation's snapshot begins."""


class DatastoreKind(StrEnum):
    """How a datastore is reached."""

    NFS = "nfs"
    VMFS = "vmfs"
    VSAN = "vsan"
    OTHER = "other"


class Maintenance(StrEnum):
    """A datastore's maintenance mode (`summary.maintenanceMode`)."""

    NORMAL = "normal"
    ENTERING = "entering"
    IN = "in"


class Power(StrEnum):
    """A virtual machine's power state (`runtime.powerState`)."""

    ON = "on"
    OFF = "off"
    SUSPENDED = "suspended"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """How bad a triggered alarm is."""

    WARNING = "warning"
    CRITICAL = "critical"


class TaskState(StrEnum):
    """A vCenter task's state (`TaskInfo.state`)."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCESS = "success"
    ERROR = "error"


class Heartbeat(StrEnum):
    """What a guest's tools say by their heartbeat (`guestHeartbeatStatus`).

    Gray: there are no tools, or they do not run, so that nobody knows. Yellow: now and then.
    Red: none for a while, from tools that did tell of it.
    """

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GRAY = "gray"


@dataclass(frozen=True, slots=True)
class Mount:
    """One datastore on one host (`Datastore.host[i].mountInfo`)."""

    host_id: str
    mounted: bool | None
    accessible: bool | None
    read_only: bool | None
    reason: str | None = None

    @property
    def usable(self) -> bool:
        """Mounted, accessible and read-write; what is unknown is not."""
        return self.mounted is True and self.accessible is True and self.read_only is False


@dataclass(frozen=True, slots=True)
class Datastore:
    """A datastore (`Datastore.summary`). Sizes are None while it is inaccessible.

    `uncommitted_bytes` is what thin disks may still claim; `folder` the name of
    the folder or datastore cluster it stands in (`clustered` tells which);
    `virtual_machines` are ids. `ssd` None: the server does not say.
    """

    id: str
    name: str
    kind: DatastoreKind
    accessible: bool
    capacity_bytes: int | None
    free_bytes: int | None
    uncommitted_bytes: int | None = None
    maintenance: Maintenance = Maintenance.NORMAL
    ssd: bool | None = None
    mounts: tuple[Mount, ...] = ()
    virtual_machines: tuple[str, ...] = ()
    folder: str | None = None
    clustered: bool = False
    url: str = ""

    @property
    def used_bytes(self) -> int | None:
        """Capacity less free space; None where the two cannot be, as a capacity of nothing."""
        if not self.capacity_bytes or self.free_bytes is None:
            return None
        used = self.capacity_bytes - self.free_bytes
        return used if 0 <= used <= self.capacity_bytes else None

    @property
    def provisioned_bytes(self) -> int | None:
        """Used, and what thin disks may still claim."""
        used = self.used_bytes
        return None if used is None else used + (self.uncommitted_bytes or 0)

    @property
    def used_ratio(self) -> float | None:
        """Used of capacity, 0..1; None when unknown."""
        used = self.used_bytes
        return used / self.capacity_bytes if used is not None and self.capacity_bytes else None

    @property
    def provisioned_ratio(self) -> float | None:
        """Provisioned of capacity; above 1 it is overcommitted."""
        given = self.provisioned_bytes
        return given / self.capacity_bytes if given is not None and self.capacity_bytes else None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster of hosts (`ClusterComputeResource`).

    `ha` says whether vSphere HA is switched on; None: the server does not say.
    """

    id: str
    name: str
    host_ids: tuple[str, ...]
    vdc: str = ""
    ha: bool | None = None


@dataclass(frozen=True, slots=True)
class Host:
    """A host (`HostSystem.summary`, `runtime`). `connected` is its connection state.

    `ha_state` is vSphere HA's word for it (`runtime.dasHostState.state`: ``master``,
    ``connectedToMaster``, ``networkIsolated``, ``hostDown`` …); None where HA is off.
    """

    id: str
    name: str
    cluster_id: str | None
    connected: bool
    in_maintenance: bool
    cores: int | None = None
    cpu_mhz: int | None = None
    cpu_used_mhz: int | None = None
    memory_bytes: int | None = None
    memory_used_bytes: int | None = None
    ha_state: str | None = None

    @property
    def in_service(self) -> bool:
        """Connected and not in maintenance."""
        return self.connected and not self.in_maintenance


def snapshot_name(operation_id: str) -> str:
    """The name by which the snapshot of an operation is known."""
    return f"{TAKEN_BY}{operation_id}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot of a virtual machine."""

    id: str
    name: str
    created_at: datetime
    description: str = ""

    @property
    def marked(self) -> str | None:
        """The operation that its name says it was taken by."""
        return self.name.removeprefix(TAKEN_BY) if self.name.startswith(TAKEN_BY) else None

    def outlived(self, age_s: float, now: datetime) -> bool:
        """Say whether it is older than one is to be kept."""
        return (now - self.created_at).total_seconds() > age_s


@dataclass(frozen=True, slots=True)
class VirtualMachine:
    """A virtual machine (`config`, `runtime`, `guest`, `summary.quickStats`).

    `guest_running` says that the guest's tools report it running (None: they do
    not answer); `memory_limit_bytes` is the most that can be added while it
    runs and `memory_step_bytes` the increment, where the server says. `connected` is
    its connection state (else inaccessible, orphaned, invalid, disconnected, not told);
    `configured` says that its configuration can be read. `tools` says that the guest has tools
    at all, `heartbeat` what they tell of it; `ha_protected` that vSphere HA starts it again after
    a failure (None: HA is off, or the server does not say).
    """

    id: str
    name: str
    power: Power
    vcpus: int
    memory_bytes: int
    host_id: str | None = None
    cpu_hot_add: bool = False
    memory_hot_add: bool = False
    memory_limit_bytes: int | None = None
    memory_step_bytes: int | None = None
    guest_running: bool | None = None
    cpu_used_mhz: int | None = None
    memory_used_bytes: int | None = None
    datastore_ids: tuple[str, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    template: bool = False
    guest_name: str = ""
    connected: bool = True
    configured: bool = True
    tools: bool | None = None
    heartbeat: Heartbeat | None = None
    ha_protected: bool | None = None

    @property
    def hangs(self) -> bool:
        """Whether its guest has tools that ran and whose heartbeat is missed."""
        beats = self.heartbeat not in {Heartbeat.RED, Heartbeat.YELLOW}
        return self.power is Power.ON and self.guest_running is True and not beats


@dataclass(frozen=True, slots=True)
class Alarm:
    """A triggered alarm on one object."""

    name: str
    entity_id: str
    severity: Severity
    at: datetime | None = None
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A vCenter task, recent or running. `progress` is a percentage."""

    id: str
    name: str
    entity_id: str | None
    state: TaskState
    progress: int | None = None
    error: str | None = None
    queued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PrivateView:
    """The whole inventory at one moment; `unreadable` counts records that made no sense."""

    datastores: tuple[Datastore, ...]
    clusters: tuple[Cluster, ...]
    hosts: tuple[Host, ...]
    virtual_machines: tuple[VirtualMachine, ...]
    observed_at: datetime
    alarms: tuple[Alarm, ...] = ()
    tasks: tuple[Task, ...] = ()
    unreadable: int = 0

    def datastore(self, name: str) -> Datastore | None:
        """A datastore by name."""
        return next((d for d in self.datastores if d.name == name), None)

    def host(self, host_id: str | None) -> Host | None:
        """A host by id."""
        return next((h for h in self.hosts if h.id == host_id), None)

    def virtual_machine(self, name: str) -> VirtualMachine | None:
        """A virtual machine by name; vCenter keeps names unique within a folder only."""
        return next((m for m in self.virtual_machines if m.name == name), None)

    def things(self, resource: Resource) -> "tuple[Datastore | Host, ...]":
        """All the hosts, or all the datastores."""
        return self.hosts if resource == HOST else self.datastores

    def inhabitants(self, thing: Datastore | Host) -> tuple[str, ...]:
        """Names of the machines and templates on a datastore or host; an id where unnamed."""
        machines = self.virtual_machines
        names = {machine.id: machine.name for machine in machines}
        there = {m.id for m in machines if thing.id in m.datastore_ids or m.host_id == thing.id}
        if isinstance(thing, Datastore):
            there |= set(thing.virtual_machines)
        return tuple(sorted(names.get(number, number) for number in there))

    def missing_mounts(self, datastore: Datastore) -> tuple[Host, ...]:
        """Hosts in service that cannot use a datastore."""
        usable = {mount.host_id for mount in datastore.mounts if mount.usable}
        return tuple(h for h in self.hosts if h.in_service and h.id not in usable)


class Right(StrEnum):
    """What an account may do on the private side, as Vigie needs it."""

    RESIZE = "resize"
    POWER = "power"
    REBOOT = "reboot"
    """Have a guest reboot itself."""
    SNAPSHOT = "snapshot"
    DATASTORE = "datastore"
    """Move, mount, unmount, maintenance mode."""
    ORDER = "order"
    """Order and give back resources at the provider's API."""


@dataclass(frozen=True, slots=True)
class PrivateAccount:
    """Who reads the private side and what they may do. `lacking` names missing privileges.

    `rights` empty: a read-only account.
    """

    user: str
    rights: frozenset[Right] = field(default_factory=frozenset)
    lacking: tuple[str, ...] = ()
    server: str = ""

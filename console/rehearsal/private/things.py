"""What vCenter manages: hosts, datastores, machines, tasks. Times are estate seconds since 1970.

`generation` is the inventory's when the thing last changed. What varies with
time alone (space used, load) is a function of time and moves no generation.
"""

from dataclasses import dataclass, field
from math import floor, pi, sin
from typing import Literal
from zlib import crc32

DAY_S = 86_400.0
STORAGE_S = 600.0
"""Free space is shown as it was at the last multiple of this: vCenter caches it, too."""
STATS_S = 60.0
"""Load is shown as it was at the last multiple of this."""

PowerState = Literal["poweredOn", "poweredOff", "suspended"]
GuestState = Literal["running", "shuttingDown", "notRunning"]
MaintenanceState = Literal["normal", "enteringMaintenance", "inMaintenance"]
ConnectionState = Literal["connected", "disconnected", "notResponding"]
Hang = Literal["hears", "deaf"]
TaskStatus = Literal["running", "success", "error"]


class VcenterRefusal(Exception):
    """vCenter says no: `fault` is the name of a class of `vim.fault`, the text its message."""

    def __init__(self, fault: str, message: str) -> None:
        super().__init__(message)
        self.fault = fault
        self.message = message


@dataclass(slots=True, eq=False, kw_only=True)
class Thing:
    """A managed object: its reference's value (``datastore-12``) and its name."""

    id: str
    name: str
    generation: int = 0


@dataclass(frozen=True, slots=True)
class SimulatedMount:
    """A datastore on one host (`HostMountInfo`); `reason` is the inaccessibleReason."""

    mounted: bool = True
    accessible: bool = True
    mode: Literal["readWrite", "readOnly"] = "readWrite"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """Space used over time: a share of the capacity at an instant, growing by the day."""

    share: float
    per_day: float
    at: float
    seed: int = 0

    def ratio(self, at: float) -> float:
        """Share used at a time, with a daily tide, 0.0002..0.995."""
        days = (at - self.at) / DAY_S
        tide = 0.15 * self.per_day * sin(2 * pi * (days + (self.seed & 255) / 256))
        return min(0.995, max(0.0002, self.share + self.per_day * days + tide))


@dataclass(slots=True, eq=False, kw_only=True)
class SimulatedDatastore(Thing):
    """A datastore. `mounts` by host id; `folder` the id of the folder or pod it stands in.

    `remote` is (server, path) of an export. Use `accessible` and `free` for
    `summary`; a datastore no host can reach is inaccessible.
    """

    kind: Literal["NFS", "VMFS"]
    capacity: int
    use: Use
    folder: str
    created_at: float
    remote: tuple[str, str] | None = None
    disk: str | None = None
    ssd: bool | None = None
    maintenance: MaintenanceState = "normal"
    mounts: dict[str, SimulatedMount] = field(default_factory=dict)
    ended_at: float | None = None
    unreachable: bool = False
    """No host can reach it, whatever the mounts say."""

    @property
    def accessible(self) -> bool:
        """Whether any host can use it."""
        return not self.unreachable and any(each.accessible for each in self.mounts.values())

    @property
    def url(self) -> str:
        """Its URL as vCenter shows it."""
        return f"ds:///vmfs/volumes/{crc32(self.id.encode()):08x}-{crc32(self.name.encode()):08x}/"

    def used(self, at: float) -> int:
        """Bytes used at a time."""
        return int(self.capacity * self.use.ratio(at))

    def free(self, at: float) -> int:
        """Bytes free, as vCenter last looked."""
        return self.capacity - self.used(floor(at / STORAGE_S) * STORAGE_S)


@dataclass(slots=True, eq=False, kw_only=True)
class SimulatedHost(Thing):
    """A host of the cluster."""

    cluster: str
    connection: ConnectionState = "connected"
    in_maintenance: bool = False
    cores: int
    mhz: int
    memory: int


@dataclass(frozen=True, slots=True)
class SimulatedSnapshot:
    """A snapshot of a machine."""

    id: str
    name: str
    description: str
    created_at: float


@dataclass(slots=True, eq=False, kw_only=True)
class Machine(Thing):
    """A virtual machine. `memory_limit` is the most it takes while it runs."""

    vcpus: int
    memory: int
    host: str
    datastore: str
    disk: int
    guest_id: str
    guest_name: str
    cpu_hot_add: bool
    memory_hot_add: bool
    memory_limit: int
    memory_step: int
    power: PowerState = "poweredOn"
    connection: str = "connected"
    """``inaccessible``, ``orphaned``, … once vCenter has lost it."""
    guest: GuestState = "running"
    template: bool = False
    busy: float = 0.3
    snapshots: list[SimulatedSnapshot] = field(default_factory=list)
    hangs: Hang | None = None
    """Its guest does nothing any more, and its tools beat no longer; deaf, they hear nothing."""
    crashed: bool = False
    """It is off, and nobody switched it off."""
    boots: int = 0
    """How often it was powered on: what a boot announced does not befall a later one."""

    def load(self, at: float) -> float:
        """Share of its processors at work, 0..1."""
        if self.power != "poweredOn":
            return 0.0
        slot = floor(at / STATS_S)
        jitter = crc32(f"{self.id}/{slot}".encode()) / 2**32 - 0.5
        return min(1.0, max(0.01, self.busy * (1 + 0.3 * jitter)))

    def cpu_used_mhz(self, at: float, mhz: int) -> int:
        """Processor use in MHz on cores of `mhz`."""
        return int(self.load(at) * self.vcpus * mhz)

    def memory_used(self, at: float) -> int:
        """Bytes of memory the host gives it."""
        return int(self.memory * (0.5 + 0.5 * self.load(at))) if self.power == "poweredOn" else 0


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk of the SAN that nobody has formatted."""

    name: str
    size: int
    ssd: bool = True

    @property
    def path(self) -> str:
        """Its device path."""
        return f"/vmfs/devices/disks/{self.name}"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of datastores, or a datastore cluster (`pod`)."""

    id: str
    name: str
    pod: bool = False


@dataclass(slots=True, eq=False, kw_only=True)
class SimulatedTask(Thing):
    """A task of vCenter; `name` is TaskInfo.descriptionId (``VirtualMachine.reconfigure``)."""

    entity: str
    entity_name: str
    user: str
    queued_at: float
    due_at: float
    status: TaskStatus = "running"
    completed_at: float | None = None
    error: VcenterRefusal | None = None

    def progress(self, at: float) -> int | None:
        """Percentage done, None once it ended."""
        if self.status != "running":
            return None
        whole = max(self.due_at - self.queued_at, 0.001)
        return max(0, min(99, int(100 * (at - self.queued_at) / whole)))


@dataclass(frozen=True, slots=True)
class SimulatedAlarm:
    """A triggered alarm."""

    id: str
    name: str
    entity: str
    status: Literal["yellow", "red"]
    at: float


@dataclass(frozen=True, slots=True)
class By:
    """Who asks, and under which request id."""

    user: str
    request_id: str = ""

"""The reference private cloud: three hosts in Roubaix, twelve datastores, databases and sites."""

from dataclasses import dataclass
from decimal import Decimal

GIB = 1024**3
GB, TB = 10**9, 10**12
DAY_S = 86_400.0

DATACENTER = "RBX"
SERVICE = "pcc-192-0-2-20"
"""A Hosted Private Cloud is named after its address; this one is reserved for documentation."""
ZONE = "rbx2a"
VDC_ID = 1201
VDC = "pcc-192-0-2-20_datacenter1201"
VDC_REF, CLUSTER_REF, CLUSTER = "datacenter-2", "domain-c8", "cluster-1"
DATASTORE_FOLDER, POD = "group-s5", "group-p20"
POD_NAME = "ssd"

CORES, MHZ, MEMORY = 32, 2600, 512 * GIB
"""Of each host."""


@dataclass(frozen=True, slots=True)
class SoldFiler:
    """A datastore as it is sold. `size_gb` as the API says it; vCenter shows `capacity`."""

    name: str
    full_name: str
    size_gb: int
    ssd: bool
    stock: int
    hourly: Decimal
    monthly: Decimal

    @property
    def capacity(self) -> int:
        """Bytes: storage is sold in decimal units."""
        return self.size_gb * GB


@dataclass(frozen=True, slots=True)
class SoldHost:
    """A host as it is sold; prices are of the rehearsal alone."""

    name: str
    full_name: str
    stock: int
    hourly: Decimal
    monthly: Decimal


FILER_PROFILES = (
    SoldFiler(
        "ssd-3000-GB", "Datastore SSD 3 TB", 3000, ssd=True, stock=40,
        hourly=Decimal("0.62"), monthly=Decimal(295),
    ),
    SoldFiler(
        "ssd-6000-GB", "Datastore SSD 6 TB", 6000, ssd=True, stock=12,
        hourly=Decimal("1.19"), monthly=Decimal(570),
    ),
    SoldFiler(
        "nfs-3000-GB", "Datastore NFS SAS 3 TB", 3000, ssd=False, stock=60,
        hourly=Decimal("0.33"), monthly=Decimal(155),
    ),
    SoldFiler(
        "nfs-6000-GB", "Datastore NFS SAS 6 TB", 6000, ssd=False, stock=25,
        hourly=Decimal("0.61"), monthly=Decimal(290),
    ),
)  # fmt: skip
HOST_PROFILES = (
    SoldHost("PRE512", "Premier 512: 2 x 16 cores, 512 GB", 6, Decimal("2.45"), Decimal(1150)),
    SoldHost("PRE768", "Premier 768: 2 x 18 cores, 768 GB", 2, Decimal("3.20"), Decimal(1510)),
)
HOST_PROFILE = "PRE512"
MEMORY_OF = {"PRE512": 512 * GIB, "PRE768": 768 * GIB}


@dataclass(frozen=True, slots=True)
class FirstDatastore:
    """A datastore that was there before: name, profile, use at the start and its daily growth."""

    name: str
    profile: str
    used: float
    per_day: float
    hourly: bool = False
    shared: bool = False


STORES = (
    FirstDatastore("ssd-000101", "ssd-3000-GB", 0.62, 0.0035),
    FirstDatastore("ssd-000102", "ssd-3000-GB", 0.71, 0.0042),
    FirstDatastore("ssd-000103", "ssd-3000-GB", 0.96, 0.0030),
    FirstDatastore("ssd-000104", "ssd-3000-GB", 0.55, 0.0021),
    FirstDatastore("ssd-000105", "ssd-3000-GB", 0.48, 0.0018),
    FirstDatastore("ssd-000106", "ssd-3000-GB", 0.83, 0.0061),
    FirstDatastore("ssd-000107", "ssd-3000-GB", 0.37, 0.0012, hourly=True),
    FirstDatastore("ssd-000108", "ssd-3000-GB", 0.05, 0.0, hourly=True),
    FirstDatastore("nfs-000201", "nfs-6000-GB", 0.74, 0.0049),
    FirstDatastore("nfs-000202", "nfs-6000-GB", 0.68, 0.0044),
    FirstDatastore("nfs-000203", "nfs-3000-GB", 0.29, -0.0004),
    FirstDatastore("nfs-000204", "nfs-3000-GB", 0.41, 0.0009, shared=True),
)


@dataclass(frozen=True, slots=True)
class Guest:
    """A virtual machine that was there before. `host` and `store` count from 0."""

    name: str
    vcpus: int
    memory_gib: int
    host: int
    store: int
    disk_gib: int
    hot_add: bool = False
    windows: bool = False
    busy: float = 0.3


GUESTS = (
    Guest("db-1", 8, 64, 0, 0, 1400, hot_add=True, busy=0.66),
    Guest("db-2", 8, 64, 1, 1, 1400, hot_add=True, busy=0.52),
    Guest("db-3", 8, 64, 2, 5, 1400, busy=0.49),
    Guest("backup-1", 4, 16, 1, 8, 5200, busy=0.12),
    Guest("backup-2", 4, 16, 2, 9, 5200, busy=0.10),
    Guest("site-1", 4, 16, 0, 3, 160, hot_add=True, busy=0.35),
    Guest("site-2", 4, 16, 1, 3, 160, hot_add=True, busy=0.34),
    Guest("site-3", 4, 16, 2, 4, 160, hot_add=True, busy=0.36),
    Guest("site-4", 4, 16, 0, 4, 160, hot_add=True, busy=0.33),
    Guest("api-vm-1", 16, 60, 0, 2, 400, windows=True, busy=0.44),
    Guest("api-vm-2", 16, 60, 1, 2, 400, windows=True, busy=0.43),
    Guest("api-vm-3", 16, 60, 2, 2, 400, windows=True, busy=0.45),
    Guest("api-vm-4", 16, 60, 0, 2, 400, windows=True, busy=0.42),
    Guest("api-vm-5", 16, 60, 1, 6, 400, windows=True, busy=0.46),
    Guest("api-vm-6", 16, 60, 2, 6, 400, windows=True, busy=0.41),
)
TEMPLATE = Guest("template-debian-12", 2, 4, 0, 10, 20, busy=0.0)

NFS_SERVER = "10.20.0.10"
EXPORTS = {f"/exports/archive-{n}": 3 * TB for n in range(1, 5)}
"""Exports that any host may mount, and their sizes in bytes."""
LUNS = tuple((f"naa.600a098038303053{n:016x}", 2 * TB) for n in range(1, 5))
"""Disks of a SAN that every host sees and nobody has formatted."""

"""The reference estate: a publisher of school software in three French datacenters."""

from dataclasses import dataclass
from uuid import NAMESPACE_DNS, UUID, uuid5

ESTATE = "ecoledirecte"
POOL = "api"
NETWORK = "vigie-private"
VRACK_VLAN = 100
VRACK_CIDR = "10.0.0.0/14"
"""The private network is one in all regions: each gives out a part of the same subnet."""

PUBLIC_NETWORK = "Ext-Net"
FLAVOR = "win-b2-60"
IMAGE = "windows-server-2022-api"
KEYPAIR = "oncall"
ZONE = "nova"
"""The one availability zone of each region."""
BASELINE, BURST_TO, CEILING = 30, 300, 330
CONNECTIONS_PER_INSTANCE = 21_000

_SPACE = uuid5(NAMESPACE_DNS, "vigie.rehearsal")


def stable_id(*parts: str) -> UUID:
    """The same id for the same thing, in every rehearsal."""
    return uuid5(_SPACE, "/".join(parts))


@dataclass(frozen=True, slots=True)
class Site:
    """A datacenter and the one region that stands in it."""

    region: str
    datacenter: str
    name: str
    country: str
    weight: int
    baseline: int
    quota: int
    private: str
    public: tuple[str, str]
    """Its part of the private network, and the subnets of the public one by IP version."""


REGIONS = (
    Site(
        *("RBX-A", "RBX", "Roubaix", "FR", 40, 12, 150),
        "10.1.0.0/22",
        ("192.0.2.0/24", "2001:db8:1::/64"),
    ),
    Site(
        *("GRA11", "GRA", "Gravelines", "FR", 35, 10, 130),
        "10.2.0.0/22",
        ("198.51.100.0/24", "2001:db8:2::/64"),
    ),
    Site(
        *("SBG5", "SBG", "Strasbourg", "FR", 25, 8, 100),
        "10.3.0.0/22",
        ("203.0.113.0/24", "2001:db8:3::/64"),
    ),
)


@dataclass(frozen=True, slots=True)
class FlavorFacts:
    """A flavor as the public cloud sells it.

    `euro_per_hour` and `euro_per_month`, where it is known, are of the public list, undated.
    """

    name: str
    vcpus: int
    ram_mib: int
    disk_gib: int
    euro_per_hour: str
    euro_per_month: str | None = None

    @property
    def family(self) -> str:
        """What system it is for, as the provider names it."""
        return "windows" if self.name.startswith("win-") else "linux"

    def id(self, region: str) -> str:
        """Its id, another in each region."""
        return str(stable_id(region, "flavor", self.name))


FLAVORS = (
    FlavorFacts("b2-7", 2, 7000, 50, "0.0681"),
    FlavorFacts("b2-15", 4, 15000, 100, "0.1301"),
    FlavorFacts("b2-30", 8, 30000, 200, "0.2601"),
    FlavorFacts("b2-60", 16, 60000, 400, "0.51", "182"),
    FlavorFacts("win-b2-60", 16, 60000, 400, "0.82", "258"),
    FlavorFacts("b2-120", 32, 120000, 400, "1.02"),
    FlavorFacts("c2-30", 16, 30000, 400, "0.4501"),
    FlavorFacts("r2-60", 4, 60000, 100, "0.2801"),
)


@dataclass(frozen=True, slots=True)
class VolumeType:
    """A type of block storage."""

    name: str
    description: str

    @property
    def id(self) -> str:
        """Its id, the same in every region."""
        return str(stable_id("volume_type", self.name))


VOLUME_TYPES = (
    VolumeType("classic", "Replicated disks, 250 IOPS"),
    VolumeType("high-speed", "Replicated SSD, up to 3,000 IOPS"),
    VolumeType("high-speed-gen2", "Replicated NVMe, 30 IOPS a GB up to 20,000"),
)
"""The first is what a volume is of that names none."""


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """An image; sizes in bytes and GiB."""

    name: str
    os_type: str
    size: int
    min_disk_gib: int
    visibility: str = "public"

    def id(self, region: str) -> str:
        """Its id, another in each region."""
        return str(stable_id(region, "image", self.name))


IMAGES = (
    ImageFacts(IMAGE, "windows", 21_474_836_480, 50, "private"),
    ImageFacts("Windows Server 2022 Standard (Desktop)", "windows", 17_179_869_184, 50),
    ImageFacts("Debian 12", "linux", 3_221_225_472, 0),
    ImageFacts("Ubuntu 24.04", "linux", 2_684_354_560, 0),
)

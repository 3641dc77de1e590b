"""The reference estate: a publisher of school software in three French datacenters."""

from dataclasses import dataclass
from uuid import NAMESPACE_DNS, UUID, uuid5

ESTATE = "ecoledirecte"
POOL = "api"
NETWORK = "vigie-private"
PUBLIC_NETWORK = "Ext-Net"
FLAVOR = "b2-60"
IMAGE = "windows-server-2022-api"
KEYPAIR = "oncall"
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
    subnet: str


REGIONS = (
    Site("RBX-A", "RBX", "Roubaix", "FR", 40, 12, 150, "10.1.0.0/22"),
    Site("GRA11", "GRA", "Gravelines", "FR", 35, 10, 130, "10.2.0.0/22"),
    Site("SBG5", "SBG", "Strasbourg", "FR", 25, 8, 100, "10.3.0.0/22"),
)


@dataclass(frozen=True, slots=True)
class FlavorFacts:
    """A flavor as the public cloud sells it; `euro_per_hour` from the undated public list."""

    name: str
    vcpus: int
    ram_mib: int
    disk_gib: int
    euro_per_hour: str

    def id(self, region: str) -> str:
        """Its id, another in each region."""
        return str(stable_id(region, "flavor", self.name))


FLAVORS = (
    FlavorFacts("b2-7", 2, 7000, 50, "0.0681"),
    FlavorFacts("b2-15", 4, 15000, 100, "0.1301"),
    FlavorFacts("b2-30", 8, 30000, 200, "0.2601"),
    FlavorFacts("b2-60", 16, 60000, 400, "0.51"),
    FlavorFacts("b2-120", 32, 120000, 400, "1.02"),
    FlavorFacts("c2-30", 16, 30000, 400, "0.4501"),
    FlavorFacts("r2-60", 4, 60000, 100, "0.2801"),
)


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

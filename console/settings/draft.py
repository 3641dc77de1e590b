"""What somebody who begins says of an estate: enough for settings that are valid."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

UNFIT = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class DraftDatacenter:
    """A datacenter and the regions in it; `weight` is its part of every pool."""

    code: str
    name: str
    country: str
    regions: tuple[str, ...]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class DraftPool:
    """A pool. Sizes are instances; `flavor` and `image` "" are unknown.

    `connections` is what one instance carries, None where that is to be learned.
    """

    name: str
    name_pattern: str
    baseline: int
    burst_to: int
    ceiling: int
    flavor: str = ""
    image: str = ""
    networks: tuple[str, ...] = ()
    key_name: str = ""
    security_groups: tuple[str, ...] = ()
    connections: int | None = None


@dataclass(frozen=True, slots=True)
class DraftMetrics:
    """The metrics server, and whose metrics it has."""

    url: str
    preset: str


@dataclass(frozen=True, slots=True)
class DraftPrivate:
    """The private cloud: vCenter, and the service as the OVHcloud API names it, if it has one."""

    host: str
    user: str
    service: str = ""


@dataclass(frozen=True, slots=True)
class DraftProject:
    """The public cloud's project at the OVHcloud API, where prices come from.

    `live`: it was asked, and has answered.
    """

    id: str
    endpoint: str
    live: bool = False


@dataclass(frozen=True, slots=True)
class EstateDraft:
    """The whole of it. `cloud` None: by the OS_* variables."""

    name: str
    cloud: str | None
    datacenters: tuple[DraftDatacenter, ...]
    pools: tuple[DraftPool, ...]
    clouds_yaml: str | None = None
    metrics: DraftMetrics | None = None
    private: DraftPrivate | None = None
    project: DraftProject | None = None
    prices: dict[str, str] = field(default_factory=dict)


CITIES = {
    "GRA": ("Gravelines", "FR"),
    "RBX": ("Roubaix", "FR"),
    "SBG": ("Strasbourg", "FR"),
    "PAR": ("Paris", "FR"),
    "BHS": ("Beauharnois", "CA"),
    "YYZ": ("Toronto", "CA"),
    "DE": ("Frankfurt", "DE"),
    "UK": ("London", "GB"),
    "WAW": ("Warsaw", "PL"),
    "MIL": ("Milan", "IT"),
    "SGP": ("Singapore", "SG"),
    "SYD": ("Sydney", "AU"),
    "MUM": ("Mumbai", "IN"),
}
"""OVHcloud's datacenters by what their regions are called after: GRA11, RBX-A, EU-WEST-PAR."""
COUNTRY = "FR"
"""Where a region is taken to be that nobody knows: the draft says that it must be looked at."""


def city(region: str) -> str | None:
    """The code of the datacenter that a region is called after; None where it is unknown."""
    parts = [part.rstrip("0123456789") for part in region.upper().split("-")]
    return next((part for part in (*parts[:1], *reversed(parts)) if part in CITIES), None)


def datacenters(weights: dict[str, int]) -> tuple[DraftDatacenter, ...]:
    """Datacenters of regions (name → weight), in their order; unknown ones stand alone."""
    found: dict[str, list[str]] = {}
    for region in weights:
        found.setdefault(city(region) or fit(region, "datacenter"), []).append(region)
    return tuple(
        DraftDatacenter(
            code,
            *CITIES.get(code, (regions[0], COUNTRY)),
            tuple(regions),
            sum(weights[region] for region in regions),
        )
        for code, regions in found.items()
    )


def fit(text: str, otherwise: str) -> str:
    """A text as a name may be; `otherwise` where nothing of it may."""
    return UNFIT.sub("-", text).strip("-._")[:63] or otherwise


def families(names: Iterable[str]) -> dict[str, int]:
    """The words that names begin with, such as `api` of `api-gra-001`: the commonest first."""
    counted: dict[str, int] = {}
    for name in names:
        found = re.match(r"([A-Za-z][A-Za-z0-9]*?)[-_.]?\d*(?:[-_.]|$)", name)
        if found:
            counted[found[1]] = counted.get(found[1], 0) + 1
    return dict(sorted(counted.items(), key=lambda one: -one[1]))

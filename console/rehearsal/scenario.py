"""What a rehearsal rehearses: a TOML file, shipped (`scenarios/`) or a user's own.

Durations are estate seconds except where a name says `wall`; every key has a
sound default, so a scenario file only says what is special about it. The keys
are documented in docs/guide/rehearsal.md.
"""

import os
import re
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, field

from console.decoding import convert
from console.model.error import UsageError
from console.model.notice import notice
from console.rehearsal.loadbalancer.scenario import Balancing
from console.rehearsal.making import PoolMake, ScenarioImage
from console.rehearsal.patroni.scenario import PatroniScenario
from console.rehearsal.placement import HOSTS
from console.rehearsal.private.scenario import Private
from console.rehearsal.reference import REGIONS
from console.rehearsal.section import Limit, NotNegative, Positive, ScenarioSection, Seconds, Share


class Boot(ScenarioSection, frozen=True, kw_only=True):
    """How long instances take, in estate seconds: at least, and a spread on top."""

    minimum_s: Seconds = 150.0
    spread_s: Seconds = 120.0
    health_s: Seconds = 40.0
    health_spread_s: Seconds = 30.0
    delete_s: Seconds = 6.0
    delete_spread_s: Seconds = 6.0
    stop_s: Seconds = 20.0
    start_s: Seconds = 60.0
    reboot_s: Seconds = 90.0
    volume_s: Seconds = 8.0
    """Until a volume is made, or deleted; one to boot from is made while its server boots."""


class CallLatency(ScenarioSection, frozen=True, kw_only=True):
    """Latency of one API call, in wall seconds, reads and writes apart."""

    read_wall_s: Seconds = 0.02
    write_wall_s: Seconds = 0.06
    spread_wall_s: Seconds = 0.02


class Rates(ScenarioSection, frozen=True, kw_only=True):
    """Calls a project may make, in wall time; above it the answer is 429."""

    compute_per_s: Positive = 20
    network_per_s: Positive = 20
    image_per_s: Positive = 20
    volume_per_s: Positive = 20
    object_per_s: Positive = 20
    balancer_per_s: Positive = 20
    identity_per_minute: Positive = 60


class TokenLife(ScenarioSection, frozen=True, kw_only=True):
    """How long a token lives, in wall seconds."""

    token_wall_s: Positive = 3600


class RegionQuota(ScenarioSection, frozen=True, kw_only=True):
    """One region's quota. Cores and memory follow the instances unless they are given.

    Of block storage, -1 is no limit; `…_by_type` by volume type, none by default.
    """

    instances: NotNegative
    cores: NotNegative | None = None
    ram_mib: NotNegative | None = None
    ports: NotNegative = 500
    server_groups: NotNegative = 10
    server_group_members: NotNegative = 10
    volumes: Limit = 500
    gigabytes: Limit = 100_000
    per_volume_gigabytes: Limit = -1
    volumes_by_type: dict[str, Limit] = field(default_factory=dict)
    gigabytes_by_type: dict[str, Limit] = field(default_factory=dict)


class QuotaCut(ScenarioSection, frozen=True, kw_only=True):
    """The region's instance quota becomes `instances` once `after_created` were accepted there."""

    region: str
    after_created: Positive
    instances: NotNegative


class RegionDelivery(ScenarioSection, frozen=True, kw_only=True):
    """What a region gets once so many hours of estate time have passed since the start.

    `quota` is its instance quota from then on, `hosts` how many counted instances its
    hosts carry; what is not given stays as it is.
    """

    region: str
    after_h: Annotated[float, Meta(ge=0)]
    quota: NotNegative | None = None
    hosts: NotNegative | None = None


Service = Literal[
    "alertmanager",
    "compute",
    "identity",
    "image",
    "network",
    "object-store",
    "patroni",
    "prometheus",
    "volume",
]


class Placement(ScenarioSection, frozen=True, kw_only=True):
    """Share of instances that find no host, all regions or those named; hosts of each region."""

    no_valid_host: Share = 0.0
    regions: tuple[str, ...] = ()
    hosts: Positive = HOSTS


FaultMode = Literal[
    "down",
    "error",
    "hang",
    "html",
    "late_error",
    "leaves",
    "lost",
    "nonsense",
    "slow",
    "stuck",
    "undone",
]


class ScenarioFault(ScenarioSection, frozen=True, kw_only=True):
    """One thing that goes wrong with calls it matches.

    down: the connection is closed, nothing was done. error: 5xx, nothing was
    done. hang: never answered, nothing was done. html, nonsense: 200 with what
    is not the protocol, nothing was done. slow: answered after `wall_s` more.
    lost: done, and the connection closed without an answer. late_error: done,
    and answered 504. stuck (POST /servers): accepted, and in BUILD/scheduling for
    ever; deleted then, no list of changes tells of it. undone (DELETE of a server):
    accepted, and the server comes to ERROR. leaves: a server that is made so (POST
    /servers) comes to ERROR with its ports; gone, made so or deleted so (DELETE), it
    leaves its ports, and its volumes free.

    Empty `services`, `regions`, `methods` match all; `path` is a regular
    expression searched in the path behind the region. `times` bounds how often.
    """

    mode: FaultMode
    rate: Share = 1.0
    services: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    path: str = ""
    statuses: tuple[int, ...] = (500, 502, 503, 504)
    wall_s: Seconds = 4.0
    times: Positive | None = None
    after_wall_s: Seconds = 0.0
    lasts_wall_s: Seconds | None = None
    """From when on it may strike, and for how long, since it was switched on."""

    def __post_init__(self) -> None:
        """A pattern that can't be compiled would strike nothing, silently."""
        try:
            re.compile(self.path)
        except re.error as error:
            raise ValueError(f"`path` is no regular expression: {error}") from error


class ScenarioGrowth(ScenarioSection, frozen=True, kw_only=True):
    """A sudden demand: `at_start` connections at the start, `to` after `over_s`."""

    at_start: Annotated[float, Meta(gt=0)]
    to: Annotated[float, Meta(gt=0)]
    over_s: Annotated[float, Meta(gt=0)]


class ScenarioLoad(ScenarioSection, frozen=True, kw_only=True):
    """What the users do: simultaneous connections of the pool, all datacenters together.

    The week's curve (term time: the evenings of Monday to Wednesday are the
    peaks) reaches `peak`; `growth` is what breaks in on it. `noise` is the
    relative height of what no curve explains.
    """

    peak: Annotated[float, Meta(gt=0)] = 560_000.0
    noise: Share = 0.02
    growth: ScenarioGrowth | None = None


class Scenario(ScenarioSection, frozen=True, kw_only=True):
    """One scenario. `starts` is the estate's time when the rehearsal starts."""

    title: str
    starts: datetime
    seed: int = 1
    speed: Annotated[float, Meta(gt=0)] = 1.0
    boot: Boot = field(default_factory=Boot)
    calls: CallLatency = field(default_factory=CallLatency)
    rates: Rates = field(default_factory=Rates)
    identity: TokenLife = field(default_factory=TokenLife)
    quotas: dict[str, RegionQuota] = field(default_factory=dict)
    quota_cuts: tuple[QuotaCut, ...] = ()
    deliveries: tuple[RegionDelivery, ...] = ()
    placement: Placement = field(default_factory=Placement)
    clocks: dict[Service, float] = field(default_factory=dict)
    """How many wall seconds a service's clock is ahead of everybody else's."""
    faults: tuple[ScenarioFault, ...] = ()
    load: ScenarioLoad = field(default_factory=ScenarioLoad)
    private: Private = field(default_factory=Private)
    patroni: PatroniScenario = field(default_factory=PatroniScenario)
    balancing: Balancing = field(default_factory=Balancing)
    pool: PoolMake = field(default_factory=PoolMake)
    images: tuple[ScenarioImage, ...] = ()
    extra_instances: NotNegative = 0
    extra_pool: str = "bulk"

    def __post_init__(self) -> None:
        """A start without an offset would mean another instant on another machine."""
        if self.starts.tzinfo is None:
            raise ValueError("`starts` needs an offset, as in 2026-11-23T15:40:00+01:00")
        known = {site.region for site in REGIONS}
        named = {*self.quotas, *self.placement.regions, *(cut.region for cut in self.quota_cuts)}
        named.update(delivery.region for delivery in self.deliveries)
        named.update(self.balancing.regions, self.balancing.quotas)
        for fault in self.faults:
            named.update(fault.regions)
        for image in self.images:
            named.update(image.regions)
        if named - known:
            raise ValueError(f"there is no region {', '.join(sorted(named - known))}")


def shipped() -> tuple[str, ...]:
    """Names of the scenarios that come with Vigie."""
    folder = resources.files("console.rehearsal") / "scenarios"
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def users_folder() -> Path:
    """Where a user's own scenarios lie."""
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "vigie" / "scenarios"


def load(name: str) -> Scenario:
    """Read a scenario by shipped name, by name in the user's folder, or by path.

    Raises UsageError when there is none or when it can't be decoded.
    """
    source, text = _text(name)
    try:
        return convert(msgspec.toml.decode(text), Scenario)
    except (msgspec.MsgspecError, ValueError) as error:
        bad = notice("rehearsal.scenario_bad", scenario=source, reason=str(error))
        raise UsageError(bad) from error


def _text(name: str) -> tuple[str, bytes]:
    path = Path(name)
    if path.suffix == ".toml" or len(path.parts) > 1:
        candidates = (path,)
    else:
        candidates = (users_folder() / f"{name}.toml",)
        if name in shipped():
            entry = resources.files("console.rehearsal") / "scenarios" / f"{name}.toml"
            return name, entry.read_bytes()
    for candidate in candidates:
        try:
            return str(candidate), candidate.read_bytes()
        except OSError:
            continue
    known = ", ".join((*shipped(), *sorted(found.stem for found in users_folder().glob("*.toml"))))
    raise UsageError(notice("rehearsal.scenario_unknown", scenario=name, known=known))

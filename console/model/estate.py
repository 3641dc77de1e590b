"""The live estate: what every source last said, with its age."""

from dataclasses import dataclass, field
from datetime import datetime

from console.model.alert import AlertView
from console.model.balancer import BalancerView
from console.model.capacity import CAPACITY, InstanceCapacity, SeenCapacity
from console.model.cluster import ClusterView
from console.model.figure import Freshness, Load, Series
from console.model.fixtures import Fixtures
from console.model.forecast import PoolForecast
from console.model.freeze import Freeze
from console.model.instance import Flavor, Instance
from console.model.leftover import Findings
from console.model.notice import Notice, notice
from console.model.operation import Change, Event, Operation, WorkerPresence
from console.model.pool import Pool
from console.model.private import PrivateAccount, PrivateView
from console.model.quota import Quota
from console.model.recorded import Recorded
from console.model.supply import (
    SupplyView,
)
from console.model.target import PoolTarget
from console.model.tariff import Tariff
from console.model.trial import RegionTrials


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the credentials are, and of which cloud.

    `roles` are the identity service's role names, `host` is where it stands.
    """

    user: str
    project: str
    roles: tuple[str, ...]
    project_id: str = ""
    host: str = ""

    @property
    def may_write(self) -> bool:
        """Credentials that hold only reading roles cannot write."""
        return bool(set(self.roles) - {"reader", "observer", "auditor"})


@dataclass(frozen=True, slots=True)
class RegionView:
    """All instances of a region at one moment.

    `ended` says of some ids that are deleted when they were.
    """

    region: str
    instances: tuple[Instance, ...]
    observed_at: datetime
    unreadable: int = 0
    ended: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source's health: last success, last failure, why, and when it is tried again.

    `unreadable` counts the records of its last answer that made no sense: what
    is counted from it is a least, never the whole.
    """

    name: str
    freshness: Freshness
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    failure: Notice | None = None
    next_try_at: datetime | None = None
    latency_s: float | None = None
    warnings: tuple[str, ...] = ()
    unreadable: int = 0

    def tells_as(self, other: "SourceState") -> bool:
        """Say whether it is trusted as another is, for the same reasons; times may differ."""
        return (
            self.freshness is other.freshness
            and self.failure == other.failure
            and self.warnings == other.warnings
            and self.unreadable == other.unreadable
        )


@dataclass(frozen=True, slots=True)
class PoolLoad:
    """Load of one pool: in all, per datacenter, and its recent history by series name.

    `reasons` says, by series name (``health`` too), why a figure is unknown.
    """

    total: Load = field(default_factory=Load)
    by_datacenter: dict[str, Load] = field(default_factory=dict)
    history: dict[str, Series] = field(default_factory=dict)
    reasons: dict[str, Notice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PoolService:
    """What is in service of a pool that stands behind load balancers, by instance name.

    `unknown` has each region that has one, with why nobody can tell there; None
    where its load balancer tells. A name that is missing is unknown.
    """

    in_service: dict[str, bool]
    unknown: dict[str, Notice | None]


@dataclass(frozen=True, slots=True)
class Activity:
    """What the journal says is happening: live operations, ended ones, events, freezes.

    `healed` are the changes of those `recent` ones that healed. `targets` are those that
    nobody has closed, and `trials` how the regions answered lately that their pools ask, by
    pool and region.
    """

    live: tuple[Operation, ...] = ()
    recent: tuple[Operation, ...] = ()
    events: tuple[Event, ...] = ()
    workers: tuple[WorkerPresence, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    healed: tuple[Change, ...] = ()
    targets: tuple[PoolTarget, ...] = ()
    trials: dict[str, dict[str, RegionTrials]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Estate:
    """Everything known at `at`. Immutable: a collector publishes a new one.

    `regions`, `quotas`, `flavors` and `fixtures` by region name; `health` by pool, then instance
    name → its metrics target is up (a missing name, or a missing pool, is unknown);
    `down_since` by pool, then name → since when it has been seen down without a break;
    `balancers` by region; `service` by pool, of those that stand behind load balancers:
    it then says what is in service, and `health` only what metrics say;
    `sources` by source name; `growth` by datastore name: bytes used over the
    last days, as the metrics server recorded them. `private` and `supply` are
    None until read, and where the settings name no private cloud; so are `alerts`
    without an alert manager. `clusters` by the settings' name of each; `leftovers` is None
    until somebody asks for them, and `tariff` without a catalogue of prices. `forecasts` by
    pool, of those whose next hours are foreseen; `capacities` by pool, of those whose settings
    do not say what an instance carries: what was seen of it, or why nobody knows. `recorded` is
    there of an estate that is looked back at, which has no list of instances: it says what is
    counted of it.
    """

    at: datetime
    identity: Identity | None = None
    regions: dict[str, RegionView] = field(default_factory=dict)
    quotas: dict[str, Quota] = field(default_factory=dict)
    flavors: dict[str, tuple[Flavor, ...]] = field(default_factory=dict)
    fixtures: dict[str, Fixtures] = field(default_factory=dict)
    loads: dict[str, PoolLoad] = field(default_factory=dict)
    health: dict[str, dict[str, bool]] = field(default_factory=dict)
    balancers: dict[str, BalancerView] = field(default_factory=dict)
    service: dict[str, PoolService] = field(default_factory=dict)
    sources: dict[str, SourceState] = field(default_factory=dict)
    activity: Activity = field(default_factory=Activity)
    private: PrivateView | None = None
    private_account: PrivateAccount | None = None
    supply: SupplyView | None = None
    growth: dict[str, Series] = field(default_factory=dict)
    alerts: AlertView | None = None
    clusters: dict[str, ClusterView] = field(default_factory=dict)
    tariff: Tariff | None = None
    down_since: dict[str, dict[str, datetime]] = field(default_factory=dict)
    leftovers: Findings | None = None
    forecasts: dict[str, PoolForecast] = field(default_factory=dict)
    capacities: dict[str, SeenCapacity | Notice] = field(default_factory=dict)
    recorded: Recorded | None = None

    def freshness(
        self, source: str, observed_at: datetime | None, stale_after_s: float
    ) -> Freshness:
        """How far what a source said then is to be trusted; UNKNOWN where it said nothing.

        The watch judges age by the wall clock and says it in the source's state;
        without a state, the reading's own time decides, in estate time.
        """
        if observed_at is None:
            return Freshness.UNKNOWN
        if source in self.sources:
            return self.sources[source].freshness
        age_s = (self.at - observed_at).total_seconds()
        return Freshness.FRESH if age_s <= stale_after_s else Freshness.STALE

    def tells_as(self, other: "Estate") -> bool:
        """Say whether it tells what another does: only when sources were asked may differ."""
        told = (name for name in self.__slots__ if name not in {"at", "sources"})
        if any(getattr(self, name) is not getattr(other, name) for name in told):
            return False
        return self.sources is other.sources or (
            self.sources.keys() == other.sources.keys()
            and all(one.tells_as(other.sources[name]) for name, one in self.sources.items())
        )

    def serving(self, pool: str) -> dict[str, bool]:
        """Instance name → in service: by the load balancers where a pool has one, else by metrics.

        How old the metrics are is not judged here.
        """
        behind = self.service.get(pool)
        return self.health.get(pool, {}) if behind is None else behind.in_service

    def capacity(self, pool: Pool) -> InstanceCapacity:
        """What one instance of a pool carries: the settings' word, else what was learned."""
        if pool.connections_per_instance is not None:
            return InstanceCapacity(pool.connections_per_instance)
        seen = self.capacities.get(pool.name)
        if seen is None:
            state = self.sources.get(CAPACITY)
            none = "foresight.capacity_no_metrics" if state is None else "foresight.capacity_unread"
            seen = (None if state is None else state.failure) or notice(none)
        return InstanceCapacity.learned(seen)

    def unseen(self, region: str) -> int:
        """How many instances a region may hold beside those that its list tells of.

        Records that could not be read, or more in use by the quota than are listed.
        0 where there is no list at all: nothing is known there.
        """
        view, quota = self.regions.get(region), self.quotas.get(region)
        if view is None:
            return 0
        hidden = 0 if quota is None else quota.hides(len(view.instances))
        return max(view.unreadable, hidden)

    def instances(self) -> tuple[Instance, ...]:
        """Every known instance of every region."""
        return tuple(i for view in self.regions.values() for i in view.instances)

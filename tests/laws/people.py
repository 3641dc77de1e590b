"""The people of a night: they look, plan, submit, stop; each at a desk with its own journal."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from asking import asking
from clusters import CLUSTER
from laws import Frozen
from moments import EstateTime
from silences import SOURCE
from worker import STATE, dead_after_s, ready, url_of

from console.desk.session import Session
from console.model.alert import AlertView
from console.model.balancer import BalancerView
from console.model.cluster import ClusterView
from console.model.error import SourceError
from console.model.estate import Activity, Estate, Identity, PoolLoad, RegionView, SourceState
from console.model.figure import Freshness
from console.model.fixtures import Fixtures
from console.model.forecast import FORECAST, PoolForecast
from console.model.freeze import Scope
from console.model.instance import Flavor
from console.model.notice import Notice
from console.model.operation import Operation
from console.model.plan import Author, Origin, Plan, Refusal
from console.model.policy import Policy
from console.model.pool import Pool
from console.model.private import PrivateView, Right
from console.model.quota import Quota
from console.model.serving import METRICS, service, source_name
from console.model.supply import SupplyView
from console.model.verb import Verb
from console.operations.journal.writer import SqlJournal

if TYPE_CHECKING:
    from night import Night

AUTHOR = Author(
    "oncall", "bastion", Origin.CLI, "vigie", ("member",), tuple(r.value for r in Right)
)
STALE_S = 120.0
MISSED_S = 30.0
"""The same for a source whose last reading failed: three readings that are missed."""


@dataclass(slots=True)
class Seen:
    """What the collectors last read, and when."""

    regions: dict[str, RegionView] = field(default_factory=dict)
    quotas: dict[str, Quota] = field(default_factory=dict)
    flavors: dict[str, tuple[Flavor, ...]] = field(default_factory=dict)
    fixtures: dict[str, Fixtures] = field(default_factory=dict)
    health: dict[str, dict[str, bool]] = field(default_factory=dict)
    down_since: dict[str, dict[str, datetime]] = field(default_factory=dict)
    loads: dict[str, PoolLoad] = field(default_factory=dict)
    balancers: dict[str, BalancerView] = field(default_factory=dict)
    forecasts: dict[str, PoolForecast] = field(default_factory=dict)
    identity: Identity | None = None
    private: PrivateView | None = None
    supply: SupplyView | None = None
    cluster: ClusterView | None = None
    alerts: AlertView | None = None
    read_at: dict[str, float] = field(default_factory=dict)
    failed: dict[str, Notice] = field(default_factory=dict)
    """By source, why the last reading came to nothing."""


@dataclass(slots=True)
class Watch:
    """The collectors, which read sources whenever somebody is about to plan."""

    night: "Night"
    policy: Policy
    journal_name: str = "main"
    seen: Seen = field(default_factory=Seen)

    def start(self) -> None:
        """Nothing runs by itself."""

    def stop(self, timeout_s: float = 1.0) -> None:
        """Nothing runs by itself."""

    def awaited(self) -> tuple[str, ...]:
        return ()

    def hasten(self, names: Collection[str] | None = None) -> None:
        """Nothing runs by itself."""

    def refresh(self, names: Collection[str] | None = None) -> Estate:
        """Read what answers of some sources, or of all; what does not keeps its age."""
        for source, call in self._calls():
            if names is None or source in names:
                self._read(source, call)
        return self.snapshot()

    def _calls(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Every source, and how it is read."""
        night = self.night
        for region in self._regions():
            yield f"nova:{region}", partial(self._region, region)
            yield f"quota:{region}", partial(self._quota, region)
        for pool in self.policy.pools.values():
            yield METRICS, partial(self._metrics, pool)
        if night.balanced:
            for region in self._regions():
                yield source_name(region), partial(self._balancers, region)
        if night.keeps:
            yield FORECAST, self._forecast
            yield "identity", self._identity
        if night.private:
            yield "vcenter", self._vcenter
            yield "supply", self._supply
        if night.hushed:
            yield SOURCE, self._alerts
        if night.clustered:
            yield CLUSTER.source, self._cluster

    def snapshot(self) -> Estate:
        seen, night = self.seen, self.night
        names = dict.fromkeys((*(name for name, _call in self._calls()), "journal"))
        found = Estate(
            at=night.moments.estate(),
            identity=seen.identity,
            regions=dict(seen.regions),
            quotas=dict(seen.quotas),
            flavors=dict(seen.flavors),
            fixtures=dict(seen.fixtures),
            loads=dict(seen.loads),
            health=dict(seen.health),
            balancers=dict(seen.balancers),
            down_since=dict(seen.down_since),
            forecasts=dict(seen.forecasts),
            activity=self._activity() if night.sickly or night.keeps else Activity(),
            sources={name: self._state(name) for name in names},
            private=seen.private,
            private_account=night.vcenter.account() if night.private else None,
            supply=seen.supply,
            alerts=seen.alerts,
            clusters={} if seen.cluster is None else {seen.cluster.name: seen.cluster},
        )
        if not night.balanced:
            return found
        pools = self.policy.pools.values()
        return replace(found, service={pool.name: service(found, pool) for pool in pools})

    def _regions(self) -> list[str]:
        return [region for place in self.policy.datacenters for region in place.regions]

    def _balancers(self, region: str) -> None:
        self.seen.balancers[region] = self.night.balancing.balancers(region)

    def _activity(self) -> Activity:
        """What the journal tells a heal of those before it, and what is held."""
        journal = self.night.desk(self.journal_name).journal
        return Activity(
            live=journal.operations(live=True),
            recent=journal.operations(live=False, limit=20),
            freezes=journal.freezes(),
        )

    def _region(self, region: str) -> None:
        self.seen.regions[region] = self.night.cloud.instances(region)

    def _quota(self, region: str) -> None:
        cloud = self.night.cloud
        view = self.seen.regions.get(region)
        listed = 0 if view is None else len(view.instances)
        self.seen.quotas[region] = replace(cloud.quota(region, ()), listed=listed)
        self.seen.flavors[region] = cloud.flavors(region)
        builds = tuple(pool.build for pool in self.policy.pools.values())
        self.seen.fixtures[region] = cloud.fixtures(region, builds)

    def _metrics(self, pool: Pool) -> None:
        seen, metrics, now = self.seen, self.night.metrics, self.night.moments.estate()
        seen.health[pool.name] = metrics.health(pool)
        seen.down_since[pool.name] = metrics.down_since(pool, now, now)
        seen.loads[pool.name] = metrics.load(pool)

    def _forecast(self) -> None:
        self.seen.forecasts = self.night.metrics.forecasts(self.policy.pools.values())

    def _identity(self) -> None:
        self.seen.identity = self.night.cloud.identity()

    def _vcenter(self) -> None:
        self.seen.private = self.night.vcenter.inventory()

    def _supply(self) -> None:
        self.seen.supply = self.night.provider.view()

    def _alerts(self) -> None:
        self.seen.alerts = self.night.alerts.view()

    def _cluster(self) -> None:
        self.seen.cluster = self.night.cluster.view()

    def _read(self, source: str, call: Callable[[], None]) -> None:
        try:
            call()
        except SourceError as error:
            self.seen.failed[source] = error.notice
            return
        self.seen.failed.pop(source, None)
        self.seen.read_at[source] = self.night.moments.t

    def _state(self, name: str) -> SourceState:
        if name == "journal":
            return SourceState(name, Freshness.FRESH)
        at, failure = self.seen.read_at.get(name), self.seen.failed.get(name)
        if at is None:
            return SourceState(name, Freshness.UNKNOWN, failure=failure)
        age = self.night.moments.t - at
        limit_s = STALE_S if failure is None else MISSED_S
        fresh = Freshness.FRESH if age <= limit_s else Freshness.STALE
        when = self.night.moments.wall() - timedelta(seconds=age)
        return SourceState(name, fresh, succeeded_at=when, failure=failure)


@dataclass(slots=True)
class Desk:
    """One person's or program's way in. `journal` is the file that its settings name."""

    night: "Night"
    policy: Policy
    journal_name: str = "main"
    journal: SqlJournal = field(init=False)
    watch: Watch = field(init=False)
    session: Session = field(init=False)

    def __post_init__(self) -> None:
        night = self.night
        clock = EstateTime(night.moments)
        self.journal = SqlJournal(
            url_of(self.journal_name),
            clock=clock,
            state_dir=STATE,
            dead_after_s=dead_after_s(night),
        )
        ready(self.journal)
        self.watch = Watch(night, self.policy, self.journal_name)
        self.session = Session(
            settings=None,  # type: ignore[arg-type]
            settings_path=Path("/nonexistent"),
            clock=clock,
            policy=self.policy,
            watch=self.watch,
            compute=night.cloud,
            journal=self.journal,
            operator=None,
            belongings=night.belongings,
            balancing=night.balancing,
        )

    def plan(self, verb: Verb, **request: object) -> Plan | Refusal:
        """Look once more, then plan."""
        self.watch.refresh()
        values: dict[str, object] = {"author": AUTHOR} | request
        return self.session.plan(asking(verb, **values))  # type: ignore[arg-type]

    def submit(self, plan: Plan) -> Operation:
        """Accept a plan as it was previewed."""
        operation = self.journal.accept(plan)
        self.night.accepted(self, plan)
        return operation

    def ask(self, verb: Verb, **request: object) -> Operation:
        """Plan and submit; a refusal is a failure of whoever wrote the test."""
        found = self.plan(verb, **request)
        assert isinstance(found, Plan), [r.guard for r in found.reasons]
        return self.submit(found)

    def stop(self, operation: str) -> None:
        self.journal.request_stop(operation, AUTHOR)
        self.night.stop_asked(operation)

    def freeze(self, pool: str, scope: Scope = Scope.EVERYTHING) -> None:
        self.journal.freeze(pool, "incident", AUTHOR, scope)
        self.night.note(f"{pool} frozen: {scope}")
        now = self.night.moments.t
        self.night.laws.frozen.append(Frozen(pool, self.journal_name, now, scope))

    def thaw(self, pool: str, scope: Scope = Scope.EVERYTHING) -> None:
        self.journal.thaw(pool, AUTHOR, scope)
        self.night.note(f"{pool} thawed: {scope}")
        frozen = self.night.laws.frozen
        held = next(one for one in reversed(frozen) if (one.pool, one.scope) == (pool, scope))
        held.until = self.night.moments.t

    def operation(self, operation_id: str) -> Operation:
        return self.journal.operation(operation_id)

"""The people of a night: they look, plan, submit, stop; each at a desk with its own journal."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from asking import asking
from laws import Frozen
from moments import EstateTime
from worker import STATE, dead_after_s, ready, url_of

from console.desk.session import Session
from console.model.balancer import BalancerView
from console.model.error import SourceError
from console.model.estate import Activity, Estate, PoolLoad, RegionView, SourceState
from console.model.figure import Freshness
from console.model.fixtures import Fixtures
from console.model.freeze import Scope
from console.model.instance import Flavor
from console.model.operation import Operation
from console.model.plan import Author, Origin, Plan, Refusal
from console.model.policy import Policy
from console.model.private import PrivateView, Right
from console.model.quota import Quota
from console.model.serving import service, source_name
from console.model.supply import SupplyView
from console.model.verb import Verb
from console.operations.journal.writer import SqlJournal

if TYPE_CHECKING:
    from night import Night

AUTHOR = Author(
    "oncall", "bastion", Origin.CLI, "vigie", ("member",), tuple(r.value for r in Right)
)
STALE_S = 120.0


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
    private: PrivateView | None = None
    supply: SupplyView | None = None
    read_at: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Watch:
    """The collectors, which read every source whenever somebody is about to plan."""

    night: "Night"
    policy: Policy
    journal_name: str = "main"
    seen: Seen = field(default_factory=Seen)

    def start(self) -> None:
        """Nothing runs by itself."""

    def stop(self, timeout_s: float = 1.0) -> None:
        """Nothing runs by itself."""

    def hasten(self, names: Collection[str] | None = None) -> None:
        """Nothing runs by itself."""

    def refresh(self, names: Collection[str] | None = None) -> Estate:  # noqa: ARG002 - the port's signature
        """Read what answers; what does not keeps its age."""
        night, seen = self.night, self.seen
        for region in self._regions():
            self._read(f"nova:{region}", lambda r=region: self._region(r))  # type: ignore[misc]
        for pool in self.policy.pools.values():

            def metrics(pool: object = pool) -> None:
                seen.health[pool.name] = night.metrics.health(pool)  # type: ignore[attr-defined,arg-type]
                now = night.moments.estate()
                seen.down_since[pool.name] = night.metrics.down_since(pool, now, now)  # type: ignore[arg-type, attr-defined]
                seen.loads[pool.name] = night.metrics.load(pool)  # type: ignore[attr-defined,arg-type]

            self._read("prometheus", metrics)
        if night.balanced:
            for region in self._regions():
                self._read(source_name(region), lambda r=region: self._balancers(r))  # type: ignore[misc]
        if night.private:
            self._read("vcenter", self._vcenter)
            self._read("supply", self._supply)
        return self.snapshot()

    def snapshot(self) -> Estate:
        seen, night = self.seen, self.night
        names = [f"nova:{region}" for region in self._regions()]
        names += [source_name(region) for region in self._regions() if night.balanced]
        names += ["prometheus", "journal"] + (["vcenter", "supply"] if night.private else [])
        found = Estate(
            at=night.moments.estate(),
            regions=dict(seen.regions),
            quotas=dict(seen.quotas),
            flavors=dict(seen.flavors),
            fixtures=dict(seen.fixtures),
            loads=dict(seen.loads),
            health=dict(seen.health),
            balancers=dict(seen.balancers),
            down_since=dict(seen.down_since),
            activity=self._activity() if night.sickly else Activity(),
            sources={name: self._state(name) for name in names},
            private=seen.private,
            private_account=night.vcenter.account() if night.private else None,
            supply=seen.supply,
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
        """What the journal tells a heal of those before it."""
        journal = self.night.desk(self.journal_name).journal
        return Activity(
            live=journal.operations(live=True), recent=journal.operations(live=False, limit=20)
        )

    def _region(self, region: str) -> None:
        cloud = self.night.cloud
        self.seen.regions[region] = cloud.instances(region)
        listed = len(self.seen.regions[region].instances)
        self.seen.quotas[region] = replace(cloud.quota(region, ()), listed=listed)
        self.seen.flavors[region] = cloud.flavors(region)
        builds = tuple(pool.build for pool in self.policy.pools.values())
        self.seen.fixtures[region] = cloud.fixtures(region, builds)

    def _vcenter(self) -> None:
        self.seen.private = self.night.vcenter.inventory()

    def _supply(self) -> None:
        self.seen.supply = self.night.provider.view()

    def _read(self, source: str, call: object) -> None:
        try:
            call()  # type: ignore[operator]
        except SourceError:
            return
        self.seen.read_at[source] = self.night.moments.t

    def _state(self, name: str) -> SourceState:
        if name == "journal":
            return SourceState(name, Freshness.FRESH)
        at = self.seen.read_at.get(name)
        if at is None:
            return SourceState(name, Freshness.UNKNOWN)
        age = self.night.moments.t - at
        fresh = Freshness.FRESH if age <= STALE_S else Freshness.STALE
        when = self.night.moments.wall() - timedelta(seconds=age)
        return SourceState(name, fresh, succeeded_at=when)


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
        self.night.laws.frozen[-1].until = self.night.moments.t

    def operation(self, operation_id: str) -> Operation:
        return self.journal.operation(operation_id)

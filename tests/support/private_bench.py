"""A ledger, a private cloud and the passes over them, without an engine, by clocks of hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fake_cluster import FakeCluster
from fake_private import CLUSTER as CLUSTER_ID
from fake_private import Crash, FakePrivate
from fake_supply import FakeSupply
from inline import Inline
from journalled import migrated_url
from modelled import AUTHOR, POLICY

from console.kinds.machines.verbs import VM_RESIZE
from console.kinds.registry import actuators
from console.kinds.sources import Systems
from console.kinds.step import Tuning
from console.kinds.supplies.verbs import DATASTORE_ADD, HOST_ADD
from console.model.operation import Change, Operation
from console.model.plan import (
    DATASTORES,
    Desired,
    Plan,
    PlannedChange,
    Request,
)
from console.model.policy import MachinePool, Policy, PrivatePolicy
from console.model.private import Right
from console.model.resource import DATASTORE, HOST, MACHINE, Resource
from console.model.supply import (
    Billing,
)
from console.model.verb import ROLLBACK, Verb
from console.model.wanted import BILLING, CLUSTER, HOLDING, OFFER
from console.operations.journal.claims import Claim
from console.operations.journal.ledger import SqlLedger
from console.operations.passes.conclusion import Conclusion
from console.operations.passes.reconciler import Reconciler
from console.planning.digest import seal

MINE = "aaaa1111"
ENOUGH_PASSES = 1500
SETTLE_S = 60.0
PRIVATE = PrivatePolicy(
    "RBX",
    pools=(MachinePool("databases", True, r"^db-"),),
    delivery_deadline_s=14_400.0,
    mount_deadline_s=3_600.0,
)
WRITER = replace(AUTHOR, rights=tuple(right.value for right in Right))
VERBS = {
    DATASTORE: DATASTORE_ADD,
    HOST: HOST_ADD,
    MACHINE: VM_RESIZE,
}


@dataclass
class HandClock:
    """Estate time and wall time that each pass moves on."""

    speed: float = 1.0
    at: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    wall_at: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 15, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def wall(self) -> datetime:
        return self.wall_at


@dataclass
class PrivateBench:
    """Passes by hand; a pass that crashes is another worker's from then on."""

    ledger: SqlLedger
    private: FakePrivate
    supply: FakeSupply
    clock: HandClock = field(default_factory=HandClock)
    policy: PrivatePolicy = PRIVATE
    seconds_a_pass: float = 10.0
    crashes: int = 0
    passes: int = 0
    cluster: FakeCluster = field(default_factory=FakeCluster)

    def run(self, plan: Plan, *, stop_after: int | None = None) -> Operation:
        """Accept a plan and pass over it until it has ended."""
        return self.run_all(plan, stop_after=stop_after)[0]

    def run_all(self, *plans: Plan, stop_after: int | None = None) -> list[Operation]:
        """Accept plans and pass over them in turn until all have ended."""
        conclusion = Conclusion(self.ledger, self._settled())
        claims: dict[str, Claim] = {}
        for plan in plans:
            self.ledger.accept(plan)
            claims[plan.operation_id] = self.ledger.claim(plan.operation_id, plan.operation_id)
        begun = [name for name, claim in claims.items() if conclusion.begin(claim)]
        open_ = {name: self._worker(f"{name}-RBX", name) for name in begun}
        while open_:
            assert self.passes < ENOUGH_PASSES, "the operation never ended"
            self._tick(stop_after, list(open_))
            for name, (held, passes) in list(open_.items()):
                try:
                    if passes.run(held, "RBX").done:
                        del open_[name]
                except Crash:
                    self.crashes += 1
                    open_[name] = self._worker(f"{name}-RBX", name)
        for claim in claims.values():
            conclusion.end(claim)
        return [self.ledger.operation(name) for name in claims]

    def _tick(self, stop_after: int | None, operations: list[str]) -> None:
        self.passes += 1
        self.clock.at += timedelta(seconds=self.seconds_a_pass)
        self.clock.wall_at += timedelta(seconds=self.seconds_a_pass)
        if self.passes == stop_after:
            for name in operations:
                self.ledger.request_stop(name, AUTHOR)

    def changes(self, operation_id: str = MINE) -> tuple[Change, ...]:
        return self.ledger.changes(operation_id)

    def whys(self, operation_id: str = MINE) -> list[str]:
        return [c.why.code for c in self.changes(operation_id) if c.why is not None]

    def kinds(self) -> list[str]:
        return [e.notice.code for e in self.ledger.events(limit=1000)]

    def undo(self, operation_id: str = MINE, by: str = "bbbb2222") -> Plan:
        """The rollback that gives back what an operation made."""
        removals = tuple(
            PlannedChange(
                "RBX",
                "vcenter",
                self.supply.holdings[str(c.kept[HOLDING])].name,
                Desired.ABSENT,
                resource_id=c.resource_id,
                made_by=c.operation_id,
                resource=c.resource,
                before={HOLDING: c.kept[HOLDING], BILLING: Billing.HOURLY.value},
            )
            for c in self.changes(operation_id)
            if HOLDING in c.kept
        )
        kind = removals[0].resource
        return plan(removals, kind, operation_id=by, verb=ROLLBACK, target=operation_id)

    def _settled(self) -> Policy:
        clusters = {self.cluster.policy.name: self.cluster.policy}
        return replace(POLICY, private=self.policy, clusters=clusters)

    def _worker(self, workflow: str, operation_id: str) -> tuple[Claim, Reconciler]:
        """A worker process that has nothing but the journal."""
        clusters = {self.cluster.policy.name: self.cluster}
        passes = Reconciler(
            self.ledger,
            Systems(
                private=self.private, supply=self.supply, clusters=clusters, mechanisms=clusters
            ),
            actuators(),
            clock=self.clock,
            policy=self._settled(),
            tuning=Tuning(
                pass_interval_s=0.0, settle_s=SETTLE_S, supply_settle_s=SETTLE_S, parallel_calls=1
            ),
            wall=self.clock.wall,
            monotonic=lambda: self.clock.wall_at.timestamp(),  # noqa: PLW0108 - the hand moves it
            executor=Inline(),
        )
        return self.ledger.claim(workflow, operation_id), passes


@contextmanager
def bench(folder: Path) -> Iterator[PrivateBench]:
    """A bench on a journal of its own."""
    clock, private = HandClock(), FakePrivate()
    ledger = SqlLedger(migrated_url(folder), clock=clock, state_dir=folder)
    ledger.register("worker-1", 1)
    yield PrivateBench(ledger, private, FakeSupply(private), clock)
    ledger.close()


def ordered(
    count: int, resource: Resource = DATASTORE, *, operation_id: str = MINE, **wanted: str
) -> tuple[PlannedChange, ...]:
    """Additions as the planner writes them."""
    offer = "ssd-3000" if resource == DATASTORE else "host-96"
    values = {OFFER: offer, BILLING: Billing.HOURLY.value, CLUSTER: CLUSTER_ID}
    return tuple(
        PlannedChange(
            "RBX",
            "vcenter",
            f"{resource}-{operation_id}-{n}",
            Desired.PRESENT,
            resource=resource,
            wanted={**values, **wanted},
        )
        for n in range(1, count + 1)
    )


def plan(
    changes: tuple[PlannedChange, ...],
    resource: Resource = DATASTORE,
    *,
    operation_id: str = MINE,
    pool: str = DATASTORES,
    verb: Verb | None = None,
    target: str | None = None,
) -> Plan:
    return seal(
        Plan(
            operation_id=operation_id,
            request=Request(verb or VERBS[resource], WRITER),
            pool=pool,
            planned_at=datetime(2026, 11, 23, 15, 0, tzinfo=UTC),
            changes=changes,
            rows=(),
            size_now=12,
            size_after=12 + len(changes),
            ceiling=0,
            euro_per_hour=None,
            euro_for_duration=None,
            api_calls=len(changes),
            api_time_s=1.0,
            eta_s=None,
            target=target,
            resource=resource,
            subject=pool,
        )
    )

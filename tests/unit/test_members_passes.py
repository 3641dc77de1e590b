"""Whole operations behind a load balancer, pass by pass, while it and the cloud misbehave."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from fake_balancing import FakeBalancing
from fake_cloud import FakeCloud
from inline import Inline
from journalled import migrated_url
from modelled import AUTHOR, POLICY
from private_bench import HandClock

from console.kinds.draft import Draft, Facts
from console.kinds.instances.verbs import BURST
from console.kinds.members.facts import MemberFacts
from console.kinds.members.following import follow
from console.kinds.registry import actuators
from console.kinds.sources import Systems
from console.kinds.step import Tuning
from console.model.balancer import MemberSettings
from console.model.estate import Estate
from console.model.instance import InstanceStatus
from console.model.operation import Operation, OperationState
from console.model.plan import Desired, Plan, PlannedChange, Request
from console.model.policy import Record
from console.model.pool import PoolBalancer
from console.model.resource import INSTANCE
from console.model.verb import ROLLBACK, Verb
from console.operations.journal.ledger import SqlLedger
from console.operations.passes.conclusion import Conclusion
from console.operations.passes.reconciler import Reconciler
from console.planning.digest import seal
from console.ports import Receipt

MINE, THEIRS, REGION = "aaaa1111", "bbbb2222", "RBX-A"
NAMED = PoolBalancer("api", 443, (REGION,))
POOL = replace(POLICY.pools["api"], baseline=3, balancers={"RBX": NAMED}, drain_s=120.0)
SETTLED = replace(POLICY, pools={"api": POOL})
ENOUGH_PASSES = 2000


@dataclass
class Roadstead:
    """Three instances that serve, a foreign member, and the passes over what follows."""

    ledger: SqlLedger
    cloud: FakeCloud
    clock: HandClock
    sick: set[str] = field(default_factory=set)
    between: Callable[[int], None] = lambda _number: None
    forgets: bool = False
    """Whether each pass is made by a worker that has taken the work over."""
    least: int = 1_000_000
    hasty: int = 0
    """How many passes wanted the next one at once."""

    def __post_init__(self) -> None:
        self.balancing = FakeBalancing(self.answers)
        for n in range(1, 4):
            seeded = self.cloud.seed(REGION, f"api-rbx-{n:03}")
            self.register(seeded.name, seeded.addresses[0])
        self.register("foreign", "10.8.8.8", weight=7)
        self.systems = Systems(compute=self.cloud, metrics=self.cloud, balancing=self.balancing)

    def register(self, name: str, address: str, weight: int = 1) -> None:
        told = MemberSettings(name=name, address=address, protocol_port=443, weight=weight)
        self.balancing.members[f"m-{address}"] = told

    def answers(self, address: str) -> bool:
        found = [
            i
            for i in self.cloud.instances(REGION).instances
            if address in i.addresses and i.status is InstanceStatus.ACTIVE
        ]
        return bool(found) and found[0].name not in self.sick

    def run(self, plan: Plan) -> Operation:
        """Accept a plan and pass over it until it has ended."""
        self.ledger.accept(plan)
        claim = self.ledger.claim(plan.operation_id, plan.operation_id)
        conclusion = Conclusion(self.ledger, SETTLED, actuators(), self.systems)
        [code] = conclusion.begin(claim)
        held = self.ledger.claim(f"{plan.operation_id}-{code}", plan.operation_id)
        reconciler = self.worker()
        for number in range(ENOUGH_PASSES):
            self.between(number)
            if self.forgets:
                reconciler = self.worker()
            self.clock.at += timedelta(seconds=10)
            passed = reconciler.run(held, code)
            held = passed.claim
            self.least = min(self.least, len(self.balancing.serving()))
            if passed.done:
                break
            self.hasty += passed.wait_s == 0
        else:
            raise AssertionError("the operation never ended")
        conclusion.end(claim)
        return self.ledger.operation(plan.operation_id)

    def worker(self) -> Reconciler:
        return Reconciler(
            self.ledger,
            self.systems,
            actuators(),
            clock=self.clock,
            policy=SETTLED,
            tuning=Tuning(settle_s=0.0),
            executor=Inline(),
        )

    def whys(self, operation: str) -> set[str]:
        return {c.why.code for c in self.ledger.changes(operation) if c.why}


@pytest.fixture
def roadstead(tmp_path: Path) -> Iterator[Roadstead]:
    clock = HandClock()
    ledger = SqlLedger(migrated_url(tmp_path), clock=clock, state_dir=tmp_path)
    ledger.register("worker-1", 1)
    yield Roadstead(ledger, FakeCloud(), clock)
    ledger.close()


def planned(
    clock: HandClock,
    verb: Verb,
    operation_id: str,
    changes: tuple[PlannedChange, ...],
    target: str | None = None,
) -> Plan:
    """A plan with the members that follow."""
    request = Request(verb, AUTHOR, pool="api")
    facts = Facts(request, Estate(clock.at), SETTLED, Record(), operation_id)
    about = MemberFacts(request, facts.estate, SETTLED, Record(), operation_id, POOL)
    followed = follow(about, Draft(INSTANCE, "api", changes=changes))
    return seal(
        Plan(
            operation_id=operation_id,
            request=request,
            pool="api",
            planned_at=clock.at,
            changes=followed.changes,
            rows=(),
            size_now=3,
            size_after=9,
            ceiling=330,
            euro_per_hour=None,
            euro_for_duration=None,
            api_calls=1,
            api_time_s=1.0,
            eta_s=None,
            target=target,
        )
    )


def burst(roadstead: Roadstead, count: int = 6) -> Operation:
    batch = f"api-rbx-{MINE}-1"
    changes = tuple(
        PlannedChange("RBX", REGION, f"{batch}-{n}", Desired.PRESENT, batch=batch)
        for n in range(1, count + 1)
    )
    return roadstead.run(planned(roadstead.clock, BURST, MINE, changes))


def undo(roadstead: Roadstead) -> Operation:
    changes = tuple(
        PlannedChange(
            "RBX", REGION, c.name, Desired.ABSENT, resource_id=c.resource_id, made_by=MINE
        )
        for c in roadstead.ledger.changes(MINE)
        if c.resource == INSTANCE
    )
    return roadstead.run(planned(roadstead.clock, ROLLBACK, THEIRS, changes, target=MINE))


def test_members_come_and_go_in_few_writes_and_the_foreign_one_stays(roadstead: Roadstead) -> None:
    before = dict(roadstead.balancing.members)
    assert burst(roadstead).state is OperationState.SUCCEEDED
    assert len(roadstead.balancing.serving()) == 9
    assert roadstead.balancing.writes == ["put 6"]
    roadstead.least = 9
    assert undo(roadstead).state is OperationState.SUCCEEDED
    assert roadstead.balancing.writes == ["put 6", "put 6", *["remove"] * 6]
    assert roadstead.balancing.members == before
    assert roadstead.least == 3


@pytest.mark.parametrize("lost", range(8))
def test_lost_answer_is_looked_for_and_nothing_is_made_or_removed_twice(
    roadstead: Roadstead, lost: int
) -> None:
    before = dict(roadstead.balancing.members)
    roadstead.balancing.lose.extend(n == lost for n in range(8))
    assert burst(roadstead).state is OperationState.SUCCEEDED
    assert undo(roadstead).state is OperationState.SUCCEEDED
    assert roadstead.balancing.members == before
    assert roadstead.balancing.writes == ["put 6", "put 6", *["remove"] * 6]


def test_workers_that_take_over_at_every_pass_write_no_more(roadstead: Roadstead) -> None:
    before = dict(roadstead.balancing.members)
    roadstead.forgets = True
    assert burst(roadstead).state is OperationState.SUCCEEDED
    assert undo(roadstead).state is OperationState.SUCCEEDED
    assert roadstead.balancing.members == before
    assert roadstead.balancing.writes == ["put 6", "put 6", *["remove"] * 6]


def test_nothing_is_drained_below_the_baseline_and_what_is_not_drained_is_not_deleted(
    roadstead: Roadstead,
) -> None:
    burst(roadstead)
    roadstead.sick = {"api-rbx-001", "api-rbx-002"}
    roadstead.least = 7
    ended = undo(roadstead)
    assert ended.state is OperationState.FAILED
    assert roadstead.least == 7
    assert {"guard.floor", "change.after_failed"} == roadstead.whys(THEIRS)
    assert not roadstead.cloud.deletes
    assert len(roadstead.balancing.serving()) == 7


def test_floor_that_comes_back_in_time_lets_it_go_on(roadstead: Roadstead) -> None:
    burst(roadstead)
    roadstead.sick = {"api-rbx-001"}

    def mend(number: int) -> None:
        if number == 10:
            roadstead.sick = set()

    roadstead.between = mend
    assert undo(roadstead).state is OperationState.SUCCEEDED
    assert len(roadstead.cloud.deletes) == 6


def test_load_balancer_in_error_fails_what_needs_it_and_keeps_the_servers(
    roadstead: Roadstead,
) -> None:
    burst(roadstead)
    roadstead.balancing.broken = True
    assert undo(roadstead).state is OperationState.FAILED
    assert "balancer.broken" in roadstead.whys(THEIRS)
    assert not roadstead.cloud.deletes


def test_member_that_never_serves_fails_alone_and_says_what_the_load_balancer_says(
    roadstead: Roadstead,
) -> None:
    roadstead.sick = {f"api-rbx-{MINE}-1-2"}
    assert burst(roadstead).state is OperationState.PARTIAL
    assert roadstead.whys(MINE) == {"change.member_unwell"}
    assert len(roadstead.balancing.serving()) == 8


def test_members_that_are_gone_do_not_hasten_the_wait_for_their_servers(
    roadstead: Roadstead, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one kind's changes wait, another's that are over ask for no pass at once."""
    burst(roadstead)
    delete, leaving = roadstead.cloud.delete, set[str]()

    def slowly(_region: str, number: str) -> Receipt:
        leaving.add(number)
        return Receipt(f"req-del-{number}")

    def leave(pass_number: int) -> None:
        if pass_number == 100:
            for number in leaving:
                delete(REGION, number)

    monkeypatch.setattr(roadstead.cloud, "delete", slowly)
    roadstead.between = leave
    assert undo(roadstead).state is OperationState.SUCCEEDED
    assert len(leaving) == 6
    assert roadstead.hasty < 10

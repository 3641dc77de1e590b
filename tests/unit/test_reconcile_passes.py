"""Whole operations, pass by pass, against a cloud that misbehaves in every known way."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fake_cloud import FakeCloud
from inline import Inline
from journalled import migrated_url
from modelled import AUTHOR, REGIONS
from modelled import POLICY as WHOLE
from stocked import stocked

from console.departure import cleared
from console.kinds.instances.verbs import BURST
from console.kinds.registry import actuators
from console.kinds.sources import Systems
from console.kinds.step import Tuning
from console.model.build import Build, Part
from console.model.error import (
    CallRefused,
    OutcomeUnknown,
    QuotaExceeded,
    RateLimited,
    SourceUnreachable,
)
from console.model.estate import RegionView
from console.model.freeze import Scope
from console.model.instance import OPERATION_KEY, Instance, InstanceStatus
from console.model.notice import notice
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import (
    Desired,
    Plan,
    PlannedChange,
    Request,
)
from console.model.verb import HEAL, ROLLBACK, TOPUP, Verb
from console.model.wanted import REPLACEMENT, REPLACES
from console.operations.journal.claims import Fenced
from console.operations.journal.ledger import SqlLedger
from console.operations.passes.conclusion import Conclusion
from console.operations.passes.reconciler import Reconciler
from console.planning.digest import seal
from console.ports import CreateOrder

MINE = "aaaa1111"
POLICY = replace(WHOLE, pools={"api": replace(WHOLE.pools["api"], baseline=3)})
ENOUGH_PASSES = 3000
LOST = OutcomeUnknown(notice("test.lost"))


@dataclass
class HandClock:
    """Estate time that each pass moves on."""

    speed: float = 1.0
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.at


@dataclass
class Bench:
    """A ledger, a cloud and the passes over them, without an engine."""

    ledger: SqlLedger
    cloud: FakeCloud
    clock: HandClock
    reconciler: Reconciler
    minutes_a_pass: float = 0.1
    between: Callable[[int], None] = lambda _number: None

    def run(self, plan: Plan) -> Operation:
        """Accept a plan and pass over it until it has ended."""
        self.ledger.accept(plan)
        claim = self.ledger.claim(plan.operation_id, plan.operation_id)
        conclusion = Conclusion(
            self.ledger, POLICY, actuators(), Systems(compute=self.cloud, metrics=self.cloud)
        )
        open_ = {
            code: self.ledger.claim(f"{plan.operation_id}-{code}", plan.operation_id)
            for code in conclusion.begin(claim)
        }
        for number in range(ENOUGH_PASSES):
            if not open_:
                break
            self.between(number)
            self.clock.at += timedelta(minutes=self.minutes_a_pass)
            for code, held in list(open_.items()):
                passed = self.reconciler.run(held, code)
                open_[code] = passed.claim
                if passed.done:
                    del open_[code]
        assert not open_, "the operation never ended"
        conclusion.end(claim)
        return self.ledger.operation(plan.operation_id)

    def whys(self) -> Counter[str]:
        return Counter(c.why.code for c in self.ledger.changes(MINE) if c.why)

    def remedies(self) -> Counter[str]:
        return Counter(c.remedy.code for c in self.ledger.changes(MINE) if c.remedy)

    def kinds(self) -> Counter[str]:
        return Counter(e.kind for e in self.ledger.events(limit=1000))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    clock, cloud = HandClock(), FakeCloud()
    ledger = SqlLedger(migrated_url(tmp_path), clock=clock, state_dir=tmp_path)
    ledger.register("worker-1", 1)
    for number in range(1, 4):
        cloud.seed("RBX-A", f"api-rbx-{number:03}")
    reconciler = Reconciler(
        ledger,
        Systems(compute=cloud, metrics=cloud),
        actuators(),
        clock=clock,
        policy=POLICY,
        tuning=Tuning(settle_s=0.05),
    )
    yield Bench(ledger, cloud, clock, reconciler)
    reconciler.close()
    ledger.close()


def make(count: int = 6, *, code: str = "RBX", batches: int = 1) -> tuple[PlannedChange, ...]:
    size = count // batches
    return tuple(
        PlannedChange(code, REGIONS[code], f"{name}-{n}", Desired.PRESENT, batch=name)
        for batch in range(1, batches + 1)
        for name in [f"api-{code.lower()}-{MINE}-{batch}"]
        for n in range(1, size + 1)
    )


def plan(
    changes: tuple[PlannedChange, ...],
    *,
    verb: Verb = BURST,
    operation_id: str = MINE,
    target: str | None = None,
    ceiling: int = 330,
) -> Plan:
    return seal(
        Plan(
            operation_id=operation_id,
            request=Request(verb, AUTHOR, pool="api"),
            pool="api",
            planned_at=datetime.now(UTC),
            changes=changes,
            rows=(),
            size_now=3,
            size_after=9,
            ceiling=ceiling,
            euro_per_hour=None,
            euro_for_duration=None,
            api_calls=1,
            api_time_s=1.0,
            eta_s=None,
            target=target,
        )
    )


def undo(bench: Bench) -> Operation:
    removals = tuple(
        PlannedChange(
            c.datacenter,
            c.region,
            c.name,
            Desired.ABSENT,
            resource_id=c.resource_id,
            made_by=c.operation_id,
        )
        for c in bench.ledger.changes(MINE)
    )
    return bench.run(plan(removals, verb=ROLLBACK, operation_id="bbbb2222", target=MINE))


def refuse(error: Exception) -> Callable[[FakeCloud, CreateOrder], None]:
    def hook(_cloud: FakeCloud, _order: CreateOrder) -> None:
        raise error

    return hook


def accept_and_lose(cloud: FakeCloud, order: CreateOrder) -> None:
    cloud.fulfil(order)
    raise LOST


def test_a_burst_and_its_rollback_leave_exactly_what_was_there(bench: Bench) -> None:
    before = bench.cloud.names()
    assert bench.run(plan(make(12, batches=2))).state is OperationState.SUCCEEDED
    assert len(bench.cloud.names()) == 15
    assert [len(order.names) for order in bench.cloud.creates] == [6, 6]
    assert undo(bench).state is OperationState.SUCCEEDED
    assert bench.cloud.names() == before
    assert bench.ledger.operation(MINE).state is OperationState.ROLLED_BACK


def made_of(build: Build) -> Plan:
    return seal(replace(plan(make()), builds={"RBX-A": build}))


def test_what_was_previewed_is_what_is_made_by_its_ids(bench: Bench) -> None:
    build = Build(
        flavor=Part("b2-60", id="f-60"),
        image=Part("windows-server-2022-api", id="i11"),
        networks=(Part("vigie-private", id="n1"),),
    )
    assert bench.run(made_of(build)).state is OperationState.SUCCEEDED
    assert [order.build for order in bench.cloud.creates] == [build]


def test_what_the_workers_own_settings_do_not_say_is_not_made(bench: Bench) -> None:
    build = replace(POLICY.pools["api"].build, key_name="somebody")
    assert bench.run(made_of(build)).state is OperationState.FAILED
    assert not bench.cloud.creates
    assert set(bench.whys()) == {"guard.build_changed"}


def test_what_a_region_has_lost_since_the_plan_fails_before_anything_is_asked(
    bench: Bench,
) -> None:
    bench.cloud.stock = lambda region, builds: replace(stocked(region, builds), images=())
    build = replace(POLICY.pools["api"].build, image=Part("windows", id="i11"))
    assert bench.run(made_of(build)).state is OperationState.FAILED
    assert not bench.cloud.creates
    assert set(bench.whys()) == {"guard.missing_image"}


def test_what_cannot_be_read_now_is_waited_for(bench: Bench) -> None:
    away = {"network": notice("test.down")}
    bench.cloud.stock = lambda region, builds: replace(
        stocked(region, builds), networks=None, unread=away
    )
    bench.reconciler = Reconciler(
        bench.ledger,
        Systems(compute=bench.cloud, metrics=bench.cloud),
        actuators(),
        clock=bench.clock,
        policy=POLICY,
        tuning=Tuning(settle_s=0.05),
        monotonic=lambda: bench.clock.now().timestamp(),
    )

    def back(number: int) -> None:
        assert not bench.cloud.creates or number > 5
        if number == 5:
            bench.cloud.stock = stocked

    bench.between = back
    assert bench.run(plan(make())).state is OperationState.SUCCEEDED
    assert len(bench.cloud.creates) == 1
    bench.reconciler.close()


def test_what_a_rollback_removed_is_no_longer_said_to_serve(bench: Bench) -> None:
    name = make()[1].name
    bench.cloud.broken.add(name)
    bench.run(plan(make()))
    assert undo(bench).state is OperationState.SUCCEEDED
    changes = {c.name: c for c in bench.ledger.changes(MINE)}
    assert changes.pop(name).phase is Phase.FAILED  # it had nothing to lose but its reason
    assert {c.phase for c in changes.values()} == {Phase.GONE}
    why = notice("change.removed_by", operation="bbbb2222")
    assert [c.why for c in changes.values()] == [why] * 5
    counted = bench.ledger.operation(MINE).phases
    assert counted == {"RBX": {Phase.GONE: 5, Phase.FAILED: 1}}


def test_what_a_rollback_could_not_remove_is_still_said_to_serve(bench: Bench) -> None:
    bench.run(plan(make(2)))
    refused = CallRefused(notice("openstack.conflict"), request_id="req-9")
    bench.cloud.on_delete.extend([None, *[refused] * 999])
    bench.minutes_a_pass = 5.0
    assert undo(bench).state is OperationState.PARTIAL
    standing = set(bench.cloud.names())
    for change in bench.ledger.changes(MINE):
        served = change.phase is Phase.IN_SERVICE
        assert served == (change.name in standing)


def test_every_write_call_is_in_the_audit_with_its_request_id(bench: Bench) -> None:
    bench.run(plan(make(4)))
    undo(bench)
    calls = [e for e in bench.ledger.events() if e.kind in {"create.asked", "delete.asked"}]
    assert len(calls) == 1 + 4
    assert all(e.request_id for e in calls)


def test_a_lost_answer_is_looked_up_and_not_asked_again(bench: Bench) -> None:
    bench.cloud.on_create.append(accept_and_lose)
    assert bench.run(plan(make())).state is OperationState.SUCCEEDED
    assert len(bench.cloud.creates) == 1
    assert len(bench.cloud.names()) == 9


def test_a_call_that_never_arrived_is_made_again_after_looking(bench: Bench) -> None:
    bench.cloud.on_create.append(refuse(LOST))
    assert bench.run(plan(make())).state is OperationState.SUCCEEDED
    assert [len(order.names) for order in bench.cloud.creates] == [6, 6]


def test_a_creation_that_shows_up_late_leaves_no_double(bench: Bench) -> None:
    bench.cloud.on_create.append(refuse(LOST))
    late: list[CreateOrder] = []

    def appear(_number: int) -> None:
        # The first call was queued in the cloud, and is served after the second.
        if len(bench.cloud.creates) == 2 and not late:
            late.append(bench.cloud.creates[0])
            bench.cloud.fulfil(late[0])

    bench.between = appear
    assert bench.run(plan(make())).state is OperationState.SUCCEEDED
    assert late
    assert set(Counter(bench.cloud.names()).values()) == {1}
    assert len(bench.cloud.names()) == 9
    kept = {c.resource_id for c in bench.ledger.changes(MINE)}
    assert kept <= set(bench.cloud.instances_by_id)


def test_no_call_has_an_effect_that_rollback_forgets(bench: Bench) -> None:
    before = bench.cloud.names()
    bench.cloud.on_create.extend([refuse(LOST)] * 99)
    bench.minutes_a_pass = 1.0
    assert bench.run(plan(make(3))).state is OperationState.FAILED
    assert bench.whys() == {"change.outcome_unknown": 3}
    bench.cloud.on_create.clear()
    bench.cloud.fulfil(bench.cloud.creates[0])  # the cloud served it after all
    bench.minutes_a_pass = 0.01
    assert undo(bench).state is OperationState.SUCCEEDED
    assert bench.cloud.names() == before


def test_failed_builds_are_replaced_and_nothing_of_them_stays(bench: Bench) -> None:
    name = make()[1].name
    bench.cloud.broken.add(name)
    bench.between = lambda number: bench.cloud.broken.discard(name) if number == 2 else None
    assert bench.run(plan(make())).state is OperationState.SUCCEEDED
    assert len(bench.cloud.names()) == 9
    assert bench.cloud.creates[-1].names == (name,)


def test_a_build_that_always_fails_ends_partial_with_the_clouds_words(bench: Bench) -> None:
    name = make()[1].name
    bench.cloud.broken.add(name)
    ended = bench.run(plan(make()))
    assert ended.state is OperationState.PARTIAL
    assert bench.whys() == {"change.build_failed": 1}
    assert sum(name in order.names for order in bench.cloud.creates) == 3
    assert name not in bench.cloud.names()


def test_a_full_quota_fails_those_changes_at_once(bench: Bench) -> None:
    over = QuotaExceeded(notice("openstack.quota", text="Quota exceeded"), request_id="req-1")
    bench.cloud.on_create.append(refuse(over))
    ended = bench.run(plan(make(12, batches=2)))
    assert ended.state is OperationState.PARTIAL
    assert len(bench.cloud.creates) == 2
    assert bench.whys() == {"openstack.quota": 6}


def test_what_fits_a_full_quota_is_delivered_and_the_rest_fails_with_the_clouds_words(
    bench: Bench,
) -> None:
    bench.cloud.limits["RBX-A"] = 3 + 6 + 2
    ended = bench.run(plan(make(12, batches=2)))
    assert ended.state is OperationState.PARTIAL
    assert len(bench.cloud.names()) == 11
    assert bench.whys() == {"openstack.quota": 4}
    assert [len(order.names) for order in bench.cloud.creates] == [6, 6, 1, 1]
    assert bench.cloud.quota_reads == ["RBX-A"] * 2, "by the guards, and for what still fits"
    failed = [c for c in bench.ledger.changes(MINE) if c.phase is Phase.FAILED]
    assert {(c.attempts, c.request_id) for c in failed} == {(1, "req-q")}


def test_a_quota_that_promises_what_the_cloud_refuses_is_not_hammered(bench: Bench) -> None:
    over = QuotaExceeded(notice("openstack.quota", text="server group"), request_id="req-1")
    bench.cloud.limits["RBX-A"] = 1000
    bench.cloud.on_create.extend([refuse(over), None, *[refuse(over)] * 99])
    ended = bench.run(plan(make(40)))
    assert ended.state is OperationState.PARTIAL
    assert len(bench.cloud.names()) == 4
    assert len(bench.cloud.creates) <= 1 + 1 + 2 * Tuning().parallel_calls
    assert bench.cloud.quota_reads == ["RBX-A"] * 2, "by the guards, and for what still fits"
    assert bench.whys() == {"openstack.quota": 39}


def test_a_rate_limit_is_waited_for(bench: Bench) -> None:
    bench.cloud.on_create.append(refuse(RateLimited(notice("test.rate"), retry_after_s=0.05)))
    assert bench.run(plan(make())).state is OperationState.SUCCEEDED
    assert {c.attempts for c in bench.ledger.changes(MINE)} == {1}


def test_a_source_that_is_down_for_a_while_fails_nothing(bench: Bench) -> None:
    down = SourceUnreachable(notice("test.down"))
    bench.cloud.on_list.extend([down] * 7)
    bench.cloud.on_create.append(refuse(down))
    assert bench.run(plan(make())).state is OperationState.SUCCEEDED
    assert bench.kinds()["source.failed"] == 1


def test_a_source_that_stays_down_fails_at_the_deadline(bench: Bench) -> None:
    bench.minutes_a_pass = 5.0
    bench.cloud.on_list.extend([SourceUnreachable(notice("test.down"))] * 999)
    assert bench.run(plan(make(2))).state is OperationState.FAILED
    assert not bench.cloud.creates


def test_the_breaker_stops_a_datacenter_where_every_build_fails(bench: Bench) -> None:
    changes = make(12, batches=2)
    bench.cloud.broken.update(c.name for c in changes)
    assert bench.run(plan(changes)).state is OperationState.FAILED
    assert len(bench.cloud.creates) == 2  # each batch once, nothing tried again
    assert len(bench.cloud.names()) == 3


def test_stop_starts_nothing_more_and_finishes_what_is_in_flight(bench: Bench) -> None:
    bench.cloud.on_create.extend([None, refuse(RateLimited(notice("t.r"), retry_after_s=0.01))])
    bench.between = lambda n: bench.ledger.request_stop(MINE, AUTHOR) and None if n == 1 else None
    ended = bench.run(plan(make(12, batches=2)))
    assert ended.state is OperationState.STOPPED
    phases = Counter(c.phase for c in bench.ledger.changes(MINE))
    assert phases == {Phase.IN_SERVICE: 6, Phase.CANCELLED: 6}


def test_the_ceiling_counts_everything_the_pool_owns(bench: Bench) -> None:
    for number in range(10, 20):
        bench.cloud.seed("SBG5", f"api-sbg-{number:03}")
    assert bench.run(plan(make(), ceiling=15)).state is OperationState.FAILED
    assert not bench.cloud.creates
    assert bench.whys() == {"guard.ceiling": 6}
    assert bench.remedies() == {"remedy.at_most": 6}


def test_a_plan_that_was_tampered_with_is_not_executed(bench: Bench) -> None:
    honest = plan(make(2))
    forged = replace(honest, changes=make(4))
    assert bench.run(forged).state is OperationState.FAILED
    assert not bench.cloud.creates
    assert bench.whys() == {"guard.digest": 4}


def test_a_request_of_somebody_who_may_not_write_is_not_executed(bench: Bench) -> None:
    reader = Request(BURST, replace(AUTHOR, roles=("reader",)), pool="api")
    forged = seal(replace(plan(make(2)), request=reader))
    assert bench.run(forged).state is OperationState.FAILED
    assert bench.remedies() == {"remedy.author": 2}
    assert not bench.cloud.creates


def test_a_rollback_leaves_alone_what_it_did_not_make(bench: Bench) -> None:
    stranger = bench.cloud.seed("RBX-A", "api-rbx-stranger")
    bench.run(plan(make(2)))
    removal = PlannedChange(
        "RBX", "RBX-A", stranger.name, Desired.ABSENT, resource_id=stranger.id, made_by=MINE
    )
    ended = bench.run(plan((removal,), verb=ROLLBACK, operation_id="bbbb2222", target=MINE))
    assert ended.state is OperationState.FAILED
    assert not bench.cloud.deletes
    assert stranger.metadata.get(OPERATION_KEY) is None


def test_a_rollback_of_a_top_up_undoes_the_top_up_alone(bench: Bench) -> None:
    bench.run(plan(make(2)))
    name = "api-gra-cccc3333-1"
    more = PlannedChange("GRA", "GRA11", name, Desired.PRESENT, batch=name)
    bench.run(plan((more,), verb=TOPUP, operation_id="cccc3333", target=MINE))
    (made,) = bench.ledger.changes("cccc3333")
    removal = replace(more, desired=Desired.ABSENT, resource_id=made.resource_id)
    undone = plan((removal,), verb=ROLLBACK, operation_id="dddd4444", target="cccc3333")
    assert bench.run(undone).state is OperationState.SUCCEEDED
    states = {o.id: o.state for o in bench.ledger.family(MINE)}
    assert states == {
        MINE: OperationState.SUCCEEDED,
        "cccc3333": OperationState.ROLLED_BACK,
        "dddd4444": OperationState.SUCCEEDED,
    }


def test_a_removal_is_checked_again_by_the_worker_that_goes_on_with_it(bench: Bench) -> None:
    bench.run(plan(make(4)))
    # The first worker began under a policy that allowed it; the one that goes on has another.
    frozen = replace(POLICY, frozen={"api": "incident 4711"})
    heir = Reconciler(
        bench.ledger,
        Systems(compute=bench.cloud),
        actuators(),
        clock=bench.clock,
        policy=frozen,
        tuning=Tuning(settle_s=0.05),
    )
    bench.reconciler.close()
    bench.reconciler = heir
    assert undo(bench).state is OperationState.FAILED
    assert not bench.cloud.deletes
    whys = {c.why.code for c in bench.ledger.changes("bbbb2222") if c.why}
    assert whys == {"guard.pool_frozen"}


def test_a_burst_and_what_is_known_of_it_need_no_metrics_for_a_while(bench: Bench) -> None:
    bench.cloud.metrics_down = True

    def heal(number: int) -> None:
        bench.cloud.metrics_down = number < 100

    bench.between, bench.minutes_a_pass = heal, 0.4  # 40 minutes, 30 are allowed
    assert bench.run(plan(make(4))).state is OperationState.SUCCEEDED


def test_a_rollback_taken_up_late_asks_before_it_gives_up(bench: Bench) -> None:
    bench.run(plan(make(4)))
    bench.clock.at += timedelta(minutes=40)
    later = bench.clock.at

    def lost(number: int) -> None:
        # The first worker is lost before its first pass; another is there 40 minutes later.
        bench.clock.at = max(bench.clock.at, later + timedelta(minutes=40 if number else 0))

    bench.between = lost
    assert undo(bench).state is OperationState.SUCCEEDED
    assert len(bench.cloud.names()) == 3


def test_a_creation_that_is_put_off_for_ever_ends(bench: Bench) -> None:
    limited = RateLimited(notice("test.rate"), retry_after_s=0.001)
    bench.cloud.on_create.extend([refuse(limited)] * 999)
    bench.minutes_a_pass = 1.0
    assert bench.run(plan(make(2))).state is OperationState.FAILED
    assert bench.whys() == {"test.rate": 2}
    assert len(bench.cloud.creates) < 40


def test_a_burst_exactly_to_the_ceiling_counts_each_instance_once(bench: Bench) -> None:
    bench.cloud.on_create.append(
        lambda cloud, order: cloud.fulfil(order) and refuse(LOST)(cloud, order)
    )
    assert bench.run(plan(make(12, batches=2), ceiling=15)).state is OperationState.SUCCEEDED
    assert len(bench.cloud.names()) == 15


def by_hand(bench: Bench) -> list[float]:
    """The worker's own clock, which stands until it is moved; one call at a time."""
    at = [0.0]
    bench.reconciler.close()
    bench.reconciler = Reconciler(
        bench.ledger,
        Systems(compute=bench.cloud, metrics=bench.cloud),
        actuators(),
        clock=bench.clock,
        policy=POLICY,
        tuning=Tuning(settle_s=0.05, parallel_calls=1),
        monotonic=lambda: at[0],
        executor=Inline(),
    )
    return at


def test_a_worker_that_stood_still_asks_whose_the_claim_is_before_it_calls(bench: Bench) -> None:
    at = by_hand(bench)

    def stand_still(cloud: FakeCloud, order: CreateOrder) -> None:
        cloud.fulfil(order)
        at[0] += 600.0
        bench.ledger.claim(f"{MINE}-RBX", MINE)  # another worker takes it over meanwhile

    bench.cloud.on_create.append(stand_still)
    with pytest.raises(Fenced):
        bench.run(plan(make(12, batches=2)))
    assert len(bench.cloud.creates) == 1


def test_a_call_is_not_sent_once_the_claim_is_lost_on_the_way_to_its_socket(
    bench: Bench,
) -> None:
    """Whatever stood between the look at the claim and the bytes, such as a stopped process."""
    at = by_hand(bench)
    went: list[str] = []

    def on_its_way(cloud: FakeCloud, order: CreateOrder) -> None:
        cleared()
        at[0] += 600.0
        cleared()  # its own still: the claim is asserted anew, and held
        at[0] += 600.0
        bench.ledger.claim(f"{MINE}-RBX", MINE)  # another worker takes it over meanwhile
        cleared()
        went.append(order.batch)
        cloud.fulfil(order)

    bench.cloud.on_create.append(on_its_way)
    with pytest.raises(Fenced):
        bench.run(plan(make(12, batches=2)))
    assert went == []
    cleared()  # outside of a call nothing decides


def test_an_instance_that_the_cloud_does_not_know_is_gone_whatever_a_list_says(
    bench: Bench,
) -> None:
    bench.run(plan(make(3)))
    stale = dict(bench.cloud.instances_by_id)
    deleted = bench.cloud.instances

    def listed(region: str, *, full: bool = False) -> RegionView:
        view = deleted(region, full=full)
        return replace(view, instances=tuple(i for i in stale.values() if i.region == region))

    bench.cloud.instances = listed  # type: ignore[method-assign]
    assert undo(bench).state is OperationState.SUCCEEDED
    assert len(bench.cloud.names()) == 3
    assert bench.kinds()["delete.gone"] == 3


def test_a_batch_of_which_nothing_came_is_asked_for_as_a_whole_again(bench: Bench) -> None:
    """Its answer was lost, and so was the batch: proven missing, it takes one call and no 23."""
    bench.cloud.on_create.append(refuse(LOST))
    assert bench.run(plan(make(23))).state is OperationState.SUCCEEDED
    assert [len(order.names) for order in bench.cloud.creates] == [23, 23]
    assert len(bench.cloud.names()) == 26


def test_a_removal_that_the_cloud_refuses_for_a_while_is_asked_again(bench: Bench) -> None:
    bench.run(plan(make(2)))
    busy = CallRefused(notice("openstack.conflict"), request_id="req-9")
    bench.cloud.on_delete.extend([busy, SourceUnreachable(notice("test.down"))])
    assert undo(bench).state is OperationState.SUCCEEDED
    assert len(bench.cloud.names()) == 3


def test_a_result_names_the_worker_that_ended_it(bench: Bench) -> None:
    """Who took the last step may not be who began."""
    bench.ledger.accept(plan(make(1)))
    conclusion = Conclusion(
        bench.ledger, POLICY, actuators(), Systems(compute=bench.cloud, metrics=bench.cloud)
    )
    conclusion.begin(bench.ledger.claim(MINE, MINE))
    assert bench.ledger.operation(MINE).executor == "worker-1"
    bench.ledger.register("worker-2", 2)
    conclusion.end(bench.ledger.claim(MINE, MINE))
    assert bench.ledger.operation(MINE).executor == "worker-2"


def test_nothing_is_written_to_a_frozen_pool_and_no_deadline_runs_meanwhile(bench: Bench) -> None:
    """Frozen in the middle of a burst, for longer than anything is waited for."""
    seen: dict[int, int] = {}

    def between(number: int) -> None:
        seen[number] = len(bench.cloud.creates) + len(bench.cloud.deletes)
        if number == 1:
            bench.ledger.freeze("api", "incident", AUTHOR)
            # Of what is in flight one comes up broken: that would be removed and made anew.
            bench.cloud.broken = {f"api-rbx-{MINE}-2-1"}
        bench.minutes_a_pass = 30 if 1 <= number < 12 else 0.1
        if number == 12:
            bench.cloud.broken = set()
            bench.ledger.thaw("api", AUTHOR)

    first = refuse(RateLimited(notice("t.r"), retry_after_s=0.01))
    bench.cloud.on_create.extend([None, first])
    bench.between = between
    ended = bench.run(plan(make(12, batches=2)))
    assert seen[2] == seen[12]
    assert ended.state is OperationState.SUCCEEDED
    assert undo(bench).state is OperationState.SUCCEEDED
    assert len(bench.cloud.instances_by_id) == 3


def test_a_freeze_between_two_calls_of_a_pass_is_heeded(bench: Bench) -> None:
    """What was written down as intended and was not asked is put back."""
    reading = bench.ledger.live_operation

    def frozen_just_after(operation_id: str) -> Operation | None:
        found = reading(operation_id)
        if not bench.ledger.freezes():
            bench.ledger.freeze("api", "incident", AUTHOR)
        return found

    object.__setattr__(bench.ledger, "live_operation", frozen_just_after)
    waited: list[int] = []

    def between(number: int) -> None:
        if number == 3:
            waited.append(len(bench.cloud.creates))
            whole = [c.phase for c in bench.ledger.changes(MINE)]
            assert set(whole) == {Phase.PLANNED}
            object.__setattr__(bench.ledger, "live_operation", reading)
            bench.ledger.thaw("api", AUTHOR)

    bench.between = between
    assert bench.run(plan(make(6))).state is OperationState.SUCCEEDED
    assert waited == [0]


def test_an_operation_in_a_frozen_pool_can_be_stopped(bench: Bench) -> None:
    bench.cloud.on_create.extend([None, refuse(RateLimited(notice("t.r"), retry_after_s=0.01))])

    def between(number: int) -> None:
        if number == 1:
            bench.ledger.freeze("api", "incident", AUTHOR)
        if number == 3:
            bench.ledger.request_stop(MINE, AUTHOR)

    bench.between = between
    assert bench.run(plan(make(12, batches=2))).state is OperationState.STOPPED
    phases = Counter(c.phase for c in bench.ledger.changes(MINE))
    assert phases == {Phase.IN_SERVICE: 6, Phase.CANCELLED: 6}


def test_while_shrinking_is_suspended_a_pool_grows_and_loses_nothing(bench: Bench) -> None:
    """What an operation makes goes on, beside its own removal, whose deadline does not run."""
    old = bench.cloud.seed("RBX-A", "api-rbx-004")
    bench.ledger.freeze("api", "count", AUTHOR, Scope.SHRINKING)
    removal = PlannedChange("RBX", "RBX-A", old.name, Desired.ABSENT, resource_id=old.id)
    seen: list[int] = []

    def between(number: int) -> None:
        bench.minutes_a_pass = 30 if 5 <= number < 15 else 0.1
        if number == 15:
            phases = [c.phase for c in bench.ledger.changes(MINE)]
            assert Counter(phases) == {Phase.IN_SERVICE: 6, Phase.PLANNED: 1}
            seen.append(len(bench.cloud.deletes))
            bench.ledger.thaw("api", AUTHOR, Scope.SHRINKING)

    bench.between = between
    assert bench.run(plan((*make(6), removal))).state is OperationState.SUCCEEDED
    assert seen == [0]
    assert bench.cloud.deletes == [old.id]


def test_a_removal_that_was_asked_for_is_not_asked_again_while_shrinking_is_suspended(
    bench: Bench,
) -> None:
    bench.run(plan(make(2)))
    busy = CallRefused(notice("openstack.conflict"), request_id="req-9")
    bench.cloud.on_delete.extend([busy, busy])
    seen: dict[int, int] = {}

    def between(number: int) -> None:
        seen[number] = len(bench.cloud.deletes)
        bench.minutes_a_pass = 30 if 1 <= number < 12 else 0.1
        if number == 1:
            bench.ledger.freeze("api", "count", AUTHOR, Scope.SHRINKING)
        if number == 12:
            bench.ledger.thaw("api", AUTHOR, Scope.SHRINKING)

    bench.between = between
    assert undo(bench).state is OperationState.SUCCEEDED
    assert seen[2] == seen[12]
    assert len(bench.cloud.names()) == 3


def test_a_heal_waits_while_healing_is_suspended_and_a_burst_does_not(bench: Bench) -> None:
    bench.ledger.freeze("api", "noise", AUTHOR, Scope.HEALING)
    assert bench.run(plan(make(2))).state is OperationState.SUCCEEDED
    asked = len(bench.cloud.creates)
    seen: list[int] = []

    def between(number: int) -> None:
        if number == 5:
            seen.append(len(bench.cloud.creates))
            bench.ledger.thaw("api", AUTHOR, Scope.HEALING)

    bench.between = between
    name = "api-rbx-bbbb2222-1"
    more = PlannedChange("RBX", "RBX-A", f"{name}-1", Desired.PRESENT, batch=name)
    ended = bench.run(plan((more,), verb=HEAL, operation_id="bbbb2222"))
    assert ended.state is OperationState.SUCCEEDED
    assert seen == [asked]


def pair(sick: Instance) -> Plan:
    """Its replacement, and then its removal."""
    new = f"api-rbx-{MINE}-1-1"
    made = PlannedChange(
        "RBX", "RBX-A", new, Desired.PRESENT, batch=new[:-2], wanted={REPLACES: sick.id}
    )
    gone = PlannedChange(
        "RBX", "RBX-A", sick.name, Desired.ABSENT, resource_id=sick.id, wanted={REPLACEMENT: new}
    )
    return plan((made, replace(gone, after=(1,))), verb=HEAL)


def test_a_heal_whose_sick_ones_all_recover_succeeds_and_says_so(bench: Bench) -> None:
    ended = bench.run(pair(bench.cloud.seed("RBX-A", "api-rbx-004")))
    assert bench.whys() == {"change.recovered": 2}
    assert ended.state is OperationState.SUCCEEDED
    assert (bench.cloud.creates, bench.cloud.deletes) == ([], [])
    [said] = [e.notice for e in bench.ledger.events(limit=100) if e.kind == "operation.spared"]
    assert said.values == {"n": 2}


def test_a_heal_whose_sick_one_recovers_beside_its_replacement_ends_in_part(bench: Bench) -> None:
    well = bench.cloud.seed("RBX-A", "api-rbx-004")
    bench.cloud.instances_by_id[well.id] = replace(well, status=InstanceStatus.ERROR)

    def between(_number: int) -> None:
        if bench.cloud.creates:
            bench.cloud.instances_by_id[well.id] = well

    bench.between = between
    assert bench.run(pair(well)).state is OperationState.PARTIAL
    assert bench.whys() == {"change.recovered": 1}
    assert (len(bench.cloud.creates), bench.cloud.deletes) == (1, [])

"""What a pass decides, from what it observed. No I/O."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from modelled import AUTHOR, POLICY

from console.kinds.instances.act import InstanceAct
from console.kinds.instances.actuator import ACTUATOR
from console.kinds.instances.observation import look
from console.kinds.instances.verbs import BURST
from console.kinds.step import Ground, Step, Tuning
from console.model.estate import RegionView
from console.model.instance import BATCH_KEY, OPERATION_KEY, POOL_KEY, Instance, InstanceStatus
from console.model.notice import notice
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import (
    Desired,
    Plan,
    Request,
)
from console.model.tracked import Tracked
from console.operations.passes import breaker
from console.operations.passes.audit import entries
from console.ports import CreateOrder

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=3)
MINE = "aaaa1111"
BATCH = f"api-rbx-{MINE}-1"
PLAN = Plan(
    operation_id=MINE,
    request=Request(BURST, AUTHOR, pool="api"),
    pool="api",
    planned_at=NOW,
    changes=(),
    rows=(),
    size_now=0,
    size_after=0,
    ceiling=330,
    euro_per_hour=None,
    euro_for_duration=None,
    api_calls=0,
    api_time_s=0.0,
    eta_s=None,
)
RUNNING = Operation(MINE, PLAN, OperationState.RUNNING, NOW)
TERMS = Ground(
    operation=RUNNING,
    policy=POLICY,
    tuning=Tuning(settle_s=20.0, create_attempts=3, breaker_after=5),
    now=NOW,
    wall=NOW,
    taken_at=NOW - timedelta(minutes=45),
    taken_wall=NOW - timedelta(minutes=1),
)
STOPPED = replace(TERMS, operation=replace(RUNNING, stop_requested=True))


@dataclass(frozen=True)
class Decisions:
    """The steps of a pass over creations and removals, as a test asks about them."""

    before: tuple[Tracked, ...]
    steps: tuple[Step, ...]
    failures: int

    @property
    def tracked(self) -> list[Tracked]:
        return [step.tracked for step in self.steps]

    @property
    def moved(self) -> list[Tracked]:
        return [new for old, new in zip(self.before, self.tracked, strict=True) if new != old]

    @property
    def creates(self) -> list[Tracked]:
        return [step.tracked for step in self.steps if step.act == InstanceAct.CREATE]

    @property
    def removals(self) -> list[str]:
        found = [i for step in self.steps if step.act == InstanceAct.DELETE for i in step.about]
        return [i.id for i in found if isinstance(i, Instance)]


def wanted(n: int = 1, phase: Phase = Phase.PLANNED, **more: object) -> Tracked:
    change = Change(
        MINE, n, "RBX", "RBX-A", f"{BATCH}-{n}", Desired.PRESENT, phase, NOW, batch=BATCH
    )
    fields = {name: more.pop(name) for name in list(more) if name in Change.__slots__}
    return Tracked(replace(change, **fields), **more)


def asked(n: int = 1, *, ago_s: float = 1.0, answered: bool = True, attempts: int = 1) -> Tracked:
    at = NOW - timedelta(seconds=ago_s)
    return wanted(
        n,
        Phase.REQUESTED,
        attempts=attempts,
        asked_at=at,
        asked_wall=at,
        answered=answered,
    )


def doomed(resource_id: str | None = "id-1", **more: object) -> Tracked:
    made_by = more.pop("made_by", None)
    change = Change(
        "bbbb2222",
        1,
        "RBX",
        "RBX-A",
        f"{BATCH}-1",
        Desired.ABSENT,
        more.pop("phase", Phase.PLANNED),
        NOW,
        resource_id=resource_id,
        made_by=made_by,
        attempts=more.pop("attempts", 0),
    )
    return Tracked(change, **more)


def server(
    n: int = 1,
    status: InstanceStatus = InstanceStatus.ACTIVE,
    *,
    id_: str | None = None,
    operation: str | None = MINE,
    age_s: float = 60.0,
    **more: object,
) -> Instance:
    at = NOW - timedelta(seconds=age_s)
    metadata = {POOL_KEY: "api", BATCH_KEY: BATCH}
    if operation:
        metadata[OPERATION_KEY] = operation
    return Instance(
        id_ or f"id-{n}", f"{BATCH}-{n}", "RBX-A", status, at, at, metadata=metadata, **more
    )


def judge(
    *tracked: Tracked,
    seen: tuple[Instance, ...] | None = (),
    terms: Ground = TERMS,
    healthy: tuple[int, ...] | None = (),
    unreadable: int = 0,
    failures: int = 0,
) -> Decisions:
    views = {} if seen is None else {"RBX-A": RegionView("RBX-A", seen, NOW, unreadable)}
    health = None if healthy is None else {f"{BATCH}-{n}": True for n in healthy}
    sight = look(views, health)
    steps = [ACTUATOR.judge(t, sight, terms) for t in tracked]
    counted = breaker.count(steps, failures)
    return Decisions(tracked, tuple(breaker.hold(steps, counted, terms)), counted)


def phase(decisions: Decisions) -> Phase:
    return decisions.tracked[0].phase


def test_what_is_missing_is_asked_for() -> None:
    decisions = judge(wanted(1), wanted(2))
    assert [t.change.seq for t in decisions.creates] == [1, 2]


def test_what_is_there_is_adopted_and_not_asked_for_again() -> None:
    decisions = judge(wanted(1), seen=(server(1, InstanceStatus.BUILD),))
    assert not decisions.creates
    assert phase(decisions) is Phase.BUILDING
    assert decisions.tracked[0].change.resource_id == "id-1"


def test_an_instance_of_our_name_that_another_operation_made_is_not_adopted() -> None:
    decisions = judge(wanted(1), seen=(server(1, operation="zzzz9999"),))
    assert decisions.tracked[0].change.resource_id is None
    assert not decisions.removals


@pytest.mark.parametrize("unanswered", [True, False])
def test_an_asked_creation_that_does_not_show_up_is_waited_for(unanswered: bool) -> None:
    decisions = judge(asked(1, ago_s=19, answered=not unanswered))
    assert not decisions.creates
    assert phase(decisions) is Phase.REQUESTED


def test_it_is_asked_for_again_once_it_would_surely_be_visible() -> None:
    decisions = judge(asked(1, ago_s=21, answered=False))
    assert len(decisions.creates) == 1


@pytest.mark.parametrize(("taken_s", "again"), [(19, False), (21, True)])
def test_who_took_the_work_over_waits_for_what_the_other_may_have_sent_last(
    taken_s: float, again: bool
) -> None:
    """It was written down long ago, and may have been sent when the other lost the work."""
    taken = replace(TERMS, taken_wall=NOW - timedelta(seconds=taken_s))
    decisions = judge(asked(1, ago_s=300, answered=False), terms=taken)
    assert bool(decisions.creates) is again


def test_absence_is_not_proven_by_an_answer_that_was_partly_unreadable() -> None:
    decisions = judge(wanted(1), asked(2, ago_s=30), seen=(), unreadable=1)
    assert not decisions.creates


def test_nothing_is_asked_for_in_a_region_that_did_not_answer() -> None:
    decisions = judge(wanted(1), asked(2, ago_s=30), seen=None)
    assert not decisions.creates
    assert not decisions.moved


def test_an_unknown_outcome_fails_at_the_deadline_and_says_so() -> None:
    late = asked(1, ago_s=1800 + 61, attempts=3, answered=False)
    decisions = judge(late)
    assert phase(decisions) is Phase.FAILED
    assert decisions.tracked[0].change.why == notice("change.outcome_unknown", name=f"{BATCH}-1")


def test_in_service_is_what_the_metrics_say() -> None:
    building = wanted(1, Phase.BUILDING)
    assert phase(judge(building, seen=(server(1),), healthy=())) is Phase.READY
    assert phase(judge(building, seen=(server(1),), healthy=None)) is Phase.READY
    assert phase(judge(building, seen=(server(1),), healthy=(1,))) is Phase.IN_SERVICE


def test_without_a_metrics_source_running_counts_as_in_service() -> None:
    terms = replace(TERMS, verified=False)
    assert phase(judge(asked(1), seen=(server(1),), healthy=None, terms=terms)) is Phase.IN_SERVICE


def test_ready_but_never_seen_in_service_fails_and_keeps_the_instance() -> None:
    late = wanted(1, Phase.READY, asked_at=LONG_AGO, resource_id="id-1")
    decisions = judge(late, seen=(server(1),))
    assert phase(decisions) is Phase.FAILED
    assert decisions.tracked[0].change.resource_id == "id-1"
    assert not decisions.removals


def test_of_two_instances_of_one_name_the_oldest_stays() -> None:
    old, new = server(1, id_="old", age_s=90), server(1, id_="new", age_s=10)
    decisions = judge(asked(1), seen=(new, old), healthy=(1,))
    assert decisions.tracked[0].change.resource_id == "old"
    assert decisions.removals == ["new"]
    assert phase(decisions) is Phase.READY  # not finished while the other one is there


def test_a_failed_build_is_removed_and_then_tried_again() -> None:
    broken = server(1, InstanceStatus.ERROR, fault="No valid host was found.")
    first = judge(asked(1), seen=(broken,))
    assert phase(first) is Phase.RELEASING
    assert first.removals == ["id-1"]
    assert not first.creates
    again = judge(*first.tracked, seen=())
    assert len(again.creates) == 1


def test_a_build_that_fails_too_often_fails_with_the_clouds_own_words() -> None:
    broken = server(1, InstanceStatus.ERROR, fault="No valid host was found.")
    first = judge(asked(1, attempts=3), seen=(broken,))
    last = judge(*first.tracked, seen=())
    assert phase(last) is Phase.FAILED
    assert last.tracked[0].change.why == notice(
        "change.build_failed", message="No valid host was found."
    )


def test_a_build_stuck_beyond_the_deadline_is_removed_and_not_tried_again() -> None:
    stuck = wanted(1, Phase.BUILDING, asked_at=LONG_AGO, attempts=1)
    first = judge(stuck, seen=(server(1, InstanceStatus.BUILD),))
    assert first.removals == ["id-1"]
    assert phase(judge(*first.tracked, seen=())) is Phase.FAILED


def test_an_instance_that_vanishes_while_building_is_looked_for_before_another_is_made() -> None:
    decisions = judge(wanted(1, Phase.BUILDING, attempts=1, resource_id="id-1"), seen=())
    assert phase(decisions) is Phase.REQUESTED
    assert not decisions.creates


def test_the_breaker_waits_for_builds_in_flight_then_trips() -> None:
    held = judge(wanted(1), wanted(2, Phase.BUILDING), seen=(server(2, InstanceStatus.BUILD),),
                 failures=5)  # fmt: skip
    assert not held.creates
    assert phase(held) is Phase.PLANNED
    tripped = judge(wanted(1), failures=5)
    assert phase(tripped) is Phase.FAILED
    assert tripped.tracked[0].change.why == notice("change.breaker", datacenter="RBX", n=5)


def test_a_success_starts_the_count_of_failures_anew() -> None:
    broken = server(2, InstanceStatus.ERROR)
    decisions = judge(asked(1), asked(2), seen=(server(1), broken), failures=4)
    assert decisions.failures == 0
    assert judge(asked(2), seen=(broken,), failures=4).failures == 5


def test_stop_finishes_what_is_in_flight_and_starts_nothing_more() -> None:
    terms = STOPPED
    building = wanted(2, Phase.BUILDING, attempts=1)
    decisions = judge(wanted(1), building, seen=(server(2, InstanceStatus.BUILD),), terms=terms)
    assert [t.phase for t in decisions.tracked] == [Phase.CANCELLED, Phase.BUILDING]
    assert not decisions.creates


def test_stop_says_that_it_does_not_know_rather_than_that_nothing_was_made() -> None:
    decisions = judge(asked(1, ago_s=21, answered=False), terms=STOPPED)
    assert phase(decisions) is Phase.FAILED
    assert decisions.tracked[0].change.why is not None
    assert decisions.tracked[0].change.why.code == "change.outcome_unknown"


def test_a_pinned_instance_is_removed_until_its_absence_is_seen() -> None:
    first = judge(doomed(), seen=(server(1),))
    assert first.removals == ["id-1"]
    leaving = judge(doomed(), seen=(server(1, task_state="deleting"),))
    assert phase(leaving) is Phase.RELEASING
    assert not leaving.removals
    assert phase(judge(*leaving.tracked, seen=())) is Phase.GONE


def test_a_rollback_removes_only_what_its_family_made() -> None:
    terms = replace(TERMS, undone=frozenset({MINE}))
    stranger = server(1, operation=None)
    decisions = judge(doomed(made_by=MINE), seen=(stranger,), terms=terms)
    assert phase(decisions) is Phase.FAILED
    assert decisions.tracked[0].change.why == notice("change.not_ours")
    assert not decisions.removals


def test_an_instance_of_another_pool_is_never_removed() -> None:
    other = replace(server(1), metadata={POOL_KEY: "db"})
    assert not judge(doomed(), seen=(other,)).removals


def test_a_rollback_also_removes_a_double_of_the_pinned_instance() -> None:
    terms = replace(TERMS, undone=frozenset({MINE}))
    double = server(1, id_="double")
    decisions = judge(doomed(made_by=MINE), seen=(server(1), double), terms=terms)
    assert set(decisions.removals) == {"id-1", "double"}


def test_a_creation_never_seen_is_looked_for_before_it_counts_as_gone() -> None:
    terms = replace(TERMS, undone=frozenset({MINE}), taken_wall=NOW - timedelta(seconds=5))
    unsure = doomed(None, made_by=MINE)
    assert phase(judge(unsure, seen=(), terms=terms)) is Phase.PLANNED
    late = judge(unsure, seen=(server(1),), terms=terms)
    assert late.removals == ["id-1"]
    settled = replace(terms, taken_wall=NOW - timedelta(seconds=25))
    assert phase(judge(unsure, seen=(), terms=settled)) is Phase.GONE


def orders(steps: list[Step]) -> list[CreateOrder]:
    calls = ACTUATOR.calls(steps, look({}), TERMS)
    return [call.about for call in calls if isinstance(call.about, CreateOrder)]


def test_a_whole_batch_is_one_call_and_its_remainder_single_calls() -> None:
    batch = [Step(wanted(n), InstanceAct.CREATE) for n in (1, 2, 3)]
    (whole,) = orders(batch)
    assert whole.names == tuple(f"{BATCH}-{n}" for n in (1, 2, 3))
    assert whole.batch == BATCH
    rest = orders([replace(batch[0], act=None), *batch[1:]])
    assert [order.names for order in rest] == [(f"{BATCH}-2",), (f"{BATCH}-3",)]
    assert rest[0].metadata[OPERATION_KEY] == MINE


def test_events_count_moves_and_say_each_reason_once() -> None:
    before = [wanted(n) for n in (1, 2, 3)]
    why = notice("change.stopped")
    after = [t.at(Phase.FAILED, NOW, why) for t in before]
    found = entries(before, after, ACTUATOR.moved)
    assert [(e.kind, e.notice) for e in found] == [
        ("changes.moved", notice("changes.failed", n=3, datacenter="RBX")),
        ("change.failed", why),
    ]


LET_GO = replace(STOPPED, stopped_wall=NOW - timedelta(seconds=40))


@pytest.mark.parametrize("phase", [Phase.REQUESTED, Phase.BUILDING, Phase.READY, Phase.RELEASING])
def test_a_stop_leaves_what_never_comes_to_an_end_and_says_what_it_was(phase: Phase) -> None:
    """It keeps its id: a rollback and a sweep find it by its mark."""
    stuck = server(1, InstanceStatus.BUILD, task_state="scheduling")
    tracked = wanted(1, phase, attempts=1, resource_id="id-1", asked_at=NOW, asked_wall=NOW)
    found = judge(tracked, seen=(stuck,), terms=LET_GO)
    [item] = found.tracked
    assert item.phase is Phase.FAILED
    assert item.change.why == notice("change.left", state="BUILD/scheduling")
    assert item.change.resource_id == "id-1"
    waiting = judge(tracked, seen=(stuck,), terms=replace(STOPPED, stopped_wall=NOW))
    assert not waiting.tracked[0].phase.final, "what is in flight is waited for a little"


def test_a_stop_waits_for_no_region_that_is_silent() -> None:
    found = judge(
        wanted(1),
        asked(2),
        doomed(phase=Phase.RELEASING, attempts=1, asked_at=NOW),
        seen=None,
        terms=LET_GO,
    )
    assert [t.phase for t in found.tracked] == [Phase.CANCELLED, Phase.FAILED, Phase.FAILED]
    assert [t.change.why.code for t in found.tracked if t.change.why] == [
        "change.stopped",
        "change.left_unseen",
        "change.left_unseen",
    ]


def test_a_stop_still_takes_in_what_has_come_to_its_end() -> None:
    found = judge(
        wanted(1, Phase.READY, attempts=1, asked_at=NOW),
        seen=(server(1),),
        healthy=(1,),
        terms=LET_GO,
    )
    assert found.tracked[0].phase is Phase.IN_SERVICE


def test_a_removal_that_comes_to_error_is_told_in_the_clouds_words_and_given_up_in_time() -> None:
    broken = server(1, InstanceStatus.ERROR, operation=None, fault="libvirt: domain is busy")

    def after(seconds: float, attempts: int) -> Tracked:
        at = NOW - timedelta(seconds=seconds)
        return doomed(phase=Phase.RELEASING, attempts=attempts, asked_at=NOW, asked_wall=at)

    def step(seconds: float, attempts: int) -> Decisions:
        return judge(after(seconds, attempts), seen=(broken,))

    words = notice("change.delete_failed", message="libvirt: domain is busy")
    first = step(25, 1)
    assert (first.removals, first.tracked[0].change.why) == (["id-1"], words)
    assert step(25, 2).removals == [], "the second time it waits twice as long"
    assert step(45, 2).removals == ["id-1"]
    assert step(70, 4).removals == []
    last = step(90, 5)
    assert last.removals == []
    assert (last.tracked[0].phase, last.tracked[0].change.why) == (Phase.FAILED, words)


def test_a_removal_that_fails_at_its_deadline_says_the_last_refusal() -> None:
    locked = notice("openstack.conflict", text="Instance is locked")
    change = doomed(phase=Phase.PLANNED, attempts=0, asked_at=NOW - timedelta(minutes=40))
    found = judge(change.said(locked), seen=(server(1, operation=None),))
    assert found.tracked[0].phase is Phase.FAILED
    assert found.tracked[0].change.why == locked

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from modelled import World
from outcomes import guards, planned

from console.kinds.instances.verbs import BURST, SCALE
from console.kinds.leftovers.reading import RegionReading, judged
from console.model.instance import InstanceStatus
from console.model.leftover import TracedOperation, Traces
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.plan import (
    Desired,
    Plan,
    Refusal,
)
from console.model.policy import Record
from console.model.verb import ROLLBACK, TOPUP, Verb


def ask(
    world: World, verb: Verb, target: Operation, operation_id: str = "r0llback", **request: object
) -> Plan | Refusal:
    """Ask for something about an operation, with all its family's changes."""
    record = Record(target=target, target_changes=tuple(world.changes))
    return world.ask(verb, record=record, operation_id=operation_id, **({"pool": None} | request))


def burst(world: World, to: int = 300, *outcomes: str) -> Operation:
    """A burst whose first changes end as said, the others well."""
    plan = planned(world.ask(BURST, to=to))
    names = [change.name for change in plan.changes]
    operation, _ = world.apply(plan, outcomes=dict(zip(names, outcomes, strict=False)))
    return operation


def test_a_rollback_removes_by_id_what_the_burst_made_and_leaves_the_thirty() -> None:
    world = World.steady()
    before = set(world.standing)
    target = burst(world)
    made = set(world.standing) - before
    plan = planned(ask(world, ROLLBACK, target))
    assert {change.resource_id for change in plan.changes} == made
    assert {change.desired for change in plan.changes} == {Desired.ABSENT}
    assert (plan.size_now, plan.size_after, plan.target) == (300, 30, target.id)
    world.apply(plan)
    assert set(world.standing) == before


def test_after_partial_success_only_what_may_stand_is_removed() -> None:
    world = World.steady()
    before = set(world.standing)
    target = burst(world, 40, "error", "refused", "lost", "hidden", "never")
    made = [i for i in world.standing.values() if i.id not in before]
    plan = planned(ask(world, ROLLBACK, target))
    assert {c.resource_id for c in plan.changes if c.resource_id} == {i.id for i in made}
    (lost,) = [c for c in plan.changes if c.resource_id is None]
    assert (lost.name, lost.made_by) == ("api-rbx-k3v9x0ab-1-3", target.id)
    assert "warning.unsure" in [warning.code for warning in plan.warnings]
    assert plan.size_after == 30
    world.apply(plan)
    assert set(world.standing) == before


def test_what_already_went_is_not_removed_again() -> None:
    world = World.steady()
    target = burst(world, 33)
    gone = next(i for i in world.standing.values() if i.operation == target.id)
    del world.standing[gone.id]
    plan = planned(ask(world, ROLLBACK, target))
    assert gone.id not in {change.resource_id for change in plan.changes}
    assert len(plan.changes) == 2


def test_what_is_being_deleted_is_left_to_go() -> None:
    world = World.steady()
    target = burst(world, 33)
    leaving = next(i for i in world.standing.values() if i.operation == target.id)
    world.change(leaving.id, task_state="deleting")
    plan = planned(ask(world, ROLLBACK, target))
    assert leaving.id not in {change.resource_id for change in plan.changes}
    assert (plan.size_now, plan.size_after) == (32, 30)


def test_a_list_older_than_the_change_proves_nothing() -> None:
    world = World.steady()
    target = burst(world, 31)
    estate = world.estate()
    old = {
        name: replace(
            view,
            observed_at=world.now - timedelta(hours=1),
            instances=tuple(i for i in view.instances if i.operation is None),
        )
        for name, view in estate.regions.items()
    }
    plan = planned(ask(world, ROLLBACK, target, estate=replace(estate, regions=old)))
    (change,) = plan.changes
    assert change.resource_id is not None


def test_an_instance_nobody_recorded_is_found_by_the_operation_it_carries() -> None:
    world = World.steady()
    target = burst(world, 31)
    twin = world.add("api-rbx-k3v9x0ab-1", "RBX-A", operation=target.id)
    plan = planned(ask(world, ROLLBACK, target))
    assert twin.id in {change.resource_id for change in plan.changes}
    assert len(plan.changes) == 2


def test_a_rollback_cut_short_is_taken_up_again() -> None:
    world = World.steady()
    before = set(world.standing)
    target = burst(world, 60)
    first = planned(ask(world, ROLLBACK, target))
    world.apply(first, outcomes={change.name: "never" for change in first.changes[:12]})
    second = planned(ask(world, ROLLBACK, target, "r0llbac2"))
    assert len(second.changes) == 12
    world.apply(second)
    assert set(world.standing) == before
    assert guards(ask(world, ROLLBACK, target)) == ["nothing"]


def test_a_creation_shown_to_have_left_nothing_is_done_with() -> None:
    world = World.steady()
    target = burst(world, 31, "lost")
    world.apply(planned(ask(world, ROLLBACK, target)))
    assert guards(ask(world, ROLLBACK, target)) == ["nothing"]


def test_what_came_after_a_rollback_is_listed_and_taken_by_another() -> None:
    world = World.steady()
    before = set(world.standing)
    target = burst(world, 31, "lost")
    undone = planned(ask(world, ROLLBACK, target))
    world.apply(undone)
    [lost] = undone.changes
    late = world.add(lost.name, lost.region, operation=target.id)
    over = {
        number: TracedOperation(number, target.id, verb, OperationState.SUCCEEDED, world.now)
        for number, verb in ((target.id, BURST), (undone.operation_id, ROLLBACK))
    }
    reading = RegionReading(lost.region, servers=world.estate().regions[lost.region])
    [found] = judged(reading, Traces(over, tuple(world.changes)), world.policy, None, world.now)
    assert (found.id, found.sure, found.why.code) == (late.id, True, "leftover.late")
    assert found.held == notice("leftover.running", pool="api")
    again = planned(ask(world, ROLLBACK, target, "r0llbac2"))
    assert [change.resource_id for change in again.changes] == [late.id]
    world.apply(again)
    assert set(world.standing) == before


def test_a_rollback_of_a_burst_takes_its_top_up_too() -> None:
    world = World.steady()
    before = set(world.standing)
    target = burst(world, 60, *["refused"] * 10)
    more = planned(ask(world, TOPUP, target, "t0pup000"))
    world.apply(more)
    assert len(world.standing) == 60
    world.apply(planned(ask(world, ROLLBACK, target)))
    assert set(world.standing) == before


def test_a_top_up_is_rolled_back_alone() -> None:
    world = World.steady()
    target = burst(world, 60, *["refused"] * 10)
    top_up, _ = world.apply(planned(ask(world, TOPUP, target, "t0pup000")))
    plan = planned(ask(world, ROLLBACK, top_up))
    assert {change.made_by for change in plan.changes} == {top_up.id}
    assert (plan.size_now, plan.size_after) == (60, 50)


def test_topping_up_a_top_up_is_about_what_the_burst_wanted() -> None:
    world = World.steady()
    target = burst(world, 60, *["refused"] * 10)
    first = planned(ask(world, TOPUP, target, "t0pup000"))
    half = {change.name: "refused" for change in first.changes[:4]}
    top_up, _ = world.apply(first, outcomes=half)
    second = planned(ask(world, TOPUP, top_up, "t0pup001"))
    assert len(second.changes) == 4
    world.apply(second)
    assert guards(ask(world, TOPUP, top_up, "t0pup002")) == ["nothing"]


def test_a_creation_given_up_after_an_earlier_answer_may_still_stand() -> None:
    world = World.steady()
    target = burst(world, 31, "refused")
    assert guards(ask(world, ROLLBACK, target)) == ["nothing"]
    name = world.changes[0].name
    given_up = notice("change.outcome_unknown", name=name)
    world.changes = [replace(world.changes[0], why=given_up)]
    (change,) = planned(ask(world, ROLLBACK, target)).changes
    assert (change.name, change.resource_id) == (name, None)


def test_a_rolled_back_shrinking_makes_the_same_number_anew() -> None:
    world = World.steady()
    burst(world, 100)
    shrink, _ = world.apply(planned(world.ask(SCALE, to=40, operation_id="shr1nk00")))
    world.changes = [c for c in world.changes if c.operation_id == shrink.id]
    plan = planned(ask(world, ROLLBACK, shrink))
    assert (plan.size_now, plan.size_after) == (40, 100)
    assert {change.desired for change in plan.changes} == {Desired.PRESENT}
    assert Counter(c.region for c in plan.changes) == Counter(c.region for c in world.changes)
    assert "warning.new_ids" in [warning.code for warning in plan.warnings]
    world.apply(plan, outcomes={change.name: "refused" for change in plan.changes[:7]})
    rest = planned(ask(world, ROLLBACK, shrink, "r0llbac2"))
    assert (len(rest.changes), rest.size_after) == (7, 100)


def test_what_cannot_be_rolled_back_is_refused() -> None:
    world = World.steady()
    target = burst(world, 40)
    running = replace(target, state=OperationState.RUNNING)
    assert guards(ask(world, ROLLBACK, running)) == ["target.live"]
    undone = replace(target, state=OperationState.ROLLED_BACK)
    assert guards(ask(world, ROLLBACK, undone)) == ["target.rolled_back"]
    assert guards(ask(world, ROLLBACK, target, pool="web")) == ["target.pool"]
    back, _ = world.apply(planned(ask(world, ROLLBACK, target)))
    assert guards(ask(world, ROLLBACK, back)) == ["target.rollback"]


def test_a_rollback_never_goes_below_the_baseline() -> None:
    world = World.steady()
    target = burst(world, 60)
    for instance in [i for i in world.standing.values() if i.operation is None][:1]:
        del world.standing[instance.id]
    assert guards(ask(world, ROLLBACK, target)) == ["baseline"]


def test_a_rollback_may_leave_fewer_in_service_where_a_floor_says_so() -> None:
    world = World.steady()
    target = burst(world, 60)
    world.sick.add(next(i.id for i in world.standing.values() if i.operation is None))
    world.pool(least=30)
    assert guards(ask(world, ROLLBACK, target)) == ["baseline.in_service"]
    world.pool(least=29)
    assert len(planned(ask(world, ROLLBACK, target)).changes) == 30


def test_a_rollback_keeps_the_baseline_in_service() -> None:
    world = World.steady()
    target = burst(world, 60)
    world.sick.add(next(i.id for i in world.standing.values() if i.operation is None))
    assert guards(ask(world, ROLLBACK, target)) == ["baseline.in_service"]


def test_a_top_up_asks_for_what_is_missing_where_nothing_failed() -> None:
    world = World.steady()
    target = burst(world, 130, *["refused"] * 20)
    plan = planned(ask(world, TOPUP, target, "t0pup000"))
    assert len(plan.changes) == 20
    assert {change.datacenter for change in plan.changes} == {"GRA", "SBG"}
    assert "warning.avoided" in [warning.code for warning in plan.warnings]
    assert plan.changes[0].name.startswith("api-gra-t0pup000-1")
    named = planned(ask(world, TOPUP, target, "t0pup000", datacenters=("RBX",)))
    assert {change.datacenter for change in named.changes} == {"RBX"}


def test_a_top_up_goes_back_where_it_failed_when_the_others_are_full() -> None:
    world = World.steady()
    world.limits |= {"GRA11": 46, "SBG5": 33}
    target = burst(world, 130, *["refused"] * 20)
    plan = planned(ask(world, TOPUP, target, "t0pup000"))
    assert len(plan.changes) == 20
    assert "RBX" in {change.datacenter for change in plan.changes}


def test_instances_in_error_are_missing() -> None:
    world = World.steady()
    target = burst(world, 40, "error", "error")
    assert len(planned(ask(world, TOPUP, target, "t0pup000")).changes) == 2


def test_a_complete_burst_needs_no_top_up() -> None:
    world = World.steady()
    target = burst(world, 40)
    assert guards(ask(world, TOPUP, target)) == ["nothing"]
    world.change(next(iter(world.standing)), status=InstanceStatus.ERROR)
    assert guards(ask(world, TOPUP, target)) == ["nothing"]

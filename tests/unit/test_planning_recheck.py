"""The worker asks the very guards of planning, of what has not begun, on what it sees itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from modelled import World
from outcomes import planned
from private_modelled import GIB, TB, PrivateWorld

from console.kinds.instances.verbs import BURST, SCALE
from console.kinds.machines.verbs import VM_RESIZE
from console.kinds.supplies.verbs import DATASTORE_ADD
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.instance import InstanceStatus
from console.model.operation import Change, Operation, Phase
from console.model.plan import Desired, Plan, PlannedChange
from console.model.policy import Record
from console.model.private import Alarm, Severity, Task, TaskState
from console.model.verb import ROLLBACK
from console.planning import recheck
from console.planning.digest import seal


def begun(plan: Plan, *phases: Phase, world: World) -> tuple[Change, ...]:
    """A plan's changes in the journal, the first in given phases, the rest not begun."""
    rest = [Phase.PLANNED] * (len(plan.changes) - len(phases))
    return tuple(
        Change(
            plan.operation_id,
            seq,
            one.datacenter,
            one.region,
            one.name,
            one.desired,
            phase,
            world.now,
            one.batch,
            one.resource_id,
            one.made_by,
            resource=one.resource,
            wanted=one.wanted,
            before=one.before,
        )
        for seq, (one, phase) in enumerate(zip(plan.changes, [*phases, *rest], strict=True), 1)
    )


def against(plan: Plan, world: World | PrivateWorld, **known: object) -> list[str]:
    """The guards that speak against what a plan has not begun."""
    estate = known.pop("estate", None) or world.estate()
    assert isinstance(estate, Estate)
    reasons = recheck(plan, estate, world.policy, **known)  # type: ignore[arg-type]
    return [reason.guard for reason in reasons]


# A plan of another hour


def test_a_plan_of_ten_hours_ago_takes_no_pool_below_its_baseline() -> None:
    world = World.steady()
    world.apply(planned(world.ask(BURST, to=33)))
    plan = planned(world.ask(SCALE, to=30))
    survivors = {change.resource_id for change in plan.changes}
    for number in set(world.standing) - survivors:
        del world.standing[number]
    world.now += timedelta(hours=10)
    assert len(world.standing) == 3
    assert against(plan, world) == ["baseline"]
    assert against(plan, world, age_s=36_000.0) == ["plan.age", "baseline"]


def test_a_plan_older_than_its_limit_is_not_begun() -> None:
    world = World.steady()
    plan = planned(world.ask(BURST, to=60))
    assert against(plan, world, age_s=900.0) == []
    (reason,) = recheck(plan, world.estate(), world.policy, age_s=901.0)
    assert (reason.guard, reason.passing) == ("plan.age", False)
    limits = replace(world.policy.limits, plan_age_s=60.0)
    world.policy = replace(world.policy, limits=limits)
    assert against(plan, world, age_s=61.0) == ["plan.age"]


def test_the_shrink_budget_and_the_evidence_are_asked_for_again() -> None:
    world = World.steady()
    world.apply(planned(world.ask(BURST, to=60)))
    plan = planned(world.ask(SCALE, to=30))
    limits = replace(world.policy.limits, shrink_at_most=29)
    tight = replace(world.policy, limits=limits)
    assert [r.guard for r in recheck(plan, world.estate(), tight)] == ["shrink.budget"]
    estate = world.estate()
    state = replace(estate.sources["prometheus"], freshness=Freshness.STALE)
    dark = replace(estate, sources=estate.sources | {"prometheus": state})
    (reason,) = recheck(plan, dark, world.policy)
    assert (reason.guard, reason.passing) == ("metrics.stale", True)
    assert against(plan, world, estate=replace(estate, loads={})) == ["load.unknown"]
    world.sick = {i.id for i in world.standing.values() if i.operation is None}
    assert against(plan, world) == ["baseline.in_service"]


def test_a_forged_row_is_bounded_like_any_plan() -> None:
    """Another author, 320 creations over the ceiling, the digest recomputed."""
    world = World.steady()
    plan = planned(world.ask(BURST, to=300))
    more = tuple(
        PlannedChange("RBX", "RBX-A", f"api-rbx-f0rged00-{n}", Desired.PRESENT) for n in range(350)
    )
    forged = seal(
        replace(
            plan,
            changes=(*plan.changes, *more),
            ceiling=10_000,
            request=replace(plan.request, author=replace(plan.request.author, user="mallory")),
        )
    )
    assert against(forged, world) == ["ceiling"]
    assert against(seal(replace(plan, ceiling=299)), world) == ["ceiling"]
    # Rows of changes that the plan does not have are judged too.
    rows = begun(forged, world=world)
    assert against(plan, world, changes=rows) == ["ceiling"]


# Midway


def test_midway_every_instance_counts_once_under_the_ceiling() -> None:
    world = World.steady()
    plan = planned(world.ask(BURST, to=330))
    changes = begun(plan, *[Phase.REQUESTED] * 100, world=world)
    assert against(plan, world, changes=changes) == []
    for change in changes[:60]:  # listed, though their call is not answered yet
        made = world.add(change.name, change.region, operation=plan.operation_id)
        world.change(made.id, status=InstanceStatus.BUILD)
    assert against(plan, world, changes=changes) == []
    world.add("api-rbx-stranger", "RBX-A")
    (reason,) = recheck(plan, world.estate(), world.policy, changes=changes)
    assert (reason.guard, reason.passing) == ("ceiling", True)


def test_creations_whose_answer_was_lost_count_as_long_as_they_are_unseen() -> None:
    world = World.steady()
    plan = planned(world.ask(BURST, to=330))
    lost = begun(planned(world.ask(BURST, to=31, operation_id="l0st0000")), world=world)
    asked = tuple(replace(change, phase=Phase.REQUESTED) for change in lost)
    assert against(plan, world, record=Record(asked=asked)) == ["ceiling"]


def rolled_back(world: World) -> tuple[Operation, Plan]:
    target, changes = world.apply(planned(world.ask(BURST, to=60)))
    record = Record(target=target, target_changes=changes)
    back = world.ask(ROLLBACK, pool=None, record=record, operation_id="r0llback")
    return target, planned(back)


@pytest.mark.parametrize("ratio", [1.0, 0.5])
def test_a_rollback_partly_done_goes_on(ratio: float) -> None:
    world = World.steady()
    limits = replace(world.policy.limits, shrink_ratio=ratio, shrink_at_most=30)
    world.policy = replace(world.policy, limits=limits)
    _, plan = rolled_back(world)
    for gone in range(0, 30, 5):
        for change in plan.changes[:gone]:
            world.standing.pop(str(change.resource_id), None)
        for change in plan.changes[gone : gone + 3]:
            world.change(str(change.resource_id), task_state="deleting")
        phases = [Phase.GONE] * gone + [Phase.RELEASING] * 3
        assert against(plan, world, changes=begun(plan, *phases, world=world)) == []


def test_what_is_on_its_way_out_does_not_hold_the_baseline_up() -> None:
    world = World.steady()
    _, plan = rolled_back(world)
    phases = [Phase.RELEASING] * 10
    changes = begun(plan, *phases, world=world)
    assert against(plan, world, changes=changes) == []
    oldest = next(iter(world.standing))
    del world.standing[oldest]
    assert against(plan, world, changes=changes) == ["baseline"]


def test_what_an_older_list_does_not_show_yet_counts_and_what_it_still_shows_does_not() -> None:
    world = World.steady()
    plan = planned(world.ask(BURST, to=330))
    before = world.estate()
    ended = begun(plan, *[Phase.IN_SERVICE] * 100, world=world)
    assert against(plan, world, estate=before, changes=ended) == []
    world.pool(ceiling=329)
    assert against(plan, world, estate=before, changes=ended) == ["ceiling"]
    refused = begun(plan, *[Phase.FAILED] * 100, world=world)
    assert against(plan, world, estate=before, changes=refused) == []
    world = World.steady()
    _, back = rolled_back(world)
    seen = world.estate()
    gone = begun(back, *[Phase.GONE] * 29, world=world)
    assert against(back, world, estate=seen, changes=gone) == []
    world.pool(baseline=31)
    assert against(back, world, estate=seen, changes=gone) == ["baseline"]


def test_what_is_over_or_has_all_begun_is_not_judged() -> None:
    world = World.steady()
    plan = planned(world.ask(BURST, to=32))
    changes = begun(plan, Phase.IN_SERVICE, Phase.REQUESTED, world=world)
    world.policy = replace(world.policy, frozen={"api": "audit"})
    assert against(plan, world, changes=changes) == []
    waiting = begun(plan, Phase.IN_SERVICE, world=world)
    assert against(plan, world, changes=waiting) == ["pool.frozen"]


def test_a_kind_that_is_not_installed_any_more_is_not_acted_for() -> None:
    plan = planned(World.steady().ask(BURST, to=40))
    gone = seal(replace(plan, resource="balloon"))  # type: ignore[arg-type]
    assert against(gone, World.steady()) == ["kind.unknown"]


# The private cloud


def test_a_member_is_touched_only_while_the_others_are_well_in_the_worker_too() -> None:
    world = PrivateWorld()
    plan = planned(world.ask(VM_RESIZE, machine="db-1", vcpus=16, memory_bytes=128 * GIB))
    world.extra = {"alarms": (Alarm("disk", "vm-3", Severity.CRITICAL),)}
    assert against(plan, world) == ["pool.unhealthy"]
    world.extra = {"tasks": (Task("task-1", "backup", "vm-1", TaskState.RUNNING),)}
    assert against(plan, world) == ["machine.busy"]
    world.extra = {}
    world.machine("vm-1", cpu_hot_add=False)
    assert against(plan, world) == ["resize.restart"]
    del world.machines["vm-1"]
    assert against(plan, world) == ["machine.unknown"]


def test_nothing_is_given_back_that_something_lives_on_since() -> None:
    world = PrivateWorld()
    target = world.apply(planned(world.ask(DATASTORE_ADD, count=2, size_bytes=3 * TB, ssd=True)))
    plan = planned(world.about(ROLLBACK, target))
    assert against(plan, world) == []
    first = str(plan.changes[0].resource_id)
    world.datastores[first] = replace(world.datastores[first], virtual_machines=("vm-77",))
    assert against(plan, world) == ["used"]
    estate = replace(world.estate(), supply=None)
    (reason,) = recheck(plan, estate, world.policy)
    assert (reason.guard, reason.passing) == ("supply.unknown", True)


def test_no_more_is_ordered_than_one_operation_may() -> None:
    world = PrivateWorld()
    plan = planned(world.ask(DATASTORE_ADD, count=10, size_bytes=3 * TB, ssd=True))
    forged = seal(replace(plan, changes=plan.changes * 4))
    assert against(forged, world) == ["at_most"]

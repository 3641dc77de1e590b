"""What is held to be sick, and what a heal comes to; planned, and asked again by the worker."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from balanced import balanced
from modelled import REGIONS, World
from outcomes import codes, guards
from sickbed import down, error, named, standing

from console import planning
from console.kinds.instances.observation import look
from console.kinds.instances.recovery import spared
from console.kinds.step import Ground, Tuning
from console.model.balancer import (
    Operating,
)
from console.model.estate import Estate, PoolLoad, RegionView, SourceState
from console.model.figure import Figure, Freshness, Load
from console.model.instance import InstanceStatus
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import Desired, Plan, PlannedChange, Refusal
from console.model.policy import Record
from console.model.pool import PoolKind
from console.model.resource import INSTANCE, REBOOT
from console.model.tracked import Tracked
from console.model.verb import HEAL, ROLLBACK, TOPUP
from console.model.wanted import REPLACEMENT, REPLACES
from console.providers.prometheus.downtime import runs


@pytest.fixture
def world() -> World:
    return standing()


def rebooted(outcome: Plan | Refusal) -> list[str]:
    """The names of those that are rebooted."""
    assert isinstance(outcome, Plan), outcome
    return [change.name for change in outcome.changes if change.resource == REBOOT]


def came_to(plan: Plan, at: datetime, phase: Phase, attempts: int = 1) -> tuple[Change, ...]:
    """The changes of a heal, each tried so often, that came to this then."""
    return tuple(
        Change(
            plan.operation_id, seq, one.datacenter, one.region, one.name, one.desired, phase, at,
            resource_id=one.resource_id, attempts=attempts, resource=one.resource,
            wanted=one.wanted,
        )
        for seq, one in enumerate(plan.changes)
    )  # fmt: skip


def tried(world: World, estate: Estate, *names: str, minutes: float = 30.0) -> Record:
    """What the journal has where a heal rebooted some a while ago, in vain."""
    plan = world.ask(HEAL, estate=estate)
    assert isinstance(plan, Plan)
    assert set(names) <= set(rebooted(plan))
    return Record(healed=came_to(plan, world.now - timedelta(minutes=minutes), Phase.FAILED))


def healed(outcome: Plan | Refusal) -> list[str]:
    """The names of those that go, each checked to go only after its replacement."""
    assert isinstance(outcome, Plan), outcome
    names = []
    mine = [change for change in outcome.changes if change.resource == INSTANCE]
    for change in mine:
        if change.desired is Desired.ABSENT:
            new = replacement(outcome, change)
            assert new.desired is Desired.PRESENT
            assert new.wanted[REPLACES] == change.resource_id
            assert change.wanted[REPLACEMENT] == new.name
            assert (new.datacenter, new.region) == (change.datacenter, change.region)
            names.append(change.name)
    assert len(mine) == 2 * len(names)
    return names


def replacement(plan: Plan, change: PlannedChange) -> PlannedChange:
    """What a removal waits for in the end, also where members go and come in between."""
    while change.after:
        [seq] = change.after
        change = plan.changes[seq - 1]
    return change


def test_those_in_error_are_replaced_where_they_are_and_those_that_hang_rebooted(
    world: World,
) -> None:
    error(world, "api-gra-002")
    plan = world.ask(HEAL, estate=down(world, "api-rbx-003"))
    assert (healed(plan), rebooted(plan)) == (["api-gra-002"], ["api-rbx-003"])
    assert isinstance(plan, Plan)
    assert (plan.size_now, plan.size_after, plan.api_calls) == (30, 30, 3)
    assert [d.code for d in plan.details] == [
        "symptom.error",
        "detail.heal_replaced",
        "symptom.down_since",
        "detail.heal_rebooted",
    ]
    assert [u.code for u in plan.undo] == ["undo.heal"]


def test_a_reboot_costs_nothing_and_needs_no_place(world: World) -> None:
    world.pool(ceiling=30)
    plan = world.ask(HEAL, estate=down(world, "api-rbx-003"))
    assert (healed(plan), rebooted(plan)) == ([], ["api-rbx-003"])
    assert isinstance(plan, Plan)
    assert (plan.euro_per_hour, plan.irreversible) == (0, ())
    assert [u.code for u in plan.undo] == ["undo.reboot"]


def test_what_a_reboot_did_not_help_is_replaced(world: World) -> None:
    estate = down(world, "api-rbx-003")
    record = tried(world, estate, "api-rbx-003")
    assert healed(world.ask(HEAL, estate=estate, record=record)) == ["api-rbx-003"]
    record = tried(world, estate, "api-rbx-003", minutes=61.0)
    assert rebooted(world.ask(HEAL, estate=estate, record=record)) == ["api-rbx-003"]


def test_reboots_count_in_the_budgets(world: World) -> None:
    names = ("api-rbx-001", "api-rbx-002", "api-rbx-003", "api-rbx-004")
    estate = down(world, *names)
    assert rebooted(world.ask(HEAL, estate=estate)) == list(names[:3])
    plan = world.ask(HEAL, estate=estate, record=tried(world, estate, *names[:3]))
    assert (healed(plan), rebooted(plan)) == (list(names[:3]), [])


def test_pool_at_its_baseline_is_healed_and_not_shrunk(world: World) -> None:
    world.pool(baseline=30)
    estate = down(world, "api-rbx-003")
    record = tried(world, estate, "api-rbx-003")
    assert healed(world.ask(HEAL, estate=estate, record=record)) == ["api-rbx-003"]


def test_target_that_is_down_for_a_moment_is_a_suspicion(world: World) -> None:
    for minutes in (None, 1.0):
        estate = down(world, "api-rbx-003", minutes=minutes)
        assert codes(world.ask(HEAL, estate=estate)) == ["guard.heal_suspected"]


@pytest.mark.parametrize("status", [InstanceStatus.SHUTOFF, InstanceStatus.OTHER])
def test_states_that_somebody_meant_are_not_sick(world: World, status: InstanceStatus) -> None:
    estate = down(world, "api-rbx-003")
    world.change(named(world, "api-rbx-003"), status=status)
    estate = replace(estate, regions=world.estate().regions)
    assert codes(world.ask(HEAL, estate=estate)) == ["guard.heal_nothing"]


def test_one_that_is_locked_is_left(world: World) -> None:
    error(world, "api-gra-002")
    world.change(named(world, "api-gra-002"), locked=True)
    assert codes(world.ask(HEAL)) == ["guard.heal_nothing"]


def test_first_minutes_are_a_time_of_grace(world: World) -> None:
    world.change(named(world, "api-rbx-003"), launched_at=world.now - timedelta(minutes=9))
    assert guards(world.ask(HEAL, estate=down(world, "api-rbx-003"))) == ["nothing"]
    world.change(named(world, "api-rbx-003"), launched_at=world.now - timedelta(minutes=11))
    assert rebooted(world.ask(HEAL, estate=down(world, "api-rbx-003"))) == ["api-rbx-003"]


def test_task_that_is_under_way_is_no_sickness_until_it_is_stuck(world: World) -> None:
    def task(minutes: int) -> Plan | Refusal:
        began = world.now - timedelta(minutes=minutes)
        number = named(world, "api-rbx-003")
        world.change(number, task_state="rebooting_hard", updated_at=began)
        return world.ask(HEAL, estate=down(world, "api-rbx-003"))

    assert guards(task(10)) == ["nothing"]
    assert healed(task(40)) == ["api-rbx-003"]


def test_build_that_never_ends_is_stuck(world: World) -> None:
    stuck = world.add("api-gra-099", "GRA11", status=InstanceStatus.BUILD)
    world.change(stuck.id, task_state="scheduling")
    assert guards(world.ask(HEAL)) == ["nothing"]
    world.now += timedelta(minutes=31)
    assert healed(world.ask(HEAL)) == ["api-gra-099"]


def test_missing_metrics_make_nobody_sick(world: World) -> None:
    estate = down(world, "api-rbx-003")
    unknown = replace(estate, health={"api": {}})
    assert codes(world.ask(HEAL, estate=unknown)) == ["guard.heal_nothing"]
    silent = {**estate.sources, "prometheus": SourceState("prometheus", Freshness.STALE)}
    assert codes(world.ask(HEAL, estate=replace(estate, sources=silent))) == ["guard.heal_unheard"]


def test_saturated_pool_is_advised_to_burst(world: World) -> None:
    world.connections = 30 * 21_000 * 0.95
    refusal = world.ask(HEAL)
    assert isinstance(refusal, Refusal)
    [reason] = refusal.reasons
    assert reason.guard == "nothing"
    assert reason.remedy is not None
    assert reason.remedy.code == "remedy.heal_burst"


def test_too_many_down_at_once_is_a_source_that_lies(world: World) -> None:
    names = [i.name for i in world.standing.values()]
    assert guards(world.ask(HEAL, estate=down(world, *names))) == ["health.source"]
    world.sick.clear()
    assert guards(world.ask(HEAL, estate=down(world, *names[:10]))) == ["health.source"]
    world.sick.clear()
    error(world, "api-sbg-001")  # what is surely sick waits, too
    assert guards(world.ask(HEAL, estate=down(world, *names[:10]))) == ["health.source"]


def test_pool_that_holds_data_is_never_healed_so(world: World) -> None:
    world.pool(kind=PoolKind.STATEFUL)
    error(world, "api-gra-002")
    assert guards(world.ask(HEAL)) == ["cluster.none"]


def test_budget_of_a_moment_leaves_the_rest_and_names_it(world: World) -> None:
    error(world, "api-gra-001", "api-gra-002", "api-rbx-001", "api-sbg-001")
    plan = world.ask(HEAL)
    assert healed(plan) == ["api-gra-001", "api-gra-002", "api-rbx-001"]
    assert isinstance(plan, Plan)
    left = next(w for w in plan.warnings if w.code == "warning.heal_left")
    assert left.values == {"n": 1, "names": "api-sbg-001"}
    world.policy = replace(world.policy, healing=replace(world.policy.healing, at_once=0.001))
    assert len(healed(world.ask(HEAL))) == 1


def test_budget_of_an_hour_counts_what_was_healed_before(world: World) -> None:
    error(world, "api-gra-001", "api-gra-002", "api-rbx-001")
    first = world.ask(HEAL)
    assert isinstance(first, Plan)

    def again(minutes: int, times: int, attempts: int = 1) -> Plan | Refusal:
        then = world.now - timedelta(minutes=minutes)
        past = came_to(first, then, Phase.IN_SERVICE, attempts)
        return world.ask(HEAL, record=Record(healed=past * times))

    assert len(healed(again(30, 1))) == 3
    assert guards(again(30, 2)) == ["heal.budget"]
    assert len(healed(again(70, 2))) == 3
    assert len(healed(again(30, 2, attempts=0))) == 3, "what was spared healed nobody"


def test_ceiling_needs_one_place_to_spare(world: World) -> None:
    world.pool(ceiling=30)
    error(world, "api-gra-001", "api-gra-002")
    refusal = world.ask(HEAL)
    assert guards(refusal) == ["ceiling"]
    assert codes(refusal) == ["guard.heal_place"]
    world.pool(ceiling=31)
    assert len(healed(world.ask(HEAL))) == 1


def test_full_region_heals_nothing_and_says_what_lacks(world: World) -> None:
    world.limits["GRA11"] = 10
    error(world, "api-gra-001")
    assert guards(world.ask(HEAL)) == ["quota.instances"]


def test_only_the_datacenters_that_are_named(world: World) -> None:
    error(world, "api-gra-001", "api-rbx-001")
    assert healed(world.ask(HEAL, datacenters=("rbx",))) == ["api-rbx-001"]


def test_member_in_error_and_target_down_are_two_that_agree(world: World) -> None:
    world.sick.add(named(world, "api-gra-004"))
    estate = balanced(world, {"api-gra-004": Operating.ERROR})
    assert rebooted(world.ask(HEAL, estate=estate)) == ["api-gra-004"]


@pytest.mark.parametrize("state", [Operating.OFFLINE, Operating.DRAINING, Operating.NO_MONITOR])
def test_member_that_is_off_by_intent_agrees_with_nobody(world: World, state: Operating) -> None:
    world.sick.add(named(world, "api-gra-004"))
    assert guards(world.ask(HEAL, estate=balanced(world, {"api-gra-004": state}))) == ["nothing"]


def test_members_in_error_whose_targets_are_up_are_a_fault_of_the_network(world: World) -> None:
    one = {"api-gra-004": Operating.ERROR}
    assert codes(world.ask(HEAL, estate=balanced(world, one))) == ["guard.heal_suspected"]
    two = {**one, "api-gra-005": Operating.ERROR}
    error(world, "api-rbx-001")
    assert guards(world.ask(HEAL, estate=balanced(world, two))) == ["health.network"]
    elsewhere = world.ask(HEAL, estate=balanced(world, two), datacenters=("RBX",))
    assert healed(elsewhere) == ["api-rbx-001"]


# What the worker asks again


def begun(plan: Plan, *phases: Phase) -> list[Change]:
    return [
        Change(
            plan.operation_id,
            seq,
            c.datacenter,
            c.region,
            c.name,
            c.desired,
            phase,
            plan.planned_at,
            c.batch,
            c.resource_id,
            c.made_by,
            wanted=c.wanted,
            resource=c.resource,
        )
        for seq, (c, phase) in enumerate(zip(plan.changes, phases, strict=True), start=1)
    ]


def rechecked(world: World, plan: Plan, estate: Estate, *phases: Phase) -> list[str]:
    reasons = planning.recheck(plan, estate, world.policy, Record(), changes=begun(plan, *phases))
    return [reason.guard for reason in reasons]


@pytest.mark.parametrize("again", [False, True])
def test_worker_heals_only_while_the_evidence_holds(world: World, again: bool) -> None:
    estate = down(world, "api-rbx-003")
    record = tried(world, estate, "api-rbx-003") if again else None
    plan = world.ask(HEAL, estate=estate, record=record)
    assert isinstance(plan, Plan)
    planned = (Phase.PLANNED,) * (2 if again else 1)
    assert len(plan.changes) == len(planned)
    assert rechecked(world, plan, world.estate(), *planned) == []
    unknown = replace(world.estate(), health={"api": {}})
    assert rechecked(world, plan, unknown, *planned) == ["health.unknown"]
    world.sick.clear()
    assert rechecked(world, plan, world.estate(), *planned) == ["heal.recovered"]
    names = [i.name for i in world.standing.values()]
    assert rechecked(world, plan, down(world, *names), *planned) == ["health.source"]


def test_sick_one_goes_only_while_its_replacement_stands(world: World) -> None:
    error(world, "api-rbx-003")
    plan = world.ask(HEAL)
    assert isinstance(plan, Plan)
    made = (Phase.IN_SERVICE, Phase.PLANNED)
    assert rechecked(world, plan, world.estate(), *made) == ["heal.unreplaced"]
    world.add(plan.changes[0].name, REGIONS["RBX"], operation=plan.operation_id)
    assert rechecked(world, plan, world.estate(), *made) == []


def test_plan_that_nobody_has_looked_at_yet_is_not_forbidden(world: World) -> None:
    error(world, "api-rbx-003")
    plan = world.ask(HEAL)
    assert isinstance(plan, Plan)
    reasons = planning.recheck(plan, Estate(world.now), world.policy)
    assert all(reason.passing for reason in reasons)


@pytest.mark.parametrize("again", [False, True])
def test_change_is_cancelled_where_its_sick_one_is_well_again(world: World, again: bool) -> None:
    estate = down(world, "api-rbx-003")
    record = tried(world, estate, "api-rbx-003") if again else None
    plan = world.ask(HEAL, estate=estate, record=record)
    assert isinstance(plan, Plan)
    operation = Operation(plan.operation_id, plan, OperationState.RUNNING, world.now)
    at = datetime(2026, 11, 26, tzinfo=UTC)
    ground = Ground(operation, world.policy, Tuning(), at, at, at, at)
    view = RegionView("RBX-A", tuple(world.standing.values()), world.now)
    told = (({"api-rbx-003": True}, True), ({"api-rbx-003": False}, False), (None, False))
    for change in begun(plan, *(Phase.PLANNED for _ in plan.changes)):
        for health, ends in told:
            sight = look({"RBX-A": view}, health)
            step = spared(Tracked(change), sight, ground)
            assert (step is not None) is ends
            if step is not None:
                assert step.tracked.phase is Phase.CANCELLED


# Where replacements are sick themselves


def never_served(world: World, *phases: tuple[str, Phase]) -> Record:
    """The journal, in which replacements came to these ends, the oldest first."""
    found = []
    for n, (code, phase) in enumerate(phases, start=1):
        when = world.now - timedelta(hours=10) + timedelta(minutes=n)
        found.append(
            Change(
                f"past-{n}",
                1,
                code,
                REGIONS[code],
                f"api-{code.lower()}-past-{n}",
                Desired.PRESENT,
                phase,
                when,
                attempts=1,
                wanted={REPLACES: "gone"},
            )
        )
    return Record(healed=tuple(reversed(found)))


FAILED, SERVES = Phase.FAILED, Phase.IN_SERVICE


def test_datacenter_whose_replacements_never_serve_is_left_alone(world: World) -> None:
    error(world, "api-gra-002", "api-rbx-003")
    record = never_served(world, ("GRA", FAILED), ("GRA", FAILED), ("RBX", FAILED))
    plan = world.ask(HEAL, record=record)
    assert healed(plan) == ["api-rbx-003"]
    assert isinstance(plan, Plan)
    said = [w.values for w in plan.warnings if w.code == "guard.heal_failing"]
    assert said == [{"datacenter": "GRA", "n": 2}]


def test_where_nothing_else_is_sick_the_heal_is_refused_unless_it_is_named(world: World) -> None:
    error(world, "api-gra-002")
    record = never_served(world, ("GRA", FAILED), ("GRA", FAILED))
    refusal = world.ask(HEAL, record=record)
    assert guards(refusal) == ["heal.replacements"]
    assert codes(refusal) == ["guard.heal_failing"]
    assert healed(world.ask(HEAL, record=record, datacenters=("gra",))) == ["api-gra-002"]
    world.standing.pop(named(world, "api-gra-002"))
    estate = down(world, "api-gra-004")
    assert rebooted(world.ask(HEAL, estate=estate, record=record)) == ["api-gra-004"]


def test_one_that_served_begins_the_count_anew(world: World) -> None:
    error(world, "api-gra-002")
    record = never_served(world, ("GRA", FAILED), ("GRA", SERVES), ("GRA", FAILED))
    assert healed(world.ask(HEAL, record=record)) == ["api-gra-002"]
    unasked = tuple(replace(c, attempts=0) for c in record.healed)
    both = (*record.healed, *unasked)
    assert healed(world.ask(HEAL, record=Record(healed=both))) == ["api-gra-002"]


# Undone, and topped up


def test_replacement_is_not_taken_back_once_the_sick_one_is_gone(world: World) -> None:
    error(world, "api-rbx-003", "api-gra-003")
    plan = world.ask(HEAL)
    assert isinstance(plan, Plan)
    target, done = world.apply(plan)
    record = Record(target=target, target_changes=done)
    assert guards(world.ask(ROLLBACK, record=record, operation=target.id)) == ["heal.done"]
    assert guards(world.ask(TOPUP, record=record, operation=target.id)) == ["heal.topup"]


def test_reboot_has_nothing_to_give_back_and_says_so(world: World) -> None:
    plan = world.ask(HEAL, estate=down(world, "api-rbx-003"))
    assert isinstance(plan, Plan)
    done = tuple(replace(c, attempts=1) for c in begun(plan, Phase.IN_SERVICE))
    target = Operation(plan.operation_id, plan, OperationState.SUCCEEDED, world.now)
    record = Record(target=target, target_changes=done)
    refusal = world.ask(ROLLBACK, record=record, operation=target.id)
    assert codes(refusal) == ["guard.heal_rebooted"]
    assert guards(world.ask(TOPUP, record=record, operation=target.id)) == ["heal.topup"]


def test_replacement_is_taken_back_where_the_sick_one_stands(world: World) -> None:
    world.pool(baseline=20)
    error(world, "api-rbx-003", "api-gra-003")
    plan = world.ask(HEAL)
    assert isinstance(plan, Plan)
    target, done = world.apply(plan, outcomes={"api-gra-003": "never"})
    record = Record(target=target, target_changes=done)
    undone = world.ask(ROLLBACK, record=record, operation=target.id)
    assert isinstance(undone, Plan)
    [change] = undone.changes
    assert change.desired is Desired.ABSENT
    assert change.name.startswith("api-gra-")
    assert change.name != "api-gra-003"


def test_runs_end_now_and_a_gap_begins_them_anew() -> None:
    last = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    end = last.timestamp()

    def track(*steps: int) -> list[tuple[float, str]]:
        return [(end - 30.0 * step, "0") for step in steps]

    found = runs(
        [("whole", track(0, 1, 2)), ("gap", track(0, 1, 3)), ("up", track(1, 2)), ("", track(0))],
        last=last,
        step=30,
    )
    assert found == {
        "whole": last - timedelta(seconds=60),
        "gap": last - timedelta(seconds=30),
    }


def test_load_that_is_not_known_keeps_nothing_sick_in_its_place(world: World) -> None:
    estate = down(world, "api-rbx-003")
    record = tried(world, estate, "api-rbx-003")
    unknown = replace(estate, loads={"api": PoolLoad(Load(connections=Figure(None)))})
    assert healed(world.ask(HEAL, estate=unknown, record=record)) == ["api-rbx-003"]

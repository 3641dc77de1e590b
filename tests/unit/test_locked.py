"""What somebody has locked in the cloud is removed by nothing that Vigie does."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from kept import Kept
from modelled import World

from console.kinds.instances.observation import look
from console.kinds.instances.verbs import BURST, SCALE
from console.kinds.instances.withdrawal import judge
from console.kinds.step import Ground, Tuning
from console.model.estate import RegionView
from console.model.notice import notice
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import Desired, Plan, Refusal
from console.model.policy import Record
from console.model.tracked import Tracked
from console.model.verb import ROLLBACK


def burst(world: World, *locked: int) -> tuple[Operation, Record]:
    """A burst by three, of which some (by their order) were locked since."""
    plan = world.ask(BURST, by=3, datacenters=("RBX",))
    assert isinstance(plan, Plan)
    target, done = world.apply(plan)
    for n in locked:
        world.change(done[n].resource_id or "", locked=True)
    return target, Record(target=target, target_changes=done)


def gone(outcome: Plan | Refusal) -> list[str]:
    assert isinstance(outcome, Plan), outcome
    assert {change.desired for change in outcome.changes} == {Desired.ABSENT}
    return sorted(change.name for change in outcome.changes)


def locked_names(plan: Plan | Refusal) -> list[object]:
    assert isinstance(plan, Plan)
    return [said.values["names"] for said in plan.warnings if said.code == "warning.locked"]


def test_another_one_goes_when_a_pool_shrinks_and_the_plan_names_what_stays() -> None:
    world = World.steady()
    _target, record = burst(world, 0, 1)
    made = [change.name for change in record.target_changes]
    world.now += timedelta(hours=1)
    assert gone(world.ask(SCALE, to=32)) == [made[2]]
    assert locked_names(world.ask(SCALE, to=32)) == [", ".join(made[:2])]
    refusal = world.ask(SCALE, to=31)
    assert isinstance(refusal, Refusal)
    assert [reason.guard for reason in refusal.reasons] == ["removable"]


def test_a_rollback_leaves_it_and_says_so() -> None:
    world = World.steady()
    target, record = burst(world, 1)
    made = [change.name for change in record.target_changes]
    back = world.ask(ROLLBACK, record=record, operation=target.id)
    assert gone(back) == [made[0], made[2]]
    assert locked_names(back) == [made[1]]
    assert isinstance(back, Plan)
    assert back.left == 1


def test_what_a_rollback_left_is_given_back_by_another_once_it_is_unlocked(tmp_path: Path) -> None:
    world = World.steady()
    kept = Kept.open(tmp_path, world)
    before = set(world.standing)

    def do(plan: Plan | Refusal) -> Operation:
        assert isinstance(plan, Plan), plan
        kept.ledger.accept(plan)
        return kept.carry_out()

    def back(number: str) -> Plan | Refusal:
        world.now += timedelta(minutes=1)
        family = kept.ledger.family("burst001")
        changes = tuple(c for one in family for c in kept.ledger.changes(one.id))
        record = Record(target=kept.ledger.operation("burst001"), target_changes=changes)
        return world.ask(ROLLBACK, record=record, operation="burst001", operation_id=number)

    do(world.ask(BURST, by=3, datacenters=("RBX",), operation_id="burst001"))
    locked = next(iter(set(world.standing) - before))
    world.change(locked, locked=True)
    assert do(back("back0001")).state is OperationState.SUCCEEDED
    assert set(world.standing) == {*before, locked}
    assert kept.ledger.operation("burst001").state is OperationState.SUCCEEDED
    said = [e.notice for e in kept.ledger.events() if e.kind == "operation.undid_partly"]
    assert said == [notice("operation.undid_partly", target="burst001", n=1)]
    refusal = back("back0002")
    assert isinstance(refusal, Refusal)
    assert [reason.guard for reason in refusal.reasons] == ["instance.locked"]
    world.change(locked, locked=False)
    do(back("back0003"))
    assert set(world.standing) == before
    assert kept.ledger.operation("burst001").state is OperationState.ROLLED_BACK
    kept.ledger.close()


def test_a_rollback_of_nothing_else_is_refused_with_its_name() -> None:
    world = World.steady()
    target, record = burst(world, 0, 1, 2)
    refusal = world.ask(ROLLBACK, record=record, operation=target.id)
    assert isinstance(refusal, Refusal)
    assert [reason.guard for reason in refusal.reasons] == ["instance.locked"]
    assert refusal.reasons[0].why.values["n"] == 3


def test_one_that_is_locked_after_it_was_planned_is_not_asked_for() -> None:
    world = World.steady()
    target, record = burst(world)
    plan = world.ask(ROLLBACK, record=record, operation=target.id)
    assert isinstance(plan, Plan)
    planned = plan.changes[0]
    change = Change(
        plan.operation_id,
        1,
        planned.datacenter,
        planned.region,
        planned.name,
        planned.desired,
        Phase.PLANNED,
        world.now,
        resource_id=planned.resource_id,
        made_by=planned.made_by,
    )
    operation = Operation(plan.operation_id, plan, OperationState.RUNNING, world.now)
    at = world.now
    ground = Ground(operation, world.policy, Tuning(), at, at, at, at)
    instances = tuple(
        replace(one, locked=one.id == planned.resource_id) for one in world.standing.values()
    )
    step = judge(Tracked(change), look({"RBX-A": RegionView("RBX-A", instances, at)}), ground)
    assert (step.act, step.tracked.phase) == (None, Phase.FAILED)
    assert step.tracked.change.why is not None
    assert step.tracked.change.why.code == "change.locked"

from modelled import World

from console.model.operation import Operation
from console.model.plan import Desired, Plan, Refusal, Verb
from console.model.policy import Record


def rolled_back(world: World, target: Operation, **request: object) -> Plan | Refusal:
    record = Record(target=target, target_changes=tuple(world.changes))
    return world.ask(Verb.ROLLBACK, record=record, operation_id="r0llback", **request)


def test_a_rollback_removes_by_id_what_the_burst_made_and_leaves_the_thirty() -> None:
    steady = World.steady()
    before = set(steady.standing)
    burst, _ = steady.apply(steady.ask(Verb.BURST, to=300))
    made = set(steady.standing) - before
    plan = rolled_back(steady, burst, pool=None)
    assert isinstance(plan, Plan), plan
    assert {c.resource_id for c in plan.changes} == made
    assert {c.desired for c in plan.changes} == {Desired.ABSENT}
    assert (plan.size_now, plan.size_after, plan.target) == (300, 30, burst.id)
    steady.apply(plan)
    assert set(steady.standing) == before

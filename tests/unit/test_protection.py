"""Locks on instances: planned, and taken back as far as they may stand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from modelled import World

from console.kinds.instances.verbs import INSTANCES, PROTECT, UNPROTECT
from console.model.estate import Estate
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import Plan, Refusal
from console.model.policy import Record
from console.model.resource import LOCK
from console.model.verb import ROLLBACK
from console.model.wanted import LOCKED, REASON

NAMED = "api-gra-001, api-gra-002"


def planned(world: World, verb: str = PROTECT, **request: object) -> Plan:
    asked = {INSTANCES.name: NAMED, "reason": "incident 4711", **request}
    found = world.ask(verb, **asked)
    assert isinstance(found, Plan), found
    return found


def done(world: World, plan: Plan) -> Record:
    """The record of the operation once its locks are asked for; the lists are of before."""
    world.now += timedelta(minutes=1)
    changes = tuple(
        Change(
            plan.operation_id, seq, c.datacenter, c.region, c.name, c.desired, Phase.IN_SERVICE,
            world.now, c.batch, c.resource_id, c.made_by, resource=LOCK, wanted=c.wanted,
            before=c.before, attempts=1,
        )
        for seq, c in enumerate(plan.changes)
    )  # fmt: skip
    ended = Operation(plan.operation_id, plan, OperationState.SUCCEEDED, world.now)
    return Record(target=replace(ended, ended_at=world.now), target_changes=changes)


def back(world: World, record: Record, estate: Estate) -> Plan | Refusal:
    return world.ask(ROLLBACK, pool=None, operation="k3v9x0ab", record=record, estate=estate)


def test_locks_are_planned_by_name_with_the_reason() -> None:
    plan = planned(World.steady())
    assert [(c.name, c.resource, c.wanted, c.before) for c in plan.changes] == [
        (name, LOCK, {LOCKED: 1, REASON: "incident 4711"}, {LOCKED: 0})
        for name in ("api-gra-001", "api-gra-002")
    ]
    assert (plan.size_now, plan.size_after, plan.euro_per_hour) == (30, 30, 0)


def test_what_is_so_already_is_left_and_said() -> None:
    world = World.steady()
    first = next(i for i in world.standing.values() if i.name == "api-gra-001")
    world.change(first.id, locked=True)
    assert [c.name for c in planned(world).changes] == ["api-gra-002"]
    assert [c.name for c in planned(world, UNPROTECT).changes] == ["api-gra-001"]


@pytest.mark.parametrize(
    ("request_", "guard"),
    [({"reason": " "}, "protect.reason"), ({"reason": "x" * 256}, "protect.reason"),
     ({INSTANCES.name: "api-gra-099"}, "instance.unknown")],
)  # fmt: skip
def test_who_gives_no_reason_or_no_instance_is_refused(
    request_: dict[str, object], guard: str
) -> None:
    asked = {INSTANCES.name: NAMED, "reason": "incident 4711", **request_}
    found = World.steady().ask(PROTECT, **asked)
    assert isinstance(found, Refusal)
    assert [reason.guard for reason in found.reasons] == [guard]


def test_a_lock_that_no_list_shows_yet_is_taken_back_as_well() -> None:
    world = World.steady()
    before = world.estate()
    record = done(world, planned(world))
    plan = back(world, record, before)
    assert isinstance(plan, Plan), plan
    assert [(c.name, c.wanted[LOCKED]) for c in plan.changes] == [
        ("api-gra-001", 0), ("api-gra-002", 0),
    ]  # fmt: skip


def test_a_lock_that_somebody_took_away_since_is_left_so() -> None:
    world = World.steady()
    record = done(world, planned(world))
    world.now += timedelta(minutes=1)
    assert isinstance(back(world, record, world.estate()), Refusal)

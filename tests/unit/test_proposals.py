"""What is proposed for a pool whose instances are sick, and when nothing is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from balanced import balanced
from modelled import World

from console.desk.proposals import proposals
from console.kinds.instances.sickness import at_ease
from console.model.balancer import Operating
from console.model.estate import Activity
from console.model.freeze import Freeze, Scope
from console.model.instance import InstanceStatus
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.plan import Plan
from console.model.pool import HealingMode, PoolKind
from console.model.proposal import Proposal
from console.model.verb import HEAL


@pytest.fixture
def world() -> World:
    """Thirty that have run for a day, two of them in ERROR."""
    world = World.steady()
    world.now += timedelta(days=1)
    error(world, "api-gra-002", "api-rbx-003")
    return world


def error(world: World, *names: str) -> None:
    for name in names:
        number = next(i.id for i in world.standing.values() if i.name == name)
        world.change(number, status=InstanceStatus.ERROR, fault="No valid host")


def test_sick_instances_are_named_and_healing_is_proposed(world: World) -> None:
    said = notice("proposal.heal", pool="api", n=2, names="api-gra-002, api-rbx-003")
    assert proposals(world.estate(), world.policy) == (Proposal(HEAL, "api", said),)


def test_of_many_three_are_named(world: World) -> None:
    error(world, "api-gra-001", "api-sbg-001", "api-rbx-001")
    [found] = proposals(world.estate(), world.policy)
    assert found.said.values["names"] == "api-gra-001, api-gra-002, api-rbx-001 +2"


@pytest.mark.parametrize(
    "otherwise", [{"healing": HealingMode.MANUAL}, {"kind": PoolKind.STATEFUL}]
)
def test_nothing_is_proposed_where_people_want_none_or_data_is_held(
    world: World, otherwise: dict[str, object]
) -> None:
    world.pool(**otherwise)
    assert proposals(world.estate(), world.policy) == ()


def test_while_it_is_being_healed_nothing_is_proposed(world: World) -> None:
    plan = world.ask(HEAL)
    assert isinstance(plan, Plan)
    live = Operation(plan.operation_id, plan, OperationState.RUNNING, world.now)
    estate = replace(world.estate(), activity=Activity(live=(live,)))
    assert proposals(estate, world.policy) == ()


def test_a_source_that_lies_is_told_instead(world: World) -> None:
    world.sick |= set(world.standing)
    [found] = proposals(world.estate(), world.policy)
    assert found.hindered
    assert found.said.code == "guard.health_source"


@pytest.mark.parametrize(
    ("scope", "hindered"),
    [
        (Scope.EVERYTHING, True),
        (Scope.HEALING, True),
        (Scope.SHRINKING, False),
        (Scope.WINDOWS, False),
    ],
)
def test_while_healing_is_held_the_sick_are_named_and_nothing_is_offered(
    world: World, scope: Scope, *, hindered: bool
) -> None:
    freeze = Freeze("api", world.now, "lea", "noise", scope)
    estate = replace(world.estate(), activity=Activity(freezes=(freeze,)))
    [found] = proposals(estate, world.policy)
    assert (found.said.code, found.hindered) == ("proposal.heal", hindered)


@pytest.mark.parametrize(
    ("otherwise", "calm"),
    [
        ({}, True),
        ({"status": InstanceStatus.SHUTOFF}, True),
        ({"status": InstanceStatus.ERROR}, False),
        ({"status": InstanceStatus.BUILD}, False),
        ({"status": InstanceStatus.REBOOT}, False),
        ({"task_state": "rebooting"}, False),
    ],
)
def test_pool_is_at_ease_only_while_nothing_could_speak_against_an_instance(
    otherwise: dict[str, object], calm: bool
) -> None:
    world = World.steady()
    world.change(next(iter(world.standing)), **otherwise)
    assert at_ease(world.estate(), world.policy.pools["api"]) is calm


def test_a_target_that_is_down_ends_the_ease() -> None:
    world = World.steady()
    health = {"api": {"api-gra-001": False, "api-gra-002": True}}
    assert not at_ease(replace(world.estate(), health=health), world.policy.pools["api"])


@pytest.mark.parametrize("operating", [Operating.ERROR, Operating.ONLINE])
def test_a_member_in_error_ends_the_ease(operating: Operating) -> None:
    world = World.steady()
    estate = balanced(world, {"api-gra-002": operating})
    assert at_ease(estate, world.policy.pools["api"]) is (operating is Operating.ONLINE)

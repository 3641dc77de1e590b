"""Instances that are named for healing: only those are judged, and none healed for its name."""

from dataclasses import replace
from datetime import timedelta

import pytest
from modelled import World
from outcomes import codes, guards
from sickbed import down, error, named, standing

from console.kinds import registry
from console.kinds.instances.verbs import PATIENTS, POOL
from console.model.error import UsageError
from console.model.instance import InstanceStatus
from console.model.plan import Desired, Plan, Refusal
from console.model.pool import PoolKind
from console.model.verb import HEAL

RBX, GRA, SBG = "api-rbx-003", "api-gra-003", "api-sbg-003"


@pytest.fixture
def world() -> World:
    return standing()


def healed(outcome: Plan | Refusal) -> list[str]:
    """The names of those that go once another is there."""
    assert isinstance(outcome, Plan), outcome
    return [one.name for one in outcome.changes if one.desired is Desired.ABSENT]


def heal(world: World, *names: str, **asked: object) -> Plan | Refusal:
    return world.ask(HEAL, **{PATIENTS.name: ", ".join(names), **asked})


def said(outcome: Plan | Refusal) -> set[tuple[str, object]]:
    """The code of every warning about one instance, and its name."""
    assert isinstance(outcome, Plan), outcome
    return {(w.code, w.values["name"]) for w in outcome.warnings if "name" in w.values}


def test_only_the_named_are_healed_by_name_or_id(world: World) -> None:
    error(world, RBX, GRA, SBG)
    assert healed(heal(world, GRA)) == [GRA]
    assert sorted(healed(heal(world, GRA, named(world, RBX)))) == [GRA, RBX]
    assert healed(heal(world, SBG, estate=down(world, "api-sbg-004"))) == [SBG]


def test_what_is_named_and_well_is_left_with_its_reason_and_nothing_is_healed_for_it(
    world: World,
) -> None:
    error(world, GRA)
    assert said(heal(world, GRA, RBX)) == {("guard.heal_well", RBX)}
    refusal = heal(world, RBX)
    assert (guards(refusal), codes(refusal)) == (["nothing"], ["guard.heal_well"])


def test_each_that_is_left_says_why(world: World) -> None:
    error(world, "api-rbx-001", "api-rbx-002")
    world.change(named(world, "api-rbx-002"), locked=True)
    world.change(named(world, "api-rbx-003"), status=InstanceStatus.SHUTOFF)
    world.change(named(world, "api-rbx-004"), launched_at=world.now - timedelta(seconds=70))
    world.change(named(world, "api-rbx-005"), task_state="rebooting", updated_at=world.now)
    world.change(named(world, "api-rbx-007"), metadata={
        **world.standing[named(world, "api-rbx-007")].metadata,
        "vigie.quarantine": "k3v9x0ab",
    })  # fmt: skip
    estate = down(world, "api-rbx-006", minutes=1)
    names = [f"api-rbx-{n:03}" for n in range(1, 8)]
    plan = heal(world, *names, "api-gra-001", estate=estate, datacenters=("RBX",))
    assert healed(plan) == ["api-rbx-001"]
    assert said(plan) >= {
        ("guard.heal_locked", "api-rbx-002"),
        ("guard.heal_meant", "api-rbx-003"),
        ("guard.heal_young", "api-rbx-004"),
        ("guard.heal_busy", "api-rbx-005"),
        ("guard.heal_one_source", "api-rbx-006"),
        ("guard.heal_aside", "api-rbx-007"),
        ("guard.heal_elsewhere", "api-gra-001"),
    }


def test_whose_health_nobody_tells_is_not_said_to_be_well(world: World) -> None:
    estate = world.estate()
    health = {"api": {name: up for name, up in estate.health["api"].items() if name != RBX}}
    assert codes(heal(world, RBX, estate=replace(estate, health=health))) == ["guard.heal_unknown"]


def test_who_is_not_of_the_pool_is_refused_and_nobody_else_is_healed(world: World) -> None:
    error(world, GRA)
    assert guards(heal(world, GRA, "web-gra-001")) == ["instance.unknown"]


def test_a_name_goes_round_no_guard_and_no_budget(world: World) -> None:
    error(world, *(f"api-rbx-{n:03}" for n in range(1, 6)))
    some = [f"api-rbx-{n:03}" for n in range(1, 5)]
    plan = heal(world, *some)
    assert len(healed(plan)) == 3  # a tenth of thirty at once
    assert isinstance(plan, Plan)
    assert "warning.heal_left" in {one.code for one in plan.warnings}
    lying = down(world, *(f"api-gra-{n:03}" for n in range(1, 11)))
    assert guards(heal(world, "api-rbx-001", estate=lying)) == ["health.source"]


def test_a_pool_that_keeps_data_takes_no_names(world: World) -> None:
    policy = replace(
        world.policy, pools={"api": replace(world.policy.pools["api"], kind=PoolKind.STATEFUL)}
    )
    assert "api" in policy.data_pools
    with pytest.raises(UsageError, match="patients_data"):
        registry.spec(HEAL).settled({POOL.name: "api", PATIENTS.name: RBX}, policy)

"""Whoever has run for long and serves nobody is not said to be warming up."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from modelled import World

from console.desk.census import tallies, total
from console.desk.muster import Muster
from console.model.estate import Estate
from console.model.instance import InstanceCondition
from console.model.tally import Tally

GRACE_S = 600.0
READY, OUT = InstanceCondition.READY, InstanceCondition.OUT_OF_SERVICE


@pytest.fixture
def world() -> World:
    """Thirty instances that became ACTIVE now, one of which is not in service."""
    world = World.steady()
    for number in world.standing:
        world.change(number, launched_at=world.now)
    world.sick = {next(iter(world.standing))}
    return world


def counted(world: World, estate: Estate, muster: Muster | None = None) -> Tally:
    whole = total(tallies(estate, world.policy, world.policy.pools["api"], muster))
    assert whole is not None
    return whole


def later(estate: Estate, seconds: float) -> Estate:
    return replace(estate, at=estate.at + timedelta(seconds=seconds))


@pytest.mark.parametrize(("after_s", "found"), [(599.0, (1, 0)), (600.0, (0, 1))])
def test_it_warms_up_within_its_grace_and_is_out_of_service_then(
    world: World, after_s: float, found: tuple[int, int]
) -> None:
    whole = counted(world, later(world.estate(), after_s))
    assert (whole.ready, whole.out) == found
    assert (whole.serving, whole.active) == (29, 30)


def test_time_alone_turns_what_was_counted_before(world: World) -> None:
    muster, estate = Muster(GRACE_S), world.estate()
    assert counted(world, estate, muster).ready == 1
    whole = counted(world, later(estate, GRACE_S), muster)
    assert (whole.ready, whole.out) == (0, 1)


def test_what_comes_back_is_in_service_at_once(world: World) -> None:
    muster = Muster(GRACE_S)
    assert counted(world, later(world.estate(), GRACE_S), muster).out == 1
    world.sick = set()
    assert counted(world, later(world.estate(), GRACE_S), muster).serving == 30


def test_one_that_does_not_tell_since_when_it_runs_counts_from_its_making(world: World) -> None:
    for number in world.sick:
        made = world.now - timedelta(days=1)
        world.change(number, launched_at=None, created_at=made)
    assert counted(world, world.estate()).out == 1


def test_while_nobody_knows_nothing_is_out_of_service(world: World) -> None:
    muster, known = Muster(GRACE_S), later(world.estate(), GRACE_S)
    assert counted(world, known, muster).out == 1
    whole = counted(world, replace(known, health={}), muster)
    assert (whole.ready, whole.out) == (None, None)
    assert whole.by == Counter({READY: 30})
    assert counted(world, known, muster).by[OUT] == 1

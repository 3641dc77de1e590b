"""Whether a size is enough for the load of now, and the one that would be."""

from dataclasses import replace

import pytest
from modelled import World

from console.kinds.instances.verbs import BURST, SCALE, TO, resized
from console.model.estate import Estate, PoolLoad
from console.model.figure import Figure, Load
from console.model.plan import Plan
from console.model.verb import Verb


def loaded(world: World, connections: float | None) -> Estate:
    estate = world.estate()
    return replace(estate, loads={"api": PoolLoad(Load(connections=Figure(connections)))})


def plan(world: World, verb: Verb, size: int, connections: float | None) -> Plan:
    found = world.ask(verb, estate=loaded(world, connections), to=size)
    assert isinstance(found, Plan), found
    return found


def test_a_burst_far_above_the_load_says_which_size_would_do() -> None:
    world = World.steady()
    world.pool(connections_per_instance=1000, target_ratio=0.75)
    found = plan(world, BURST, 300, 46_000.0)
    assert found.advised == 62
    [said] = [d for d in found.details if d.code == "detail.enough"]
    assert said.values == {
        "connections": 46_000, "percent": 15, "able": 300, "n": 62, "target": 75,
    }  # fmt: skip
    instead = world.ask(BURST, estate=loaded(world, 46_000.0), to=TO.of(resized(found.request, 62)))
    assert isinstance(instead, Plan)
    assert (instead.size_after, instead.advised) == (62, None)


def test_one_too_small_says_the_larger_one() -> None:
    world = World.steady()
    world.pool(connections_per_instance=1000, target_ratio=0.5)
    found = plan(world, BURST, 40, 50_000.0)
    assert found.advised == 100
    assert found.details[0].values["percent"] == 125


@pytest.mark.parametrize(
    ("verb", "size", "connections"),
    [(BURST, 40, 10_000.0), (BURST, 40, 900_000.0), (SCALE, 40, 4_000.0)],
    ids=["a burst does not shrink", "above the ceiling", "below the baseline"],
)
def test_a_size_that_could_not_be_asked_for_is_not_offered(
    verb: Verb, size: int, connections: float
) -> None:
    world = World.steady()
    world.pool(connections_per_instance=1000, baseline=30)
    found = plan(world, verb, size, connections)
    assert found.advised is None
    assert found.details[0].code == "detail.enough"


def test_without_a_load_nothing_is_advised() -> None:
    found = plan(World.steady(), BURST, 300, None)
    assert found.advised is None
    assert "detail.enough" not in {d.code for d in found.details}

"""Whether a size is enough for the load of now, and the one that would be."""

from dataclasses import replace
from datetime import timedelta

import pytest
from modelled import World

from console.kinds.instances.verbs import BURST, SCALE, TO, resized
from console.model.estate import Estate, PoolLoad
from console.model.figure import Figure, Load
from console.model.forecast import Expected, Forecast, PoolForecast
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


def foretold(world: World, connections: float, high: float, *, age_min: int = 0) -> Estate:
    seen = loaded(world, connections)
    at = seen.at - timedelta(minutes=age_min)
    steps = (Expected(seen.at + timedelta(minutes=90), high / 2, high),)
    told = PoolForecast(at, Forecast(at, steps, 1.0, 4), None, timedelta(minutes=10))
    return replace(seen, forecasts={"api": told})


def test_the_peak_of_the_next_hours_counts_more_than_the_load_of_now() -> None:
    world = World.steady()
    world.pool(connections_per_instance=1000, target_ratio=0.75)
    found = world.ask(BURST, estate=foretold(world, 46_000.0, 90_000.0), to=300)
    assert isinstance(found, Plan)
    assert found.advised == 120
    [said] = [d for d in found.details if d.code == "detail.enough_ahead"]
    assert said.values == {
        "connections": 90_000,
        "minutes": 90,
        "time": "1 h 30",
        "percent": 30,
        "able": 300,
        "n": 120,
        "target": 75,
    }
    assert found.details[0].values["n"] == 62


@pytest.mark.parametrize(
    ("high", "age_min"), [(20_000.0, 0), (90_000.0, 40)], ids=["lower than now", "old"]
)
def test_a_forecast_that_is_lower_or_old_changes_nothing(high: float, age_min: int) -> None:
    world = World.steady()
    world.pool(connections_per_instance=1000, target_ratio=0.75)
    seen = foretold(world, 46_000.0, high, age_min=age_min)
    found = world.ask(BURST, estate=seen, to=300)
    assert isinstance(found, Plan)
    assert found.advised == 62
    assert "detail.enough_ahead" not in {d.code for d in found.details}


def test_without_a_load_nothing_is_advised() -> None:
    found = plan(World.steady(), BURST, 300, None)
    assert found.advised is None
    assert "detail.enough" not in {d.code for d in found.details}

"""What is advised for a pool, where it goes and what it costs; and when nothing is."""

from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from modelled import World

from console.desk.census import tallies
from console.desk.foresight import SizeAdvice, foreseen
from console.desk.foretelling import advice_line, urgent
from console.foresight.forecast import STEP
from console.kinds.instances.verbs import BURST
from console.locale import Locale
from console.model.estate import Estate, PoolLoad, SourceState
from console.model.figure import Figure, Freshness, Load
from console.model.forecast import Expected, Forecast, PoolForecast
from console.model.freeze import Freeze, Scope
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.plan import Plan
from console.model.pool import ForesightMode, PoolKind
from console.model.window import Opening, Rise, Window

LEAD = timedelta(minutes=12)
EN, FR = (Locale(language, ZoneInfo("Europe/Paris")) for language in ("en", "fr"))


@pytest.fixture
def world() -> World:
    """Thirty instances that carry 1,000 connections each, on 40, 35 and 25 parts."""
    world = World.steady()
    world.pool(connections_per_instance=1000)
    return world


def estate(world: World, *highs: float, load: float | None = 15_000.0) -> Estate:
    """The estate under a load, with a forecast where some highs are given."""
    now = world.estate().at
    found = replace(world.estate(), loads={"api": PoolLoad(Load(Figure(load, now)))})
    steps = tuple(Expected(now + (n + 1) * STEP, high * 0.9, high) for n, high in enumerate(highs))
    told = PoolForecast(now, Forecast(now, steps, 1.04, 4), None, LEAD)
    return replace(found, forecasts={"api": told}) if highs else found


def advised(world: World, seen: Estate) -> SizeAdvice:
    pool = world.policy.pools["api"]
    found = foreseen(seen, world.policy, pool, tallies(seen, world.policy, pool))
    assert found is not None
    return found


def test_what_is_missing_goes_by_weight_until_a_boot_before_the_load_is_there(
    world: World,
) -> None:
    seen = estate(world, 15_000, 30_000, 54_000)
    found = advised(world, seen)
    assert found.advice is not None
    assert found.advice.missing == 42
    assert sum(found.parts.values()) == 42
    assert found.parts["RBX"] > found.parts["GRA"] > found.parts["SBG"]
    assert found.euro_per_hour == Decimal("0.82") * 42
    crossed = seen.at + STEP + STEP * (22_500 - 15_000) / 15_000
    assert found.advice.ask_by == crossed - LEAD
    said = advice_line(found, EN)
    assert said.startswith(f"RBX +{found.parts['RBX']}, GRA +")
    late = seen.at + 2 * STEP - LEAD
    assert f"before {EN.clock(crossed - LEAD)} ({EN.clock(late)} at the latest), €34.44/h: " in said
    assert "by 4 weeks like this one" in said
    assert urgent(found)
    assert "avant" in advice_line(found, FR)


def test_nothing_is_urgent_where_what_stands_is_enough(world: World) -> None:
    found = advised(world, estate(world, 15_000, 20_000))
    assert not urgent(found)
    assert advice_line(found, EN).startswith("30 are enough until ")


@pytest.mark.parametrize("language", [EN, FR])
def test_without_a_load_there_is_no_advice_but_its_reason(world: World, language: Locale) -> None:
    found = advised(world, estate(world, 60_000, load=None))
    assert found.advice is None
    assert found.why == notice("verdict.connections_unknown")
    assert urgent(found)
    assert advice_line(found, language)


def test_metrics_that_are_old_advise_nothing(world: World) -> None:
    seen = estate(world, 60_000)
    old = SourceState("prometheus", Freshness.STALE, failure=notice("source.down"))
    found = advised(world, replace(seen, sources={**seen.sources, "prometheus": old}))
    assert found.advice is None


def test_instances_that_are_not_all_listed_advise_nothing(world: World) -> None:
    seen = estate(world, 60_000)
    dark = replace(seen, regions={r: v for r, v in seen.regions.items() if r != "SBG5"})
    assert advised(world, dark).why == notice("foresight.size_unknown")


def test_without_a_forecast_the_load_of_now_counts_and_it_is_said_why(world: World) -> None:
    found = advised(world, estate(world, load=30_000.0))
    assert found.advice is not None
    assert (found.advice.now, found.advice.peak_size, found.known) == (40, 40, None)
    assert found.lacking == notice("foresight.unread")
    assert "by the load of now alone: the past weeks have not been read" in advice_line(found, EN)


def test_a_forecast_that_has_no_weeks_says_how_many_it_would_need(world: World) -> None:
    seen = estate(world, 15_000)
    none = PoolForecast(seen.at, None, notice("foresight.weeks", n=1, least=2), LEAD)
    found = advised(world, replace(seen, forecasts={"api": none}))
    assert found.lacking == none.why


def test_an_old_forecast_is_none(world: World) -> None:
    seen = estate(world, 60_000)
    old = replace(seen.forecasts["api"], at=seen.at - 3 * STEP)
    found = advised(world, replace(seen, forecasts={"api": old}))
    assert found.lacking == notice("foresight.unread")


def test_what_stands_in_the_way_is_named(world: World) -> None:
    world.limits = {"RBX-A": 14, "GRA11": 12, "SBG5": 9}
    found = advised(world, estate(world, 400_000, load=50_000.0))
    assert found.advice is not None
    assert (found.room, found.hindered) == (5, True)
    assert found.parts == {"RBX": 2, "GRA": 2, "SBG": 1}
    said = advice_line(found, EN)
    assert "at once" in said
    assert "late: the load is above all that the instances carry, and a burst takes 12 min" in said
    assert f"leave room for 5 of {found.advice.missing}" in said
    assert f"the pool’s ceiling of {found.pool.ceiling}" in said


def test_what_an_operation_brings_counts_as_there_and_nothing_is_given_back_meanwhile(
    world: World,
) -> None:
    seen = estate(world, 15_000, 50_000)
    assert advised(world, seen).advice.missing == 37  # type: ignore[union-attr]
    plan = world.ask(BURST, to=80)
    assert isinstance(plan, Plan)
    running = Operation(plan.operation_id, plan, OperationState.RUNNING, seen.at)
    during = replace(seen, activity=replace(seen.activity, live=(running,)))
    found = advised(world, during)
    assert found.advice is not None
    assert (found.advice.there, found.advice.missing) == (80, 0)
    calm = replace(estate(world, 15_000), activity=during.activity)
    assert advised(world, calm).advice.idle == 50  # type: ignore[union-attr]
    assert not urgent(advised(world, calm))


def test_what_windows_hold_is_spared_unless_somebody_suspended_them(world: World) -> None:
    seen = estate(world, 15_000)
    freeze = Freeze("api", seen.at, "anna", "no", Scope.WINDOWS)
    world.pool(baseline=10)
    assert advised(world, seen).advice.spare == 10  # type: ignore[union-attr]
    held = replace(seen.forecasts["api"], openings=(opening(seen, 28),))
    seen = replace(seen, forecasts={"api": held})
    assert advised(world, seen).advice.spare == 2  # type: ignore[union-attr]
    frozen = replace(seen, activity=replace(seen.activity, freezes=(freeze,)))
    assert advised(world, frozen).advice.spare == 10  # type: ignore[union-attr]


@pytest.mark.parametrize("changes", [{"foresight": ForesightMode.OFF}, {"kind": PoolKind.STATEFUL}])
def test_nothing_is_foreseen_where_nobody_wants_it(
    world: World, changes: dict[str, object]
) -> None:
    world.pool(**changes)
    seen, pool = estate(world, 60_000), world.policy.pools["api"]
    assert foreseen(seen, world.policy, pool, tallies(seen, world.policy, pool)) is None


def opening(seen: Estate, level: int) -> Opening:
    said = Window(
        "evening", "api", frozenset({0}), time(16), time(22), ZoneInfo("UTC"), rise=Rise(level)
    )
    at = seen.at - timedelta(hours=1)
    return Opening(said, at.date(), at, at + timedelta(hours=6), level)

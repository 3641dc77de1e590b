"""Whether a pool is holding: load, latency and errors together, and never a guess."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from modelled import World

from console.desk.census import tallies
from console.desk.verdict import verdict, worst
from console.locale import Locale
from console.model.estate import Estate, PoolLoad, SourceState
from console.model.figure import Figure, Freshness, Load
from console.model.notice import notice
from console.model.policy import Policy
from console.model.verdict import Verdict, VerdictState
from console.tui.lines import Role, text_of, width
from console.tui.scene import Scene
from console.tui.view.load import sentence

HOLDING, STRAINED, UNKNOWN, FAILING = (
    VerdictState.HOLDING,
    VerdictState.STRAINED,
    VerdictState.UNKNOWN,
    VerdictState.FAILING,
)
ZONE = ZoneInfo("Europe/Paris")


@pytest.fixture
def world() -> World:
    """Thirty instances that carry 1,000 connections each."""
    world = World.steady()
    world.pool(connections_per_instance=1000)
    return world


def loaded(world: World, **figures: float | None) -> Estate:
    """The estate under a load; a figure that is not named is fine, None is unknown."""
    said = {"connections": 15_000.0, "p95_s": 0.2, "errors": 0.0004} | figures
    load = Load(**{name: Figure(value, world.now) for name, value in said.items()})
    return replace(world.estate(), loads={"api": PoolLoad(load)})


def judged(estate: Estate, policy: Policy) -> Verdict:
    pool = policy.pools["api"]
    return verdict(estate, pool, tallies(estate, policy, pool))


@pytest.mark.parametrize(
    ("figures", "state", "figure"),
    [
        ({"connections": 22_500.0}, HOLDING, None),
        ({"connections": 22_600.0}, STRAINED, "capacity"),
        ({"connections": 30_000.0}, STRAINED, "capacity"),
        ({"p95_s": 1.0}, HOLDING, None),
        ({"p95_s": 1.01}, FAILING, "p95"),
        ({"errors": 0.01}, HOLDING, None),
        ({"errors": 0.37}, FAILING, "errors"),
        ({"connections": None}, UNKNOWN, "connections"),
        ({"p95_s": None}, UNKNOWN, "p95"),
        ({"errors": None}, UNKNOWN, "errors"),
    ],
)
def test_each_figure_by_itself_can_be_the_cause(
    world: World, figures: dict[str, float | None], state: VerdictState, figure: str | None
) -> None:
    found = judged(loaded(world, **figures), world.policy)
    assert found.state is state
    assert [cause.figure for cause in found.causes] == ([] if figure is None else [figure])


def test_more_than_they_carry_is_failing_where_nothing_is_heard_of_the_answers(
    world: World,
) -> None:
    estate = loaded(world, connections=30_000.0, p95_s=None, errors=None)
    assert judged(estate, world.policy).state is FAILING


def test_limits_are_the_pools_own(world: World) -> None:
    estate = loaded(world, p95_s=0.3, errors=0.002)
    assert judged(estate, world.policy).state is HOLDING
    world.pool(p95_limit_s=0.25, error_limit_ratio=0.001)
    found = judged(estate, world.policy)
    assert found.state is FAILING
    assert {cause.figure for cause in found.causes} >= {"p95", "errors"}


def test_what_fails_is_not_hidden_by_what_is_unknown(world: World) -> None:
    found = judged(loaded(world, connections=25_000.0, p95_s=None, errors=0.37), world.policy)
    assert [cause.state for cause in found.causes] == [FAILING, UNKNOWN, STRAINED]
    assert found.state is FAILING


def test_what_is_unknown_is_not_called_strained_or_fine(world: World) -> None:
    assert judged(loaded(world, connections=25_000.0, errors=None), world.policy).state is UNKNOWN


def test_old_metrics_are_no_good_news(world: World) -> None:
    estate = loaded(world)
    stale = {**estate.sources, "prometheus": SourceState("prometheus", Freshness.STALE)}
    assert judged(replace(estate, sources=stale), world.policy).state is UNKNOWN


def test_a_region_that_is_not_listed_leaves_the_capacity_unknown(world: World) -> None:
    estate = loaded(world)
    regions = {name: view for name, view in estate.regions.items() if name != "SBG5"}
    found = judged(replace(estate, regions=regions), world.policy)
    assert found.state is UNKNOWN
    assert found.causes[0].said == notice("verdict.capacity_unknown")


def test_a_pool_of_which_nothing_serves_is_failing(world: World) -> None:
    world.sick = set(world.standing)
    found = judged(loaded(world, connections=0.0), world.policy)
    assert found.state is FAILING
    assert found.causes[0].said == notice("verdict.nobody")


def test_what_an_exporter_never_measures_is_left_out(world: World) -> None:
    estate = loaded(world, p95_s=None)
    why = notice("metrics.exporter_none", preset="windows_iis")
    load = replace(estate.loads["api"], reasons={"p95": why})
    assert judged(replace(estate, loads={"api": load}), world.policy).state is HOLDING


def test_where_nothing_is_measured_nobody_knows(world: World) -> None:
    why = notice("metrics.exporter_none", preset="none")
    load = PoolLoad(reasons=dict.fromkeys(("connections", "p95", "errors"), why))
    estate = replace(loaded(world), loads={"api": load})
    assert judged(estate, world.policy).state is UNKNOWN


def test_of_several_the_worst_counts() -> None:
    assert worst([]) is HOLDING
    assert worst([STRAINED, HOLDING]) is STRAINED
    assert worst([UNKNOWN, STRAINED]) is UNKNOWN
    assert worst([UNKNOWN, FAILING]) is FAILING


@pytest.mark.parametrize("locale", [Locale("en", ZONE), Locale("fr", ZONE)], ids=["en", "fr"])
@pytest.mark.parametrize("cells", [76, 116, 196])
def test_the_console_is_never_green_while_errors_are_over_their_limit(
    world: World, locale: Locale, cells: int
) -> None:
    estate = loaded(world, p95_s=10.0, errors=0.37)
    scene = Scene(estate, world.policy, locale, "e", "staging", world.now, 1.0, "api")
    shown = sentence(scene, tallies(estate, world.policy, scene.pool), cells)
    assert width(shown) <= cells
    assert shown[0] == (f"✖ {locale.text('verdict.failing')}", Role.BAD)
    assert locale.notice(notice("verdict.errors", value=37.0, limit=1.0)) in text_of(shown)


@pytest.mark.parametrize("locale", [Locale("en", ZONE), Locale("fr", ZONE)], ids=["en", "fr"])
def test_on_a_small_terminal_three_causes_keep_their_figures(world: World, locale: Locale) -> None:
    estate = loaded(world, connections=118_500.0, p95_s=10.0, errors=0.37)
    scene = Scene(estate, world.policy, locale, "e", "staging", world.now, 1.0, "api")
    shown = sentence(scene, tallies(estate, world.policy, scene.pool), 76)
    assert width(shown) <= 76
    for value, its in ((locale.percent(3.95), Role.WARN), ("p95 10", Role.BAD), (" 37", Role.BAD)):
        assert any(value in text and role is its for text, role in shown)

"""Sizes by what was learned, where the settings do not say what an instance carries."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from kept import Kept
from modelled import START, World

from console.desk import capacity, plans, readings
from console.desk.census import tallies
from console.desk.foresight import SizeAdvice, foreseen
from console.desk.foretelling import advice_line
from console.desk.holdings import kept_level
from console.desk.keeping.foresight import Foreseer
from console.desk.keeping.keeper import PoolKeeper
from console.desk.verdict import verdict
from console.kinds.instances.enough import fits
from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.verbs import BURST, SCALE
from console.locale import Locale
from console.model.capacity import SURE, SeenCapacity
from console.model.notice import Notice, notice
from console.model.operation import Operation
from console.model.plan import NOBODY, Plan, Request
from console.model.policy import Record
from console.model.pool import ForesightMode
from console.model.verdict import VerdictState
from console.tui.lines import Lines, text_of
from console.tui.scene import Scene
from console.tui.view import load as panels

HOURS = timedelta(hours=1)
KNEE = SeenCapacity(
    carried=1000,
    since=START - 300 * HOURS,
    known=300 * HOURS,
    over_from=1100,
    over_to=1800,
    over_since=START - 90 * HOURS,
    over=6 * HOURS,
    peaks=3,
    over_last=START - 50 * HOURS,
)
LEAST = SeenCapacity(carried=1000, since=START - 300 * HOURS, known=300 * HOURS)
MIXED = notice("foresight.capacity_mixed", low=800, n=900)
EN, FR = (Locale(language, ZoneInfo("Europe/Paris")) for language in ("en", "fr"))


def unnamed(said: SeenCapacity | Notice | None, connections: float) -> World:
    """Thirty instances of a pool whose settings say nothing, and what was learned of it."""
    world = World.steady()
    world.pool(connections_per_instance=None, target_ratio=0.75)
    world.connections = connections
    world.capacities = {} if said is None else {"api": said}
    return world


def advised(world: World) -> SizeAdvice:
    estate, pool = world.estate(), world.policy.pools["api"]
    found = foreseen(estate, world.policy, pool, tallies(estate, world.policy, pool))
    assert found is not None
    return found


def planned(world: World, verb: str, size: int) -> Plan:
    found = world.ask(verb, to=size)  # type: ignore[arg-type]
    assert isinstance(found, Plan), found
    return found


def facts(world: World) -> PoolFacts:
    found = survey(Request(BURST, NOBODY, pool="api"), world.estate(), world.policy, Record(), "")
    assert isinstance(found, PoolFacts)
    return found


def test_advice_is_by_what_was_learned() -> None:
    found = advised(unnamed(KNEE, 30_000.0))
    assert found.advice is not None
    assert (found.advice.now, found.advice.missing) == (40, 10)
    assert found.needed(60_000.0) == 80


@pytest.mark.parametrize("said", [None, MIXED, LEAST])
def test_without_anything_learned_there_is_none_but_its_reason_and_what_to_do(
    said: SeenCapacity | Notice | None,
) -> None:
    found = advised(unnamed(said, 30_000.0))
    assert (found.advice, found.why is not None) == (None, True)
    for locale in (EN, FR):
        assert "connections_per_instance" in advice_line(found, locale)


def test_a_plan_says_whether_that_is_enough_by_what_was_learned_or_that_nobody_knows() -> None:
    plan = planned(unnamed(KNEE, 46_000.0), BURST, 300)
    assert plan.advised == 62
    assert plan.details[0].code == "detail.enough"
    plan = planned(unnamed(LEAST, 46_000.0), BURST, 300)
    assert plan.advised is None
    assert plan.details[0] == notice("detail.enough_unknown", pool="api")


@pytest.mark.parametrize(
    ("said", "connections", "code"),
    [
        (KNEE, 30_500.0, "warning.overload"),
        (KNEE, 29_500.0, None),
        (LEAST, 29_500.0, None),
        (LEAST, 30_500.0, "warning.overload_unknown"),
        (MIXED, 100.0, "warning.overload_unknown"),
    ],
)
def test_what_is_left_under_more_than_it_was_seen_to_carry_asks_for_overload(
    said: SeenCapacity | Notice, connections: float, code: str | None
) -> None:
    world = unnamed(said, connections)
    world.add("api-rbx-op-1", "RBX-A", operation="0per")
    told = plans.overload(planned(world, SCALE, 30))
    assert (None if told is None else told.code) == code


def test_a_window_gives_back_early_only_where_somebody_knows_what_remains_carries() -> None:
    assert fits(facts(unnamed(KNEE, 22_000.0)), 30)
    assert not fits(facts(unnamed(KNEE, 23_000.0)), 30)
    assert not fits(facts(unnamed(LEAST, 100.0)), 30)


@pytest.mark.parametrize(
    ("said", "figures", "state"),
    [
        (KNEE, {"connections": 20_000.0, "errors": 0.0}, VerdictState.HOLDING),
        (KNEE, {"connections": 25_000.0, "errors": 0.0}, VerdictState.STRAINED),
        (LEAST, {"connections": 25_000.0, "errors": 0.0}, VerdictState.HOLDING),
        (LEAST, {"connections": 25_000.0, "errors": 0.5}, VerdictState.FAILING),
    ],
)
def test_the_verdict_is_by_what_was_learned_and_without_it_by_the_answers(
    said: SeenCapacity, figures: dict[str, float], state: VerdictState
) -> None:
    world = unnamed(said, figures["connections"])
    world.errors = figures["errors"]
    estate, pool = world.estate(), world.policy.pools["api"]
    seen = estate.loads["api"]
    total = replace(seen.total, p95_s=replace(seen.total.errors, value=0.2))
    estate = replace(estate, loads={"api": replace(seen, total=total)})
    counted = tallies(estate, world.policy, pool)
    assert verdict(estate, pool, counted).state is state
    known = readings.used(estate, pool, counted, total)
    assert (known is not None) is (said is KNEE)


def test_its_evidence_and_age_are_told_in_both_languages() -> None:
    world = unnamed(KNEE, 20_000.0)
    estate, pool = world.estate(), world.policy.pools["api"]
    told = capacity.evidence(estate.capacity(pool), estate, EN)
    assert told == "1,000 connections an instance, learned from 3 peaks, newest 2 d ago"
    told = capacity.evidence(estate.capacity(pool), estate, FR)
    assert told is not None
    assert "apprises de 3 pointes (dernière" in told
    world.pool(connections_per_instance=1000)
    estate = world.estate()
    assert capacity.evidence(estate.capacity(world.policy.pools["api"]), estate, EN) is None


def drawn(world: World, cells: int, rows: int) -> Lines:
    estate = world.estate()
    scene = Scene(estate, world.policy, EN, "e", "staging", estate.at, 1.0, "api")
    return panels.panel(scene, tallies(estate, world.policy, scene.pool), cells, rows)


def test_the_overview_says_that_the_capacity_was_learned_and_where_there_is_room_how() -> None:
    lines = [text_of(one) for one in drawn(unnamed(KNEE, 20_000.0), 110, 12)]
    assert "67 % of what 30 instances carry (learned)" in lines[0].replace("\xa0", " ")
    assert lines[-1].startswith("1,000 connections an instance, learned from 3 peaks")
    [first, _] = drawn(unnamed(KNEE, 26_000.0), 110, 2)
    assert "(learned)" in text_of(first)
    assert "learned" not in "".join(map(text_of, drawn(unnamed(LEAST, 20_000.0), 110, 12)))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """A pool that grows by itself, at ten past an hour, and has learned from enough peaks."""
    world = unnamed(KNEE, 30_000.0)
    world.now = (world.now + timedelta(days=1)).replace(minute=10, second=0, microsecond=0)
    world.pool(foresight=ForesightMode.AUTO)
    opened = Kept.open(tmp_path, world)
    yield opened
    opened.ledger.close()


def look(kept: Kept) -> Operation | None:
    """The operation that a look asks for, carried out; None where it asks for none."""
    before = len(kept.ledger.operations())
    keeper = PoolKeeper(kept.session, (Foreseer(kept.session),))
    keeper.look(kept.world.policy.pools["api"], kept.ledger)
    return kept.carry_out() if len(kept.ledger.operations()) > before else None


def test_it_grows_by_itself_by_what_enough_peaks_have_shown(kept: Kept) -> None:
    done = look(kept)
    assert done is not None
    assert done.plan.size_after == 40


@pytest.mark.parametrize("said", [LEAST, MIXED, replace(KNEE, peaks=SURE - 1)])
def test_by_less_it_does_nothing_by_itself_and_holds_up_nothing_of_others(
    kept: Kept, said: SeenCapacity | Notice
) -> None:
    kept.world.capacities = {"api": said}
    assert look(kept) is None
    assert kept_level(facts(kept.world)) == 0


def test_what_it_waits_for_is_said_with_the_advice(kept: Kept) -> None:
    kept.world.capacities = {"api": replace(KNEE, peaks=1)}
    found = advised(kept.world)
    assert found.unsure
    assert "learned from 1 peak, of 3 that it takes" in advice_line(found, EN)


def test_nothing_is_given_back_by_it_while_answers_are_over_a_limit(kept: Kept) -> None:
    assert look(kept) is not None
    kept.world.now = kept.world.now.replace(minute=56)
    kept.world.connections, kept.world.errors = 10_000.0, 0.2
    assert look(kept) is None
    kept.world.errors = 0.0
    back = look(kept)
    assert back is not None
    assert back.plan.size_after == 30

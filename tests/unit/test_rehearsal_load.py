"""The week's curve, what instances make of the load, and how the load spreads."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.rehearsal.load import Capacity, SimulatedLoad, shares
from console.rehearsal.load_curve import Curve, DemandGrowth, connections, smooth_noise, week_level
from console.rehearsal.load_scenario import pool_load
from console.rehearsal.load_service import answers, cpu_ratio, error_ratio, p95_s
from console.rehearsal.scenario import Scenario
from tests.support.beings import Being

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, tzinfo=PARIS)
START = MONDAY.replace(hour=8).timestamp()
CURVE = Curve(peak=600_000, starts_at=START)
QUIET = Curve(peak=600_000, starts_at=START, noise=0.0)
SURGE = Curve(
    peak=1_400_000,
    starts_at=START,
    growth=DemandGrowth(at_start=1_000_000, to=5_000_000, over_s=14_400),
    noise=0.0,
)

moments = st.floats(min_value=START - 14 * 86_400, max_value=START + 400 * 86_400)
saturations = st.floats(min_value=0, max_value=60)


@given(at=moments, curve=st.sampled_from([CURVE, QUIET, SURGE]))
def test_connections_are_never_negative_and_depend_on_time_alone(at: float, curve: Curve) -> None:
    assert connections(curve, at) >= 0
    assert connections(curve, at) == connections(curve, at)


@given(at=moments)
def test_noise_stays_within_its_amplitude(at: float) -> None:
    assert abs(connections(CURVE, at) / connections(QUIET, at) - 1) <= 0.02 + 1e-9


@given(at=moments, seed=st.integers(min_value=0, max_value=10_000))
def test_noise_has_no_jumps(at: float, seed: int) -> None:
    assert abs(smooth_noise(seed, at + 0.5) - smooth_noise(seed, at)) <= 2 * 0.5 / 60 + 1e-9


def test_another_seed_gives_another_noise() -> None:
    other = Curve(peak=600_000, starts_at=START, seed=2)
    at = [START + 37 * n for n in range(50)]
    assert [connections(CURVE, t) for t in at] != [connections(other, t) for t in at]


def test_the_peaks_of_the_week_are_the_evenings_of_monday_to_wednesday() -> None:
    week = [MONDAY + timedelta(minutes=10 * n) for n in range(7 * 144)]
    peak = {t for t in week if t.weekday() < 3 and 17 <= t.hour < 21}
    assert min(week_level(t) for t in peak) > 0.9
    rest = [t for t in week if not (t.weekday() < 3 and 16 <= t.hour < 23)]
    assert max(week_level(t) for t in rest) < 0.65
    assert max(week_level(t) for t in week) == 1.0


@pytest.mark.parametrize("day", range(7))
def test_nights_are_quiet(day: int) -> None:
    night = MONDAY + timedelta(days=day, hours=3)
    assert week_level(night) < 0.06


def test_weekends_are_lower_than_school_days_and_wednesday_afternoons_higher() -> None:
    def level(day: int, hour: float) -> float:
        return week_level(MONDAY + timedelta(days=day, hours=hour))

    assert level(5, 10) < level(0, 10) > level(6, 10)
    assert level(2, 14) > level(1, 14)


def test_the_week_has_no_jumps() -> None:
    levels = [week_level(MONDAY + timedelta(minutes=n)) for n in range(7 * 1440 + 1)]
    assert max(abs(b - a) for a, b in pairwise(levels)) < 0.01


@pytest.mark.parametrize("day", [datetime(2027, 3, 28), datetime(2026, 10, 25)])  # noqa: DTZ001
def test_local_time_decides_also_when_the_clocks_change(day: datetime) -> None:
    monday = (day + timedelta(days=1)).replace(hour=18, minute=30, tzinfo=PARIS)
    assert connections(QUIET, monday.timestamp()) == pytest.approx(600_000)


def test_growth_starts_where_it_says_and_arrives() -> None:
    assert connections(SURGE, START) == pytest.approx(1_000_000)
    assert connections(SURGE, START + 14_400) == pytest.approx(5_000_000, rel=0.02)
    rising = [connections(SURGE, START + 300 * n) for n in range(49)]
    assert all(b >= a - 1 for a, b in pairwise(rising))
    before = connections(SURGE, START - 86_400)
    assert before < 600_000


@given(low=saturations, high=saturations)
def test_more_load_is_never_better(low: float, high: float) -> None:
    low, high = sorted((low, high))
    for measure in (p95_s, error_ratio, cpu_ratio):
        assert measure(low) <= measure(high)
    assert 0 <= error_ratio(high) < 1
    assert 0 < cpu_ratio(high) < 1


def test_the_knee_is_a_knee() -> None:
    assert p95_s(0.5) < 0.3 > p95_s(1.0)
    assert p95_s(1.5) > 1.0
    assert error_ratio(1.0) < 0.001
    assert error_ratio(1.5) > 0.05


@given(saturation=saturations)
def test_answers_are_shares_of_one(saturation: float) -> None:
    given_answers = answers(saturation)
    assert given_answers.within[-1] == 1.0
    assert all(a <= b for a, b in pairwise(given_answers.within))
    total = given_answers.ok + given_answers.refused + given_answers.failed
    assert total == pytest.approx(1.0)


def test_capacity_counts_those_in_service() -> None:
    baseline = Being("a", START - 10, None, ((START - 5, None),))
    healed = Being("b", START + 10, START + 90, ((START + 20, START + 40), (START + 50, None)))
    capacity = Capacity([baseline, healed], START)
    at = {-9e9: 1, 0: 1, 19: 1, 20: 2, 39: 2, 40: 1, 50: 2, 89: 2, 90: 1}
    assert {offset: capacity.at(START + offset) for offset in at} == at


def load() -> SimulatedLoad:
    return SimulatedLoad(pool="api", datacenters=("RBX", "GRA"), knee=21_000, curve=QUIET)


@given(counts=st.tuples(st.integers(0, 300), st.integers(0, 300)))
def test_connections_spread_by_instances_in_service(counts: tuple[int, int]) -> None:
    demand = connections(QUIET, START)
    carried = shares(load(), counts, START)
    requests = sum(share.requests_per_s for share in carried)
    assert requests == pytest.approx(demand * 0.02)
    if sum(counts):
        assert sum(share.connections for share in carried) == pytest.approx(demand)
        assert carried[0].connections * counts[1] == pytest.approx(
            carried[1].connections * counts[0]
        )
    else:
        assert all(share.connections == 0 for share in carried)
    for share, count in zip(carried, counts, strict=True):
        assert (share.saturation is None) is (count == 0)


def test_a_scenario_says_what_the_load_is() -> None:
    scenario = Scenario(title="t", starts=MONDAY, seed=9)
    loaded = pool_load(scenario)
    assert loaded.pool == "api"
    assert loaded.datacenters == ("RBX", "GRA", "SBG")
    assert (loaded.curve.seed, loaded.curve.starts_at) == (9, MONDAY.timestamp())
    assert loaded.curve.peak == scenario.load.peak

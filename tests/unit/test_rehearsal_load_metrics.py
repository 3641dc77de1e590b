"""The metrics follow the load, react to capacity, and their counters only grow."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from console.rehearsal.load import SimulatedLoad
from console.rehearsal.load_curve import Curve, DemandGrowth
from console.rehearsal.metrics import Metrics
from console.rehearsal.promql import Scalars, Selector, evaluate, parse
from console.settings.metrics import PrometheusSettings
from tests.support.beings import Being

START = 1_584_342_000.0  # Monday 2020-03-16 08:00 in Paris
BURST = 3600.0
SERVICE = BURST + 300.0


@dataclass
class MovingFleet:
    time: float = START
    generation: int = 0
    beings: list[Being] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def intervals(self, pool: str, datacenter: str) -> tuple[Being, ...]:
        prefix = f"{pool}-{datacenter.lower()}-"
        return tuple(one for one in self.beings if one.name.startswith(prefix))

    def add(self, *beings: Being) -> None:
        self.beings.extend(beings)
        self.generation += 1


def standing(name: str, since: float = START - 900) -> Being:
    return Being(name, since, None, ((since, None),))


@pytest.fixture
def fleet() -> MovingFleet:
    fleet = MovingFleet()
    fleet.add(*(standing(f"api-{dc}-{n:03}") for dc in ("rbx", "gra") for n in range(15)))
    return fleet


def metrics(fleet: MovingFleet, *, to: float = 3_000_000) -> Metrics:
    growth = DemandGrowth(at_start=500_000, to=to, over_s=1800)
    curve = Curve(peak=700_000, starts_at=START, growth=growth)
    load = SimulatedLoad(pool="api", datacenters=("RBX", "GRA"), knee=21_000, curve=curve)
    return Metrics(fleet, [load])


def answer(storage: Metrics, query: str, *offsets: float) -> dict[str, list[float | None]]:
    text = PrometheusSettings(url="").query(query, "api")
    value = evaluate(parse(text), storage, [START + offset for offset in offsets])
    assert not isinstance(value, Scalars)
    return {dict(column.labels).get("datacenter", ""): column.values for column in value}


def burst(fleet: MovingFleet) -> None:
    fleet.time = START + BURST
    fleet.add(
        *(
            Being(f"api-{dc}-x-{n}", START + BURST, None, ((START + SERVICE, None),))
            for dc in ("rbx", "gra")
            for n in range(100)
        )
    )


def test_latency_errors_and_cpu_rise_past_the_knee_and_fall_after_a_burst(
    fleet: MovingFleet,
) -> None:
    storage = metrics(fleet)
    burst(fleet)
    fleet.time = START + 2 * BURST
    times = (0.0, BURST, SERVICE + 420)
    for query, high in (("p95", 2.0), ("errors", 0.1), ("cpu", 0.9)):
        for values in answer(storage, query, *times).values():
            calm, suffering, relieved = values
            assert calm is not None
            assert suffering is not None
            assert relieved is not None
            assert suffering > high > relieved
            assert calm < high


def test_a_burst_takes_connections_only_once_it_serves(fleet: MovingFleet) -> None:
    storage = metrics(fleet)
    fleet.time = START + BURST
    before = answer(storage, "connections", BURST)["RBX"]
    fleet.add(
        *(Being(f"api-gra-x-{n}", fleet.time, None, ((START + SERVICE, None),)) for n in range(70))
    )
    fleet.time = START + 2 * BURST
    assert answer(storage, "connections", BURST)["RBX"] == before
    booting, serving = answer(storage, "connections", SERVICE - 15, SERVICE + 15)["RBX"]
    assert booting is not None
    assert serving is not None
    assert serving / booting == pytest.approx(0.3, abs=0.02)


def test_history_before_the_start_is_that_of_the_baseline(fleet: MovingFleet) -> None:
    storage = metrics(fleet)
    assert len(storage.latest(parse_matchers("up"), [START - 6 * 86_400])) == 30
    for query in ("connections", "requests", "errors", "p95", "cpu"):
        values = answer(storage, query, *(-3600.0 * n for n in range(100, -1, -1)))
        assert all(value is not None for column in values.values() for value in column)


def parse_matchers(text: str):  # noqa: ANN201 - the matchers of one selector
    selector = parse(text)
    assert isinstance(selector, Selector)
    return selector.matchers


def test_counters_only_grow_across_a_burst(fleet: MovingFleet) -> None:
    storage = metrics(fleet)
    spans = [(START - 7200, START + 3 * BURST)]
    matchers = parse_matchers('{__name__=~"vigie_requests_total|vigie_request_duration_.*"}')
    burst(fleet)
    fleet.time = START + 3 * BURST
    runs = storage.window(matchers, spans)
    assert len(runs) == 2 * (3 + 14 + 2)
    for run in runs:
        assert len(run.values) == (7200 + 3 * BURST) / 15 + 1
        assert all(low <= high for low, high in pairwise(run.values))
        assert run.values[-1] > run.values[0]


def test_counters_are_the_same_whenever_they_are_asked(fleet: MovingFleet) -> None:
    often, once = metrics(fleet), metrics(fleet)
    matchers = parse_matchers("vigie_requests_total")
    seen: dict[float, list[float]] = {}
    for step in range(40):
        fleet.time = START + 90.0 * step
        runs = often.window(matchers, [(fleet.time, fleet.time)])
        seen[fleet.time] = [run.values[0] for run in runs]
    for time, values in seen.items():
        assert [run.values[0] for run in once.window(matchers, [(time, time)])] == values


def test_buckets_are_cumulated_and_end_at_the_count(fleet: MovingFleet) -> None:
    storage = metrics(fleet)
    buckets = storage.latest(
        parse_matchers('vigie_request_duration_seconds_bucket{datacenter="RBX"}'), [START]
    )
    counts = [column.values[0] or 0.0 for column in buckets]
    assert counts == sorted(counts)
    count = storage.latest(
        parse_matchers('vigie_request_duration_seconds_count{datacenter="RBX"}'), [START]
    )
    assert counts[-1] == count[0].values[0]


def test_up_is_absent_before_creation_zero_while_booting_one_in_service(
    fleet: MovingFleet,
) -> None:
    storage = metrics(fleet)
    fleet.add(Being("api-rbx-new", START + 60, START + 600, ((START + 300, START + 540),)))
    fleet.time = START + 1000
    times = [START + offset for offset in (45, 60, 285, 300, 525, 540, 585, 600)]
    found = storage.latest(parse_matchers('up{instance="api-rbx-new"}'), times)
    assert [column.values for column in found] == [[None, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, None]]
    assert dict(found[0].labels)["job"] == "api"
    cpu = storage.latest(parse_matchers('vigie_cpu_ratio{instance="api-rbx-new"}'), times)
    assert [value is None for value in cpu[0].values] == [True] * 3 + [False] * 2 + [True] * 3


def test_weeks_before_the_scenario_have_figures_and_counters_that_began_anew(
    fleet: MovingFleet,
) -> None:
    storage = metrics(fleet)
    week = 7 * 86_400
    last = answer(storage, "connections", -week)["RBX"][0]
    for weeks in (2, 13):
        ago = answer(storage, "connections", -weeks * week)["RBX"][0]
        assert ago == pytest.approx(last, rel=0.1)
        assert answer(storage, "p95", -weeks * week)["RBX"][0] is not None
    matchers = parse_matchers('vigie_requests_total{code="200",datacenter="RBX"}')
    [run] = storage.window(matchers, [(START - week - 600, START - week + 600)])
    steps = [later - sooner for sooner, later in pairwise(run.values)]
    assert sum(step < 0 for step in steps) == 1
    assert run.values[-1] < run.values[0]


def test_without_any_instance_requests_fail_and_nothing_connects() -> None:
    fleet = MovingFleet(time=START + 1800)
    storage = metrics(fleet)
    assert answer(storage, "connections", 1800) == {"RBX": [0.0], "GRA": [0.0]}
    errors = answer(storage, "errors", 1800)
    assert [values[0] for values in errors.values()] == [pytest.approx(1.0)] * 2


def test_the_latest_sample_lasts_five_minutes_into_the_future(fleet: MovingFleet) -> None:
    storage = metrics(fleet)
    values = answer(storage, "connections", 0, 299, 300, 316)["RBX"]
    assert [value is None for value in values] == [False, False, False, True]


def test_counts_go_on_and_memory_does_not_when_nobody_asks_for_months(
    fleet: MovingFleet,
) -> None:
    storage = metrics(fleet)
    matchers = parse_matchers('vigie_requests_total{code="200"}')
    before = storage.window(matchers, [(START, START)])[0].values[0]
    fleet.time = START + 90 * 86_400
    now = storage.window(matchers, [(fleet.time - 3600, fleet.time)])
    assert now[0].values[0] > before * 5
    assert len(now[0].values) == 241
    assert storage.window(matchers, [(START, START + 3600)]) == []
    assert all(
        len(rows) < 8 * 1.3 * 1440 * 18 for rows in storage._pools[0]._counters._running._rows
    )

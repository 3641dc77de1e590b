"""The production metrics provider reads a real Prometheus that scrapes real targets."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from exporter import LOAD
from modelled import POOL
from process import free_port, wait_until

from console.clock import SystemClock
from console.model.error import SourceError
from console.model.estate import PoolLoad
from console.providers.prometheus.source import PrometheusSource
from console.settings.metrics import PrometheusSettings, QuerySettings
from console.settings.presets import PRESETS

pytestmark = pytest.mark.lab
SHORT = QuerySettings(
    **{
        name: PRESETS["vigie"][name].replace("[5m]", "[15s]")
        for name in ("connections", "requests", "errors", "p95", "cpu", "health")
    }
)
SIZES = {"RBX": 3, "GRA": 2, "SBG": 1}


def source_at(url: str) -> PrometheusSource:
    settings = PrometheusSettings(url=url, timeout_s=3.0, retries=0, queries=SHORT)
    return PrometheusSource(settings, clock=SystemClock())


@pytest.fixture(scope="module")
def source(prometheus: str) -> PrometheusSource:
    """A source once every figure can be known: a rate needs two scrapes."""
    found = source_at(prometheus)

    def told() -> bool:
        total = found.load(POOL).total
        return None not in (total.connections.value, total.requests.value, total.p95_s.value)

    wait_until(told, what="every figure known", every_s=0.5)
    return found


def per_place(load: PoolLoad, figure: Callable[[PoolLoad, str], float | None]) -> dict[str, float]:
    return {place: round(figure(load, place) or -1.0, 3) for place in SIZES}


def test_connections_are_summed_by_datacenter_and_in_all(source: PrometheusSource) -> None:
    load = source.load(POOL)
    found = per_place(load, lambda each, place: each.by_datacenter[place].connections.value)
    assert found == {place: LOAD.connections * size for place, size in SIZES.items()}
    assert load.total.connections.value == LOAD.connections * 6


def test_rates_are_those_of_the_exporter(source: PrometheusSource) -> None:
    wait_until(
        lambda: (
            source.load(POOL).total.requests.value
            == pytest.approx(LOAD.requests_per_s * 6, rel=0.1)
        ),
        what="the rate of requests",
        every_s=0.5,
    )
    total = source.load(POOL).total
    assert total.errors.value == pytest.approx(LOAD.error_ratio, rel=0.2)
    assert total.cpu.value == pytest.approx(LOAD.cpu)


def test_p95_lies_in_the_bucket_the_exporter_filled(source: PrometheusSource) -> None:
    p95_s = source.load(POOL).total.p95_s.value
    assert p95_s is not None
    assert 0.1 < p95_s <= 0.25


def test_health_names_every_target_and_the_one_that_is_down(source: PrometheusSource) -> None:
    health = source.health(POOL)
    assert health.pop("api-sbg-002") is False
    assert health == dict.fromkeys(
        ["api-rbx-001", "api-rbx-002", "api-rbx-003", "api-gra-001", "api-gra-002", "api-sbg-001"],
        True,
    )


def test_history_has_gaps_before_the_first_scrape_and_figures_after(
    source: PrometheusSource,
) -> None:
    now = datetime.now(UTC)
    series = source.history(POOL, now - timedelta(hours=1), now, 120)["connections"]
    assert len(series.samples) <= 120
    assert series.samples[0].value is None
    wait_until(
        lambda: any(
            sample.value == LOAD.connections * 6
            for sample in source.history(
                POOL, datetime.now(UTC) - timedelta(minutes=2), datetime.now(UTC), 120
            )["connections"].samples
        ),
        what="a figure in the history",
        every_s=0.5,
    )


def test_pool_that_nobody_measures_is_unknown_not_zero(source: PrometheusSource) -> None:
    stranger = replace(POOL, name="unheard-of")
    load = source.load(stranger)
    assert load.total.connections.value is None
    assert source.health(stranger) == {}


def test_server_that_is_not_there_is_a_typed_failure() -> None:
    with pytest.raises(SourceError):
        source_at(f"http://127.0.0.1:{free_port()}").load(POOL)

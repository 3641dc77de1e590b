"""The metrics source against the rehearsal's Prometheus API."""

from datetime import timedelta

import msgspec
import pytest
from rehearsed import Rehearsal, Rehearse

from console.clock import clock_of
from console.model.error import SourceError, SourceUnreachable
from console.providers.prometheus.source import PrometheusSource
from console.settings.load import load
from console.settings.metrics import QuerySettings
from console.settings.policy import pools

SPEED = 500.0  # an estate shared with the OpenStack provider's tests, which leave it as it was


class Bench:
    """A rehearsal, and the default queries on it."""

    def __init__(self, rehearsal: Rehearsal, **changes: object) -> None:
        self.rehearsal = rehearsal
        settings = load(rehearsal.settings, environ={}).settings
        assert settings.prometheus is not None
        self.clock = clock_of(settings.clock)
        self.pool = pools(settings)["api"]
        chosen = msgspec.structs.replace(settings.prometheus, **changes)
        self.source = PrometheusSource(chosen, clock=self.clock)


@pytest.fixture
def quiet(rehearsal: Rehearse) -> Bench:
    return Bench(rehearsal("steady", SPEED))


def test_every_default_query_has_figures(quiet: Bench) -> None:
    load = quiet.source.load(quiet.pool)
    assert set(load.by_datacenter) == {"RBX", "GRA", "SBG"}
    for part in (load.total, *load.by_datacenter.values()):
        for figure in (part.connections, part.requests, part.errors, part.p95_s, part.cpu):
            assert figure.value is not None
    parts = [part.connections.value or 0 for part in load.by_datacenter.values()]
    assert (load.total.connections.value or 0) == pytest.approx(sum(parts))
    assert quiet.source.warnings == ()


def test_health_names_the_baseline(quiet: Bench) -> None:
    health = quiet.source.health(quiet.pool)
    assert len(health) == 30
    assert health["api-rbx-001"] is True


@pytest.mark.parametrize("points", [2, 60, 240])
def test_history_fits_the_chart(quiet: Bench, points: int) -> None:
    end = quiet.clock.now()
    found = quiet.source.history(quiet.pool, end - timedelta(hours=1), end, points)
    assert set(found) == {"connections", "requests", "errors", "p95", "cpu", "serving"}
    for series in found.values():
        assert 1 <= len(series.samples) <= points
        assert any(sample.value is not None for sample in series.samples)
        assert all(end - timedelta(hours=1) <= sample.at <= end for sample in series.samples)


def test_a_query_that_is_refused_says_why(quiet: Bench) -> None:
    refused = Bench(quiet.rehearsal, queries=QuerySettings(connections="sum by ((("))
    load = refused.source.load(refused.pool)
    assert load.reasons["connections"].code == "prometheus.refused"
    assert "parse error" in str(load.reasons["connections"].values["text"])
    assert load.total.connections.value is None
    assert load.total.requests.value is not None


def test_a_query_without_data_is_unknown(quiet: Bench) -> None:
    absent = Bench(
        quiet.rehearsal, queries=QuerySettings(connections="sum by (datacenter) (nothing)")
    )
    load = absent.source.load(absent.pool)
    assert load.total.connections.value is None
    assert load.total.requests.value is not None


@pytest.mark.parametrize("mode", ["down", "error", "html", "nonsense", "hang"])
def test_a_server_in_trouble_is_a_typed_error_in_time(quiet: Bench, mode: str) -> None:
    bench = Bench(quiet.rehearsal, timeout_s=0.5)
    bench.rehearsal.set_faults({"mode": mode, "services": ["prometheus"]})
    expected = SourceError if mode in {"html", "nonsense"} else SourceUnreachable
    try:
        with pytest.raises(expected):
            bench.source.load(bench.pool)
    finally:
        bench.rehearsal.reset_faults()

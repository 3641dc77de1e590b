"""Growth of datastores: a range query becomes one series a name, gaps and oddities told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from process import HANGS_AFTER_S
from scripted import Reply, ScriptedServer, WallClock

from console.model.error import SourceUnreachable
from console.providers.prometheus.source import PrometheusSource
from console.settings.metrics import PrometheusSettings

RANGE = "/api/v1/query_range"
END = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
START = END - timedelta(hours=3)
T0 = START.timestamp()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()


@pytest.fixture
def source(server: ScriptedServer) -> PrometheusSource:
    settings = PrometheusSettings(url=server.url, timeout_s=HANGS_AFTER_S, retries=0)
    return PrometheusSource(settings, clock=WallClock())


def matrix(*series: tuple[dict[str, str], list[tuple[float, str]]], **more: object) -> Reply:
    result = [{"metric": metric, "values": values} for metric, values in series]
    data = {"resultType": "matrix", "result": result}
    return Reply({"status": "success", "data": data} | more)


def test_one_series_a_datastore_in_bytes(server: ScriptedServer, source: PrometheusSource) -> None:
    points = [(T0 + k * 3600, str(1e12 + k)) for k in range(4)]
    server.on("GET", RANGE, matrix(({"ds_name": "ssd-1"}, points)))
    growth = source.growth(START, END, 4)
    assert list(growth) == ["ssd-1"]
    series = growth["ssd-1"]
    assert [each.value for each in series.samples] == [1e12, 1e12 + 1, 1e12 + 2, 1e12 + 3]
    assert [each.at for each in series.samples] == [START + timedelta(hours=k) for k in range(4)]
    assert (series.name, series.step_s) == ("ssd-1", 3600.0)


def test_what_is_unknown_is_a_gap_never_zero(
    server: ScriptedServer, source: PrometheusSource
) -> None:
    points = [(T0, "NaN"), (T0 + 7200, "+Inf"), (T0 + 10800, "5")]
    server.on("GET", RANGE, matrix(({"ds_name": "ssd-1"}, points)))
    values = [each.value for each in source.growth(START, END, 4)["ssd-1"].samples]
    assert values == [None, None, None, 5.0]


def test_a_name_that_comes_twice_says_nothing(
    server: ScriptedServer, source: PrometheusSource
) -> None:
    point = [(T0, "1")]
    twice = ({"ds_name": "a", "dc": "1"}, point), ({"ds_name": "a", "dc": "2"}, point)
    thrice = ({"ds_name": "a", "dc": "3"}, point)
    server.on("GET", RANGE, matrix(*twice, thrice, ({"ds_name": "b"}, point), ({}, point)))
    assert list(source.growth(START, END, 4)) == ["b"]
    assert source.warnings == (
        "datastores: more than one series for a",
        "datastores: a series has no label ds_name",
    )


def test_the_query_of_the_settings_on_aligned_steps_with_the_warnings(
    server: ScriptedServer,
) -> None:
    settings = PrometheusSettings(
        url=server.url, timeout_s=HANGS_AFTER_S, datastores="sum by (ds_name) (x)"
    )
    source = PrometheusSource(settings, clock=WallClock())
    server.on("GET", RANGE, matrix(({"ds_name": "a"}, []), warnings=["partial"]))
    late = START + timedelta(minutes=7)
    growth = source.growth(late, END, 4)
    asked = server.calls("GET", RANGE)[-1].query
    assert asked["query"] == "sum by (ds_name) (x)"
    assert float(asked["step"].removesuffix("s")) == 3460
    assert len(growth["a"].samples) <= 4
    assert growth["a"].samples[0].at.timestamp() % 3460 == 0
    assert growth["a"].samples[0].at >= late
    assert source.warnings == ("partial",)


def test_a_span_without_a_step_asks_nothing(
    server: ScriptedServer, source: PrometheusSource
) -> None:
    begins, ends = START + timedelta(seconds=0.2), START + timedelta(seconds=0.8)
    assert source.growth(begins, ends, 2) == {}
    assert server.calls("GET", RANGE) == []


def test_a_server_that_fails_is_unreachable(
    server: ScriptedServer, source: PrometheusSource
) -> None:
    server.on("GET", RANGE, Reply({"status": "error", "error": "busy"}, 503))
    with pytest.raises(SourceUnreachable):
        source.growth(START, END, 4)

"""Every preset's queries, answered by a real Prometheus that scrapes the exporter's own names."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from exporter import exporting
from exporters import CONNECTIONS, FAILED, IDLE, PER_S, exposition_of
from modelled import POOL
from process import free_port, wait_until
from scraping import scraping

from console.clock import SystemClock
from console.model.pool import Share
from console.providers.prometheus.source import PrometheusSource
from console.settings.metrics import PrometheusSettings, QuerySettings
from console.settings.presets import PRESETS

pytestmark = pytest.mark.lab
NAMES = [name for name in PRESETS if name != "vigie"]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    def job(preset: str, name: str, target: int) -> dict[str, object]:
        labels = {"pool": preset, "region": "GRA11", "instance": name}
        return {
            "job_name": f"{preset}-{name}",
            "metrics_path": f"/{preset}",
            "static_configs": [{"targets": [f"127.0.0.1:{target}"], "labels": labels}],
        }

    home = tmp_path_factory.mktemp("presets")
    with exporting(exposition_of) as live:
        jobs = [job(preset, "one", live) for preset in NAMES]
        jobs += [job(preset, "two", free_port()) for preset in NAMES]
        with scraping(home, jobs) as found:
            yield found


@pytest.mark.parametrize("preset", NAMES)
def test_a_preset_gives_what_its_exporter_has_and_says_of_the_rest_that_it_has_none(
    url: str, preset: str
) -> None:
    settings = PrometheusSettings(
        url=url,
        preset=preset,  # type: ignore[arg-type]
        datacenter_label="region",
        datacenters={"GRA11": "GRA"},
        queries=QuerySettings(
            **{
                name: query.replace("[5m]", "[15s]")
                for name, query in PRESETS[preset].items()
                if name != "health"
            }
        ),
    )
    source = PrometheusSource(settings, clock=SystemClock())
    pool = replace(POOL, name=preset, shares=(Share("GRA", 1),))
    none = {n for n in ("errors", "p95") if not PRESETS[preset][n]}
    expected = {"connections", "requests", "errors", "p95_s", "cpu"} - {
        {"p95": "p95_s"}.get(name, name) for name in none
    }

    def told() -> set[str]:
        total = source.load(pool).total
        return {n for n in total.__slots__ if getattr(total, n).value is not None}

    def steady() -> bool:
        rate = source.load(pool).total.requests.value
        return told() == expected and rate is not None and abs(rate / PER_S - 1) < 0.1

    wait_until(steady, what="every figure", every_s=0.5)
    load = source.load(pool)
    assert set(load.reasons) == none
    assert set(load.by_datacenter) == {"GRA"}
    assert load.total.connections.value == CONNECTIONS
    assert load.total.requests.value == pytest.approx(PER_S, rel=0.2)
    assert load.total.cpu.value == pytest.approx(1 - IDLE, abs=0.15)
    if "errors" not in none:
        assert load.total.errors.value == pytest.approx(FAILED, rel=0.3)
    if "p95" not in none:
        assert load.total.p95_s.value is not None
        assert 0.1 < load.total.p95_s.value <= 0.5
    assert source.health(pool) == {"one": True, "two": False}

"""What doctor says of each query of the metrics server."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from console.cli.checks import metrics
from console.cli.checks.check import Check
from console.model.estate import Estate, PoolLoad, SourceState
from console.model.figure import Figure, Freshness, Load
from console.model.notice import notice
from console.settings.load import load
from console.settings.metrics import PrometheusSettings
from console.settings.policy import policy
from console.settings.template import TEMPLATE

NOW = datetime(2026, 11, 23, 15, 42, tzinfo=UTC)
SEEN = Figure(5.0, NOW - timedelta(seconds=3))
WHOLE = Load(SEEN, SEEN, SEEN, SEEN, SEEN)


def session(folder: Path, **chosen: Any) -> Any:  # noqa: ANN401 - what of a session the check reads
    path = folder / "vigie.toml"
    path.write_text(TEMPLATE)
    settings = load(path).settings
    prometheus = PrometheusSettings(url="http://127.0.0.1:9", **chosen)
    return SimpleNamespace(settings=SimpleNamespace(prometheus=prometheus), policy=policy(settings))


def estate(**loads: Load) -> Estate:
    return Estate(
        at=NOW,
        sources={"prometheus": SourceState("prometheus", Freshness.FRESH)},
        loads={"api": PoolLoad(by_datacenter=loads)},
        health={"api": {"api-1": True}},
    )


def by_name(found: list[Check]) -> dict[str, tuple[bool, str]]:
    return {one.name: (one.ok, one.found.code) for one in found}


def test_every_query_is_told_with_where_and_how_old(tmp_path: Path) -> None:
    told = list(metrics.checks(session(tmp_path), estate(RBX=WHOLE, GRA=WHOLE)))
    first = next(one for one in told if one.name == "api connections")
    assert (first.ok, dict(first.found.values)) == (
        True,
        {"n": 2, "places": "GRA, RBX", "age": 3},
    )
    assert by_name(told)["api health"] == (True, "doctor.metrics_health")


def test_an_empty_answer_names_the_metric_that_is_missing(tmp_path: Path) -> None:
    told = list(metrics.checks(session(tmp_path, preset="windows_iis"), estate(RBX=Load())))
    first = next(one for one in told if one.name == "api connections")
    assert (first.ok, first.found.code) == (False, "doctor.metrics_nothing")
    assert first.found.values["metrics"] == "windows_iis_current_connections"


def test_a_label_that_is_no_datacenter_is_named(tmp_path: Path) -> None:
    told = list(metrics.checks(session(tmp_path), estate(RBX=WHOLE, GRA11=WHOLE)))
    strange = next(one for one in told if one.found.code == "doctor.metrics_place")
    assert not strange.ok
    assert strange.found.values["value"] == "GRA11"


@pytest.mark.parametrize(
    ("code", "ok"), [("metrics.exporter_none", True), ("prometheus.refused", False)]
)
def test_a_reason_is_told_and_one_that_nobody_can_mend_is_no_fault(
    tmp_path: Path, code: str, ok: bool
) -> None:
    seen = estate(RBX=WHOLE)
    lacking = replace(seen.loads["api"], reasons={"p95": notice(code)})
    told = metrics.checks(session(tmp_path), replace(seen, loads={"api": lacking}))
    assert by_name(list(told))["api p95"] == (ok, code)

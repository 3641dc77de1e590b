"""Standing instances that fall sick in the rehearsal, as clients and the providers see them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import rehearsed
from process import wait_until
from rehearsed import Rehearsal

from console.clock import clock_of
from console.providers.prometheus.source import PrometheusSource
from console.settings.load import load
from console.settings.policy import pools


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[Rehearsal]:
    estate = rehearsed.start(tmp_path / "estate", "steady", 100.0)
    yield estate
    rehearsed.stop(estate)


def sick(estate: Rehearsal) -> dict[str, str]:
    told = json.loads(estate.control("sickness"))
    return {one["name"]: one["sickness"] for one in told["sick"]}


def test_downtime_is_told_of_those_that_are_down_and_ends_with_the_sickness(
    estate: Rehearsal,
) -> None:
    settings = load(estate.settings, environ={}).settings
    assert settings.prometheus is not None
    clock = clock_of(settings.clock)
    source = PrometheusSource(settings.prometheus, clock=clock)
    pool = pools(settings)["api"]
    began = clock.now()
    estate.control("sickness", {"sickness": "hung", "instances": ["api-rbx-005"]})
    estate.control("sickness", {"sickness": "blind", "instances": ["api-gra-002"]})
    assert sick(estate) == {"api-rbx-005": "hung", "api-gra-002": "blind"}

    def down() -> dict[str, float]:
        """How long each has been down, in seconds."""
        now = clock.now()
        found = source.down_since(pool, now - timedelta(hours=1), now)
        assert all(since >= began - timedelta(seconds=30) for since in found.values())
        return {name: (now - since).total_seconds() for name, since in found.items()}

    wait_until(lambda: min(down().values(), default=0.0) >= 120, what="the scrapes")
    assert set(down()) == {"api-rbx-005", "api-gra-002"}
    health = source.health(pool)
    assert {name for name, up in health.items() if not up} == {"api-rbx-005", "api-gra-002"}
    estate.control("sickness", method="DELETE")
    wait_until(lambda: not down(), what="the scrapes")
    assert all(source.health(pool).values())
    assert sick(estate) == {}


def test_error_has_a_fault_and_is_over_when_all_is_healed(estate: Rehearsal) -> None:
    estate.control("sickness", {"sickness": "error", "instances": ["api-rbx-005"]})
    status = {one.name: one.status for one in estate.record().owned()}
    assert {name for name, said in status.items() if said == "ERROR"} == {"api-rbx-005"}
    assert sick(estate) == {"api-rbx-005": "error"}
    estate.control("sickness", method="DELETE")
    assert {one.status for one in estate.record().owned()} == {"ACTIVE"}

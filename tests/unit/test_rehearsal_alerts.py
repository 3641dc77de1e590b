"""Alerts of the rehearsal follow its estate; without Prometheus they end."""

import pytest

from console.rehearsal.alertmanager.rules import RESOLVE_S, AlertRules
from console.rehearsal.faults import FaultBoard
from console.rehearsal.load_scenario import pool_load
from console.rehearsal.scenario import ScenarioFault, load
from console.rehearsal.world import World


@pytest.fixture
def world() -> World:
    return World(load("steady"))


def rules(world: World, board: FaultBoard) -> AlertRules:
    return AlertRules(world, pool_load(world.scenario), board)


def names(found: AlertRules) -> set[str]:
    return {one.labels["alertname"] for one in found.firing()}


def test_while_prometheus_is_silent_nothing_is_sent_again_and_all_ends(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = FaultBoard((), 1)
    found = rules(world, board)
    assert "Watchdog" in names(found)
    began = world.now()
    board.put([ScenarioFault(services=("prometheus",), mode="down")])
    monkeypatch.setattr(World, "now", lambda _: began + 1)
    assert "Watchdog" in names(found)
    monkeypatch.setattr(World, "now", lambda _: began + RESOLVE_S + 1)
    assert names(found) == set()


def test_a_region_that_is_silent_is_an_alert_of_its_datacenter(world: World) -> None:
    board = FaultBoard((), 1)
    found = rules(world, board)
    assert "RegionSilent" not in names(found)
    region = world.regions[next(iter(world.regions))]
    board.put([ScenarioFault(services=("compute",), regions=(region.name,), mode="down")])
    fired = next(one for one in found.firing() if one.labels["alertname"] == "RegionSilent")
    assert fired.labels["datacenter"] == region.site.datacenter

"""`vigie prices` where the OVHcloud API answers: prices of the catalogue, not of settings."""

import json
from pathlib import Path

import pytest
from rehearsed import Rehearsal, Rehearse

from console.cli.entry import run


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name in ("VIGIE_SETTINGS", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def quiet(rehearsal: Rehearse) -> Rehearsal:
    return rehearsal("steady", speed=1)


def answer(quiet: Rehearsal, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert run(["prices", *words, "--settings", str(quiet.settings)]) == 0
    return capsys.readouterr().out


def test_prices_come_of_the_catalogue_with_its_age(
    quiet: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "[prices.hourly]" not in Path(quiet.settings).read_text(encoding="utf-8")
    told = json.loads(answer(quiet, capsys, "--output", "json"))
    assert (told["currency"], told["vat"], told["unread"]) == ("EUR", "excluded", None)
    assert told["catalogue"]["id"] == "20261101"
    (windows,) = [one for one in told["prices"] if one["flavor"] == "win-b2-60"]
    assert windows["regions"] == ["GRA11", "RBX-A", "SBG5"]
    assert (windows["euro_per_hour"], windows["euro_per_month"]) == ("0.82", "258")
    assert windows["source"] == "OVHcloud catalogue"
    assert windows["age_s"] >= 0
    (small,) = [one for one in told["prices"] if one["flavor"] == "b2-7"]
    assert small["euro_per_hour"] == "0.0681"
    assert "€0.0681" in answer(quiet, capsys, "--flavor", "b2-7")
    french = answer(quiet, capsys, "--flavor", "b2-7", "--set", "console.language=fr")
    assert "catalogue OVHcloud" in french


def test_prices_of_the_settings_win(quiet: Rehearsal, capsys: pytest.CaptureFixture[str]) -> None:
    said = ("--set", "prices.hourly.b2-7=0.05", "--flavor", "b2-7", "--output", "json")
    (only,) = json.loads(answer(quiet, capsys, *said))["prices"]
    assert (only["euro_per_hour"], only["source"], only["regions"]) == ("0.05", "settings", [])
    french = answer(quiet, capsys, *said[:4], "--set", "console.language=fr")
    assert "réglages" in french
    named = answer(quiet, capsys, *said[:4], "--set", "prices.source=our contract")
    assert "our contract" in named

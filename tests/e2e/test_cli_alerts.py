"""`vigie alerts` on an estate whose Alertmanager and Prometheus answer, and where they do not."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from process import HANGS_AFTER_S, wait_until
from rehearsed import Rehearsal, Rehearse

from console.cli.entry import run
from console.settings.load import load

UNREACHABLE = 5
UNEXPECTED = ("--set", "alertmanager.watchdog=Nobody")
"""A Watchdog that never fires: then the estate's own is one alert among the others."""


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("VIGIE_SETTINGS", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


class Told:
    """Runs `vigie alerts` and hears what it says."""

    def __init__(self, estate: Rehearsal, capsys: pytest.CaptureFixture[str]) -> None:
        self.estate = estate
        self._capsys = capsys

    def text(self, *words: str) -> tuple[int, str, str]:
        """The exit code, what was said, and what was warned of."""
        self._capsys.readouterr()
        code = run(["alerts", *words, "--settings", str(self.estate.settings)])
        heard = self._capsys.readouterr()
        return code, heard.out, heard.err

    def json(self, *words: str) -> tuple[int, Any]:
        """The exit code, and the answer a program gets."""
        code, out, _ = self.text(*words, "--output", "json")
        return code, json.loads(out)


@pytest.fixture
def steady(rehearsal: Rehearse, capsys: pytest.CaptureFixture[str]) -> Told:
    # Slow: the datastore that fills would be critical after a week of the estate.
    return Told(rehearsal("steady", 20.0), capsys)


@pytest.fixture
def own(fresh_rehearsal: Rehearse, capsys: pytest.CaptureFixture[str]) -> Told:
    return Told(fresh_rehearsal("steady", 600.0), capsys)


def test_what_fires_is_listed_with_its_place_and_counted_by_severity(steady: Told) -> None:
    code, told = steady.json()
    assert (code, told["unknown"], told["watchdog"]) == (0, None, True)
    (only,) = told["alerts"]
    assert (only["name"], only["severity"]) == ("DatastoreNearlyFull", "warning")
    assert (told["firing"], told["at_least"], told["by_severity"]) == (1, 1, {"warning": 1})
    code, out, warned = steady.text("list")
    assert (code, warned) == (0, "")
    head, row, count = out.splitlines()
    assert head.split() == [
        "SEVERITY", "DATACENTER", "POOL", "ALERT", "STATE", "SINCE", "SUMMARY"
    ]  # fmt: skip
    assert row.split()[:5] == ["warning", "RBX", "–", "DatastoreNearlyFull", "firing"]
    assert row.endswith(only["summary"])
    assert count == "1 warning"


def test_without_its_watchdog_it_tells_how_many_fire_at_least_and_ends_with_5(
    steady: Told,
) -> None:
    code, told = steady.json(*UNEXPECTED)
    assert (code, told["unknown"]["code"]) == (UNREACHABLE, "alerts.no_watchdog")
    assert (told["firing"], told["by_severity"], told["at_least"]) == (None, None, 2)
    assert {one["name"] for one in told["alerts"]} == {"Watchdog", "DatastoreNearlyFull"}
    code, out, warned = steady.text(*UNEXPECTED)
    assert code == UNREACHABLE
    assert "Watchdog" in out
    known = "unknown, at least 1 warning · 1 without severity: Nobody is missing: "
    assert known in warned


def test_it_is_said_in_french_with_its_plurals(
    steady: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    code, out, _ = steady.text()
    assert code == 0
    assert out.splitlines()[-1] == "1 avertissement"
    _, _, warned = steady.text(*UNEXPECTED)
    assert "inconnues, au moins 1 avertissement · 1 sans gravité\u202f: Nobody manque" in warned


def test_silenced_ones_are_told_apart_with_the_silence_that_keeps_them(own: Told) -> None:
    settings = load(own.estate.settings, environ={}).settings.alertmanager
    assert settings is not None
    estate_now = datetime.fromisoformat(own.json()[1]["at"])
    matcher = {"name": "alertname", "value": "DatastoreNearlyFull", "isRegex": False}
    silence = {
        "matchers": [{**matcher, "isEqual": True}],
        "startsAt": estate_now.isoformat(),
        "endsAt": (estate_now + timedelta(days=30)).isoformat(),
        "createdBy": "ana",
        "comment": "an order is on its way",
    }
    url = f"{settings.url}/api/v2/silences"
    made = requests.post(url, json=silence, timeout=HANGS_AFTER_S).json()
    code, told = own.json()
    assert (code, told["firing"], told["silenced"]) == (0, 0, 1)
    (only,) = told["alerts"]
    assert (only["state"], only["silenced_by"]) == ("suppressed", [made["silenceID"]])
    (kept,) = told["silences"]
    assert (kept["author"], kept["comment"]) == ("ana", "an order is on its way")
    assert own.text()[1].splitlines()[-1] == "none fires · 1 silenced"


def test_what_a_dead_prometheus_leaves_is_unknown_and_not_none(own: Told) -> None:
    assert own.json()[0] == 0
    own.estate.set_faults({"mode": "down", "services": ["prometheus"]})
    wait_until(lambda: own.json()[1]["alerts"] == [], what="its last alerts end")
    code, told = own.json()
    assert (code, told["firing"], told["watchdog"]) == (UNREACHABLE, None, False)
    code, out, warned = own.text()
    assert (code, out) == (UNREACHABLE, "")
    assert warned.startswith("unknown: Watchdog is missing")


def test_an_alertmanager_that_is_silent_is_unknown_with_nothing_at_least(own: Told) -> None:
    own.estate.set_faults({"mode": "down", "services": ["alertmanager"]})
    code, told = own.json()
    assert (code, told["at_least"], told["watchdog"]) == (UNREACHABLE, None, None)
    assert told["unknown"]["message"]


def test_without_an_alert_manager_it_says_what_to_set(
    steady: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = steady.estate.settings.read_text(encoding="utf-8")
    began = whole.index("[alertmanager]")
    ends = whole.index("\n[", began) + 1
    bare = tmp_path / "bare.toml"
    bare.write_text(whole[:began] + whole[ends:], encoding="utf-8")
    capsys.readouterr()
    assert run(["alerts", "--settings", str(bare)]) == 2
    assert "[alertmanager]" in capsys.readouterr().err

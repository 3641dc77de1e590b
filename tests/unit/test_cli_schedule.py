"""`vigie schedule`: what it prints, without any source."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.cli.entry import run
from console.settings.template import TEMPLATE

WINDOWS = """
[[windows]]
name = "evening"
pool = "api"
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
start = "16:00"
end = "22:00"
to = 300
lead_s = 900
except_on = ["{tomorrow}"]
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LC_ALL", "C")
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    path = tmp_path / "vigie.toml"
    path.write_text(TEMPLATE + WINDOWS.format(tomorrow=tomorrow), encoding="utf-8")
    return path


def answer(settings: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(["schedule", *words, "--settings", str(settings)]) == 0
    return capsys.readouterr().out


def test_the_next_openings_with_size_cost_and_why_one_is_skipped(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(answer(settings, capsys, "next", "--output", "json"))["openings"]
    assert len(found) == 8
    skipped, *opening = sorted(found, key=lambda one: one["skipped"] is None)
    assert skipped["skipped"]["code"] == "schedule.excepted"
    assert skipped["added"] == 0
    for one in opening:
        assert (one["level"], one["added"]) == (300, 270)
        assert (one["euro_per_hour"], one["euro"]) == ("221.40", "1771.20")  # eight hours
        begins, opens = (datetime.fromisoformat(one[key]) for key in ("begins_at", "opens_at"))
        assert opens - begins == timedelta(minutes=15)
    table = answer(settings, capsys, "next", "--count", "2")
    assert "not on this date (except_on)" in table
    assert len(table.splitlines()) == 3


def test_the_windows_as_they_are_declared(
    settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert "lun. mar. mer. jeu. ven. sam. dim.  16:00" in answer(settings, capsys, "list")


def test_without_windows_people_are_told_how_to_have_one(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.write_text(TEMPLATE, encoding="utf-8")
    assert run(["schedule", "next", "--settings", str(settings)]) == 2
    assert "[[windows]]" in capsys.readouterr().err


def test_windows_that_want_too_much_fail_the_check(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("lead_s = 900", "lead_s = 900\neuro_at_most = 1000"), encoding="utf-8"
    )
    assert run(["schedule", "check", "--settings", str(settings), "--output", "json"]) == 1
    checks = json.loads(capsys.readouterr().out)["checks"]
    found = {one["code"]: one["severity"] for one in checks}
    assert found["schedule.check_dear"] == "failed"
    assert found["worker.no_keeper"] == "warning"
    assert "schedule.check_well" not in found

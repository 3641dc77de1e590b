"""A month's hours as `vigie costs` counts them and as the estate's own usage does."""

import json
from decimal import Decimal
from typing import Any

import pytest
from process import wait_until
from rehearsed import Rehearsal, Rehearse
from worked import session

from console.cli.entry import run

EARLY = 10


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name in ("VIGIE_SETTINGS", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)


def costs(estate: Rehearsal, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    said = ["costs", "--output", "json", *words, "--settings", str(estate.settings)]
    assert run(said) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def acted(estate: Rehearsal, *words: str) -> None:
    more = ("--yes", "--wait", "--reason", "a test", "--settings", str(estate.settings))
    assert run([*words, *more]) == 0


def test_what_came_and_went_is_counted_as_its_provider_counts_it(
    fresh_rehearsal: Rehearse, capsys: pytest.CaptureFixture[str]
) -> None:
    estate = fresh_rehearsal("steady", 60.0)
    acted(estate, "burst", "api", "--to", "60")
    # What a pass sees gone, it sees a little later: not over the end of an hour.
    clock = session(estate).clock
    wait_until(lambda: clock.now().minute < EARLY, what="the beginning of an hour")
    acted(estate, "scale", "api", "--to", "36")
    before = costs(estate, capsys)

    def counted() -> bool:
        told = costs(estate, capsys)
        there = told["usage"]["updated_at"]
        return bool(there > before["at"] and there <= told["until"])

    wait_until(counted, what="the provider counts the hour in which that was")
    told = costs(estate, capsys)
    there = told["usage"]["instances"]
    assert told["total"]["instances"] == 60
    assert (there["differing"], there["only_there"], there["only_here"]) == ([], [], [])
    assert int(there["hours"]) == there["hours_here"]
    assert there["agreeing"]["clock_hours"] == 60
    assert told["whole"]
    assert told["rows"][0]["pool"] == "api"
    for row in told["rows"]:
        assert Decimal(row["euro"]) == row["hours"] * Decimal("0.82")

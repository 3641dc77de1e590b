"""The object storage as `vigie storage objects` tells it, beside what Swift itself says."""

import json
from typing import Any

import pytest
from rehearsed import Rehearsal, Rehearse

from console.cli.entry import run
from console.providers.openstack import objects as provider


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name in ("VIGIE_SETTINGS", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)


def said(estate: Rehearsal, capsys: pytest.CaptureFixture[str], *more: str, code: int) -> str:
    capsys.readouterr()
    assert run(["storage", "objects", *more, "--settings", str(estate.settings)]) == code
    return capsys.readouterr().out


def told(estate: Rehearsal, capsys: pytest.CaptureFixture[str], code: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(estate, capsys, "--output", "json", code=code))
    return found


def test_every_container_is_counted_and_a_silent_region_makes_the_sum_unknown(
    rehearsal: Rehearse, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    estate = rehearsal("steady", 100)
    whole = told(estate, capsys, 0)
    assert [one["region"] for one in whole["accounts"]] == ["GRA11", "RBX-A", "SBG5"]
    for one in whole["accounts"]:
        assert [each["name"] for each in one["containers"]] == ["documents", "exports", "letters"]
        assert one["bytes"] == sum(each["bytes"] for each in one["containers"])
        assert one["containers"][2]["objects"] == 0
    assert whole["objects"] == sum(one["objects"] for one in whole["accounts"]) > 10_000

    monkeypatch.setattr(provider, "AT_ONCE", 2)
    assert told(estate, capsys, 0)["accounts"] == whole["accounts"]

    estate.set_faults({"mode": "down", "services": ["object-store"], "regions": ["SBG5"]})
    partly = told(estate, capsys, 5)
    assert (partly["objects"], partly["bytes"]) == (None, None)
    silent = partly["accounts"][2]
    assert (silent["objects"], silent["containers"]) == (None, None)
    assert silent["unread"]["message"]
    lines = said(estate, capsys, code=5).splitlines()
    total = sum(one["objects"] for one in whole["accounts"][:2])
    assert any(f"≥{total:,}" in line for line in lines)

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
    swift, s3 = whole["accounts"][:3], whole["accounts"][3:]
    assert [one["region"] for one in swift] == ["GRA11", "RBX-A", "SBG5"]
    assert [(one["store"], one["region"]) for one in s3] == [
        ("s3", n) for n in ("GRA", "RBX", "SBG")
    ]
    assert [each["name"] for each in s3[0]["containers"]] == [
        "archives-gra",
        "media-gra",
        "spare-gra",
    ]
    assert s3[0]["containers"][0]["objects"] == 31_500
    for one in swift:
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
    total = sum(one["objects"] for one in (*swift[:2], *s3))
    assert any(f"≥{total:,}" in line for line in lines)

    estate.set_faults({"mode": "down", "services": ["ovhcloud"]})
    partly = told(estate, capsys, 5)
    assert [(one["store"], one["region"]) for one in partly["accounts"][3:]] == [("s3", None)]
    assert (partly["objects"], partly["accounts"][0]["objects"]) == (None, swift[0]["objects"])


def test_what_a_month_costs_is_known_where_the_settings_price_it(
    rehearsal: Rehearse, capsys: pytest.CaptureFixture[str]
) -> None:
    estate = rehearsal("steady", 100)
    estate.reset_faults()
    file = estate.settings.with_name("objects.toml")
    priced = '\n[prices.beside]\n"objects.s3" = "0.007"\n"objects.swift" = "0.01"\n'
    file.write_text(estate.settings.read_text(encoding="utf-8") + priced, encoding="utf-8")
    assert told(estate, capsys, 0)["euro_per_month"] is None
    capsys.readouterr()
    assert run(["storage", "objects", "--output", "json", "--settings", str(file)]) == 0
    whole = json.loads(capsys.readouterr().out)
    gib = {"swift": 0, "s3": 0}
    for one in whole["accounts"]:
        gib[one["store"]] += one["bytes"] / 2**30
    assert float(whole["euro_per_month"]) == pytest.approx(
        gib["swift"] * 0.01 + gib["s3"] * 0.007, abs=0.02
    )

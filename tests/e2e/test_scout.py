"""What could be had of March's three hundred, and the ticket for the rest, by command line."""

import json

import pytest
from rehearsed import Rehearsal, Rehearse

from console.cli.entry import run

QUOTAS = {"RBX-A": 40, "GRA11": 30, "SBG5": 20}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name in ("VIGIE_SETTINGS", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)


def scout(
    estate: Rehearsal, capsys: pytest.CaptureFixture[str], *words: str, code: int = 0
) -> tuple[str, str]:
    capsys.readouterr()
    assert run(["scout", "api", *words, "--settings", str(estate.settings)]) == code
    said = capsys.readouterr()
    return said.out, said.err


def test_the_scout_and_its_ticket_in_both_languages_ask_for_nothing(
    fresh_rehearsal: Rehearse, capsys: pytest.CaptureFixture[str]
) -> None:
    estate = fresh_rehearsal("delivery", speed=1)
    out, _ = scout(estate, capsys, "--to", "300", "--output", "json")
    told = json.loads(out)
    assert (told["size"], told["missing"]) == (30, 270)
    assert told["obtainable"]["places"] == {"RBX": 28, "GRA": 20, "SBG": 12}
    assert (told["obtainable"]["least"], told["obtainable"]["most"]) == (3, 60)
    assert [one["in_stock"] for one in told["regions"]] == [True, True, True]
    assert [one["binding"] for one in told["regions"]] == ["instances"] * 3
    assert {one["values"]["region"] for one in told["short"]} == set(QUOTAS)

    asked = ("--to", "300", "--ticket", "--open-for", "3d", "--reason", "schools closed")
    text, beside = scout(estate, capsys, *asked)
    assert "higher quotas in RBX-A, GRA11, SBG5" in text
    for region, limit in QUOTAS.items():
        assert f"Region {region}" in text
        assert f"- instances: limit {limit}, in use" in text
    assert "Reason: schools closed" in text
    assert "until 2020-03-19" in text
    assert "Vigie makes none of these calls" in beside
    assert "quotas 200vms (200 instances" in beside
    french = ("--set", "console.language=fr")
    opening = ["burst", "api", "--to", "300", "--open-for", "3d", "--dry-run", "--output", "json"]
    assert run([*opening, "--settings", str(estate.settings)]) == 0
    planned = json.loads(capsys.readouterr().out)
    assert planned["plan"]["size_after"] == 300
    assert planned["scout"]["obtainable"]["places"] == told["obtainable"]["places"]
    assert [one["binding"] for one in planned["scout"]["regions"]] == ["instances"] * 3
    texte, _ = scout(estate, capsys, *asked, *french)
    assert "relèvement des quotas à RBX-A, GRA11, SBG5" in texte
    assert "- instances\u202f: limite 40, utilisé 12, voulu 132" in texte
    out, _ = scout(estate, capsys, *french)
    assert "S’OBTIENT" in out
    assert "au moins 3, au plus 60 (RBX 28, GRA 20, SBG 12)" in out

    estate.set_faults({"mode": "down", "services": ["compute"], "regions": ["GRA11"]})
    out, _ = scout(estate, capsys, "--to", "300", "--output", "json", code=5)
    told = json.loads(out)
    gra = next(one for one in told["regions"] if one["region"] == "GRA11")
    assert (gra["most"], gra["least"], gra["standing"]) == (None, None, None)
    assert told["obtainable"]["unknown"] == ["GRA11"]
    assert told["obtainable"]["most"] is None

    record = estate.record()
    assert record.orders == []
    posts = [one for one in record.calls if one.service == "ovhcloud" and one.method == "POST"]
    assert posts == [], "what raises a quota is named, and not called"

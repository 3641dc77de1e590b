"""What is handed to others, from a real estate: whole files or none, and nothing made up."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rehearsed import Rehearsal, Rehearse

from console.cli.entry import run


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name in ("VIGIE_SETTINGS", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)


def vigie(estate: Rehearsal, capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run([*words, "--settings", str(estate.settings)]) == code
    return capsys.readouterr().out


def section(document: str, head: str) -> str:
    return document.split(f"## {head}\n", 1)[1].split("\n## ", 1)[0]


def test_who_takes_over_reads_what_was_done_why_and_what_is_open(
    fresh_rehearsal: Rehearse, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    estate = fresh_rehearsal("steady", 100.0)
    asked = ("--yes", "--wait", "--reason", "peak | <b>of term</b>")
    vigie(estate, capsys, "burst", "api", "--to", "36", *asked)
    vigie(estate, capsys, "pool", "freeze", "api", "--reason", "a post-mortem")
    estate.set_faults({"mode": "down", "services": ["compute"], "regions": ["GRA11"]})

    document = vigie(estate, capsys, "export", "handover", "--since", "3h", code=5)
    done = section(document, "What was done")
    assert r"peak \| \<b\>of term\</b\>" in done
    assert "burst api 30 → 36" in done
    assert "| done |" in done
    assert "a post-mortem" in section(document, "Open now")
    assert "- nova:GRA11, quota:GRA11" in section(document, "Sources that do not answer")
    assert "how many instances stand is not known" in section(document, "To watch")

    told: dict[str, Any] = json.loads(
        vigie(estate, capsys, "export", "handover", "--output", "json", code=5)
    )
    assert [one["verb"] for one in told["operations"]] == ["burst"]
    assert told["operations"][0]["cost"]["standing"] == 6
    assert [one["reason"] for one in told["freezes"]] == ["a post-mortem"]
    assert [one["source"] for one in told["dark"]][:1] == ["nova:GRA11"]

    estate.reset_faults()
    file = tmp_path / "written" / "handover.md"
    file.parent.mkdir()
    words = ("export", "handover", "--file", str(file))
    vigie(estate, capsys, *words)
    first = file.read_text(encoding="utf-8")
    assert first.startswith("# Handover: ")
    assert "- api: 36 instances stand, its baseline is 30" in first
    vigie(estate, capsys, *words, code=2)
    assert file.read_text(encoding="utf-8") == first
    vigie(estate, capsys, "pool", "thaw", "api")
    vigie(estate, capsys, *words, "--overwrite")
    assert "a post-mortem" not in file.read_text(encoding="utf-8")
    assert [one.name for one in file.parent.iterdir()] == ["handover.md"]


def test_what_is_no_time_and_no_place_is_refused(
    rehearsal: Rehearse, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    estate = rehearsal("steady", speed=100)
    vigie(estate, capsys, "export", "handover", "--since", "yesterday", code=2)
    nowhere = tmp_path / "nowhere" / "handover.md"
    vigie(estate, capsys, "export", "handover", "--file", str(nowhere), code=1)
    assert not nowhere.parent.exists()


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_tables_hold_what_was_done_what_stands_and_what_it_costs(
    fresh_rehearsal: Rehearse, capsys: pytest.CaptureFixture[str]
) -> None:
    estate = fresh_rehearsal("steady", 100.0)
    vigie(estate, capsys, "burst", "api", "--to", "36", "--yes", "--wait", "--reason", "=peak, 1")

    done = table(vigie(estate, capsys, "export", "journal"))
    assert [(one["verb"], one["state"], one["in_service"]) for one in done] == [
        ("burst", "succeeded", "6")
    ]
    assert done[0]["reason"] == "'=peak, 1"
    told = json.loads(vigie(estate, capsys, "export", "journal", "--format", "json"))
    assert [one["reason"] for one in told["operations"]] == ["=peak, 1"]
    audit = table(vigie(estate, capsys, "export", "journal", "--events"))
    assert [int(one["seq"]) for one in audit] == sorted(int(one["seq"]) for one in audit)
    assert {one["operation"] for one in audit} == {done[0]["operation"]}

    standing = table(vigie(estate, capsys, "export", "estate"))
    there = {one.id for one in estate.record().instances}
    assert {one["id"] for one in standing if one["resource"] == "instance"} == there

    whole = json.loads(vigie(estate, capsys, "costs", "--output", "json"))
    spent = table(vigie(estate, capsys, "export", "costs"))
    assert [one["datacenter"] for one in spent] == [one["datacenter"] for one in whole["rows"]]
    for one in spent:
        assert Decimal(one["euro"]) == int(one["hours"]) * Decimal("0.82")

    estate.set_faults({"mode": "down", "services": ["compute"], "regions": ["GRA11"]})
    partly = table(vigie(estate, capsys, "export", "estate", code=5))
    unknown = [one for one in partly if one["state"] == "unknown"]
    assert [(one["resource"], one["region"]) for one in unknown] == [("region", "GRA11")]
    assert not [one for one in partly if one["region"] == "GRA11" and one["id"]]

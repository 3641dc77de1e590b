"""How old backups are, by a real estate's Cinder and metrics; what is unknown is never in time."""

import json
from pathlib import Path
from typing import Any

import pytest
from rehearsed import Rehearsal, Rehearse

from console.cli.entry import run

QUERIES = """
[backups.queries.machines]
promql = 'max by (instance) (up) * 0 + 90000'
label = "instance"

[backups.queries.sites]
promql = 'max by (datacenter) (up) * 0 + 90000'
label = "datacenter"
late_after_s = 80000

[backups.queries.broken]
promql = 'max by (datacenter) (up) * 0 / 0'
label = "datacenter"

[backups.queries.nothing]
promql = 'no_such_metric'
"""
SITES = {"RBX", "GRA", "SBG"}


def told(
    settings: Path, capsys: pytest.CaptureFixture[str], *words: str, code: int | None = None
) -> dict[str, Any]:
    capsys.readouterr()
    ended = run([*words, "--output", "json", "--settings", str(settings)])
    assert code is None or ended == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def with_queries(estate: Rehearsal) -> Path:
    file = estate.settings.with_name("backups.toml")
    file.write_text(estate.settings.read_text(encoding="utf-8") + QUERIES, encoding="utf-8")
    return file


def test_ages_are_told_by_query_and_volume_and_what_is_late_is_marked(
    rehearsal: Rehearse, capsys: pytest.CaptureFixture[str]
) -> None:
    estate = rehearsal("steady", 100)
    settings = with_queries(estate)
    found = told(settings, capsys, "backups", code=5)
    by_name = {(one["of"], one["subject"], one["region"]): one for one in found["backups"]}
    assert by_name["machines", "api-gra-001", None]["late"] is False
    assert {one["subject"] for one in found["backups"] if one["late"]} == SITES
    assert {one["of"] for one in found["backups"] if one["late"]} == {"sites"}
    first, then = found["backups"][:3], found["backups"][3]
    assert {(one["of"], one["age_s"], one["late"]) for one in first} == {("broken", None, None)}
    assert then["age_s"] == 90000
    for region in ("RBX-A", "GRA11", "SBG5"):
        one = by_name["volumes", "documents-index", region]
        assert 0 < one["age_s"] < 26 * 3600
        assert one["late"] is False
    assert [one["of"] for one in found["unread"]] == ["nothing"]

    checks = told(settings, capsys, "doctor")["checks"]
    mine = {one["code"]: one for one in checks if one["section"] == "backups"}
    assert mine["doctor.backups_late"]["values"] == {"n": 3, "names": "GRA, RBX, SBG"}
    assert mine["doctor.backups_unknown"]["values"]["n"] == 3
    assert {one["severity"] for one in mine.values()} == {"warning"}
    assert "backups.nothing" in mine

    estate.set_faults({"mode": "down", "services": ["volume"], "regions": ["SBG5"]})
    partly = told(estate.settings, capsys, "backups", code=5)
    assert [one["of"] for one in partly["unread"]] == ["volumes SBG5"]
    assert {one["region"] for one in partly["backups"]} == {"RBX-A", "GRA11"}

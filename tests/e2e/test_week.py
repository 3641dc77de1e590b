"""A week of windows: in service at 16:00, all given back, and hours as the provider counts them.

Seven days at 600 times their speed take seventeen minutes: played where VIGIE_WEEK is set. The lead
is long: three hours are eighteen seconds here, and how long a burst takes is the machine's to say.
"""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from process import wait_until
from rehearsed import Rehearsal, Rehearse
from shell import Shell
from worked import session, working

from console.model.operation import OperationState

SPEED = 600.0
PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)
MONDAY = datetime(2026, 12, 7, 12, 40, tzinfo=PARIS)
SCENARIO = """
title = "A week"
starts = {starts}
speed = {speed}
seed = 11

[load]
peak = 560_000
"""
WINDOW = """
[[windows]]
name = "evening"
pool = "api"
days = ["mon", "tue", "wed"]
start = "16:00"
end = "22:00"
to = 60
lead_s = 10800
"""


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))


def a_week(tmp_path: Path, rehearse: Rehearse) -> Rehearsal:
    scenario = tmp_path / "week.toml"
    scenario.write_text(SCENARIO.format(starts=MONDAY.isoformat(), speed=SPEED), encoding="utf-8")
    estate = rehearse(str(scenario), SPEED)
    with estate.settings.open("a", encoding="utf-8") as file:
        file.write(WINDOW)
    return estate


@pytest.mark.skipif("VIGIE_WEEK" not in os.environ, reason="it takes seventeen minutes")
def test_three_windows_of_a_week(tmp_path: Path, fresh_rehearsal: Rehearse) -> None:
    estate = a_week(tmp_path, fresh_rehearsal)
    shell, here = Shell(estate), session(estate)
    before = {one.id for one in estate.record().owned()}
    sunday = (MONDAY + timedelta(days=6)).replace(hour=22)
    try:
        with working(estate):
            wait_until(
                lambda: here.clock.now() >= sunday, what="the end of the week", within_s=1800.0
            )
        done = here.journal.operations(pool="api")[::-1]
        assert [one.state for one in done] == [OperationState.SUCCEEDED] * 6
        assert [(o.plan.size_now, o.plan.size_after) for o in done] == [(30, 60), (60, 30)] * 3
        for day, opened in enumerate(done[::2]):
            opens = MONDAY.replace(hour=16, minute=0) + timedelta(days=day)
            assert opened.ended_at is not None
            assert opened.ended_at <= opens + MINUTE, opened.ended_at
        assert {one.id for one in estate.record().owned()} == before
        code, told = shell.says("costs")
        assert code == 0
        there = told["usage"]["instances"]
        print(json.dumps({"total": told["total"], "usage": told["usage"]}))  # noqa: T201 - who plays it reads it
        assert told["total"]["instances"] == 30 + 90
        assert (there["differing"], there["only_there"], there["only_here"]) == ([], [], [])
        assert there["hours"] == str(there["hours_here"])
    finally:
        shell.end()

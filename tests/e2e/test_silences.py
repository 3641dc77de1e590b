"""Silences from the command line: planned, made once, seen, and taken back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from process import HANGS_AFTER_S
from rehearsed import Rehearsal, Rehearse
from shell import Shell

FULL = "alertname=DatastoreNearlyFull"
REASON = ("--reason", "an order is on its way")
REFUSED = 3


@pytest.fixture
def estate(fresh_rehearsal: Rehearse) -> Rehearsal:
    return fresh_rehearsal("steady", 60.0)


@pytest.fixture
def shell(estate: Rehearsal) -> Iterator[Shell]:
    opened = Shell(estate)
    yield opened
    opened.end()


def standing(estate: Rehearsal) -> list[dict[str, Any]]:
    """The silences that have not ended, as an independent client finds them."""
    url = f"{estate.endpoints['alertmanager']}/api/v2/silences"
    found = requests.get(url, timeout=HANGS_AFTER_S).json()
    return [one for one in found if one["status"]["state"] != "expired"]


def test_a_silence_bears_its_author_reason_and_operation_and_a_rollback_ends_it(
    estate: Rehearsal, shell: Shell
) -> None:
    code, shown = shell.says("alerts", "silence", FULL, "--for", "90m", *REASON, "--dry-run")
    assert code == 0, shown
    assert standing(estate) == []
    code, done = shell.says("alerts", "silence", FULL, "--for", "90m", *REASON, "--yes", "--wait")
    assert (code, done["operation"]["state"]) == (0, "succeeded"), done
    number = done["operation"]["id"]
    (only,) = standing(estate)
    assert only["comment"] == f"an order is on its way [vigie.operation={number}]"
    code, told = shell.says("alerts")
    assert (told["firing"], told["silenced"]) == (0, 1)
    assert told["silences"][0]["matchers"] == 'alertname="DatastoreNearlyFull"'
    code, undoing = shell.says("rollback", number, "--yes", "--overload", "--wait")
    assert (code, undoing["operation"]["state"]) == (0, "succeeded"), undoing
    assert standing(estate) == []
    assert shell.says("alerts")[1]["firing"] == 1


def test_where_the_answer_is_lost_there_is_one_silence_and_it_is_ended_by_its_id(
    estate: Rehearsal, shell: Shell
) -> None:
    lost = {"mode": "lost", "services": ["alertmanager"], "methods": ["POST"], "times": 1}
    estate.set_faults(lost)
    code, done = shell.says("alerts", "silence", FULL, *REASON, "--yes", "--wait")
    assert (code, done["operation"]["state"]) == (0, "succeeded"), done
    (only,) = standing(estate)
    code, done = shell.says("alerts", "unsilence", only["id"][:8], "--yes", "--wait")
    assert (code, done["operation"]["state"]) == (0, "succeeded"), done
    assert standing(estate) == []
    code, refused = shell.says("rollback", done["operation"]["id"], "--yes", "--overload")
    assert (code, refused["refused"][0]["code"]) == (REFUSED, "guard.rollback_unsilence")


def test_what_hides_too_much_or_says_no_reason_is_refused_and_a_reader_too(
    estate: Rehearsal, shell: Shell
) -> None:
    ask = ("alerts", "silence")
    code, told = shell.says(*ask, FULL, "--yes")
    assert (code, told["refused"][0]["code"]) == (REFUSED, "guard.silence_reason")
    code, told = shell.says(*ask, "alertname=Watchdog", *REASON, "--yes")
    assert (code, told["refused"][0]["code"]) == (REFUSED, "guard.silence_watchdog")
    assert shell.says(*ask, "nonsense", *REASON, "--yes")[0] == 2
    assert shell.says(*ask, FULL, "--for", "never", *REASON, "--yes")[0] == 2
    assert shell.says(*ask, FULL, *REASON, "--yes", "--read-only")[0] == REFUSED
    assert standing(estate) == []


def test_a_burst_keeps_its_pools_alerts_silent_until_it_is_done_and_no_longer(
    estate: Rehearsal, shell: Shell
) -> None:
    ask = ("burst", "api", "--to", "33", "--silence")
    code, shown = shell.says(*ask, "--dry-run")
    assert code == 0, shown
    told = [one["message"] for one in shown["plan"]["details"]]
    assert any('Alerts with pool="api" are silent until the operation has ended' in t for t in told)
    code, done = shell.says(*ask, "--yes", "--wait")
    assert (code, done["operation"]["state"]) == (0, "succeeded"), done
    number = done["operation"]["id"]
    assert standing(estate) == []
    url = f"{estate.endpoints['alertmanager']}/api/v2/silences"
    (only,) = requests.get(url, timeout=HANGS_AFTER_S).json()
    assert only["comment"] == f"burst api [vigie.operation={number}]"
    assert [(m["name"], m["value"]) for m in only["matchers"]] == [("pool", "api")]
    _, shown = shell.says("operations", "show", number)
    assert "source.failed" not in {one["kind"] for one in shown["events"]}
    began, ended = (datetime.fromisoformat(only[at]) for at in ("startsAt", "endsAt"))
    served = [
        datetime.fromisoformat(one["at"])
        for one in shown["events"]
        if one["code"] == "changes.in_service"
    ]
    assert began < min(served) <= max(served) <= ended
    assert ended < began + timedelta(hours=2), "it was ended, and did not wait for its time"
    [change] = [one for one in shown["detail"] if one["resource"] == "silence"]
    assert change["phase"] == "gone"
    code, undone = shell.says("rollback", number, "--yes", "--overload", "--wait")
    assert (code, undone["operation"]["state"]) == (0, "succeeded"), undone

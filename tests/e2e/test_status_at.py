"""`vigie status --at` on a rehearsal's estate that was watched for a while."""

import json
from datetime import timedelta
from typing import Any

import pytest
from process import wait_until
from rehearsed import Rehearse

from console.bootstrap import open_session
from console.cli.entry import run
from console.desk.recording.recorder import Recorder
from console.model.plan import Origin


def test_a_minute_that_was_watched_is_told_and_another_is_unknown(
    fresh_rehearsal: Rehearse, capsys: pytest.CaptureFixture[str]
) -> None:
    estate = fresh_rehearsal("steady", 60)
    session = open_session(estate.settings, read_only=True, origin=Origin.CLI)
    shown = session.watch.refresh()
    file = session.recording()
    assert file is not None
    recorder = Recorder(session, file)
    recorder.look()
    at = session.clock.now().replace(microsecond=0) + timedelta(seconds=1)  # after the record
    assert recorder.trouble is None
    wait_until(lambda: session.clock.now() > at, what="that minute is past")
    recorder.release()
    session.watch.stop()

    def told(when: str) -> dict[str, Any]:
        asked = ["status", "--at", when, "--settings", str(estate.settings)]
        assert run([*asked, "--output", "json"]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    then = told(at.isoformat())
    assert then["at"] == at.isoformat()
    assert then["past"]["recorded_at"] is not None
    counted = then["pools"][0]["total"]
    assert counted["size"] == sum(len(view.instances) for view in shown.regions.values())
    assert counted["in_service"] == counted["size"]
    assert then["pools"][0]["load"]["connections"] > 0
    assert then["proposals"] is None

    earlier = told("2026-10-01 12:00")
    assert earlier["past"]["recorded_at"] is None
    assert earlier["pools"][0]["total"] is None
    assert earlier["operations"] == []

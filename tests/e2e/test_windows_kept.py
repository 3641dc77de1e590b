"""Windows on a rehearsal estate, with a real worker: in service at the start, then given back.

Estate time runs 20 times as fast, and what is compared is estate time, by the journal. The lead
is long: how long a burst takes is a busy machine's to say.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from process import wait_until
from rehearsed import Rehearsal, Rehearse
from shell import Shell
from worked import session, working

from console.model.operation import Operation, OperationState

SPEED = 20.0
PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)
WINDOW = """
[[windows]]
name = "{name}"
pool = "api"
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
start = "{start:%H:%M}"
end = "{end:%H:%M}"
to = 120
lead_s = 1800
"""


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


def minute(at: datetime) -> datetime:
    """The next whole minute of the wall clock."""
    local = at.astimezone(PARIS)
    return local.replace(second=0, microsecond=0) + MINUTE


def declare(estate: Rehearsal, name: str, start: datetime, end: datetime) -> None:
    with estate.settings.open("a", encoding="utf-8") as file:
        file.write(WINDOW.format(name=name, start=start, end=end))


def test_a_day_with_a_burst_inside_a_window(fresh_rehearsal: Rehearse) -> None:
    estate = fresh_rehearsal("steady", SPEED)
    shell, here = Shell(estate), session(estate)
    before = {one.id for one in estate.record().owned()}
    start = minute(here.clock.now() + timedelta(minutes=32))
    end = start + timedelta(minutes=50)
    declare(estate, "evening", start, end)
    here = session(estate)

    def size() -> int:
        return len(estate.record().owned())

    def asked() -> list[Operation]:
        found = here.journal.operations(pool="api")
        return [one for one in found if one.plan.request.author.user == "schedule:evening"]

    try:
        with working(estate):
            wait_until(lambda: asked() and not asked()[0].state.live, what="the window is open")
            [opened] = asked()
            assert opened.state is OperationState.SUCCEEDED
            assert (opened.plan.size_now, opened.plan.size_after) == (30, 120)
            assert opened.plan.request.reason == f"evening {start:%Y-%m-%d}"
            assert opened.ended_at is not None
            assert opened.ended_at <= start + MINUTE
            assert start - timedelta(minutes=31) <= opened.created_at <= start

            wait_until(lambda: here.clock.now() >= start, what="the start")
            code, burst = shell.says("burst", "api", "--to", "200", "--yes", "--wait")
            assert (code, size()) == (0, 200)
            code, back = shell.says(
                "rollback", burst["operation"]["id"], "--yes", "--overload", "--wait"
            )
            assert (code, size()) == (0, 120), (code, json.dumps(back)[-1500:])
            for words in (("rollback", opened.id), ("scale", "api", "--to", "60")):
                code, refused = shell.says(*words, "--yes")
                assert code == 3, refused
                assert "guard.window" in json.dumps(refused)
            assert here.clock.now() < end, "the machine was too slow for this test's window"

            wait_until(lambda: len(asked()) > 1 and not asked()[0].state.live, what="given back")
            closed = asked()[0]
            assert closed.state is OperationState.SUCCEEDED
            assert end <= closed.created_at <= end + MINUTE
            assert {one.id for one in estate.record().owned()} == before
            assert len(asked()) == 2, "nothing was asked for twice"
    finally:
        shell.end()


def test_a_worker_that_was_down_over_a_start_an_end_and_a_whole_window(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("steady", SPEED)
    shell, here = Shell(estate), session(estate)
    before = {one.id for one in estate.record().owned()}
    first = minute(here.clock.now())
    start, end = first + timedelta(minutes=3), first + timedelta(minutes=45)
    declare(estate, "missed", first, first + MINUTE)
    declare(estate, "evening", start, end)
    here = session(estate)
    try:
        wait_until(lambda: here.clock.now() > start + 5 * MINUTE, what="five minutes too late")
        with working(estate):
            wait_until(lambda: len(estate.record().owned()) == 120, what="opened late")
            wait_until(lambda: not here.journal.operations(live=True), what="its end")
        late = [one for one in here.journal.events() if one.kind == "window.late"]
        assert [one.notice.values["window"] for one in late] == ["evening"]
        assert int(late[0].notice.values["minutes"]) >= 5
        wait_until(lambda: here.clock.now() > end, what="the end of the window")
        assert len(estate.record().owned()) == 120
        with working(estate):
            wait_until(lambda: {one.id for one in estate.record().owned()} == before, what="back")
        who = {one.plan.request.author.user for one in here.journal.operations()}
        assert who == {"schedule:evening"}, "what was missed as a whole is not made up for"
    finally:
        shell.end()


def test_a_window_that_the_quota_refuses_is_told_once_and_opens_when_the_quota_is_raised(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("steady", SPEED)
    shell, here = Shell(estate), session(estate)
    for region in ("RBX-A", "GRA11", "SBG5"):
        estate.set_quota(region, 20)
    start = minute(here.clock.now() + timedelta(minutes=5))
    declare(estate, "evening", start, start + timedelta(hours=3))
    here = session(estate)

    def told() -> list[str]:
        return [one.actor for one in here.journal.events() if one.kind == "window.refused"]

    try:
        with working(estate):
            wait_until(lambda: bool(told()), what="that the window is refused is told")
        with working(estate):
            assert here.journal.operations() == ()
            for region, instances in (("RBX-A", 150), ("GRA11", 130), ("SBG5", 100)):
                estate.set_quota(region, instances)
            wait_until(lambda: len(estate.record().owned()) == 120, what="the window is open")
        assert told() == ["schedule:evening"]
        [opened] = here.journal.operations(pool="api")
        assert opened.plan.request.author.user == "schedule:evening"
    finally:
        shell.end()

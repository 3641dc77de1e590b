"""What a cloud does on a bad night, played by the rehearsal and met by the product."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from asking import asking
from process import wait_until
from rehearsed import Rehearse
from served import VIGIE
from shell import Shell
from terminal import terminal

from console.bootstrap import open_session
from console.kinds.instances.verbs import BURST
from console.model.plan import Origin, Refusal


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@dataclass(frozen=True)
class Onlooker(Shell):
    """Who also sees what the estate was asked."""

    def calls(self, method: str) -> int:
        """How many calls the compute service was asked."""
        asked = self.estate.record().calls
        return sum(c.count for c in asked if (c.service, c.method) == ("compute", method))

    def until(self, method: str, count: int) -> None:
        """Wait until the compute service was asked so often."""
        wait_until(lambda: self.calls(method) >= count, what=f"{count} calls {method}")

    def stop(self, operation: str) -> Mapping[str, Any]:
        """Stop it; what was said meanwhile to who asked for the same pool."""
        words = ("operations", "stop", operation, "--yes", "--wait")
        with ThreadPoolExecutor(1) as other:
            stopping = other.submit(self.says, *words)
            held = self.refused("guard.pool_stopping", until=stopping)
            _, ended = stopping.result()
        assert ended["operation"]["state"] == "stopped"
        return held

    def refused(self, code: str, *, until: Future[Any]) -> Mapping[str, Any]:
        """Ask for one more, again and again, until that is refused for this reason."""
        session = open_session(self.estate.settings, read_only=False, origin=Origin.CLI)
        session.watch.refresh()
        while True:
            planned = session.plan(asking(BURST, session.author(), "api", by=1))
            reasons = planned.reasons if isinstance(planned, Refusal) else ()
            told = next((each.why for each in reasons if each.why.code == code), None)
            if told is not None:
                return told.values
            assert not until.done(), (until.result(), planned)
            session.watch.refresh(["journal"])


Sit = Callable[[float], Onlooker]


@pytest.fixture
def sit(fresh_rehearsal: Rehearse) -> Iterator[Sit]:
    """A shell before an estate of its own, of that speed; a test takes as many as it needs."""
    taken: list[Onlooker] = []

    def down(speed: float) -> Onlooker:
        taken.append(Onlooker(fresh_rehearsal("steady", speed)))
        return taken[-1]

    yield down
    for shell in taken:
        shell.end()


def test_a_stop_ends_within_a_minute_while_a_region_is_down_and_rollback_is_exact(sit: Sit) -> None:
    shell = sit(40.0)
    there = {each.id for each in shell.estate.record().instances}
    code, accepted = shell.says("burst", "api", "--by", "30", "--yes", "--no-wait")
    assert code == 0
    operation = accepted["operation"]["id"]
    shell.until("POST", 3)
    shell.estate.set_faults({"mode": "down", "services": ["compute"], "regions": ["RBX-A"]})
    shell.stop(operation)
    shell.estate.reset_faults()
    assert len(shell.estate.record().instances) > len(there)
    code, undone = shell.says("rollback", operation, "--yes", "--overload", "--wait")
    assert (code, undone["operation"]["state"]) == (0, "succeeded")
    assert {each.id for each in shell.estate.record().instances} == there


def test_a_stop_leaves_what_is_stuck_in_scheduling_and_rollback_takes_it(sit: Sit) -> None:
    shell = sit(40.0)
    there = {each.id for each in shell.estate.record().instances}
    shell.estate.set_faults({"mode": "stuck", "services": ["compute"], "methods": ["POST"]})
    _, accepted = shell.says(
        "burst", "api", "--by", "12", "--datacenter", "RBX", "--yes", "--no-wait"
    )
    operation = accepted["operation"]["id"]
    shell.until("POST", 1)
    held = shell.stop(operation)
    assert held["n"] == 12
    code, undone = shell.says("rollback", operation, "--yes", "--overload", "--wait")
    assert (code, undone["operation"]["state"]) == (0, "succeeded")
    assert {each.id for each in shell.estate.record().instances} == there


def test_a_removal_that_comes_to_error_ends_with_the_clouds_words_and_few_calls(sit: Sit) -> None:
    shell = sit(100.0)
    _, made = shell.says("burst", "api", "--by", "2", "--datacenter", "GRA", "--yes", "--wait")
    shell.estate.set_faults({"mode": "undone", "services": ["compute"], "methods": ["DELETE"]})
    code, undone = shell.says("rollback", made["operation"]["id"], "--yes", "--overload", "--wait")
    assert code == 1
    whys = {change["code"] for change in undone["failed"]}
    assert whys == {"change.delete_failed"}
    assert "hypervisor did not answer" in undone["failed"][0]["why"]
    assert shell.calls("DELETE") <= 10, "back-off, and five times each at most"


def test_a_clock_that_is_off_costs_nothing_and_doctor_says_so(sit: Sit) -> None:
    calls: dict[float, int] = {}
    for ahead_s in (0.0, 120.0, -120.0):
        shell = sit(60.0)
        shell.estate.control("clocks", {"compute": ahead_s})
        _, made = shell.says("burst", "api", "--by", "30", "--yes", "--wait")
        code, undone = shell.says(
            "rollback", made["operation"]["id"], "--yes", "--overload", "--wait"
        )
        assert (code, undone["operation"]["state"]) == (0, "succeeded")
        record = shell.estate.record()
        assert record.called("compute", "DELETE", 404) == 0
        calls[ahead_s] = sum(c.count for c in record.calls if c.service == "compute")
        _, checked = shell.says("doctor")
        off = {c["values"]["source"] for c in checked["checks"] if _off(c)}
        expected = {"nova:RBX-A", "nova:GRA11", "nova:SBG5"} if ahead_s else set()
        assert off == expected
    assert max(calls.values()) <= 1.2 * calls[0.0], calls


def _off(check: dict[str, Any]) -> bool:
    return check["check"] == "clock" and not check["ok"]


def test_a_slow_region_is_named_on_the_terminal_until_it_answers(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("steady", 60.0)
    slow = {"mode": "slow", "services": ["compute"], "regions": ["GRA11"], "wall_s": 4.0}
    estate.set_faults(slow)
    command = [*VIGIE, "pool", "--settings", str(estate.settings)]
    with terminal(command, columns=100) as seen:
        seen.wait_for(r"Waiting: .*nova:GRA11.* · \d s")
        assert seen.wait() == 0
        seen.wait_for("BASELINE")
        assert "Waiting" not in seen.text()
    done = subprocess.run([*command, "--output", "json"], capture_output=True, check=True)
    assert done.stderr == b""

"""A region that is dark for a day: its share stands elsewhere, and moves back; real processes."""

import threading
from pathlib import Path

import pytest
from openstack_command import connected
from process import wait_until
from rehearsed import Rehearsal, Rehearse
from shell import Shell

BASELINE, CEILING = 30, 40
LOST = "SBG5"


class Census(threading.Thread):
    """Counts what exists by the estate's own record, time and again, until it is ended."""

    def __init__(self, estate: Rehearsal) -> None:
        super().__init__(daemon=True)
        self.estate = estate
        self.counts: list[int] = []
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.is_set():
            self.counts.append(len(self.estate.record().owned()))
            self._over.wait(0.2)

    def end(self) -> None:
        self._over.set()
        self.join()


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VIGIE_READ_ONLY", raising=False)


def proposed(shell: Shell) -> list[str]:
    found = shell.says("status")[1]["proposals"]
    return [one["why"]["code"] for one in found if one["verb"] == "repair"]


def in_region(estate: Rehearsal, region: str) -> list[str]:
    return [one.id for one in estate.record().owned() if one.region == region]


def test_a_region_that_is_dark_for_a_day_is_stood_in_for_and_moves_back(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("steady", 120.0)
    shell, census = Shell(estate), Census(estate)
    told = estate.settings.read_text()
    assert "burst_to = 300\nceiling = 330" in told
    low = f"burst_to = {CEILING}\nceiling = {CEILING}"
    estate.settings.write_text(told.replace("burst_to = 300\nceiling = 330", low))
    code, said = shell.says("repair", "api", "--yes")
    assert (code, [one["guard"] for one in said["refused"]]) == (3, ["nothing"])
    home = in_region(estate, LOST)
    census.start()
    estate.set_faults({"mode": "down", "regions": [LOST]})
    assert proposed(shell) == ["proposal.repair"]
    code, said = shell.says("repair", "api", "--yes", "--wait")
    assert (code, said["operation"]["state"]) == (0, "succeeded"), said
    stood_in = len(estate.record().owned()) - BASELINE
    assert stood_in > 0
    assert len(in_region(estate, LOST)) == len(home)
    code, said = shell.says("repair", "api", "--yes")
    assert (code, [one["guard"] for one in said["refused"]]) == (3, ["nothing"])

    estate.control("faults", method="DELETE")
    with connected(estate, LOST) as cloud:
        for number in home[:3]:
            cloud.compute.delete_server(number)
    wait_until(lambda: len(in_region(estate, LOST)) == len(home) - 3, what="their end")
    assert proposed(shell) == ["proposal.repair_back"]
    code, said = shell.says("repair", "api", "--yes", "--wait")
    assert (code, said["operation"]["state"]) == (0, "succeeded"), said
    census.end()
    shell.end()
    again = len(in_region(estate, LOST)) - (len(home) - 3)
    assert again > 0
    assert len(estate.record().owned()) == BASELINE
    assert min(census.counts) >= BASELINE
    assert max(census.counts) <= CEILING
    assert stood_in >= again

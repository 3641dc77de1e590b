"""Starts that come to nothing are few, whoever makes them, and each process knows why."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import accumulate, pairwise, takewhile
from pathlib import Path

import pytest

from console.model.error import SourceError
from console.model.notice import notice
from console.model.operation import FailedStarts
from console.operations.worker.launcher import Launcher
from console.operations.worker.starts import (
    FIRST_S,
    LONGEST_AFTER_DEATHS_S,
    LONGEST_S,
    SETTLED_S,
    NotStarted,
    Starts,
    fingerprint,
)

WHY = notice("worker.ended", reason="the disk is full")
CALLERS = 5
CALLS = 12

CALLER = f"""
import sys
from pathlib import Path
from console.model.error import SourceError
from console.operations.worker.launcher import Launcher

class Refusing(Launcher):
    def command(self):
        script = "import sys; open(sys.argv[1], 'a').write('x'); sys.exit('no rights')"
        return [sys.executable, "-c", script, str(self.state_dir / "started")]

launcher = Refusing(Path(sys.argv[1]) / "vigie.toml", Path(sys.argv[1]))
for _ in range({CALLS}):
    try:
        launcher.start(lambda: False)
    except SourceError as error:
        print(error.notice.values.get("reason"))
"""


@dataclass
class Host:
    """One state folder, and a clock."""

    state_dir: Path
    now: float = 1_000_000.0

    def __post_init__(self) -> None:
        (self.state_dir / "workers").mkdir()
        self.starts = Starts(self.state_dir, self.clock)

    def clock(self) -> float:
        return self.now

    def begun(self, of: str = "a") -> bool:
        """Whether a start is made now; one that is made comes to nothing."""
        try:
            self.starts.begin(of)
        except NotStarted:
            return False
        self.starts.came_to_nothing(WHY)
        return True

    def early(self, of: str = "a") -> FailedStarts:
        """What is said while it is too early for another."""
        with pytest.raises(NotStarted) as refused:
            self.starts.begin(of)
        assert refused.value.notice == refused.value.starts.why
        return refused.value.starts


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def test_each_further_start_is_made_twice_as_late_and_never_later_than_in_a_minute(
    host: Host,
) -> None:
    made = []
    for _ in range(600):
        if host.begun():
            made.append(host.now)
        host.now += 1.0
    pauses = [later - sooner for sooner, later in pairwise(made)]
    assert pauses[:5] == [FIRST_S, 2 * FIRST_S, 4 * FIRST_S, 8 * FIRST_S, LONGEST_S]
    assert set(pauses[5:]) == {LONGEST_S}


def test_while_it_is_too_early_the_last_reason_is_said_and_when_the_next_is_due(
    host: Host,
) -> None:
    assert host.starts.failed() is None
    assert host.begun()
    host.now += 2.0
    told = host.early()
    assert (told.count, told.why, told.again_s) == (1, WHY, FIRST_S - 2.0)
    assert not told.hopeless
    assert host.starts.failed() == told
    for _ in range(2):
        host.now += LONGEST_S
        assert host.begun()
    assert host.early().hopeless


def test_new_settings_or_a_new_version_are_tried_soon_and_the_count_begins_anew(
    host: Host,
) -> None:
    for _ in range(6):
        host.now += LONGEST_S
        assert host.begun("a")
    assert not host.begun("b"), "two processes that differ must not make one start each"
    host.now += FIRST_S
    assert not host.begun("a")
    assert host.begun("b")
    assert host.early("b").count == 1


def test_two_kinds_of_callers_together_start_no_more_than_one_each_first_pause(
    host: Host,
) -> None:
    made = 0
    for turn in range(1200):
        made += host.begun("ab"[turn % 2])
        host.now += 0.25
    assert made <= 1200 * 0.25 / FIRST_S + 1


def test_workers_that_come_up_and_die_are_replaced_thrice_and_then_more_slowly(
    host: Host,
) -> None:
    made, told = [], []
    for _ in range(240):
        try:
            host.starts.begin("a")
        except NotStarted as refused:
            told.append(refused.starts)
        else:
            host.starts.came_up()
            made.append(host.now)
            assert host.starts.failed() is None
        host.now += 1.0
    pauses = [later - sooner for sooner, later in pairwise(made)]
    assert pauses[:5] == [1.0, 1.0, FIRST_S, 2 * FIRST_S, LONGEST_AFTER_DEATHS_S]
    assert max(pauses) == LONGEST_AFTER_DEATHS_S
    assert {starts.why.code for starts in told} == {"worker.dies"}
    assert all(starts.died and not starts.hopeless for starts in told)


def test_a_worker_that_lived_for_a_while_or_left_by_itself_has_not_died(host: Host) -> None:
    for after in (SETTLED_S, 0.1):
        for _ in range(6):
            host.starts.begin("a")
            host.starts.came_up()
            host.now += after
            if after < SETTLED_S:
                host.starts.forget()


def test_who_was_killed_while_starting_one_is_counted_too(host: Host) -> None:
    host.starts.begin("a")
    assert host.starts.failed() is None, "it may still be under way"
    assert host.early().why.code == "worker.unseen"


@pytest.mark.parametrize("text", ["", "{", '{"of": 3}', "[]"])
def test_a_file_that_makes_no_sense_counts_as_none(host: Host, text: str) -> None:
    host.starts.path.write_text(text)
    assert host.starts.failed() is None
    assert host.begun()
    assert not host.begun()


def test_a_clock_that_was_set_back_keeps_nobody_from_starting(host: Host) -> None:
    for _ in range(4):
        host.now += LONGEST_S
        assert host.begun()
    host.now -= 86_400.0
    assert host.begun()


def test_what_is_started_is_known_by_its_settings_and_no_secret_is_kept(tmp_path: Path) -> None:
    settings = tmp_path / "vigie.toml"
    without = fingerprint(settings)
    settings.write_text("[openstack]\n")
    one = fingerprint(settings)
    assert one == fingerprint(settings)
    settings.write_text("[openstack]\ncloud = 'ovh'\n")
    assert len({without, one, fingerprint(settings)}) == 3


def test_consoles_and_commands_at_once_start_one_worker_in_a_period(tmp_path: Path) -> None:
    """Real processes on one state folder; the bound is by the time that they really took."""
    begun = time.monotonic()
    callers = [
        subprocess.Popen(
            [sys.executable, "-c", CALLER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(CALLERS)
    ]
    said = [line for caller in callers for line in caller.communicate(timeout=120)[0].splitlines()]
    took_s = time.monotonic() - begun
    assert [caller.returncode for caller in callers] == [0] * CALLERS
    due = accumulate(min(LONGEST_S, FIRST_S * 2.0**n) for n in range(20))
    allowed = 1 + sum(1 for _ in takewhile(lambda at: at <= took_s, due))
    started = (tmp_path / "started").read_text()
    assert 1 <= len(started) <= allowed
    assert said == ["no rights"] * (CALLERS * CALLS), "each of them knows the one reason"
    kept = tmp_path / "workers" / "starts.json"
    assert json.loads(kept.read_text())["failures"] == len(started)


def test_where_the_count_cannot_be_kept_nobody_is_started(tmp_path: Path) -> None:
    starts = tmp_path / "workers" / "starts.json"
    starts.mkdir(parents=True)
    with pytest.raises(SourceError) as failed:
        Launcher(tmp_path / "vigie.toml", tmp_path).start(lambda: False)
    assert failed.value.notice.code == "worker.not_started"
    assert not (tmp_path / "worker.out").exists()

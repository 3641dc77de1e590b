"""Whoever looks sees to it that somebody works, one try at a time, and is told why nobody does."""

import threading
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pytest

from console.locale import Locale
from console.model.error import SourceError
from console.model.notice import Notice, notice
from console.model.operation import Unattended, lasting
from console.operations.attendance import RETRY_S, SETTLED_S, Attendance

WITHIN_S = 20.0
SILENT = notice("worker.silent", seconds=30, log="/var/worker.out")


@dataclass
class Estate:
    """Operations that wait, a worker that comes up or does not, and a clock."""

    waiting_s: float | None = 3.0
    fails: Notice | None = None
    tries: int = 0
    now: float = 100.0
    may_end: threading.Event = field(default_factory=threading.Event)

    def unattended_s(self) -> float | None:
        return self.waiting_s

    def start(self) -> None:
        self.tries += 1
        self.may_end.wait(WITHIN_S)
        if self.fails is not None:
            raise SourceError(self.fails)
        self.waiting_s = None

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def estate() -> Estate:
    return Estate()


@pytest.fixture
def attendance(estate: Estate) -> Attendance:
    return Attendance(estate, estate.start, estate.monotonic)  # type: ignore[arg-type]


def test_nobody_is_started_while_nothing_waits(estate: Estate, attendance: Attendance) -> None:
    estate.waiting_s = None
    assert attendance.attend(WITHIN_S) is None
    assert estate.tries == 0


def test_looking_never_waits_and_tries_once_at_a_time(
    estate: Estate, attendance: Attendance
) -> None:
    assert [attendance.attend() for _ in range(5)] == [None] * 5
    assert estate.tries == 1
    estate.may_end.set()
    assert attendance.attend(WITHIN_S) is None


def test_a_start_that_takes_longer_than_one_waits_is_said(
    estate: Estate, attendance: Attendance
) -> None:
    assert attendance.attend(0.01) == Unattended(notice("worker.starting"), 3.0)
    estate.may_end.set()


def test_why_nobody_came_is_said_until_somebody_lives_and_another_try_is_made_later(
    estate: Estate, attendance: Attendance
) -> None:
    estate.fails = SILENT
    estate.may_end.set()
    assert attendance.attend(WITHIN_S) == Unattended(SILENT, 3.0)
    estate.waiting_s = 4.0
    assert attendance.attend() == Unattended(SILENT, 4.0)
    assert estate.tries == 1
    estate.now += RETRY_S
    estate.may_end.clear()
    assert attendance.attend() == Unattended(SILENT, 4.0)  # the next try is under way
    estate.fails = None
    estate.may_end.set()
    assert attendance.attend(WITHIN_S) is None
    assert estate.tries == 2
    estate.waiting_s = 1.0
    assert attendance.attend() is None  # the old reason is gone with it


def test_workers_that_come_up_and_die_are_said_and_not_started_without_end(
    estate: Estate, attendance: Attendance
) -> None:
    estate.may_end.set()
    for _ in range(3):
        assert attendance.attend(WITHIN_S) is None
        estate.waiting_s = 1.0
    dies = Unattended(notice("worker.dies", n=3), 1.0)
    assert [attendance.attend(WITHIN_S) for _ in range(3)] == [dies] * 3
    assert estate.tries == 3
    estate.now += SETTLED_S
    assert attendance.attend(WITHIN_S) is None
    assert estate.tries == 4


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.4, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "120 min"), (9e4, "25 h")],
)
def test_the_line_says_for_how_long(seconds: float, said: str) -> None:
    assert lasting(seconds) == said
    line = Unattended(SILENT, seconds).notice
    for language in ("en", "fr"):
        assert said in Locale(language, ZoneInfo("UTC")).notice(line)

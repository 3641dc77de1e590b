"""Whoever looks sees to it that somebody works, one try at a time, and is told why nobody does."""

import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from process import HANGS_AFTER_S

from console.locale import Locale
from console.model.error import SourceError
from console.model.notice import Notice, notice
from console.model.operation import FailedStarts, Unattended, WorkerPresence, lasting
from console.operations.attendance import RETRY_S, Attendance
from console.operations.worker.starts import NotStarted

SILENT = notice("worker.silent", seconds=30, log="/var/worker.out")


@dataclass
class Estate:
    """Operations that wait, a worker that comes up or does not, and a clock."""

    waiting_s: float | None = 3.0
    fails: Notice | None = None
    starts: FailedStarts | None = None
    tries: int = 0
    now: float = 100.0
    may_end: threading.Event = field(default_factory=threading.Event)
    disk: Notice | None = None
    came_up: bool = False

    def trouble(self) -> Notice | None:
        return self.disk

    def unattended_s(self) -> float | None:
        return self.waiting_s

    def targets(self) -> tuple[()]:
        return ()

    def workers(self) -> tuple[WorkerPresence, ...]:
        now = datetime(2026, 11, 26, tzinfo=UTC)
        return (WorkerPresence("w", 1, "host", now, now, alive=True),) if self.came_up else ()

    def start(self) -> None:
        self.tries += 1
        self.may_end.wait(HANGS_AFTER_S)
        if self.starts is not None:
            raise NotStarted(self.starts)
        if self.fails is not None:
            raise SourceError(self.fails)
        self.waiting_s = None
        self.came_up = True

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
    assert attendance.attend(HANGS_AFTER_S) is None
    assert estate.tries == 0


def test_where_windows_are_declared_somebody_is_started_though_nothing_waits(
    estate: Estate,
) -> None:
    attendance = Attendance(estate, estate.start, estate.monotonic, kept=True)  # type: ignore[arg-type]
    estate.waiting_s, estate.fails = None, SILENT
    estate.may_end.set()
    found = attendance.attend(HANGS_AFTER_S)
    assert found is not None
    assert (found.notice.code, found.why) == ("worker.no_keeper", SILENT)
    estate.fails = None
    estate.now += RETRY_S
    assert attendance.attend(HANGS_AFTER_S) is None
    assert attendance.attend(HANGS_AFTER_S) is None
    assert estate.tries == 2


def test_nobody_is_started_where_nothing_could_be_recorded(
    estate: Estate, attendance: Attendance
) -> None:
    estate.disk = notice("storage.full", path="/var/lib/vigie")
    found = attendance.attend(HANGS_AFTER_S)
    assert found == Unattended(estate.disk, 3.0, hindered=True)
    assert found.notice.code == "worker.hindered"
    assert estate.tries == 0


def test_looking_never_waits_and_tries_once_at_a_time(
    estate: Estate, attendance: Attendance
) -> None:
    assert [attendance.attend() for _ in range(5)] == [None] * 5
    assert estate.tries == 1
    estate.may_end.set()
    assert attendance.attend(HANGS_AFTER_S) is None


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
    assert attendance.attend(HANGS_AFTER_S) == Unattended(SILENT, 3.0)
    estate.waiting_s = 4.0
    assert attendance.attend() == Unattended(SILENT, 4.0)
    assert estate.tries == 1
    estate.now += RETRY_S
    estate.may_end.clear()
    assert attendance.attend() == Unattended(SILENT, 4.0)  # the next try is under way
    estate.fails = None
    estate.may_end.set()
    assert attendance.attend(HANGS_AFTER_S) is None
    assert estate.tries == 2
    estate.waiting_s = 1.0
    assert attendance.attend() is None  # the old reason is gone with it


def test_how_often_it_was_tried_is_known_and_the_time_until_the_next_runs_down(
    estate: Estate, attendance: Attendance
) -> None:
    tried = FailedStarts(2, SILENT, datetime(2026, 11, 26, tzinfo=UTC), 8.0)
    estate.starts = tried
    estate.may_end.set()
    assert attendance.attend(HANGS_AFTER_S) == Unattended(SILENT, 3.0, tried)
    estate.now += 3.0
    found = attendance.attend()
    assert found == Unattended(SILENT, 3.0, replace(tried, again_s=5.0))
    assert found.failed
    assert [one.code for one in found.notices] == ["worker.none", "worker.silent", "worker.starts"]
    assert estate.tries == 1


def test_one_that_came_up_and_is_gone_is_followed_by_another_at_once(
    estate: Estate, attendance: Attendance
) -> None:
    """Whether it may start is for the count that all processes keep."""
    estate.may_end.set()
    for tries in (1, 2, 3):
        assert attendance.attend(HANGS_AFTER_S) is None
        assert estate.tries == tries
        estate.waiting_s = 1.0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.4, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "120 min"), (9e4, "25 h")],
)
def test_the_line_says_for_how_long(seconds: float, said: str) -> None:
    assert lasting(seconds) == said
    line = Unattended(SILENT, seconds).notice
    for language in ("en", "fr"):
        assert said in Locale(language, ZoneInfo("UTC")).notice(line)

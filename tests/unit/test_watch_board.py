"""The published estate: immutable, the same object until something changes, honest about age."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from console.model.estate import Estate, Identity
from console.model.figure import Freshness
from console.model.notice import notice
from console.watch.board import Board, Pace
from console.watch.source import Reading

START = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
PACE = Pace(cadence_s=5.0, next_s=5.0)
WHO = Identity("oncall", "vigie", ("member",))
DOWN = notice("source.down")


class Hours:
    """A clock and a monotonic clock moved by hand; estate time runs ten times faster."""

    speed = 10.0

    def __init__(self) -> None:
        self.wall_s = 1000.0

    def now(self) -> datetime:
        return START + timedelta(seconds=(self.wall_s - 1000.0) * self.speed)

    def monotonic(self) -> float:
        return self.wall_s


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def board(hours: Hours) -> Board:
    return Board(
        ["identity", "nova:GRA11"], stale_after_s=120.0, clock=hours, monotonic=hours.monotonic
    )


def named(estate: Estate) -> Estate:
    return replace(estate, identity=WHO)


def succeed(board: Board, name: str = "identity", pace: Pace = PACE) -> None:
    board.succeed(name, Reading(named), latency_s=0.2, pace=pace)


def freshness(board: Board, name: str = "identity") -> Freshness:
    return board.snapshot().sources[name].freshness


def test_before_any_answer_every_source_is_listed_and_unknown(board: Board) -> None:
    assert set(board.snapshot().sources) == {"identity", "nova:GRA11"}
    assert freshness(board) is Freshness.UNKNOWN


def test_snapshot_is_the_same_object_until_something_changes(board: Board, hours: Hours) -> None:
    succeed(board)
    first = board.snapshot()
    hours.wall_s += 60.0
    assert board.snapshot() is first
    succeed(board)
    assert board.snapshot() is not first


def test_published_estate_is_never_changed_afterwards(board: Board) -> None:
    before = board.snapshot()
    succeed(board)
    assert before.identity is None
    assert before.sources["identity"].freshness is Freshness.UNKNOWN


def test_success_says_when_and_when_next_in_estate_time(board: Board, hours: Hours) -> None:
    succeed(board)
    state = board.snapshot().sources["identity"]
    assert state.succeeded_at == hours.now()
    assert state.next_try_at == hours.now() + timedelta(seconds=50)
    assert state.latency_s == 0.2


def test_silent_source_turns_stale_without_anyone_publishing(board: Board, hours: Hours) -> None:
    succeed(board)
    hours.wall_s += 119.0
    assert freshness(board) is Freshness.FRESH
    hours.wall_s += 2.0
    assert freshness(board) is Freshness.STALE
    assert board.snapshot() is board.snapshot()


def test_failing_source_keeps_its_value_and_turns_stale_sooner(board: Board, hours: Hours) -> None:
    succeed(board)
    told_at = hours.now()
    hours.wall_s += 14.0
    board.fail("identity", DOWN, latency_s=1.0, pace=PACE)
    assert freshness(board) is Freshness.FRESH
    hours.wall_s += 2.0
    estate = board.snapshot()
    state = estate.sources["identity"]
    assert state.freshness is Freshness.STALE
    assert state.succeeded_at == told_at
    assert state.failure == DOWN
    assert estate.identity == WHO


def test_source_that_never_answered_stays_unknown_and_says_why(board: Board, hours: Hours) -> None:
    board.fail("identity", DOWN, latency_s=1.0, pace=PACE)
    hours.wall_s += 3600.0
    assert freshness(board) is Freshness.UNKNOWN
    assert board.snapshot().sources["identity"].failure == DOWN


def test_answer_after_a_failure_clears_it(board: Board, hours: Hours) -> None:
    succeed(board)
    hours.wall_s += 20.0
    board.fail("identity", DOWN, latency_s=1.0, pace=PACE)
    assert freshness(board) is Freshness.STALE
    succeed(board)
    assert freshness(board) is Freshness.FRESH
    assert board.snapshot().sources["identity"].failure is None


def test_slow_cadence_is_given_its_time(board: Board, hours: Hours) -> None:
    succeed(board, pace=Pace(cadence_s=900.0, next_s=900.0))
    hours.wall_s += 2600.0
    assert freshness(board) is Freshness.FRESH
    hours.wall_s += 101.0
    assert freshness(board) is Freshness.STALE


def test_one_failing_source_touches_no_other(board: Board, hours: Hours) -> None:
    succeed(board, "nova:GRA11")
    other = board.snapshot().sources["nova:GRA11"]
    hours.wall_s += 20.0
    board.fail("identity", DOWN, latency_s=1.0, pace=PACE)
    assert board.snapshot().sources["nova:GRA11"] is other


def test_an_estate_tells_the_same_until_more_than_times_differ(board: Board, hours: Hours) -> None:
    board.succeed("identity", Reading(named), latency_s=0.1, pace=PACE)
    first = board.snapshot()
    hours.wall_s += 5
    board.succeed("identity", Reading(lambda estate: estate), latency_s=0.3, pace=PACE)
    later = board.snapshot()
    assert later.at > first.at
    assert later.tells_as(first)
    board.fail("identity", DOWN, latency_s=0.1, pace=PACE)
    assert not board.snapshot().tells_as(later)
    board.succeed("identity", Reading(named), latency_s=0.1, pace=PACE)
    again = board.snapshot()
    assert not replace(again, loads={}).tells_as(again)
    hours.wall_s += 130
    assert not board.snapshot().tells_as(again), "what has grown old is trusted otherwise"

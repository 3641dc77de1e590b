"""One source's life: cadence, backoff, pauses asked for, and never a dead thread."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from console.model.error import CredentialsRefused, RateLimited, SourceUnreachable
from console.model.estate import Activity, Estate, Identity
from console.model.figure import Freshness
from console.model.notice import notice
from console.watch.board import Board
from console.watch.collector import Collector
from console.watch.source import Cadence, Reading, Source

START = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
LONG_S = 3600.0
WAIT_S = 120.0


class Still:
    """Estate time and wall time, moved by hand."""

    speed = 1.0

    def __init__(self) -> None:
        self.wall_s = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.wall_s)

    def monotonic(self) -> float:
        return self.wall_s


def named(user: str) -> Reading:
    return Reading(lambda estate: replace(estate, identity=Identity(user, "vigie", ())))


def down() -> Reading:
    raise SourceUnreachable(notice("source.down"))


def broken() -> Reading:
    raise ZeroDivisionError


def limited() -> Reading:
    raise RateLimited(notice("source.limited"), retry_after_s=90.0)


class Bench:
    """A board with one collector whose source is scripted."""

    def __init__(self, read: Callable[[], Reading]) -> None:
        self.time = Still()
        self.read = read
        self.board = Board(
            ["one"], stale_after_s=120.0, clock=self.time, monotonic=self.time.monotonic
        )
        self.collector = Collector(
            Source("one", Cadence(8.0, 2.0), self.answer),
            self.board,
            monotonic=self.time.monotonic,
            jitter=max,
        )

    def answer(self) -> Reading:
        return self.read()

    def publish_live(self, estate_live: bool) -> None:
        live = ("op",) if estate_live else ()

        def change(estate: Estate) -> Estate:
            return replace(estate, activity=Activity(live=live))  # type: ignore[arg-type]

        self.read = lambda: Reading(change)
        self.collector.tick()

    @property
    def state(self):  # noqa: ANN201 - the state of the only source
        return self.board.snapshot().sources["one"]


def test_waits_its_cadence_after_an_answer() -> None:
    bench = Bench(lambda: named("oncall"))
    assert bench.collector.tick() == 8.0
    assert bench.state.freshness is Freshness.FRESH


def test_waits_less_while_an_operation_runs() -> None:
    bench = Bench(lambda: named("oncall"))
    bench.publish_live(estate_live=True)
    bench.read = lambda: named("oncall")
    assert bench.collector.tick() == 2.0
    bench.publish_live(estate_live=False)
    assert bench.collector.tick() == 8.0


def test_backs_off_twice_as_long_each_time_up_to_a_minute_and_recovers() -> None:
    bench = Bench(down)
    assert [bench.collector.tick() for _ in range(6)] == [8.0, 16.0, 32.0, 60.0, 60.0, 60.0]
    bench.read = lambda: named("oncall")
    assert bench.collector.tick() == 8.0
    bench.read = down
    assert bench.collector.tick() == 8.0


def refused() -> Reading:
    raise CredentialsRefused(notice("source.refused"))


def test_a_steady_source_keeps_its_cadence_while_away_but_not_while_it_refuses() -> None:
    bench = Bench(down)
    bench.collector.source = replace(bench.collector.source, steady=True)
    assert [bench.collector.tick() for _ in range(4)] == [8.0, 8.0, 8.0, 8.0]
    bench.read = refused
    assert bench.collector.tick() == 60.0


def test_backoff_never_overflows_however_long_the_outage() -> None:
    bench = Bench(down)
    pauses = [bench.collector.tick() for _ in range(2000)]
    assert max(pauses) == 60.0


def test_pauses_are_spread_by_jitter() -> None:
    bench = Bench(down)
    asked: list[tuple[float, float]] = []
    collector = Collector(
        bench.collector.source,
        bench.board,
        jitter=lambda low, high: asked.append((low, high)) or low,  # type: ignore[func-returns-value]
    )
    assert collector.tick() == 4.0
    assert asked == [(4.0, 8.0)]


def test_failure_keeps_the_value_and_says_why() -> None:
    bench = Bench(lambda: named("oncall"))
    bench.collector.tick()
    bench.read = down
    bench.collector.tick()
    assert bench.state.failure == notice("source.down")
    assert bench.board.snapshot().identity == Identity("oncall", "vigie", ())


def test_unexpected_exception_is_a_failure_with_a_log_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bench = Bench(broken)
    with caplog.at_level(logging.ERROR):
        bench.collector.tick()
    assert bench.state.failure == notice("watch.crashed", source="one", kind="ZeroDivisionError")
    assert "one failed unexpectedly" in caplog.text
    assert bench.state.next_try_at is not None


def test_unpublishable_reading_is_a_failure_too() -> None:
    def impossible(estate: Estate) -> Estate:
        raise KeyError(estate.at)

    bench = Bench(lambda: Reading(impossible))
    bench.collector.tick()
    assert bench.state.failure == notice("watch.crashed", source="one", kind="KeyError")
    bench.read = lambda: named("oncall")
    bench.collector.tick()
    assert bench.state.freshness is Freshness.FRESH


def test_pause_asked_by_the_source_is_kept_even_when_hastened() -> None:
    bench = Bench(limited)
    assert bench.collector.tick() == 90.0
    bench.collector.hasten()
    assert not bench.collector._woken.is_set()
    bench.time.wall_s += 91.0
    bench.collector.hasten()
    assert bench.collector._woken.is_set()


def test_thread_survives_an_unexpected_exception_and_asks_again_when_hastened() -> None:
    answered = Event()
    calls: list[int] = []
    asked_twice = Event()

    def read() -> Reading:
        calls.append(1)
        if len(calls) == 1:
            answered.set()
            raise ZeroDivisionError
        asked_twice.set()
        return named("oncall")

    board = Board(["one"], stale_after_s=120.0, clock=Still())
    collector = Collector(Source("one", Cadence(LONG_S, LONG_S), read), board)
    collector.start()
    collector.start()
    assert answered.wait(WAIT_S)
    collector.hasten()
    assert asked_twice.wait(WAIT_S)
    collector.stop()
    collector.join(WAIT_S)
    assert collector._thread is not None
    assert not collector._thread.is_alive()
    assert len(calls) == 2


def test_stop_during_a_reading_is_not_lost() -> None:
    reading, release = Event(), Event()

    def read() -> Reading:
        reading.set()
        assert release.wait(WAIT_S)
        return named("oncall")

    board = Board(["one"], stale_after_s=120.0, clock=Still())
    collector = Collector(Source("one", Cadence(LONG_S, LONG_S), read), board)
    collector.start()
    assert reading.wait(WAIT_S)
    collector.stop()
    release.set()
    collector.join(WAIT_S)
    assert collector._thread is not None
    assert not collector._thread.is_alive()

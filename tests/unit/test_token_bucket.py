import threading
from dataclasses import dataclass, field

import pytest

from console.providers.bucket import MinuteWindow, TokenBucket, shared, shared_window


@dataclass
class Time:
    """Wall time that passes only when someone sleeps."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def bucket(time: Time, rate: float = 5.0, capacity: float = 2.0) -> TokenBucket:
    return TokenBucket(rate, capacity, monotonic=time.monotonic, sleep=time.sleep)


def drain(bucket: TokenBucket, calls: int) -> None:
    for _ in range(calls):
        assert bucket.acquire(60.0) is None


def test_calls_beyond_the_capacity_wait_their_turn() -> None:
    time = Time()
    drain(bucket(time), 12)
    assert time.now - 100.0 == pytest.approx(2.0)


def test_an_idle_hour_gives_no_more_than_the_capacity() -> None:
    time = Time()
    tokens = bucket(time)
    drain(tokens, 2)
    time.now += 3600
    before = time.now
    drain(tokens, 22)
    assert time.now - before == pytest.approx(4.0)


def test_a_caller_that_cannot_be_served_in_time_takes_nothing() -> None:
    time = Time()
    tokens = bucket(time, rate=1.0, capacity=1.0)
    drain(tokens, 1)
    assert tokens.acquire(0.5) == pytest.approx(1.0)
    assert time.slept == []
    time.now += 1.0
    assert tokens.acquire(0.0) is None


def test_a_pause_holds_the_next_caller_so_long() -> None:
    time = Time()
    tokens = bucket(time)
    tokens.pause(7.0)
    drain(tokens, 1)
    assert time.now - 100.0 == pytest.approx(7.0)


def test_a_second_pause_does_not_shorten_the_first() -> None:
    time = Time()
    tokens = bucket(time)
    tokens.pause(7.0)
    tokens.pause(1.0)
    assert tokens.acquire(1.0) == pytest.approx(7.0)


def test_threads_together_keep_the_rate() -> None:
    waits: list[float] = []
    frozen = Time()
    tokens = TokenBucket(10.0, 1.0, monotonic=frozen.monotonic, sleep=waits.append)
    threads = [threading.Thread(target=drain, args=(tokens, 5)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == pytest.approx([n / 10 for n in range(1, 20)])


def test_one_bucket_a_project_and_api() -> None:
    assert shared("here p1", "compute", 10.0) is shared("here p1", "compute", 10.0)
    assert shared("here p1", "compute", 10.0) is not shared("here p2", "compute", 10.0)
    assert shared("here p1", "compute", 10.0) is not shared("here p1", "network", 10.0)


def window(time: Time, per_minute: float = 6.0) -> MinuteWindow:
    return MinuteWindow(per_minute, monotonic=time.monotonic, sleep=time.sleep)


def test_no_minute_sees_more_calls_than_its_limit() -> None:
    time = Time()
    limit = window(time)
    at = []
    for _ in range(20):
        assert limit.acquire(60.0) is None
        at.append(time.now)
        time.now += 3.0
    assert all(later - earlier >= 60.0 for earlier, later in zip(at, at[6:], strict=False))


def test_a_minutes_calls_may_be_made_at_once() -> None:
    time = Time()
    limit = window(time)
    for _ in range(6):
        assert limit.acquire(0.0) is None
    assert time.slept == []
    assert limit.acquire(59.0) == pytest.approx(60.0)
    time.now += 60.0
    assert limit.acquire(0.0) is None


def test_a_pause_holds_a_window_too() -> None:
    time = Time()
    limit = window(time)
    limit.pause(30.0)
    assert limit.acquire(5.0) == pytest.approx(30.0)
    assert limit.acquire(40.0) is None
    assert time.slept == [30.0]


def test_a_window_is_shared_by_whom_it_is_counted_for() -> None:
    assert shared_window("one key", 60.0) is shared_window("one key", 60.0)
    assert shared_window("one key", 60.0) is not shared_window("another", 60.0)

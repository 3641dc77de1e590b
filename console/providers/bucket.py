"""Limits of calls, first come first served: so many a second, or so many a minute.

OpenStack's own limiter gives unbounded credit after an idle time (keystoneauth's
fair semaphore), so a burst after an hour of rest would not be limited at all.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from math import inf

MAX_CAPACITY = 5.0
IDENTITY_CAPACITY = 6.0
MINUTE_S = 60.0


class TokenBucket:
    """`rate` calls a second in the long run, at most `capacity` at once after a rest."""

    def __init__(
        self,
        rate: float,
        capacity: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Start full; the clock and the sleep are wall time, given by tests."""
        self._rate = rate
        self._capacity = max(1.0, capacity)
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._tokens = self._capacity
        self._at = monotonic()

    def acquire(self, within_s: float) -> float | None:
        """Take a token, waiting for it. None when taken, else the wait it would have needed.

        A caller that cannot be served within `within_s` takes nothing and does
        not wait.
        """
        with self._lock:
            self._refill()
            wait = max(0.0, (1.0 - self._tokens) / self._rate)
            if wait > within_s:
                return wait
            self._tokens -= 1.0
        if wait > 0:
            self._sleep(wait)
        return None

    def pause(self, seconds: float) -> None:
        """Hold every later caller for so long: the service asked for it (429)."""
        with self._lock:
            self._refill()
            self._tokens = min(self._tokens, 1.0 - seconds * self._rate)

    def _refill(self) -> None:
        now = self._monotonic()
        self._tokens = min(self._capacity, self._tokens + (now - self._at) * self._rate)
        self._at = now


class MinuteWindow:
    """At most `per_minute` calls in any minute, wherever it begins; all of them at once if need be.

    For limits that are counted by the minute: a bucket of that rate would let
    twice as many through in the first one.
    """

    def __init__(
        self,
        per_minute: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Start with nothing called; the clock and the sleep are wall time, given by tests."""
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._times: deque[float] = deque(maxlen=max(1, int(per_minute)))
        self._not_before = -inf

    def acquire(self, within_s: float) -> float | None:
        """Take a call, waiting for it. None when taken, else the wait it would have needed.

        A caller that cannot be served within `within_s` takes nothing and does
        not wait.
        """
        with self._lock:
            now = self._monotonic()
            at = max(now, self._not_before)
            if len(self._times) == self._times.maxlen:
                at = max(at, self._times[0] + MINUTE_S)
            if at - now > within_s:
                return at - now
            self._times.append(at)
        if at > now:
            self._sleep(at - now)
        return None

    def pause(self, seconds: float) -> None:
        """Hold every later caller for so long: the service asked for it (429)."""
        with self._lock:
            self._not_before = max(self._not_before, self._monotonic() + seconds)


_shared: dict[tuple[str, str, float], TokenBucket] = {}
_windows: dict[tuple[str, float], MinuteWindow] = {}
_shared_lock = threading.Lock()


def shared(scope: str, api: str, rate: float) -> TokenBucket:
    """Give the process's one bucket of a project and API; the limit is per project, not region."""
    key = (scope, api, rate)
    capacity = IDENTITY_CAPACITY if api == "identity" else min(MAX_CAPACITY, rate / 2)
    with _shared_lock:
        if key not in _shared:
            _shared[key] = TokenBucket(rate, capacity)
        return _shared[key]


def shared_window(scope: str, per_minute: float) -> MinuteWindow:
    """Give the process's one window of whom a limit by the minute is counted for."""
    with _shared_lock:
        if (scope, per_minute) not in _windows:
            _windows[scope, per_minute] = MinuteWindow(per_minute)
        return _windows[scope, per_minute]

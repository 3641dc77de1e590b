"""A token bucket: so many calls a second, little credit, first come first served.

The SDK's own limiter gives unbounded credit after an idle time (keystoneauth's
fair semaphore), so a burst after an hour of rest would not be limited at all.
"""

import threading
import time
from collections.abc import Callable

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


_shared: dict[tuple[str, str, float], TokenBucket] = {}
_shared_lock = threading.Lock()


def shared(scope: str, api: str, rate: float) -> TokenBucket:
    """Give the process's one bucket of a project and API; the limit is per project, not region."""
    capacity = IDENTITY_CAPACITY if api == "identity" else min(MAX_CAPACITY, rate / 2)
    return _kept((scope, api, rate), rate, capacity)


def shared_by_minute(scope: str, api: str, per_minute: float) -> TokenBucket:
    """Give the process's one bucket of a limit that is counted by the minute.

    Half of it may be spent at once and half flows in evenly, so that no minute,
    wherever it begins, sees more than `per_minute` calls.
    """
    half = per_minute / 2
    return _kept((scope, api, per_minute), half / MINUTE_S, half)


def _kept(key: tuple[str, str, float], rate: float, capacity: float) -> TokenBucket:
    with _shared_lock:
        if key not in _shared:
            _shared[key] = TokenBucket(rate, capacity)
        return _shared[key]

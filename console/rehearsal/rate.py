"""Rate limits in wall time, as the public cloud sets them: per project and service."""

import math
import time

from console.rehearsal.scenario import Rates


class Bucket:
    """A token bucket: full at the start, `per_s` a second, never more than `capacity`."""

    def __init__(self, capacity: float, per_s: float) -> None:
        self._capacity = capacity
        self._per_s = per_s
        self._level = capacity
        self._at = time.monotonic()

    def take(self) -> float:
        """Take one; 0, or the seconds until there will be one."""
        now = time.monotonic()
        self._level = min(self._capacity, self._level + (now - self._at) * self._per_s)
        self._at = now
        if self._level >= 1:
            self._level -= 1
            return 0.0
        return (1 - self._level) / self._per_s


class Limiter:
    """One bucket a service and project; Keystone's is per user, and a minute wide."""

    def __init__(self, rates: Rates) -> None:
        self._per_s = {
            "compute": rates.compute_per_s,
            "network": rates.network_per_s,
            "image": rates.image_per_s,
            "load-balancer": rates.balancer_per_s,
            "volume": rates.volume_per_s,
            "object-store": rates.object_per_s,
        }
        self._identity = rates.identity_per_minute
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def wait_s(self, service: str, whose: str) -> int:
        """0 when the call may pass, else whole seconds for Retry-After."""
        bucket = self._buckets.get((service, whose))
        if bucket is None:
            bucket = self._buckets[service, whose] = self._bucket(service)
        return math.ceil(bucket.take())

    def _bucket(self, service: str) -> Bucket:
        if service == "identity":
            return Bucket(self._identity, self._identity / 60)
        return Bucket(self._per_s[service], self._per_s[service])

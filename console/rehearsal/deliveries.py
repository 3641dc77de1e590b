"""What a region gets in time: quotas and hosts, piece by piece."""

from collections.abc import Iterable

from console.rehearsal.clock import RehearsalClock
from console.rehearsal.scenario import RegionDelivery

HOUR_S = 3600.0


class RegionDeliveries:
    """Those of one region, in their order; each takes effect once, when it is due."""

    def __init__(
        self, deliveries: Iterable[RegionDelivery], region: str, clock: RehearsalClock
    ) -> None:
        mine = (one for one in deliveries if one.region == region)
        self._clock = clock
        self._waiting = sorted(mine, key=lambda one: one.after_h)

    def due(self) -> list[RegionDelivery]:
        """What has come since it was last asked."""
        if not self._waiting:
            return []
        passed_h = (self._clock.now() - self._clock.estate_epoch) / HOUR_S
        found = [one for one in self._waiting if one.after_h <= passed_h]
        self._waiting = self._waiting[len(found) :]
        return found

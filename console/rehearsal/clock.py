"""Estate time of a rehearsal: the wall clock, moved to the scenario's start and sped up."""

import time
from datetime import datetime


class RehearsalClock:
    """`starts` stood when the clock was made; `speed` estate seconds pass in a wall second.

    It follows the wall clock and not a monotonic one, because other processes
    work out the same estate time from `wall_epoch`, `estate_epoch` and `speed`.
    """

    def __init__(self, starts: datetime, speed: float) -> None:
        self.wall_epoch = time.time()
        self.estate_epoch = starts.timestamp()
        self.speed = speed

    def now(self) -> float:
        """Estate time in seconds since 1970."""
        return self.estate_epoch + (time.time() - self.wall_epoch) * self.speed

"""A clock for tests that tell the time themselves."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class StandingClock:
    """A clock that stands until it is moved."""

    at: datetime
    speed: float = 1.0

    def now(self) -> datetime:
        return self.at

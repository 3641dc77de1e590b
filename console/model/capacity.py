"""What one instance was seen to carry, as the metrics server recorded it."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Strain:
    """Open connections per instance in service at a moment, and whether a limit was passed."""

    at: datetime
    each: float
    over: bool


@dataclass(frozen=True, slots=True)
class SeenCapacity:
    """What an instance carried within its limits: `carried` open connections, at least.

    Where more was over a limit, that was from `over_from` up to `over_to` connections, for
    `over` since `over_since`: what it can carry lies between `carried` and `over_from`. Without
    them no limit was passed by load, and it may carry more. `besides` is how long a limit was
    passed at loads that it also carried, `known` how long load and limits are known at all,
    since `since`.
    """

    carried: int
    since: datetime
    known: timedelta
    over_from: int | None = None
    over_to: int | None = None
    over_since: datetime | None = None
    over: timedelta = timedelta()
    besides: timedelta = timedelta()

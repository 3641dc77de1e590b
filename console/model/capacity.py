"""What one instance carries, and what it was seen to carry, as the metrics server recorded it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from console.model.notice import Notice, notice

CAPACITY = "capacity"
"""The source that learns it."""
SURE = 3
"""So many peaks are to have passed a limit before sizes are brought about by what was learned."""


@dataclass(frozen=True, slots=True)
class LoadMoment:
    """Open connections per instance in service at a moment, and how its answers were.

    `p95` in seconds and `errors` from 0 to 1; None is unknown.
    """

    at: datetime
    each: float
    p95: float | None
    errors: float | None


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
    them no limit was passed by load, and it may carry more. `peaks` are how often that has been
    in all that is known, half a day and more apart, the last time at `over_last`. `besides` is
    how long a limit was passed at loads that it also carried, `known` how long load and limits
    are known at all, since `since`.
    """

    carried: int
    since: datetime
    known: timedelta
    over_from: int | None = None
    over_to: int | None = None
    over_since: datetime | None = None
    over: timedelta = timedelta()
    besides: timedelta = timedelta()
    peaks: int = 0
    over_last: datetime | None = None


@dataclass(frozen=True, slots=True)
class InstanceCapacity:
    """What one instance carries, in open connections, and by whose word.

    `each` is None where nobody knows, with the reason `why`. `seen` is what it was learned from,
    None where the settings say it. Where no limit was ever passed `each` is not known, but
    `least` is: so much was carried within the limits.
    """

    each: int | None = None
    seen: SeenCapacity | None = None
    why: Notice | None = None

    @classmethod
    def learned(cls, seen: SeenCapacity | Notice) -> "InstanceCapacity":
        """By what was seen: the highest load within the limits, where more was over one."""
        if isinstance(seen, Notice):
            return cls(why=seen)
        if seen.over_from is None:
            return cls(seen=seen, why=notice("foresight.capacity_no_limit", n=seen.carried))
        return cls(seen.carried, seen)

    @property
    def least(self) -> int | None:
        """So much it carries within the limits, for all that is known."""
        return self.seen.carried if self.each is None and self.seen is not None else self.each

    @property
    def is_learned(self) -> bool:
        """Say whether sizes are made by what was seen."""
        return self.each is not None and self.seen is not None

    @property
    def is_sure(self) -> bool:
        """Say whether sizes may be brought about by it: the settings' word, or enough evidence."""
        if self.each is None:
            return False
        return self.seen is None or self.seen.peaks >= SURE

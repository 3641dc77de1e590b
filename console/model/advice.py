"""What is advised for a pool's size: for its load now, and over the next hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from console.model.forecast import Expected

TOLERANCE = 0.05
"""Nobody is troubled for a smaller part of a size: the target keeps more than that free."""


@dataclass(frozen=True, slots=True)
class Carrying:
    """What a size is made by: instances within `floor` and `ceiling`, each carrying its part.

    `each` is how many connections one instance carries before it fails whoever it serves,
    `target_ratio` the part of it that it should carry.
    """

    floor: int
    ceiling: int
    each: float
    target_ratio: float

    def carried(self, size: int) -> float:
        """How many connections so many instances carry."""
        return self.each * size


@dataclass(frozen=True, slots=True)
class Advice:
    """The sizes that a pool should have, where `there` stand or are on their way.

    `now` is for the load of now; `soon` for the most to reckon with until instances that are
    asked for now are in service, or paid anyway, never below `now`; `keep` what nothing is
    given back below.
    `peak` is the highest load to reckon with over the next hours and `peak_size` its size;
    both are of now where nothing can be foreseen. `missing` are the most that lack at a time
    over what is there and what windows bring by then; `tight_at` is when a load passes what
    all these should carry, `over_at` when it passes all that they carry; None where it does
    neither. What is asked for is in service after `lead`. `capped` says that the ceiling cuts
    a size. `again` is the largest size to come that no window brings: what is given back below
    it would be asked for once more.
    """

    at: datetime
    there: int
    now: int
    soon: int
    keep: int
    peak: Expected
    peak_size: int
    missing: int
    lead: timedelta
    tight_at: datetime | None = None
    over_at: datetime | None = None
    capped: bool = False
    again: int = 0

    @property
    def grows(self) -> bool:
        """Say whether it is worth an operation of its own to grow now: by more than a little."""
        return self.soon > self.there * (1 + TOLERANCE)

    @property
    def shrinks(self) -> bool:
        """The same of giving back."""
        return self.spare > self.there * TOLERANCE

    @property
    def spare(self) -> int:
        """How many could be given back."""
        return max(0, self.there - self.keep)

    @property
    def lasting(self) -> int:
        """The size that does over all that is foreseen: what a person may give back to."""
        return max(self.keep, self.again)

    @property
    def idle(self) -> int:
        """How many nobody needs over all that is foreseen; none for a little."""
        idle = self.there - self.lasting
        return idle if idle > self.there * TOLERANCE else 0

    @property
    def lacks(self) -> bool:
        """Say whether a person should be told to add some: by more than a little, or in need."""
        return self.missing > self.there * TOLERANCE or bool(self.missing and self.over_at)

    @property
    def ask_by(self) -> datetime | None:
        """Until when to ask for what is missing, so that none carries more than it should.

        May be past; None where nothing is missing but to the floor.
        """
        return self._before(self.tight_at)

    @property
    def late_by(self) -> datetime | None:
        """From when on what is asked for comes too late for all that they carry; as above."""
        return self._before(self.over_at)

    def _before(self, at: datetime | None) -> datetime | None:
        return None if at is None or not self.missing else at - self.lead

"""What is sent to somebody who is not looking, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Letter:
    """One notice: a line and some more, in plain text. A grave one needs somebody."""

    title: str
    body: str
    grave: bool = False


class Arrival(StrEnum):
    """What came of a letter to one address."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    LATE = "late"
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Delivery:
    """An address by its secret's name and its URL's schema alone, and what came of it."""

    name: str
    schema: str
    outcome: Arrival

    @property
    def hopeless(self) -> bool:
        """Say whether to try again is in vain: there is no address."""
        return self.outcome in {Arrival.MISSING, Arrival.UNREADABLE}

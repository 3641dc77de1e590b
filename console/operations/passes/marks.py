"""The newest order there is, read at most every few seconds: looking costs calls too."""

from collections.abc import Callable
from datetime import datetime, timedelta

from console.operations.journal.presence import wall_now
from console.ports import Supply

FRESH = timedelta(seconds=15)


class Marks:
    """The highest order number, which later ones are known by.

    Orders of ours that were answered since the last reading are newer and are
    not mistaken for a lost one: they are claimed in the journal.
    """

    def __init__(self, supply: Supply, wall: Callable[[], datetime] = wall_now) -> None:
        self._supply = supply
        self._wall = wall
        self._read: tuple[datetime, int] | None = None

    def highest(self) -> int:
        """The highest number, 0 without orders. Raises SourceError when it must be read anew."""
        now = self._wall()
        if self._read is None or not timedelta() <= now - self._read[0] < FRESH:
            found = max((order.number for order in self._supply.orders()), default=0)
            self._read = (now, found)
        return self._read[1]

    def forget(self) -> None:
        """Read it anew next time: an order may have been placed that nobody knows of."""
        self._read = None

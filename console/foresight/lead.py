"""How long it takes from asking for instances to having them in service: as the last bursts did."""

from collections.abc import Sequence
from datetime import timedelta

UNLEARNED = timedelta(minutes=15)
"""Until a burst of the pool has succeeded."""
RESERVE = timedelta(minutes=1)
MOST = timedelta(hours=1)
"""A burst that took longer waited for something, such as a thaw."""


def learned(took: Sequence[timedelta], unlearned: timedelta = UNLEARNED) -> timedelta:
    """The longest of the last operations, and some more; `unlearned` where there are none."""
    return min(max(took) + RESERVE, MOST) if took else unlearned

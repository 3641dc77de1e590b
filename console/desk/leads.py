"""How long before a window its instances are asked for: as set, or as long as bursts took."""

from datetime import timedelta

from console.kinds.instances.verbs import BURST
from console.model.policy import Policy
from console.ports import JournalReader
from console.schedule.wanted import Leads

UNLEARNED = timedelta(minutes=15)
"""Until a burst of the pool has succeeded."""
RESERVE = timedelta(minutes=1)
MOST = timedelta(hours=1)
"""A burst that took longer waited for something, such as a thaw."""


def leads(policy: Policy, journal: JournalReader) -> Leads:
    """The lead of every window, in estate time. Raises SourceError."""
    learned = {pool: _learned(pool, journal) for pool in {w.pool for w in policy.windows}}
    return {
        window.name: learned[window.pool]
        if window.lead_s is None
        else timedelta(seconds=window.lead_s)
        for window in policy.windows
    }


def _learned(pool: str, journal: JournalReader) -> timedelta:
    """The longest of the last bursts, and some more."""
    took = journal.durations(BURST, pool)
    return min(max(took) + RESERVE, MOST) if took else UNLEARNED

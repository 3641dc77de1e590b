"""How long before a window its instances are asked for: as set, or as long as bursts took."""

from datetime import timedelta

from console.foresight.lead import learned
from console.kinds.instances.verbs import BURST
from console.model.policy import Policy
from console.ports import JournalReader
from console.schedule.wanted import Leads


def leads(policy: Policy, journal: JournalReader) -> Leads:
    """The lead of every window, in estate time. Raises SourceError."""
    found = {pool: boot_time(journal, pool) for pool in {w.pool for w in policy.windows}}
    return {
        window.name: found[window.pool]
        if window.lead_s is None
        else timedelta(seconds=window.lead_s)
        for window in policy.windows
    }


def boot_time(journal: JournalReader, pool: str) -> timedelta:
    """What a burst of the pool takes until its instances serve, in estate time. As above."""
    return learned(journal.durations(BURST, pool))

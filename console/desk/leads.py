"""How long before a window's start instances are asked for, and after its end some still stand."""

from datetime import timedelta

from console.foresight.lead import learned
from console.kinds.instances.verbs import BURST, SCALE
from console.model.policy import Policy
from console.ports import JournalReader
from console.schedule.wanted import Leads

UNLEARNED_BACK = timedelta(minutes=5)
"""What giving back takes, until a scaling of the pool has succeeded."""


def leads(policy: Policy, journal: JournalReader) -> Leads:
    """The lead of every window, in estate time. Raises SourceError."""
    found = {pool: boot_time(journal, pool) for pool in _pools(policy)}
    return {
        window.name: found[window.pool]
        if window.lead_s is None
        else timedelta(seconds=window.lead_s)
        for window in policy.windows
    }


def ebbs(policy: Policy, journal: JournalReader) -> Leads:
    """How long giving back takes, by window, in estate time. Raises SourceError."""
    found = {pool: giving_back(journal, pool) for pool in _pools(policy)}
    return {window.name: found[window.pool] for window in policy.windows}


def giving_back(journal: JournalReader, pool: str) -> timedelta:
    """What a scaling of the pool takes, in estate time. Raises SourceError."""
    return learned(journal.durations(SCALE, pool), UNLEARNED_BACK)


def boot_time(journal: JournalReader, pool: str) -> timedelta:
    """What a burst of the pool takes until its instances serve, in estate time. As above."""
    return learned(journal.durations(BURST, pool))


def _pools(policy: Policy) -> set[str]:
    return {window.pool for window in policy.windows}

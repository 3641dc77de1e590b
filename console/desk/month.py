"""Reads a month: the journal's meters, what is listed, and the windows that are still to open."""

from dataclasses import dataclass
from datetime import datetime

from console.desk.costs import Coming, MonthCosts, month
from console.desk.leads import ebbs, leads
from console.desk.stays import stays
from console.model.consumption import Period
from console.model.estate import Estate
from console.model.policy import Policy
from console.ports import JournalReader
from console.schedule.openings import Calendars, openings
from console.schedule.spans import Span, spans


@dataclass(frozen=True, slots=True)
class MonthReader:
    """Who reads months: by these settings and calendars, at a moment."""

    policy: Policy
    journal: JournalReader
    calendars: Calendars
    now: datetime

    def month(self, period: Period, estate: Estate) -> MonthCosts:
        """A month by what the journal knows and `estate` lists. Raises SourceError."""
        known = stays(self.journal.metered(period.start), estate, self.policy)
        coming = self._coming(period)
        return month(known, estate, self.policy, period, self.now, coming=coming)

    def _coming(self, period: Period) -> Coming:
        """What windows still add within a month that runs."""
        policy, now = self.policy, self.now
        if not period.holds(now):
            return {}
        lead, ebb = leads(policy, self.journal), ebbs(policy, self.journal)
        found: dict[str, tuple[Span, ...]] = {}
        for name in dict.fromkeys(window.pool for window in policy.windows):
            pool = policy.pools[name]
            opened = (
                one
                for window in policy.windows
                if window.pool == name
                for one in openings(window, pool, now, period.end, self.calendars)
            )
            found[name] = spans(opened, pool.baseline, lead, ebb)
        return found

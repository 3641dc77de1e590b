"""What is said of targets: that one is reached or over, and each hour and morning how far it is.

It is said whatever holds the pool meanwhile, once of all workers; what was missed is not
made up for.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from console.desk.scout import scout
from console.desk.session import Session
from console.desk.targets import TargetProgress, progress
from console.model.entry import Entry
from console.model.error import VigieError
from console.model.notice import NoticeValue, notice
from console.model.target import PoolTarget, TargetState
from console.ports import Journal
from console.watch.trials import TrialReader

MORNING = 8
"""The hour of the estate's wall clock from which on a morning's report is due."""
SETTLING = timedelta(minutes=5)
"""How long after its opening a target is first reported on."""
HOURLY, DAILY = "target.hourly", "target.morning"
REACHED, OVER, SHORT = "target.reached", "target.over", "target.short"

log = logging.getLogger(__name__)


@dataclass(slots=True)
class TargetReports:
    """Ends targets whose time is up, and reports on all. `zone` is the estate's."""

    session: Session
    zone: tzinfo
    _trials: TrialReader = field(init=False)
    _full: set[str] = field(default_factory=set)
    _tried: dict[str, datetime] = field(default_factory=dict)
    """By target, when a report was last tried for: the sources are not asked again at once."""

    def __post_init__(self) -> None:
        """What the regions answered lately."""
        self._trials = TrialReader(self.session.journal)

    def full(self, target: str) -> None:
        """Say soon that a target is reached, unless that was said."""
        self._full.add(target)

    def look(self, journal: Journal) -> None:
        """Say what is due."""
        for target in journal.targets():
            try:
                self._look(target, journal)
            except VigieError as error:
                log.warning("target %s: %s", target.id, error)

    def _look(self, target: PoolTarget, journal: Journal) -> None:
        now = self.session.clock.now()
        if target.state(now) is TargetState.OVER:
            self._end(target, journal)
            return
        kind = self._due(target, now)
        if target.id in self._full and target.reached_at is None:
            kind = REACHED
        tried = self._tried.get(target.id)
        if kind is None or (tried is not None and now - tried < SETTLING):
            return
        self._tried[target.id] = now
        known = self._known(target)
        if known.size is None:
            return  # who cannot count says nothing; the sources say why
        self._full.discard(target.id)
        reached = not known.missing and target.reached_at is None
        if reached:
            kind = REACHED
        elif kind == REACHED or (not known.missing and kind == HOURLY):
            return
        journal.report_target(target, self._entries(kind, known), reached=reached)

    def _end(self, target: PoolTarget, journal: Journal) -> None:
        """End it, once of all workers, and say what came of it."""
        if journal.close_target(target.id, "", keeps=target.keeps):
            entries = self._entries(OVER, self._known(target))
            journal.report_target(target, entries)

    def _due(self, target: PoolTarget, now: datetime) -> str | None:
        """Which report is due: none before the last one's hour is over."""
        last = target.reported_at
        if last is None:
            return HOURLY if now - target.opened_at >= SETTLING else None
        local, before = now.astimezone(self.zone), last.astimezone(self.zone)
        morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
        if before < morning <= local:
            return DAILY
        hour = now.replace(minute=0, second=0, microsecond=0)
        return HOURLY if last < hour else None

    def _known(self, target: PoolTarget) -> TargetProgress:
        watch = self.session.watch
        private = ("vcenter", "supply", "growth", "alertmanager")
        names = [name for name in watch.snapshot().sources if not name.startswith(private)]
        return progress(self.session, watch.refresh(names), target, self._trials)

    def _entries(self, kind: str, known: TargetProgress) -> list[Entry]:
        """The report, then what a scout finds each region to be short of."""
        said = [Entry(kind, notice(kind, **self._figures(known)))]
        target = known.target
        if known.missing and known.rest is not None:
            found = scout(self.session, target.pool, self.zone, target.level, target.datacenters)
            said += [Entry(SHORT, why) for why in found.short]
        return said

    def _figures(self, known: TargetProgress) -> dict[str, NoticeValue]:
        return dict(self._each(known))

    def _each(self, known: TargetProgress) -> Iterator[tuple[str, NoticeValue]]:
        target, cost = known.target, known.cost
        yield "target", target.id
        yield "pool", target.pool
        yield "level", target.level
        yield "size", UNKNOWN if known.size is None else known.size
        yield "missing", UNKNOWN if known.missing is None else known.missing
        yield "places", ", ".join(f"{code} {n}" for code, n in known.places.items()) or UNKNOWN
        unpriced = cost is not None and cost.euro is None
        euro = 0.0 if cost is None or cost.euro is None else float(cost.euro)
        yield "euro", UNKNOWN if unpriced else euro
        at = known.next_at(self.session.clock.now())
        yield "next", UNKNOWN if at is None else f"{at.astimezone(self.zone):%H:%M}"


UNKNOWN = "–"

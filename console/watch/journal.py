"""What the journal says is happening."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from console.model.estate import Activity, Estate
from console.model.operation import Change, Event, Operation
from console.model.trial import answered
from console.model.verb import HEAL
from console.ports import JournalReader
from console.settings.running import WatchSettings
from console.watch.source import Cadence, Reading, Source
from console.watch.trials import Asks, TrialReader

RECENT = 20
EVENTS = 200
RECENT_EVERY_S = 30.0


class JournalTail:
    """Reads live operations and workers each time, the ended ones only when something moved.

    Ended operations carry their whole plan: reading twenty of them twice a
    second would cost more than the rest of the console.
    """

    def __init__(
        self, journal: JournalReader, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._journal = journal
        self._monotonic = monotonic
        self._events: tuple[Event, ...] = ()
        self._recent: tuple[Operation, ...] = ()
        self._heals: tuple[str, ...] = ()
        self._healed: tuple[Change, ...] = ()
        self._trials = TrialReader(journal)
        self._live_ids: frozenset[str] = frozenset()
        self._recent_at: float | None = None

    def read(self) -> Reading:
        """Ask for what is new, and give the whole activity."""
        live = self._journal.operations(live=True)
        ids = frozenset(operation.id for operation in live)
        after = self._events[-1].seq if self._events else 0
        fresh = self._journal.events(after=after, limit=EVENTS)
        if fresh or ids != self._live_ids or self._recent_is_old():
            self._recent = self._journal.operations(live=False, limit=RECENT)
            self._look_at_heals()
            self._recent_at = self._monotonic()
        self._live_ids = ids
        self._events = (*self._events, *fresh)[-EVENTS:]
        targets = self._journal.targets()
        activity = Activity(
            live=live,
            recent=self._recent,
            events=self._events,
            workers=self._journal.workers(),
            freezes=self._journal.freezes(),
            healed=self._healed,
            targets=targets,
        )
        asked = {one.pool: self._trials.history(one.pool) for one in targets}
        return Reading(lambda estate: _told(estate, activity, asked), self._journal.warnings)

    def _look_at_heals(self) -> None:
        """Read what the ended heals came to, once for the same ones."""
        ids = tuple(one.id for one in self._recent if one.plan.request.verb == HEAL)
        if ids != self._heals:
            self._healed = tuple(c for number in ids for c in self._journal.changes(number))
            self._heals = ids

    def _recent_is_old(self) -> bool:
        at = self._recent_at
        return at is None or self._monotonic() - at >= RECENT_EVERY_S


def source(journal: JournalReader, settings: WatchSettings) -> Source:
    """The journal, which also sets the pace of the others."""
    cadence = Cadence(settings.journal_s, settings.journal_busy_s)
    return Source("journal", cadence, JournalTail(journal).read, hasty=True, steady=True)


def _told(estate: Estate, activity: Activity, asked: Mapping[str, Asks]) -> Estate:
    trials = {pool: answered(asks.values(), estate.at) for pool, asks in asked.items()}
    activity = replace(activity, trials=trials)
    return estate if activity == estate.activity else replace(estate, activity=activity)

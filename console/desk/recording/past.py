"""The estate as it stood at a moment: what was recorded, what metrics and the journal tell of it.

What nobody tells is unknown. The journal and the metrics server are asked now, so that they
tell of a minute at which they, or the console, were silent. What an instance carries, where it
is learned, is what is known of it now.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from console.desk.capacity import seen
from console.desk.recording import growth
from console.desk.recording.figures import Restored, RunningThen, restored
from console.desk.session import Session
from console.model.error import SourceError
from console.model.estate import Activity, Estate, PoolLoad, SourceState
from console.model.figure import FIGURES, Figure, Freshness, Load, Series
from console.model.operation import Event, Operation, OperationState, Phase
from console.model.pool import Pool
from console.model.recorded import Recorded
from console.model.verb import ROLLBACK
from console.ports import JournalReader, PastReader
from console.watch.capacity import unnamed
from console.watch.growth import POINTS as GROWTH_POINTS
from console.watch.growth import SPAN as GROWTH_SPAN
from console.watch.journal import EVENTS, RECENT
from console.watch.metrics import SPAN, STEP

BEFORE = timedelta(days=2)
"""How far before the moment operations are told that had ended by then."""
ENDS = {
    "operation.succeeded": OperationState.SUCCEEDED,
    "operation.partial": OperationState.PARTIAL,
    "operation.failed": OperationState.FAILED,
    "operation.stopped": OperationState.STOPPED,
}
BEGINS = {
    "operation.started": OperationState.RUNNING,
    "operation.stop_asked": OperationState.STOPPING,
    "operation.approved": OperationState.QUEUED,
}
JOURNAL, METRICS = "journal", "prometheus"


def look_back(session: Session, at: datetime) -> Estate:
    """The estate at a moment. Raises SourceError of the journal, RecorderFailed."""
    present, file = session.watch.snapshot(), session.recording()
    minute = None if file is None else file.at(at.timestamp())
    kept = (
        Restored(Recorded(), {}, {})
        if minute is None
        else restored(minute.parts, datetime.fromtimestamp(minute.at, UTC))
    )
    loads, fullness = _measured(session, at)
    return Estate(
        at=at,
        identity=present.identity,
        private_account=present.private_account,
        tariff=present.tariff,
        loads=loads,
        growth=fullness,
        sources=_sources(present, kept, at),
        activity=Then(session.journal, kept, at).activity(),
        private=kept.private,
        alerts=kept.alerts,
        # What one carries was learned over weeks: who watches has read it already.
        capacities={
            pool.name: present.capacities.get(pool.name) or seen(session, pool)
            for pool in unnamed(session.policy.pools.values())
        },
        recorded=replace(kept.recorded, objects=growth.accounts_at(file, at)),
    )


def _sources(present: Estate, kept: Restored, at: datetime) -> dict[str, SourceState]:
    """As they were trusted then; the journal has told of that moment just now."""
    unknown = {name: SourceState(name, Freshness.UNKNOWN) for name in present.sources}
    told = SourceState(JOURNAL, Freshness.FRESH, succeeded_at=at)
    return {**(kept.sources or unknown), JOURNAL: told}


def _measured(session: Session, at: datetime) -> tuple[dict[str, PoolLoad], dict[str, Series]]:
    """Loads with the hour before, and a week of every datastore, as the metrics server has them."""
    reader = session.metrics
    if reader is None:
        return {}, {}
    loads = {pool.name: _load(reader, pool, at) for pool in session.policy.pools.values()}
    if session.policy.private is None:
        return loads, {}
    try:
        return loads, reader.growth(at - GROWTH_SPAN, at, GROWTH_POINTS)
    except SourceError:
        return loads, {}


def _load(reader: PastReader, pool: Pool, at: datetime) -> PoolLoad:
    try:
        history = reader.past(pool, at - SPAN, at, STEP, (*FIGURES, "serving"))
    except SourceError as error:
        return PoolLoad(reasons=dict.fromkeys(FIGURES, error.notice))
    connections, requests, errors, p95, cpu = (_last(history[name], at) for name in FIGURES)
    return PoolLoad(total=Load(connections, requests, errors, p95, cpu), history=history)


def _last(series: Series, at: datetime) -> Figure:
    """The sample of the moment itself, or of the step before; what is older is none."""
    near = [one for one in series.samples if at - STEP < one.at <= at]
    return Figure(near[-1].value, near[-1].at) if near else Figure(None)


@dataclass(frozen=True, slots=True)
class Then:
    """What the journal tells of a moment, by the times of its records. Raises SourceError."""

    journal: JournalReader
    kept: Restored
    at: datetime

    def activity(self) -> Activity:
        """Operations that ran, those that had ended, and the audit until then."""
        known = self.operations()
        ended = sorted(
            (one for one in known if not one.state.live), key=lambda o: o.created_at, reverse=True
        )
        return Activity(
            live=tuple(one for one in known if one.state.live),
            recent=tuple(ended[:RECENT]),
            events=tuple(self._events())[-EVENTS:],
            workers=self.kept.workers,
            freezes=self.kept.freezes,
        )

    def operations(self, before: timedelta = BEFORE) -> tuple[Operation, ...]:
        """Those that had been accepted, the oldest first, each as it stood."""
        listed = tuple(self.journal.history(self.at - before))
        undone = {
            one.plan.target: one.ended_at
            for one in listed
            if one.plan.request.verb == ROLLBACK and one.ended_at is not None
        }
        return tuple(
            self._as_it_stood(one, undone.get(one.id))
            for one in listed
            if one.created_at <= self.at
        )

    def _events(self) -> Iterator[Event]:
        return (one for one in self.journal.audit(self.at - BEFORE) if one.at <= self.at)

    def _as_it_stood(self, one: Operation, undone_at: datetime | None) -> Operation:
        if one.ended_at is None or one.ended_at > self.at:
            return self._running(one)
        if one.state is not OperationState.ROLLED_BACK:
            return one
        if undone_at is not None and undone_at <= self.at:
            return one
        return replace(one, state=self._last_of(one, ENDS, one.state))

    def _running(self, one: Operation) -> Operation:
        """What had not ended: as it was recorded, else by what the journal says of its changes."""
        then = self.kept.running.get(one.id) or RunningThen(
            self._last_of(one, BEGINS, self._accepted(one)), self._phases(one)
        )
        begun = one.started_at is not None and one.started_at <= self.at
        return replace(
            one,
            state=then.state,
            phases=then.phases,
            started_at=one.started_at if begun else None,
            ended_at=None,
            freezes=tuple(f for f in self.kept.freezes if f.pool == one.plan.pool),
        )

    def _accepted(self, one: Operation) -> OperationState:
        waits = one.plan.awaits_s is not None
        return OperationState.AWAITING_APPROVAL if waits else OperationState.QUEUED

    def _last_of(
        self, one: Operation, known: dict[str, OperationState], otherwise: OperationState
    ) -> OperationState:
        """The state that the audit's last such line until then tells."""
        lines = self.journal.events(operation_id=one.id)
        told = [known[line.kind] for line in lines if line.at <= self.at and line.kind in known]
        return told[-1] if told else otherwise

    def _phases(self, one: Operation) -> dict[str, dict[Phase, int]]:
        """Where the changes were that have not moved since; the others count as planned."""
        counts: dict[str, Counter[Phase]] = {}
        for change in self.journal.changes(one.id):
            moved = change.updated_at > self.at
            counts.setdefault(change.datacenter, Counter())[
                Phase.PLANNED if moved else change.phase
            ] += 1
        return {place: dict(found) for place, found in counts.items()}

"""The past of a pool as charts and `vigie history` show it: read when it is looked at, and kept.

Capacity is what the instances that were in service could carry, as the metrics server
measured them; where nobody knows, in load or capacity, is a gap and never zero.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from console.desk.session import Session
from console.model.error import SourceUnreachable
from console.model.figure import Sample
from console.model.notice import notice
from console.model.operation import Operation
from console.model.past import ChartSpan, OperationMark, PoolPast
from console.model.pool import Pool
from console.model.resource import INSTANCE
from console.model.window import Opening
from console.schedule.openings import openings

READ = ("connections", "serving")
COMING = timedelta(hours=6)
"""How far ahead windows are looked for."""
LATE = 2
"""So many samples before the last known one are asked again: scrapes may come late."""


@dataclass(frozen=True, slots=True)
class BusiestMoment:
    """The busiest moment of a time: its load, and what was carried then.

    `over`: at some moment of it, this one or another, the load was above what was carried.
    """

    load: float | None
    limit: float | None
    over: bool = False


class PoolPasts:
    """Reads the past of pools; of what it has read already it asks for the rest alone."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[str, ChartSpan], PoolPast] = {}

    def read(self, pool: Pool, span: ChartSpan) -> PoolPast:
        """Load, what was in service, operations and windows. Raises SourceError.

        One thread at a time for a pool and span.
        """
        now = self._session.clock.now()
        found = self._past(pool, span, now, *self._measured(pool, span, now))
        self._known[pool.name, span] = found
        return found

    def unmeasured(self, pool: Pool, span: ChartSpan) -> PoolPast:
        """Operations and windows alone: no metrics are asked. Raises SourceError."""
        return self._past(pool, span, self._session.clock.now(), (), ())

    def _past(
        self,
        pool: Pool,
        span: ChartSpan,
        now: datetime,
        load: tuple[Sample, ...],
        serving: tuple[Sample, ...],
    ) -> PoolPast:
        start = now - span.length
        marks = self._session.journal.marks(pool.name, start)
        opened = tuple(self._openings(pool, start, now + COMING))
        return PoolPast(now, load, serving, marks, opened)

    def _measured(
        self, pool: Pool, span: ChartSpan, now: datetime
    ) -> tuple[tuple[Sample, ...], tuple[Sample, ...]]:
        """Both series of a span; what was known before and is still within it, then the rest."""
        metrics, start = self._session.metrics, now - span.length
        if metrics is None:
            raise SourceUnreachable(notice("foresight.capacity_no_metrics"))
        known = self._known.get((pool.name, span))
        until = None if known is None else _known_until(known)
        since = start if until is None else max(start, until - LATE * span.step)
        read = metrics.past(pool, since, now, span.step, READ)
        load, serving = (read[name].samples for name in READ)
        if known is None:
            return load, serving
        return _joined(known.load, load, start), _joined(known.serving, serving, start)

    def _openings(self, pool: Pool, start: datetime, end: datetime) -> Iterator[Opening]:
        for window in self._session.policy.windows:
            if window.pool == pool.name:
                found = openings(window, pool, start, end, self._session.calendars)
                yield from (one for one in found if one.skipped is None)


def _known_until(past: PoolPast) -> datetime | None:
    """Until when all is known that ever was: where one series has a gap since, it is asked anew."""
    newest = (
        next((one.at for one in reversed(series) if one.value is not None), None)
        for series in (past.load, past.serving)
    )
    return min((at for at in newest if at is not None), default=None)


def _joined(known: Sequence[Sample], read: Sequence[Sample], start: datetime) -> tuple[Sample, ...]:
    """What is known until what was read begins, then that."""
    begins = read[0].at if read else None
    kept = (s for s in known if s.at >= start and (begins is None or s.at < begins))
    return (*kept, *read)


def carried(serving: Iterable[Sample], each: int | None) -> tuple[Sample, ...]:
    """What the instances in service could carry, `each` so much; None is unknown."""
    return tuple(
        Sample(s.at, None if s.value is None or each is None else s.value * each) for s in serving
    )


def marks_of(operations: Iterable[Operation], pool: str) -> tuple[OperationMark, ...]:
    """The operations on a pool of instances, as they are marked, the oldest first."""
    found = (
        OperationMark(one.id, one.plan.request.verb, one.started_at or one.created_at, one.state)
        for one in operations
        if one.plan.pool == pool and one.plan.resource == INSTANCE
    )
    return tuple(sorted(found, key=lambda one: (one.at, one.operation_id)))


def moments(
    load: Sequence[Sample], limit: Sequence[Sample], edges: Sequence[datetime]
) -> tuple[BusiestMoment, ...]:
    """The busiest moment between each two of the edges that follow each other.

    A sample holds until the next one is due, so that times shorter than a step are no gaps.
    The last edge is within the last time.
    """
    limits = {one.at: one.value for one in limit}
    pairs = [(one.value, limits.get(one.at)) for one in load]
    times = [one.at for one in load]
    holds = times[1] - times[0] if len(times) > 1 else timedelta(0)
    cuts = [bisect_left(times, edge) for edge in edges[:-1]] + [bisect_right(times, edges[-1])]
    found: list[BusiestMoment] = []
    for begin, (first, after) in zip(edges, pairwise(cuts), strict=False):
        held = first == after and first > 0 and begin - times[first - 1] < holds
        found.append(_busiest(pairs[first - 1 if held else first : after]))
    return tuple(found)


def _busiest(pairs: Sequence[tuple[float | None, float | None]]) -> BusiestMoment:
    """The moment of the highest load; where none is known, the newest known limit."""
    known = [(value, limit) for value, limit in pairs if value is not None]
    newest = next((limit for _, limit in reversed(pairs) if limit is not None), None)
    if not known:
        return BusiestMoment(None, newest)
    load, limit = max(known, key=lambda pair: pair[0])
    over = any(limit is not None and value > limit for value, limit in known)
    return BusiestMoment(load, newest if limit is None else limit, over)

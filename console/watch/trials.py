"""What came of asking the regions for a pool's instances, by the journal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.model.operation import Operation, OperationState
from console.model.plan import Desired
from console.model.resource import INSTANCE
from console.model.trial import FORGOTTEN, RegionAsk, RegionTrials, answered, trials_of
from console.ports import JournalReader

Sign = tuple[tuple[str, OperationState], ...]
Asks = Mapping[str, Mapping[str, RegionAsk]]
MANY = 100
"""Operations of a day that are looked at, the newest."""
DAY = timedelta(days=1)


@dataclass(slots=True)
class TrialReader:
    """Reads each operation's changes once: of one that is over they do not change any more.

    `within` is how far back from the last end it looks.
    """

    journal: JournalReader
    within: timedelta = FORGOTTEN
    _history: dict[str, tuple[Sign, Asks]] = field(default_factory=dict)
    """By pool, what its operations asked, newest first, while its newest one is as it was."""

    def of_pool(self, pool: str, now: datetime) -> dict[str, RegionTrials]:
        """How each region answered that refused something within a day. Raises SourceError."""
        return answered(self.history(pool).values(), now)

    def history(self, pool: str) -> Asks:
        """What the operations of a pool's last days asked, newest first. Raises SourceError."""
        newest = self.journal.operations(pool=pool, limit=1)
        sign = tuple((one.id, one.state) for one in newest)
        before, known = self._history.get(pool, ((), {}))
        if before != sign:
            recent = self._recent(pool)
            known = {one.id: known.get(one.id) or self._read(one) for one in recent}
            self._history[pool] = (sign, known)
        return known

    def _recent(self, pool: str) -> Iterator[Operation]:
        """Those that are over, of the time before the last end."""
        last: datetime | None = None
        many = MANY * max(1, round(self.within / DAY))
        for one in self.journal.operations(pool=pool, limit=many):
            if one.ended_at is None or one.plan.resource != INSTANCE:
                continue
            last = last or one.ended_at
            if last - one.ended_at > self.within:
                return
            if any(change.desired is Desired.PRESENT for change in one.plan.changes):
                yield one

    def _read(self, one: Operation) -> Mapping[str, RegionAsk]:
        assert one.ended_at is not None  # noqa: S101 - `_recent` has looked
        return trials_of(self.journal.changes(one.id), one.ended_at)

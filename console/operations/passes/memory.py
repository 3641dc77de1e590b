"""What one workflow remembers between passes, and how long it waits for the next one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.kinds.sources import Sources
from console.kinds.step import Call
from console.model.entry import Entry
from console.operations.journal.claims import Claim

QUICK_S = 0.5
LONGEST_PAUSE_S = 30.0
AGAIN, LONGEST_AGAIN = 0.1, 3.0
"""How long the same is not asked again, at first and at most: parts of the settling time."""


@dataclass(frozen=True, slots=True)
class Passed:
    """How a pass ended: whether all is done, and how long to wait for the next one."""

    claim: Claim
    done: bool
    wait_s: float = 0.0


@dataclass(slots=True)
class Effort:
    """The calls of a pass; `pause_s` is how long a source asked to be left alone."""

    calls: int = 0
    failed: int = 0
    pause_s: float = 0.0

    @property
    def useless(self) -> bool:
        """Say whether no call came through."""
        return 0 < self.calls == self.failed


@dataclass(slots=True)
class Memory:
    """Since when this worker works on it; losing the rest costs nothing but a little time."""

    taken_at: datetime
    taken_wall: datetime
    troubles: int = 0
    looks: int = 0
    resume_at: float = 0.0
    stopped_wall: datetime | None = None
    """When a stop was first seen."""
    kept_until: datetime | None = None
    """When removals were last held back, in estate time."""
    _told: set[str] = field(default_factory=set)
    _asked: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def free(self, calls: Iterable[Call], now: datetime) -> list[Call]:
        """The calls that may be made now: what was asked lately is not asked again yet."""
        return [call for call in calls if now >= self._asked.get(call.subject, (0, now))[1]]

    def asked(self, call: Call, now: datetime, settle_s: float) -> None:
        """Note that a call came through, so that the same waits longer each time."""
        if call.subject:
            times = self._asked.get(call.subject, (0, now))[0] + 1
            wait_s = settle_s * min(LONGEST_AGAIN, AGAIN * 2.0 ** min(times - 1, 6))
            self._asked[call.subject] = (times, now + timedelta(seconds=wait_s))

    def news(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those that have not been told yet: a failure that goes on is one event."""
        fresh = {_key(entry): entry for entry in entries if _key(entry) not in self._told}
        self._told |= fresh.keys()
        return list(fresh.values())

    def failures(self, sources: Sources) -> list[Entry]:
        """The sources that failed in this pass and had not before."""
        return self.news(
            Entry("source.failed", error.notice, error.request_id)
            for _source, error in sources.failures
        )

    def pause(self, effort: Effort, now: float, *, trouble: bool, interval_s: float) -> float:
        """How long to wait: short after a call, longer and longer while a source fails."""
        if effort.pause_s:
            self.resume_at = now + effort.pause_s
            return min(effort.pause_s, LONGEST_PAUSE_S)
        if trouble or effort.useless:
            self.troubles += 1
            return min(LONGEST_PAUSE_S, QUICK_S * 2.0 ** min(self.troubles, 6))
        self.troubles = 0
        return min(QUICK_S if effort.calls else LONGEST_PAUSE_S, interval_s)


def _key(entry: Entry) -> str:
    return f"{entry.kind}:{entry.notice.code}:{sorted(entry.notice.values.items())}"

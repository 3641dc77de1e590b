"""What the audit is told of changes that moved."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from console.model.entry import Entry
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.resource import Resource
from console.model.tracked import Tracked

EVERY = {Phase.FAILED: "changes.failed", Phase.CANCELLED: "changes.cancelled"}
Words = Callable[[Resource], Mapping[Phase, str]]
"""What is said of a sort of resource in each phase: catalogue keys."""


def entries(before: Iterable[Tracked], after: Iterable[Tracked], words: Words) -> list[Entry]:
    """One event for each datacenter and phase that changes moved to, one for each failure."""
    moves: Counter[tuple[str, str]] = Counter()
    failures: dict[tuple[str, str], Notice] = {}
    for old, new in zip(before, after, strict=True):
        if old.phase is new.phase:
            continue
        code = EVERY.get(new.phase) or words(new.change.resource).get(new.phase)
        if code is not None:
            moves[code, new.change.datacenter] += 1
        why = new.change.why
        if new.phase is Phase.FAILED and why is not None:
            failures[why.code, str(sorted(why.values.items()))] = why
    found = [
        Entry("changes.moved", notice(code, n=count, datacenter=datacenter))
        for (code, datacenter), count in moves.items()
    ]
    return [*found, *(Entry("change.failed", why) for why in failures.values())]

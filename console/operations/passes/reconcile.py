"""Compare what was observed with what is wanted. Pure: values in, decisions out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from console.model.entry import Entry
from console.model.instance import Instance
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.plan import (
    Desired,
)
from console.model.tracked import Tracked
from console.operations.passes import creation, removal
from console.operations.passes.judgement import Build, Judgement
from console.operations.passes.moves import moved
from console.operations.passes.sight import Sight
from console.operations.passes.terms import Terms

IN_FLIGHT = frozenset({Phase.REQUESTED, Phase.BUILDING})


@dataclass(frozen=True, slots=True)
class Removal:
    """An instance to remove for a change; `surplus` when the change keeps another one."""

    tracked: Tracked
    instance: Instance
    surplus: bool


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a pass found and must do.

    `moved` are the changes whose row must be written, `creates` those whose
    instance must be asked for; `unfinished` says whether another pass is needed.
    """

    tracked: tuple[Tracked, ...]
    moved: tuple[Tracked, ...]
    creates: tuple[Tracked, ...]
    removals: tuple[Removal, ...]
    failures: int

    @property
    def unfinished(self) -> bool:
        """Say whether a change is still on its way."""
        return any(not tracked.phase.final for tracked in self.tracked)


def compare(tracked: Sequence[Tracked], sight: Sight, terms: Terms) -> Decisions:
    """Judge every change that is not in a final phase."""
    judged = [_judge(item, sight, terms) for item in tracked]
    failures = _failures(judged, terms)
    if failures >= terms.breaker_after:
        judged = _break(judged, terms)
    after = tuple(item.tracked for item in judged)
    return Decisions(
        tracked=after,
        moved=tuple(new for old, new in zip(tracked, after, strict=True) if new != old),
        creates=tuple(item.tracked for item in judged if item.create),
        removals=tuple(_removals(judged)),
        failures=failures,
    )


def entries(before: Iterable[Tracked], after: Iterable[Tracked]) -> list[Entry]:
    """One event for each datacenter and phase that changes moved to, one for each failure."""
    moves: Counter[tuple[str, str]] = Counter()
    failures: dict[tuple[str, str], Notice] = {}
    for old, new in zip(before, after, strict=True):
        if old.phase is new.phase:
            continue
        if (code := moved(new)) is not None:
            moves[code, new.change.datacenter] += 1
        why = new.change.why
        if new.phase is Phase.FAILED and why is not None:
            failures[why.code, str(sorted(why.values.items()))] = why
    found = [
        Entry("changes.moved", notice(code, n=count, datacenter=datacenter))
        for (code, datacenter), count in moves.items()
    ]
    return [*found, *(Entry("change.failed", why) for why in failures.values())]


def _judge(tracked: Tracked, sight: Sight, terms: Terms) -> Judgement:
    if tracked.phase.final:
        return Judgement(tracked)
    if tracked.change.desired is Desired.PRESENT:
        return creation.judge(tracked, sight, terms)
    return removal.judge(tracked, sight, terms)


def _failures(judged: Sequence[Judgement], terms: Terms) -> int:
    """Failed builds in a row: a pass that saw a success starts the count anew."""
    builds = Counter(item.build for item in judged)
    return 0 if builds[Build.SUCCEEDED] else terms.failures + builds[Build.FAILED]


def _break(judged: Sequence[Judgement], terms: Terms) -> list[Judgement]:
    """Hold creations back while other builds may still prove the datacenter well; else fail."""
    waiting = any(
        item.tracked.phase in IN_FLIGHT and not item.create
        for item in judged
        if item.tracked.change.desired is Desired.PRESENT
    )
    return [_held(item, terms, waiting=waiting) if item.create else item for item in judged]


def _held(item: Judgement, terms: Terms, *, waiting: bool) -> Judgement:
    if waiting:
        return Judgement(item.tracked, remove=item.remove, build=item.build)
    why = item.tracked.change.why
    tripped = why or notice(
        "change.breaker", datacenter=item.tracked.change.datacenter, n=terms.breaker_after
    )
    failed = item.tracked.at(Phase.FAILED, terms.now, tripped)
    return Judgement(failed, remove=item.remove, build=item.build)


def _removals(judged: Iterable[Judgement]) -> Iterable[Removal]:
    for item in judged:
        change = item.tracked.change
        for instance in item.remove:
            surplus = change.desired is Desired.PRESENT and instance.id != change.resource_id
            yield Removal(item.tracked, instance, surplus)

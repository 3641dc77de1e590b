"""Who holds up which part of a pool, as the journal and the instances' marks say."""

from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field

from console.desk.census import tallies
from console.desk.foresight import foreseen
from console.kinds.instances.evidence import dark
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.guards import sparable
from console.model.error import UsageError
from console.model.operation import Change, Operation, OperationState
from console.model.plan import Care, Desired, Origin
from console.model.resource import QUARANTINE
from console.model.target import PoolTarget, held_open
from console.model.verb import HEAL, TOPUP
from console.model.wanted import HELD_BY, PLACE, REPLACES, STANDS_FOR
from console.ports import JournalReader
from console.schedule.wanted import course


@dataclass(frozen=True, slots=True)
class Upholding:
    """A pool's `size`, what people's operations and the baseline hold up of it, and the rest.

    `lent` are the ids of instances that operations of this journal made and that no
    person's operation or target holds up: windows made them, they were left to one by a
    rollback, or their target is over. What is foreseen holds up a level, too, and while nobody
    can say which, all that was asked for by it. `lenders` are the operations of windows among
    the makers, the newest last; `cares` say of those of `lent` what the worker asked for by
    itself (`Care`).
    """

    size: int
    level: int
    lent: frozenset[str]
    lenders: tuple[Operation, ...]
    cares: Mapping[str, str] = field(default_factory=dict)

    def course(self, facts: PoolFacts, lent: Collection[str], window: int) -> int | None:
        """The size to bring the pool to now, `lent` of it going at most (see `wanted.course`).

        What goes goes in portions that one operation may remove, and not while a region is dark:
        what stands there nobody knows. Where none may go, one is asked for, to be told why.
        """
        size = course(self.size, len(lent), window, self.level)
        if size is None or (size < self.size and any(dark(facts, facts.regions))):
            return None
        return max(size, self.size - max(1, sparable(facts, lent)))

    def asked_by(self, care: Care) -> frozenset[str]:
        """The ids of those of `lent` that the worker asked for by one of its cares."""
        return frozenset(number for number, one in self.cares.items() if one == care)


def holdings(facts: PoolFacts, journal: JournalReader) -> Upholding:
    """Read the makers of a pool's instances, and its targets. Raises SourceError."""
    kept = kept_level(facts)
    listed = frozenset((i.operation or "", i.name) for i in facts.staying)
    makers, now = Makers(journal, listed), facts.estate.at
    found = {i.id: makers.of(i.operation, i.name) for i in facts.staying if i.operation}
    made = Counter(one.id for one in found.values() if one is not None)
    known = {one.id: one for one in found.values() if one is not None}
    targets = _targets(known.values(), journal)
    wanted = {number for number, one in targets.items() if one.keeps or one.holds(now)}
    holders = {number for number, one in known.items() if holds(one, wanted)}
    if kept is None:
        holders |= {number for number, one in known.items() if of_foresight(one)}
    levels = [_level(known[number], made[number]) for number in holders]
    levels += [one.level for one in held_open(journal.targets(), facts.pool.name, now)]
    levels.append(kept or 0)
    lent = {i: one for i, one in found.items() if one is not None and one.id not in holders}
    lenders = [one for one in known.values() if of_window(one)]
    return Upholding(
        size=facts.size,
        level=max([facts.pool.baseline, *levels]),
        lent=frozenset(lent),
        lenders=tuple(sorted(lenders, key=lambda one: one.created_at)),
        cares={i: one.plan.request.author.care or "" for i, one in lent.items()},
    )


def of_window(operation: Operation) -> bool:
    """Say whether a window asked for it."""
    return operation.plan.request.author.care == Care.WINDOWS


def of_target(operation: Operation) -> bool:
    """Say whether a target asked for it."""
    return operation.plan.request.author.care == Care.TARGETS


def of_foresight(operation: Operation) -> bool:
    """Say whether it was asked for by what is foreseen, and made the pool larger."""
    plan = operation.plan
    return plan.request.author.care == Care.FORESIGHT and plan.size_after > plan.size_now


def kept_level(facts: PoolFacts) -> int | None:
    """The size that foresight keeps a pool from falling below by itself; None: nobody can say.

    None at all, 0, where too little is known of what an instance carries to size it by itself.
    """
    if not facts.pool.grows_by_itself or not facts.estate.capacity(facts.pool).is_sure:
        return 0
    counted = tallies(facts.estate, facts.policy, facts.pool)
    found = foreseen(facts.estate, facts.policy, facts.pool, counted)
    return None if found is None or found.advice is None else found.advice.keep


def holds(operation: Operation, targets: Container[str] = ()) -> bool:
    """Say whether a person's operation made a pool larger, and nobody has taken that back.

    What a target asked for holds while that is among `targets`, those that are wanted.
    """
    plan, author = operation.plan, operation.plan.request.author
    if operation.state is OperationState.ROLLED_BACK or plan.size_after <= plan.size_now:
        return False
    if of_target(operation):
        return author.cause in targets
    return author.origin is not Origin.SCHEDULE


def _targets(known: Iterable[Operation], journal: JournalReader) -> dict[str, PoolTarget]:
    """The targets that asked for some operations, by id."""
    ids = {one.plan.request.author.cause for one in known if of_target(one)}
    return {one.id: one for one in journal.named_targets(sorted(ids))} if ids else {}


def _level(operation: Operation, made: int) -> int:
    """What it holds up: the size it is to reach, or once it is over what it reached and keeps."""
    plan = operation.plan
    return plan.size_after if operation.state.live else plan.size_now + made


@dataclass(slots=True)
class Makers:
    """Which operation an instance goes back to: through top-ups, heals and repairs.

    `listed` are the marks and names of what stands: as long as the one whose place is taken
    does, what stands in for it is the repair's.
    """

    journal: JournalReader
    listed: Container[tuple[str, str]] = frozenset()
    _found: dict[str, Operation | None] = field(default_factory=dict)
    _changes: dict[str, tuple[Change, ...]] = field(default_factory=dict)

    def of(self, mark: str | None, name: str) -> Operation | None:
        """The first maker; None where this journal does not know it, or it was no operation."""
        seen: set[str] = set()
        while mark is not None and mark not in seen:
            seen.add(mark)
            operation = self.operation(mark)
            if operation is None:
                return None
            if operation.plan.request.verb == HEAL:
                mark, name = self._replaced(operation.id, name)
            elif (place := self._place(operation, name)) is not None:
                mark, name = place
            elif operation.plan.request.verb == TOPUP:
                mark = operation.plan.target
            else:
                return operation
        return None

    def operation(self, number: str) -> Operation | None:
        """The operation that a mark names; None where this journal does not know it."""
        if number not in self._found:
            try:
                self._found[number] = self.journal.operation(number)
            except UsageError:
                self._found[number] = None
        return self._found[number]

    def _place(self, repair: Operation, name: str) -> tuple[str | None, str] | None:
        """Who had made the instance whose place one of this name takes, and its name.

        None where no repair made it, nor what topped one up, or has not written that down. What
        a rollback left of a repair is there for the window or target that needed it, in
        nobody's place.
        """
        made = (c for c in repair.plan.changes if c.desired is Desired.PRESENT and c.name == name)
        wanted = next((c.wanted for c in made), {})
        if HELD_BY not in wanted:
            return None
        place = (str(wanted[HELD_BY]), str(wanted.get(PLACE, "")))
        beside = not place[1] or place in self.listed
        if STANDS_FOR in wanted and (beside or repair.state is OperationState.ROLLED_BACK):
            return None
        return place[0] or None, place[1]

    def _replaced(self, heal: str, name: str) -> tuple[str | None, str]:
        """Who had made the sick instance that one of this name is in place of, and its name."""
        if heal not in self._changes:
            self._changes[heal] = self.journal.changes(heal)
        changes = self._changes[heal]
        sick = next((c.wanted[REPLACES] for c in changes if _made(c, name)), None)
        return next(((c.made_by, c.name) for c in _removed(changes, sick)), (None, name))


def _made(change: Change, name: str) -> bool:
    wanted = change.desired is Desired.PRESENT and REPLACES in change.wanted
    return wanted and change.name == name


def _removed(changes: Iterable[Change], sick: str | int | None) -> Iterable[Change]:
    out = (c for c in changes if c.desired is Desired.ABSENT or c.resource == QUARANTINE)
    return (c for c in out if c.resource_id == sick)

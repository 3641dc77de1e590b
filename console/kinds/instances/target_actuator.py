"""Targets, as a pass acts on them: the journal itself is where they stand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from console.kinds.attempt import Attempt, Outcome
from console.kinds.sources import Sources, Systems
from console.kinds.step import Call, Ground, Received, Step, failed, left
from console.model.entry import Entry
from console.model.estate import Estate
from console.model.notice import Notice, notice
from console.model.operation import Operation, Phase
from console.model.plan import Desired
from console.model.resource import TARGET, Resource
from console.model.target import PoolTarget
from console.model.tracked import Tracked
from console.model.wanted import KEEPS, LEVEL, UNTIL

OPEN, CLOSE = "open", "close"
SOURCE = "journal"
PATIENCE_S = 600.0
MOVED = {Phase.IN_SERVICE: "targets.opened", Phase.GONE: "targets.closed"}
Seen = Mapping[str, PoolTarget]
"""Targets by their ids."""


class TargetActuator:
    """One row each. See `console.kinds.actuator.Actuator`."""

    resources = frozenset({TARGET})

    def moved(self, resource: Resource) -> Mapping[Phase, str]:
        """What the audit says of targets that moved to a phase."""
        del resource
        return MOVED

    def lacks(self, sources: Sources, ground: Ground) -> Notice | None:
        """The pool must still be declared."""
        known = ground.operation.plan.pool in ground.policy.pools
        return None if known and sources.systems.targets is not None else notice("change.pool_gone")

    def caveat(self, operation: Operation, systems: Systems) -> Notice | None:
        """A row is there, or it is not."""
        del operation, systems
        return None

    def estate(self, sources: Sources, ground: Ground) -> Estate:
        """No source of the estate has a say."""
        del sources
        return Estate(ground.now)

    def observe(self, tracked: Sequence[Tracked], sources: Sources, ground: Ground) -> Seen | None:
        """The targets of these changes; None where the journal cannot be read."""
        del ground
        book, ids = sources.systems.targets, [_number(one) for one in tracked]
        if book is None:
            return None
        found = sources.read(SOURCE, lambda: book.named_targets(ids))
        return None if found is None else {one.id: one for one in found}

    def judge(self, tracked: Tracked, sight: Seen | None, ground: Ground) -> Step:
        """Open what is not there, close what is open."""
        if tracked.phase.final:
            return Step(tracked)
        if tracked.phase is Phase.PLANNED and ground.stop:
            return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
        if sight is None:
            return _unseen(tracked, ground)
        found = sight.get(_number(tracked))
        opens = tracked.change.desired is Desired.PRESENT
        return (_opened if opens else _closed)(tracked, found, ground)

    def doubtful(self, tracked: Tracked) -> bool:
        """Nothing is left of a row that is not there."""
        del tracked
        return False

    def calls(self, steps: Sequence[Step], sight: Seen | None, ground: Ground) -> Iterable[Call]:
        """One write each, which does no harm when it is made again."""
        del sight
        for step in steps:
            if step.act is None:
                continue
            phase = Phase.REQUESTED if step.act == OPEN else Phase.RELEASING
            asked = step.tracked.asked(phase, ground.now, ground.wall)
            about = _target(step.tracked, ground) if step.act == OPEN else _closer(ground)
            yield Call(step.act, (step,), about=about, intended=(asked,))

    def make(self, call: Call, sources: Sources) -> None:
        """Write the row, or its end."""
        book, change = sources.systems.targets, call.steps[0].tracked.change
        assert book is not None  # noqa: S101 - `lacks` has looked
        if isinstance(call.about, PoolTarget):
            book.open_target(call.about)
        else:
            keeps = bool(change.wanted.get(KEEPS))
            book.close_target(change.resource_id or "", str(call.about), keeps=keeps)

    def receive(self, call: Call, attempt: Attempt, ground: Ground) -> Received:
        """Written, or to be looked for: the next pass sees which."""
        [step], [asked] = call.steps, call.intended
        if attempt.error is None:
            return Received((asked.said(None).heard(None),))
        told = (Entry("target.put_off", attempt.error.notice),)
        if attempt.outcome is Outcome.PUT_OFF:
            return Received((step.tracked.put_off(ground.now, attempt.error.notice),), told)
        return Received((asked.said(attempt.error.notice),), told)


def _opened(tracked: Tracked, found: PoolTarget | None, ground: Ground) -> Step:
    if found is not None:
        there = tracked.heard(None).identified(found.id)
        return Step(there.moved(Phase.IN_SERVICE, ground.now))
    if ground.now >= _until(tracked):
        return failed(tracked, ground, notice("target.too_late"))
    return Step(tracked, OPEN)


def _closed(tracked: Tracked, found: PoolTarget | None, ground: Ground) -> Step:
    if found is None or found.closed_at is not None:
        return Step(tracked.heard(None).at(Phase.GONE, ground.now))
    return Step(tracked, CLOSE)


def _number(tracked: Tracked) -> str:
    """Which target a change is about: what opens one gives it its own operation's id."""
    change = tracked.change
    opens = change.desired is Desired.PRESENT
    return change.operation_id if opens else change.resource_id or ""


def _until(tracked: Tracked) -> datetime:
    return datetime.fromtimestamp(float(tracked.change.wanted[UNTIL]), UTC)


def _target(tracked: Tracked, ground: Ground) -> PoolTarget:
    request, wanted = ground.operation.plan.request, tracked.change.wanted
    return PoolTarget(
        id=tracked.change.operation_id,
        pool=ground.operation.plan.pool,
        level=int(wanted[LEVEL]),
        opened_at=ground.now,
        until=_until(tracked),
        author=request.author.user,
        origin=request.author.origin.value,
        reason=request.reason,
        datacenters=request.datacenters,
        keeps=bool(wanted[KEEPS]),
    )


def _closer(ground: Ground) -> str:
    return ground.operation.plan.request.author.user


def _unseen(tracked: Tracked, ground: Ground) -> Step:
    """The journal is silent; once that has gone on for too long, say so."""
    if ground.lets_go:
        return left(tracked, ground, None)
    if not ground.forsaken(tracked, PATIENCE_S):
        return Step(tracked)
    return failed(tracked, ground, tracked.change.why or notice("target.never_seen"))


TARGET_ACTUATOR = TargetActuator()

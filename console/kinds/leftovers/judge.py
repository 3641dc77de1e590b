"""Judge the removal of what is left over. Pure.

Nothing is asked for that is not, in this very pass, still left over as it was planned.
"""

from console.kinds.leftovers.guards import same
from console.kinds.leftovers.observation import LeftoverSight
from console.kinds.leftovers.servers import RUNNING
from console.kinds.step import LEFT_THERE, Ground, Step, failed, left
from console.kinds.turns import TURN_S, in_turn
from console.model.leftover import Leftover
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.resource import ORPHAN
from console.model.tracked import Tracked

REMOVE = "remove"
PATIENCE_S = 900.0
"""How long a removal may take, in estate seconds."""
ATTEMPTS = 3


def judge(tracked: Tracked, sight: LeftoverSight, ground: Ground) -> Step:
    """Ask for the removal until its absence is seen, or a stop has waited long enough for it.

    A member waits until its load balancer takes a write.
    """
    pool, view = sight.pool(tracked.change), sight.balancers(tracked.change.region)
    step = in_turn(_judged(tracked, sight, ground), pool, view, ground)
    if not ground.lets_go or step.tracked.phase.final:
        return step
    stands = sight.stands(tracked.change)
    return left(step.tracked, ground, None if stands is None else notice(LEFT_THERE))


def _judged(tracked: Tracked, sight: LeftoverSight, ground: Ground) -> Step:
    if tracked.phase.final:
        return Step(tracked)
    if tracked.phase is Phase.PLANNED and ground.stop:
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    stands = sight.stands(tracked.change)
    if stands is None:
        return _unseen(tracked, ground)
    if not stands:
        return Step(tracked.heard(None).at(Phase.GONE, ground.now))
    if ground.late(tracked, _patience_s(tracked, ground)):
        return failed(tracked, ground, tracked.change.why or notice("change.still_there"))
    return _standing(tracked, sight.left(tracked.change), ground)


def _patience_s(tracked: Tracked, ground: Ground) -> float:
    """How long a removal may take; a member's, the turns of all at work there."""
    if tracked.change.resource != ORPHAN:
        return PATIENCE_S
    region, changes = tracked.change.region, ground.operation.plan.changes
    return PATIENCE_S + TURN_S * sum((c.resource, c.region) == (ORPHAN, region) for c in changes)


def _standing(tracked: Tracked, found: Leftover | None, ground: Ground) -> Step:
    """It is there: still left over as it was planned, or taken, or on its way out."""
    fits, attempts = same(tracked.change, found), tracked.change.attempts
    if tracked.phase is Phase.PLANNED and not fits:
        return failed(tracked, ground, notice("change.not_left", name=tracked.change.name))
    if found is not None and found.held is not None:
        return _held(tracked, found.held, ground)
    if tracked.phase is Phase.PLANNED:
        return Step(tracked, REMOVE, (found,))
    if not fits or not ground.settled(tracked, ground.tuning.settle_s * 2.0**attempts):
        return Step(tracked)
    if attempts >= ATTEMPTS:
        return failed(tracked, ground, tracked.change.why or notice("change.still_there"))
    return Step(tracked, REMOVE, (found,))


def _held(tracked: Tracked, why: Notice, ground: Ground) -> Step:
    """Its pool is frozen: it waits for the thaw, and not for ever. What runs in one stays."""
    if why.code != RUNNING and not ground.forsaken(tracked, PATIENCE_S):
        return Step(tracked.said(why))
    return failed(tracked, ground, why)


def _unseen(tracked: Tracked, ground: Ground) -> Step:
    """Its list cannot be read; once that has gone on for too long, say so."""
    if not ground.forsaken(tracked, PATIENCE_S):
        return Step(tracked)
    return failed(tracked, ground, tracked.change.why or notice("change.never_seen_gone"))

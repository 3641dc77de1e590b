"""How a change of a member opens: its pool, whose turn it is, and what is not seen."""

from console.kinds import turns
from console.kinds.members.observation import MemberSight
from console.kinds.members.patience import patience_s
from console.kinds.step import Ground, Step, failed
from console.model.balancer import BalancerPool
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.tracked import Tracked


def in_turn(step: Step, sight: MemberSight, ground: Ground) -> Step:
    """The step once it is its load balancer's turn: see `console.kinds.turns`."""
    region = step.tracked.change.region
    pool = sight.pools.get(region)
    seen = pool if isinstance(pool, BalancerPool) else None
    return turns.in_turn(step, seen, sight.views.get(region), ground)


def opening(tracked: Tracked, sight: MemberSight, ground: Ground) -> BalancerPool | Step:
    """The pool that a change is about; where there is none to act on, what that comes to."""
    if tracked.phase.final:
        return Step(tracked)
    if ground.stop and tracked.phase is Phase.PLANNED:
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    pool = sight.pools.get(tracked.change.region)
    return pool if isinstance(pool, BalancerPool) else unseen(tracked, pool, ground)


def unseen(tracked: Tracked, why: Notice | None, ground: Ground) -> Step:
    """Nothing can be said yet; once that has gone on for too long, say so.

    `why` is what is the matter with the named pool, None where a source is silent.
    """
    if why is not None and tracked.phase is Phase.PLANNED:
        tracked = tracked.put_off(ground.now, why)
    region = tracked.change.region
    allowed_s = patience_s(ground, region)
    gone_on = ground.late(tracked, allowed_s) if why else ground.forsaken(tracked, allowed_s)
    if not gone_on:
        return Step(tracked)
    return failed(tracked, ground, why or notice("balancer.unread", region=region))

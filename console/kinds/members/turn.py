"""Whose turn it is: a load balancer takes one write at a time, and none while it is in ERROR."""

from dataclasses import replace

from console.kinds.members.observation import MemberSight
from console.kinds.members.patience import patience_s
from console.kinds.step import Ground, Step, failed
from console.model.balancer import BalancerPool, Provisioning
from console.model.notice import Notice, notice
from console.model.operation import Phase
from console.model.tracked import Tracked


def in_turn(step: Step, sight: MemberSight, ground: Ground) -> Step:
    """The step, with its patience begun; failed where the load balancer takes no write.

    It waits without an act while another write is under way.
    """
    pool = sight.pools.get(step.tracked.change.region)
    if step.act is None or not isinstance(pool, BalancerPool):
        return step
    state = sight.provisioning(pool)
    if state is Provisioning.ERROR:
        broken = pool.state.provisioning is Provisioning.ERROR
        code = "balancer.pool_broken" if broken else "balancer.broken"
        return failed(step.tracked, ground, notice(code, **where(pool)))
    waiting = replace(step, tracked=step.tracked.put_off(ground.now, step.tracked.change.why))
    return waiting if state is Provisioning.ACTIVE else replace(waiting, act=None, about=())


def opening(tracked: Tracked, sight: MemberSight, ground: Ground) -> BalancerPool | Step:
    """The pool that a change is about; where there is none to act on, what that comes to."""
    if tracked.phase.final:
        return Step(tracked)
    if ground.stop and tracked.phase is Phase.PLANNED:
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    pool = sight.pools.get(tracked.change.region)
    return pool if isinstance(pool, BalancerPool) else unseen(tracked, pool, ground)


def where(pool: BalancerPool) -> dict[str, str]:
    """What a sentence about a pool names."""
    return {"region": pool.region, "balancer": pool.balancer_id, "pool": pool.name or pool.id}


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

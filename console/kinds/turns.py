"""Whose turn it is: a load balancer takes one write at a time, and none while it is in ERROR."""

from dataclasses import replace

from console.kinds.step import Ground, Step, failed
from console.model.balancer import BalancerPool, BalancerView, Provisioning
from console.model.notice import notice

TURN_S = 30.0
"""How long a write may keep a load balancer from the next one, which waits its turn."""


def in_turn(
    step: Step, pool: BalancerPool | None, view: BalancerView | None, ground: Ground
) -> Step:
    """The step, with its patience begun; failed where the load balancer takes no write.

    It waits without an act while another write is under way.
    """
    if step.act is None or pool is None or view is None:
        return step
    state = view.provisioning(pool)
    if state is Provisioning.ERROR:
        broken = pool.state.provisioning is Provisioning.ERROR
        code = "balancer.pool_broken" if broken else "balancer.broken"
        return failed(step.tracked, ground, notice(code, **pool.named))
    waiting = replace(step, tracked=step.tracked.put_off(ground.now, step.tracked.change.why))
    return waiting if state is Provisioning.ACTIVE else replace(waiting, act=None, about=())

"""How long a member is waited for. Estate seconds."""

from console.kinds.step import Ground
from console.kinds.turns import TURN_S
from console.model.pool import Pool, PoolBalancer
from console.model.resource import MEMBER


def pool_of(ground: Ground) -> Pool:
    """The operation's pool; `lacks` has looked that there is one."""
    return ground.policy.pools[ground.operation.plan.pool]


def named(ground: Ground, region: str) -> PoolBalancer | None:
    """The load-balancer pool that the settings name in a region."""
    return pool_of(ground).balanced.get(region)


def patience_s(ground: Ground, region: str) -> float:
    """How long a member may take until it serves, or until it is gone.

    As an instance until it serves, and its turns among all of the operation there.
    """
    pool = pool_of(ground)
    changes = ground.operation.plan.changes
    turns = sum(c.resource == MEMBER and c.region == region for c in changes)
    return pool.boot_deadline_s + pool.drain_s + TURN_S * turns

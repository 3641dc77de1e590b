"""Operations of another journal: what instances carry as their mark and our journal lacks.

Two settings files may name one estate with two state folders. Neither journal sees
the other; what both see is the cloud.
"""

from collections.abc import Iterable
from datetime import timedelta

from console.kinds.instances.facts import PoolFacts
from console.model.estate import Estate
from console.model.instance import InstanceStatus
from console.model.notice import Notice, notice
from console.model.plan import PlannedChange, RefusalReason
from console.model.policy import Policy
from console.model.pool import Pool

ANY = frozenset(InstanceStatus) - {InstanceStatus.DELETED}
BUILDING = frozenset({InstanceStatus.BUILD})


def marks(name: str, estate: Estate, policy: Policy) -> frozenset[str]:
    """The operations that lately made instances of a pool."""
    pool = policy.pools.get(name)
    return frozenset() if pool is None else frozenset(_lately(pool, estate, ANY))


def held(facts: PoolFacts, new: list[PlannedChange]) -> Iterable[RefusalReason]:
    """While an operation that we do not know is creating here, nothing more is created."""
    for operation in _foreign(facts, BUILDING) if new else ():
        why = notice("guard.pool_elsewhere", pool=facts.pool.name, operation=operation)
        yield RefusalReason("pool.elsewhere", why, notice("remedy.elsewhere"), passing=True)


def told(facts: PoolFacts) -> Iterable[Notice]:
    """Say which operations that we do not know have lately made something here."""
    for operation in _foreign(facts, ANY):
        yield notice("warning.pool_elsewhere", pool=facts.pool.name, operation=operation)


def _foreign(facts: PoolFacts, among: frozenset[InstanceStatus]) -> list[str]:
    known = facts.record.known
    if known is None:
        return []
    found = frozenset(_lately(facts.pool, facts.estate, among))
    return sorted(found - known - {facts.operation_id})


def _lately(pool: Pool, estate: Estate, among: frozenset[InstanceStatus]) -> Iterable[str]:
    since = estate.at - timedelta(seconds=pool.boot_deadline_s)
    for i in estate.instances():
        if i.operation and i.created_at >= since and i.status in among and pool.owns(i):
            yield i.operation

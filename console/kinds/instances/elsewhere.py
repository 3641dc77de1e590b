"""Operations of another journal: what instances carry as their mark and our journal lacks.

Two settings files may name one estate with two state folders. Neither journal sees
the other; what both see is the cloud.
"""

from collections.abc import Iterable
from datetime import timedelta

from console.kinds.instances.facts import PoolFacts
from console.model.estate import Estate
from console.model.instance import Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.plan import PlannedChange, RefusalReason
from console.model.policy import Policy


def marks(name: str, estate: Estate, policy: Policy) -> frozenset[str]:
    """The operations that lately made instances of a pool."""
    pool = policy.pools.get(name)
    if pool is None:
        return frozenset()
    lately = timedelta(seconds=pool.boot_deadline_s)
    return frozenset(
        i.operation
        for i in estate.instances()
        if i.operation is not None and estate.at - i.created_at <= lately and pool.owns(i)
    )


def held(facts: PoolFacts, new: list[PlannedChange]) -> Iterable[RefusalReason]:
    """While an operation that we do not know is creating here, nothing more is created."""
    for operation in _foreign(facts, building=True) if new else ():
        why = notice("guard.pool_elsewhere", pool=facts.pool.name, operation=operation)
        yield RefusalReason("pool.elsewhere", why, notice("remedy.elsewhere"), passing=True)


def told(facts: PoolFacts) -> Iterable[Notice]:
    """Say which operations that we do not know have lately made something here."""
    for operation in _foreign(facts, building=False):
        yield notice("warning.pool_elsewhere", pool=facts.pool.name, operation=operation)


def _foreign(facts: PoolFacts, *, building: bool) -> list[str]:
    known = facts.record.known
    if known is None:
        return []
    lately = timedelta(seconds=facts.pool.boot_deadline_s)

    def counts(instance: Instance) -> bool:
        recent = facts.estate.at - instance.created_at <= lately
        return recent and (not building or instance.status is InstanceStatus.BUILD)

    found = {i.operation for i in facts.staying if i.operation is not None and counts(i)}
    return sorted(found - known - {facts.operation_id})

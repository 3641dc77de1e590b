"""Which instances are billed by the month though no setting means it. Pure.

Their own metadata tell it (one word has OVHcloud do so, unasked), or the provider does.
Nothing takes it back: it is told, with what it costs, and never planned.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from console.kinds.price import of_flavor
from console.model.billing import MONTHLY_KEY
from console.model.error import SourceError
from console.model.instance import Instance, InstanceStatus
from console.model.leftover import MonthlyInstance
from console.model.notice import Notice, notice
from console.model.policy import Policy
from console.model.tariff import Tariff


def unmeant(
    instances: Iterable[Instance],
    told: Mapping[str, datetime | None],
    policy: Policy,
    tariff: Tariff | None,
) -> tuple[MonthlyInstance, ...]:
    """Those of each pool beyond the number that its settings mean, the newest of them.

    `told` are ids of instances that the provider bills so, with since when.
    """
    standing = [one for one in instances if one.status is not InstanceStatus.DELETED]
    found: list[MonthlyInstance] = []
    for pool in policy.pools.values():
        billed = [
            _billed(one, pool.name, told, policy, tariff)
            for one in standing
            if pool.owns(one) and (one.id in told or MONTHLY_KEY in one.metadata)
        ]
        made = {one.id: one.created_at for one in standing}
        billed.sort(key=lambda one: (one.since or made[one.id], one.name))
        found += billed[pool.monthly :]
    return tuple(found)


def told_by(
    provider: Callable[[], Mapping[str, datetime | None]] | None,
) -> tuple[Mapping[str, datetime | None], Notice | None]:
    """What the provider bills by the month; why nobody knows."""
    if provider is None:
        return {}, None
    try:
        return provider(), None
    except SourceError as error:
        return {}, error.notice


def _billed(
    one: Instance,
    pool: str,
    told: Mapping[str, datetime | None],
    policy: Policy,
    tariff: Tariff | None,
) -> MonthlyInstance:
    price = of_flavor(policy, tariff, [one.flavor], one.region)
    by = "monthly.provider" if one.id in told else "monthly.metadata"
    return MonthlyInstance(
        id=one.id,
        name=one.name,
        pool=pool,
        region=one.region,
        since=told.get(one.id),
        told=notice(by, key=MONTHLY_KEY),
        euro_per_month=None if price is None else price.euro_per_month,
    )

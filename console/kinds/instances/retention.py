"""Which sick instances a heal keeps for a post-mortem, and how long. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from console.kinds.instances import verbs
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.price import of_instances
from console.model.instance import Instance, InstanceStatus
from console.model.money import euros
from console.model.naming import natural
from console.model.notice import Notice, notice
from console.model.operation import Change
from console.model.plan import Desired, PlannedChange, RefusalReason
from console.model.resource import QUARANTINE
from console.model.wanted import UNTIL

UNKEEPABLE = frozenset({InstanceStatus.ERROR, InstanceStatus.BUILD})
"""Nova changes no metadata of a server in ERROR, nor of one that is being built."""


def keeps(facts: PoolFacts) -> bool:
    """Say whether the request wants what is replaced kept."""
    return bool(verbs.ASIDE.of(facts.request))


def keepable(instance: Instance) -> bool:
    """Say whether the cloud lets an instance be marked at all."""
    return instance.status not in UNKEEPABLE


def kept(facts: PoolFacts, removals: Iterable[PlannedChange]) -> Iterator[PlannedChange]:
    """A quarantine for each removal of what is replaced, in the same order."""
    end = _end(facts)
    for removal in removals:
        yield replace(
            removal,
            desired=Desired.CONFIGURED,
            resource=QUARANTINE,
            wanted={**removal.wanted, UNTIL: int(end.timestamp())},
        )


def until(change: PlannedChange | Change) -> datetime:
    """Until when one that is set lasts, in estate time, to the second."""
    return datetime.fromtimestamp(int(change.wanted[UNTIL]), UTC)


def told(facts: PoolFacts, changes: Sequence[PlannedChange]) -> Iterator[Notice]:
    """That what is kept goes on being billed, an hour and until its end where that is known."""
    ids = {change.resource_id for change in changes if change.resource == QUARANTINE}
    if not ids:
        return
    price = of_instances(facts, [one for one in facts.owned if one.id in ids])
    if price is None:
        yield notice("detail.quarantine_billed", n=len(ids))
        return
    hour, whole = str(euros(price)), str(euros(price * _hours(facts)))
    yield notice("detail.quarantine_price", n=len(ids), hour=hour, whole=whole)


def unkeepable(facts: PoolFacts, sick: Iterable[Instance]) -> tuple[Notice, ...]:
    """Those that cannot be kept, and are therefore left as they are."""
    names = sorted((one.name for one in sick if not keepable(one)), key=natural)
    if not names or not keeps(facts):
        return ()
    return (notice("warning.quarantine_left", n=len(names), names=", ".join(names)),)


def refusal(facts: PoolFacts, sick: Sequence[Instance]) -> RefusalReason:
    """None of those that are sick can be kept."""
    [why] = unkeepable(facts, sick)
    remedy = notice("remedy.quarantine_left", pool=facts.pool.name)
    return RefusalReason("heal.quarantine", why, remedy)


def _hours(facts: PoolFacts) -> Decimal:
    return verbs.KEEPING.of(facts.request) or verbs.KEPT_H


def _end(facts: PoolFacts) -> datetime:
    return facts.estate.at + timedelta(seconds=int(_hours(facts) * Decimal(3600)))

"""What the journal tells of earlier heals of a pool. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from console.kinds.instances.facts import PoolFacts
from console.model.operation import Operation
from console.model.plan import PlannedChange
from console.model.resource import REBOOT
from console.model.verb import HEAL
from console.model.wanted import REPLACES

HOUR = timedelta(hours=1)


def mended(facts: PoolFacts) -> int:
    """How many of the pool were replaced or rebooted within the last hour."""
    return sum(
        REPLACES in change.wanted or change.resource == REBOOT for change in _lately(facts, HOUR)
    )


def rebooted(facts: PoolFacts) -> frozenset[str]:
    """Ids of those that were rebooted within the last hour: once more would not help."""
    return frozenset(
        change.resource_id
        for change in _lately(facts, HOUR)
        if change.resource == REBOOT and change.resource_id
    )


def _lately(facts: PoolFacts, within: timedelta) -> Iterator[PlannedChange]:
    """The changes of the pool's heals of so long."""
    for operation in heals(facts, within):
        yield from operation.plan.changes


def heals(facts: PoolFacts, within: timedelta) -> Iterator[Operation]:
    """The pool's heals that ended within so long, or have not yet, each once."""
    activity = facts.estate.activity
    for one in {one.id: one for one in (*activity.live, *activity.recent)}.values():
        plan = one.plan
        ours = plan.request.verb == HEAL and plan.pool == facts.pool.name
        if ours and facts.estate.at - (one.ended_at or plan.planned_at) < within:
            yield one

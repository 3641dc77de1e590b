"""What the journal tells of earlier heals of a pool. Pure."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from console.kinds.instances.facts import PoolFacts
from console.model.operation import Operation, Phase
from console.model.plan import PlannedChange
from console.model.resource import REBOOT
from console.model.verb import HEAL
from console.model.wanted import REPLACES

HOUR = timedelta(hours=1)
TWICE = 2
"""After so many replacements in a row that never served, a datacenter is left alone."""


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


def failing(facts: PoolFacts) -> dict[str, int]:
    """Datacenter → how many replacements in a row never served there within a day.

    One that did begins the count anew; below two nothing is said, nor of a datacenter that
    the request names: whoever asks for it means it.
    """
    named = {code.casefold() for code in facts.request.datacenters}
    tried = [c for c in facts.record.healed if REPLACES in c.wanted and c.attempts]
    found: Counter[str] = Counter()
    served: set[str] = set()
    for change in sorted(tried, key=lambda one: one.updated_at, reverse=True):
        if change.phase is Phase.IN_SERVICE:
            served.add(change.datacenter)
        elif change.phase is Phase.FAILED and change.datacenter not in served:
            found[change.datacenter] += 1
    return {code: n for code, n in found.items() if n >= TWICE and code.casefold() not in named}


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

"""What a change of a target is, and what speaks against it whatever the sources say. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from console.kinds.instances.facts import PoolFacts
from console.model.notice import notice
from console.model.plan import Desired, Plan, PlannedChange, RefusalReason
from console.model.resource import TARGET
from console.model.wanted import LEVEL, UNTIL

PLACE = "–"
"""A target stands in no datacenter."""
LONGEST = timedelta(days=31)
"""What is to be larger for longer has another baseline."""


def about(changes: Iterable[PlannedChange]) -> bool:
    """Say whether changes are about targets, not about instances."""
    return any(change.resource == TARGET for change in changes)


def against(plan: Plan, facts: PoolFacts) -> Iterator[RefusalReason]:
    """A target is no larger than the ceiling, ends within a month, and not in the past."""
    for change in plan.changes:
        if change.desired is not Desired.PRESENT:
            continue
        level, ceiling = int(change.wanted[LEVEL]), min(plan.ceiling, facts.pool.ceiling)
        if level > ceiling:
            why = notice("guard.ceiling", pool=facts.pool.name, wanted=level, ceiling=ceiling)
            yield RefusalReason("ceiling", why, notice("remedy.at_most", ceiling=ceiling))
        until = datetime.fromtimestamp(float(change.wanted[UNTIL]), plan.planned_at.tzinfo)
        if until - plan.planned_at > LONGEST:
            why = notice("guard.target_long", days=LONGEST.days)
            yield RefusalReason("target.long", why, notice("remedy.target_long"))

"""Members that an operation did not come to make, for instances of it that stand: a top-up's."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from console.kinds.draft import Draft
from console.kinds.members.facts import MemberFacts
from console.model.balancer import BalancerPool
from console.model.instance import Instance, InstanceStatus
from console.model.operation import Change, Phase
from console.model.plan import Desired, PlannedChange, PlanRow
from console.model.resource import MEMBER
from console.model.serving import members_of, named_pool
from console.model.wanted import BALANCER, PORT, SERVER

COMPLETE = "nothing"
"""The guard that says that of a target's instances none is missing, or none is left."""
UNMADE = frozenset({Phase.FAILED, Phase.CANCELLED})


def lacking(facts: MemberFacts) -> tuple[PlannedChange, ...]:
    """The members that a target's family lacks, each once."""
    found = {change.name: change for change in _wanted(facts)}
    return tuple(found.values())


def complete(draft: Draft) -> bool:
    """Say whether a draft has no change for the sole reason that no instance calls for one."""
    return bool(draft.reasons) and all(one.guard == COMPLETE for one in draft.reasons)


def sized(facts: MemberFacts, draft: Draft, members: Iterable[PlannedChange]) -> Draft:
    """A draft that changes members alone: the pool keeps its size and its cost."""
    counts = Counter(
        place.code
        for place in facts.policy.datacenters
        for one in facts.estate.instances()
        if one.region in place.regions and facts.pool.owns(one)
    )
    rows = [
        PlanRow(code, counts[code], 0, counts[code], None, None)
        for code in dict.fromkeys(change.datacenter for change in members)
    ]
    size = counts.total()
    return replace(draft, reasons=(), rows=tuple(rows), size_now=size, size_after=size)


def _wanted(facts: MemberFacts) -> Iterable[PlannedChange]:
    for change in facts.record.target_changes:
        named = facts.pool.balanced.get(change.region)
        if change.desired is not Desired.PRESENT or change.phase not in UNMADE or named is None:
            continue
        instance = _instance(facts, change)
        pool = named_pool(facts.estate, change.region, named)
        if instance is None or (isinstance(pool, BalancerPool) and members_of(pool, instance)):
            continue
        yield PlannedChange(
            datacenter=change.datacenter,
            region=change.region,
            name=change.name,
            desired=Desired.PRESENT,
            made_by=instance.operation,
            resource=MEMBER,
            wanted={BALANCER: named.pool, PORT: named.port, SERVER: instance.id},
        )


def _instance(facts: MemberFacts, change: Change) -> Instance | None:
    """The instance that the change's operation, or the one that it repaired, has made."""
    makers = {change.operation_id, change.made_by}
    return next(
        (
            one
            for one in facts.estate.instances()
            if one.name == change.name
            and one.operation in makers
            and one.status is InstanceStatus.ACTIVE
        ),
        None,
    )

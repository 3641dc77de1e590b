"""What takes back what was set on instances that stand: marks, locks, quarantines. Pure."""

from collections.abc import Callable

from console.kinds.instances.facts import PoolFacts
from console.model.instance import Instance
from console.model.operation import Change, Operation
from console.model.plan import Desired, PlannedChange
from console.model.resource import Resource


def set_back(
    facts: PoolFacts,
    target: Operation,
    resource: Resource,
    as_wanted: Callable[[Instance, Change], bool],
) -> tuple[PlannedChange, ...]:
    """What an operation asked for and may stand, each set to what it was before."""
    return tuple(
        PlannedChange(
            datacenter=change.datacenter,
            region=change.region,
            name=change.name,
            desired=Desired.CONFIGURED,
            resource_id=change.resource_id,
            made_by=target.id,
            resource=change.resource,
            wanted=dict(change.before),
            before=dict(change.wanted),
        )
        for change in facts.record.target_changes
        if (change.operation_id, change.resource) == (target.id, resource)
        and change.attempts > 0
        and _may_stand(facts, change, as_wanted)
    )


def _may_stand(
    facts: PoolFacts, change: Change, as_wanted: Callable[[Instance, Change], bool]
) -> bool:
    """Say whether what was asked for is there, or may be for all that a list says."""
    view = facts.estate.regions.get(change.region)
    if view is None or view.observed_at <= change.updated_at:
        return True
    found = next((i for i in view.instances if i.id == change.resource_id), None)
    if found is None:
        return facts.unseen(change.region) > 0
    return as_wanted(found, change)

"""What a rollback brings back from quarantine, in place of what had replaced it. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from console.kinds.instances.evidence import METRICS
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.retention import keepable
from console.kinds.instances.sickness import target as target_up
from console.kinds.instances.undoing import set_back
from console.model.instance import Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.operation import Change, Operation
from console.model.plan import PlannedChange, RefusalReason
from console.model.resource import QUARANTINE
from console.model.serving import silence
from console.model.wanted import REPLACEMENT, RETURNED, UNTIL


def returns(change: PlannedChange) -> bool:
    """Say whether a change takes an instance out of quarantine."""
    return change.resource == QUARANTINE and UNTIL not in change.wanted


def back(facts: PoolFacts, target: Operation) -> tuple[PlannedChange, ...]:
    """What an operation put in quarantine and may still be there, each taken out."""

    def still(instance: Instance, change: Change) -> bool:
        kept = instance.quarantine
        free = keepable(instance) and not instance.locked
        return free and kept is not None and kept.operation == change.operation_id

    return set_back(facts, target, QUARANTINE, still)


def without(back: Iterable[PlannedChange], kept: Iterable[Instance]) -> tuple[PlannedChange, ...]:
    """Those whose replacements do not stay."""
    names = {i.name for i in kept}
    return tuple(c for c in back if c.before.get(REPLACEMENT) not in names)


def replaced(back: Iterable[PlannedChange], made: Iterable[Instance]) -> tuple[Instance, ...]:
    """What stands in the place of what comes back."""
    names = {c.before.get(REPLACEMENT) for c in back}
    return tuple(i for i in made if i.name in names)


def swaps(
    back: Iterable[PlannedChange], removals: Iterable[PlannedChange]
) -> tuple[PlannedChange, ...]:
    """The removals of what is in others' place, each with the name of whose."""
    names = {c.before.get(REPLACEMENT): c.name for c in back}
    return tuple(replace(c, wanted={RETURNED: names[c.name]}) for c in removals)


def instances(facts: PoolFacts, changes: Iterable[PlannedChange]) -> list[Instance]:
    """Those that changes take out of quarantine, as far as they are listed."""
    ids = {change.resource_id for change in changes if returns(change)}
    return [i for i in facts.estate.instances() if i.id in ids] if ids else []


def has_come(facts: PoolFacts, change: PlannedChange) -> bool:
    """Say whether a removal is of what stood for another that is back, and not only to come."""
    name = change.wanted.get(RETURNED)
    return name is not None and any(one.name == name for one in facts.staying)


def told(changes: Sequence[PlannedChange]) -> Iterator[Notice]:
    """Of each what becomes of it, and of its replacement."""
    leaving = {c.wanted[RETURNED]: c.name for c in changes if RETURNED in c.wanted}
    for change in filter(returns, changes):
        if change.name in leaving:
            new = leaving[change.name]
            yield notice("detail.quarantine_swapped", name=change.name, replacement=new)
        else:
            yield notice("detail.quarantine_returned", name=change.name)


def against(facts: PoolFacts, changes: Sequence[PlannedChange]) -> Iterable[RefusalReason]:
    """What is sick still does not come back, and what replaced it stays until it has."""
    coming = {change.name for change in changes if returns(change)}
    for instance in instances(facts, changes):
        yield from _unwell(facts, instance)
    for change in changes:
        name = change.wanted.get(RETURNED)
        if name is None or name in coming:
            continue
        found = next((i for i in facts.staying if i.name == name), None)
        if found is None:
            why = notice("guard.quarantine_held", name=str(name), replacement=change.name)
            yield RefusalReason("heal.held", why, passing=True)
        else:
            yield from _unwell(facts, found)


def _unwell(facts: PoolFacts, instance: Instance) -> Iterable[RefusalReason]:
    """Why it would serve nobody; where no metrics are kept nobody can say so."""
    up = target_up(facts, instance)
    remedy = notice("remedy.quarantine_sick", name=instance.name)
    if instance.status is not InstanceStatus.ACTIVE or up is False:
        why = notice("guard.quarantine_sick", name=instance.name)
        yield RefusalReason("heal.sick", why, remedy, passing=True)
    elif up is None and METRICS in facts.estate.sources:
        why = silence(facts.estate) or notice("guard.heal_unknown", name=instance.name)
        yield RefusalReason("health.unknown", why, notice("remedy.metrics"), passing=True)

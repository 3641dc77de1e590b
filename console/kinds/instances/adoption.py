"""Take existing instances into a pool by a mark on each, and give them back by taking it away."""

import re
from collections.abc import Iterable
from dataclasses import replace

from console.kinds.draft import Draft, Standing
from console.kinds.instances import bill, verbs
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.recruits import Recruits, names, sort
from console.kinds.instances.undoing import set_back
from console.model.instance import POOL_KEY, Instance, InstanceStatus
from console.model.notice import Notice, notice
from console.model.operation import Change, Operation
from console.model.plan import Desired, PlannedChange, PlanRow, RefusalReason
from console.model.resource import INSTANCE, MEMBERSHIP
from console.model.verb import TOPUP, Verb
from console.model.wanted import LABEL


def draft(facts: PoolFacts) -> Draft:
    """One mark for each instance that the pattern takes; what it leaves is said, and why."""
    empty = Draft(INSTANCE, facts.pool.name)
    pattern = verbs.MATCHING.of(facts.request) or facts.pool.name_pattern
    try:
        wanted = re.compile(pattern)
    except re.error as error:
        why = notice("guard.pattern", pattern=pattern, text=str(error))
        return replace(empty, reasons=(RefusalReason("pattern", why),))
    found = sort(facts, wanted, any_flavor=bool(verbs.ANY_FLAVOR.of(facts.request)))
    if not found.taken:
        why = notice(
            "guard.nothing_to_adopt", pool=facts.pool.name, pattern=pattern, n=found.marked
        )
        left = tuple(RefusalReason("left", one) for one in _left(found))
        return replace(empty, reasons=(RefusalReason("nothing", why), *left))
    changes = tuple(_marking(facts, i) for i in found.taken)
    drafted = weigh(facts, changes)
    told = [*drafted.details, *_left(found)]
    if found.marked:
        told.append(notice("detail.marked_before", n=found.marked))
    undo = (notice("undo.adopt", n=len(changes)),)
    return replace(drafted, details=tuple(told), undo=undo)


def weigh(facts: PoolFacts, changes: tuple[PlannedChange, ...]) -> Draft:
    """What marks come to: no cost and no quota, one call each, and who counts in the pool."""
    made = bill.weigh(facts, changes)
    more = {row.datacenter: _joining(facts, changes, row.datacenter) for row in made.rows}
    rows = tuple(_row(row, more[row.datacenter]) for row in made.rows)
    return replace(
        made,
        rows=rows,
        size_after=made.size_now + sum(more.values()),
        details=tuple(_told(facts, changes)),
        typed_name=None,
    )


def standing(facts: PoolFacts, target: Operation, verb: Verb) -> Standing:
    """The marks of an operation that are still there, and its own."""
    if verb == TOPUP:
        why = notice("guard.topup_adopt", operation=target.id)
        remedy = notice("remedy.adopt_again", pool=facts.pool.name)
        return Standing(complete=RefusalReason("nothing", why, remedy))
    return Standing(inverse=set_back(facts, target, MEMBERSHIP, _marked))


def _marked(instance: Instance, change: Change) -> bool:
    return instance.metadata.get(POOL_KEY, "") == change.wanted[LABEL]


def marks(changes: Iterable[PlannedChange]) -> bool:
    """Say whether changes are about marks, not about instances."""
    return any(change.resource == MEMBERSHIP for change in changes)


def newcomers(facts: PoolFacts, changes: Iterable[PlannedChange]) -> int:
    """How many more instances the pool has once these marks are set."""
    there = _by_id(facts)
    return sum(
        change.wanted.get(LABEL) == facts.pool.name
        and change.resource_id in there
        and not facts.pool.owns(there[change.resource_id])
        for change in changes
        if change.resource == MEMBERSHIP
    )


def _joining(facts: PoolFacts, changes: tuple[PlannedChange, ...], datacenter: str) -> int:
    """How many more count in the pool there, or fewer, once these marks are as wanted."""
    there = _by_id(facts)
    found = 0
    for change in changes:
        instance = there.get(change.resource_id or "")
        if instance is None or change.datacenter != datacenter:
            continue
        words = {k: v for k, v in instance.metadata.items() if k != POOL_KEY}
        if change.wanted[LABEL]:
            words[POOL_KEY] = str(change.wanted[LABEL])
        after = facts.pool.owns(replace(instance, metadata=words))
        found += after - facts.pool.owns(instance)
    return found


def _row(row: PlanRow, more: int) -> PlanRow:
    return replace(row, change=more, after=row.now + more)


def _told(facts: PoolFacts, changes: tuple[PlannedChange, ...]) -> Iterable[Notice]:
    """The marks by datacenter."""
    for code in dict.fromkeys(change.datacenter for change in changes):
        here = [change for change in changes if change.datacenter == code]
        key = "detail.marks" if here[0].wanted[LABEL] else "detail.unmarks"
        some = names(change.name for change in here)
        yield notice(key, datacenter=code, n=len(here), pool=facts.pool.name, names=some)


def _left(found: Recruits) -> Iterable[Notice]:
    """What is left alone, by the reason for it."""
    for why, instances in found.left.items():
        some = names(instance.name for instance in instances)
        yield notice(why, n=len(instances), names=some)


def _marking(facts: PoolFacts, instance: Instance) -> PlannedChange:
    return PlannedChange(
        datacenter=facts.datacenter_of(instance.region),
        region=instance.region,
        name=instance.name,
        desired=Desired.CONFIGURED,
        resource_id=instance.id,
        resource=MEMBERSHIP,
        wanted={LABEL: facts.pool.name},
        before={LABEL: ""},
    )


def _by_id(facts: PoolFacts) -> dict[str | None, Instance]:
    return {i.id: i for i in facts.estate.instances() if i.status is not InstanceStatus.DELETED}

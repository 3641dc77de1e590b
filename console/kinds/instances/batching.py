"""Names of new instances, and the batches they are asked for in."""

from collections import Counter
from collections.abc import Iterable

from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.placement import Slot
from console.model.plan import Desired, PlannedChange


def creations(facts: PoolFacts, slots: Iterable[Slot]) -> tuple[PlannedChange, ...]:
    """One change an instance, named as the compute API will name it.

    A batch is ``{pool}-{datacenter}-{operation}-{n}``, numbered within the
    datacenter; its instances are ``{batch}-1 … {batch}-N``, and a batch of one
    is named as its batch (POST /servers with min_count). In the regions that are
    `singly`, what each is given has its name in it: every batch is one.
    """
    pool, operation_id, singly = facts.pool.name, facts.operation_id, facts.singly
    batch_size = facts.policy.limits.batch_size
    changes: list[PlannedChange] = []
    numbers: Counter[str] = Counter()
    for slot in slots:
        for size in sizes(slot.number, 1 if slot.region in singly else batch_size):
            numbers[slot.datacenter] += 1
            n = numbers[slot.datacenter]
            batch = f"{pool}-{slot.datacenter.lower()}-{operation_id}-{n}"
            changes.extend(
                PlannedChange(slot.datacenter, slot.region, name, Desired.PRESENT, batch)
                for name in names(batch, size)
            )
    return tuple(changes)


def sizes(number: int, batch_size: int) -> tuple[int, ...]:
    """As few batches as the size allows, as even as can be, the larger first."""
    if number <= 0:
        return ()
    count = -(-number // max(1, batch_size))
    each, more = divmod(number, count)
    return tuple(each + (index < more) for index in range(count))


def names(batch: str, size: int) -> tuple[str, ...]:
    """The names of a batch's instances."""
    if size == 1:
        return (batch,)
    return tuple(f"{batch}-{index}" for index in range(1, size + 1))

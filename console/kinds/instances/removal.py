"""Which instances go when a pool shrinks, the same for the same estate every time."""

from collections.abc import Iterable

from console.kinds.instances.facts import PoolFacts
from console.model.apportionment import Seat, bounded
from console.model.instance import Instance, InstanceStatus
from console.model.naming import natural
from console.model.place import Datacenter
from console.model.plan import Desired, PlannedChange


def protected(facts: PoolFacts) -> frozenset[str]:
    """Ids of the baseline: the oldest instances that no operation made, up to its size.

    Sick ones are not protected: a baseline is what serves. What somebody has locked is,
    whatever it is. Where a window gives back,
    everything is that it has not held up alone.
    """
    standing = [i for i in facts.staying if i.operation is None and not _sick(facts, i)]
    baseline = frozenset(i.id for i in standing[: facts.pool.baseline])
    kept = baseline | frozenset(i.id for i in facts.staying if i.locked)
    lent = facts.record.lent
    if lent is None:
        return kept
    return kept | frozenset(i.id for i in facts.staying if i.id not in lent)


def removable(facts: PoolFacts, places: tuple[Datacenter, ...]) -> int:
    """How many instances of these places may go at most."""
    safe = protected(facts)
    return sum(i.id not in safe for place in places for i in facts.staying_in(place.code))


def choose(facts: PoolFacts, number: int, places: tuple[Datacenter, ...]) -> tuple[Instance, ...]:
    """The instances to remove: sick ones, then the newest, so that what stays keeps weight.

    `number` must not exceed what is removable in these places.
    """
    safe = protected(facts)
    standing = {place.code: facts.staying_in(place.code) for place in places}
    candidates = [i for there in standing.values() for i in there if i.id not in safe]
    sick = sorted((i for i in candidates if _sick(facts, i)), key=_age, reverse=True)
    sick.sort(key=lambda i: i.status is not InstanceStatus.ERROR)
    chosen = sick[:number]
    if len(chosen) == number:
        return tuple(chosen)
    gone = {i.id for i in chosen}
    well = {code: [i for i in there if i.id not in gone] for code, there in standing.items()}
    weights = facts.weights(places)
    seats = {
        code: Seat(weights[code], sum(i.id in safe for i in there), len(there))
        for code, there in well.items()
    }
    sizes = bounded(sum(map(len, well.values())) - (number - len(chosen)), seats)
    for code, there in well.items():
        free = sorted((i for i in there if i.id not in safe), key=_age, reverse=True)
        chosen += free[: len(there) - sizes[code]]
    return tuple(chosen)


def removals(facts: PoolFacts, instances: Iterable[Instance]) -> tuple[PlannedChange, ...]:
    """Changes that remove instances, each pinned by its id."""
    return tuple(
        PlannedChange(
            datacenter=facts.datacenter_of(instance.region),
            region=instance.region,
            name=instance.name,
            desired=Desired.ABSENT,
            resource_id=instance.id,
            made_by=instance.operation,
        )
        for instance in instances
    )


def _sick(facts: PoolFacts, instance: Instance) -> bool:
    return instance.status is InstanceStatus.ERROR or facts.health(instance) is False


def _age(instance: Instance) -> tuple[object, ...]:
    return (instance.created_at, natural(instance.name), instance.id)

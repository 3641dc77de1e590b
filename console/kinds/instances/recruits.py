"""Which existing instances a pattern would take into a pool, and which it leaves, and why. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.likeness import Likeness
from console.model.fixtures import chosen
from console.model.instance import DELETING, POOL_KEY, Instance, InstanceStatus
from console.model.naming import natural

SHOWN = 5
"""How many names are told of a kind."""
CANNOT = frozenset({InstanceStatus.ERROR})
"""Nova changes no metadata of a server in ERROR."""


@dataclass(slots=True)
class Recruits:
    """Instances to take, those left by the word for why, and how many bear the mark already."""

    taken: list[Instance] = field(default_factory=list)
    left: dict[str, list[Instance]] = field(default_factory=dict)
    marked: int = 0


def sort(facts: PoolFacts, wanted: re.Pattern[str], *, any_flavor: bool) -> Recruits:
    """Take what matches, is nobody's and can be marked; leave the rest with a reason each."""
    found = Recruits()
    alike = Likeness(facts.pool, facts.owned)
    here = {region for place in facts.chosen for region in place.regions}
    for instance in sorted(facts.estate.instances(), key=_order):
        if instance.status is InstanceStatus.DELETED or instance.quarantine is not None:
            continue
        if instance.metadata.get(POOL_KEY) == facts.pool.name:
            found.marked += 1
        elif wanted.match(instance.name) is None:
            if POOL_KEY not in instance.metadata and alike.near(instance.name):
                found.left.setdefault("detail.left_alike", []).append(instance)
        else:
            why = _obstacle(facts, instance, here, any_flavor=any_flavor)
            (found.taken if why is None else found.left.setdefault(why, [])).append(instance)
    return found


def names(given: Iterable[str]) -> str:
    """The first few names as people count them, and that there are more."""
    ordered = sorted(given, key=natural)
    return ", ".join([*ordered[:SHOWN], *(["…"] if len(ordered) > SHOWN else [])])


def _obstacle(
    facts: PoolFacts, instance: Instance, here: set[str], *, any_flavor: bool
) -> str | None:
    """Why an instance that matches is left alone; None when it is taken."""
    if POOL_KEY in instance.metadata:
        return "detail.left_marked"
    if any(_others(facts, instance)):
        return "detail.left_claimed"
    if instance.region not in here:
        return "detail.left_elsewhere"
    return _state(instance) or (None if any_flavor else _flavor(facts, instance))


def _state(instance: Instance) -> str | None:
    if instance.status in CANNOT:
        return "detail.left_error"
    return "detail.left_leaving" if instance.task_state == DELETING else None


def _flavor(facts: PoolFacts, instance: Instance) -> str | None:
    """By name or by id, as the settings may give either; one that nobody tells is no other."""
    said = facts.build_in(instance.region).flavor
    wanted = {said.name, ""}
    for flavor in chosen(said, facts.estate.flavors.get(instance.region, ())):
        wanted |= {flavor.id, flavor.name}
    return None if instance.flavor in wanted else "detail.left_flavor"


def _others(facts: PoolFacts, instance: Instance) -> Iterator[bool]:
    """Whether each other pool has it by its name."""
    for name, pool in facts.policy.pools.items():
        yield name != facts.pool.name and pool.owns(instance)


def _order(instance: Instance) -> tuple[object, ...]:
    return (instance.region, natural(instance.name), instance.id)

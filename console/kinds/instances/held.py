"""What an open window or target holds up: nobody takes a pool below it, whoever made it up."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.removal import choose
from console.model.instance import Instance
from console.model.notice import Notice, notice
from console.model.plan import PlannedChange, RefusalReason


def returnable(facts: PoolFacts, made: tuple[Instance, ...]) -> tuple[Instance, ...]:
    """Those of some instances that no open window or target needs; all of them where none is."""
    hold = facts.record.hold
    if hold is None:
        return made
    free, made = max(0, facts.size - hold.level), loose(facts, made, hold.levels)
    if free >= len(made):
        return made
    record = replace(facts.record, lent=frozenset(i.id for i in made))
    return choose(replace(facts, record=record), free, facts.places)


def loose(
    facts: PoolFacts, some: Iterable[Instance], levels: Mapping[str, int]
) -> tuple[Instance, ...]:
    """The newest of some instances, as many as datacenters can miss and keep their levels."""
    free = {code: facts.size_in(code) - level for code, level in levels.items()}
    found: list[Instance] = []
    for one in sorted(some, key=lambda i: (i.created_at, i.id), reverse=True):
        code = facts.datacenter_of(one.region)
        if code not in free:
            found.append(one)
        elif free[code] > 0:
            free[code] -= 1
            found.append(one)
    return tuple(found)


def missing(facts: PoolFacts, levels: Mapping[str, int]) -> dict[str, int]:
    """How many datacenters lack of their levels; those that have theirs are not named."""
    lacks = {code: level - facts.size_in(code) for code, level in levels.items()}
    return {code: number for code, number in lacks.items() if number > 0}


def kept(facts: PoolFacts, number: int) -> tuple[Notice, ...]:
    """What is said where a rollback leaves some to an open window or target."""
    hold = facts.record.hold
    if hold is None or not number:
        return ()
    if hold.target:
        return (notice("warning.target_keeps", n=number, target=hold.by, level=hold.level),)
    return (notice("warning.window_keeps", n=number, window=hold.by, level=hold.number),)


def below(facts: PoolFacts, gone: Iterable[PlannedChange]) -> Iterable[RefusalReason]:
    """A removal that an open window or target would make good."""
    hold = facts.record.hold
    if hold is None:
        return
    ids = {change.resource_id for change in gone}
    going = tuple(i for i in facts.staying if i.id in ids)
    few = len(facts.staying) - len(going) < min(hold.level, facts.size)
    if few or len(loose(facts, going, hold.levels)) < len(going):
        yield refusal(facts)


def refusal(facts: PoolFacts) -> RefusalReason:
    """That the pool's size is held up, by which window or target, and what ends that."""
    hold, pool = facts.record.hold, facts.pool.name
    window, level = ("", 0) if hold is None else (hold.by, hold.number)
    if hold is not None and hold.target:
        why = notice("guard.target_open", pool=pool, target=window, n=level)
        return RefusalReason("target.open", why, notice("remedy.target_close", pool=pool))
    why = notice("guard.window", pool=pool, window=window, n=level)
    return RefusalReason("window.open", why, notice("remedy.window", pool=pool))

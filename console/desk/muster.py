"""The instances of a pool region by region, looked at again only where something differs.

A region holds ten thousand instances and changes by a few of them; the estate is
immutable, and what did not change in it is the very object that was there before.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from console.desk import vitals
from console.model.estate import Estate, RegionView
from console.model.instance import Instance, InstanceCondition
from console.model.pool import Pool


class Mustered(NamedTuple):
    """An instance of a pool; `in_service` None: nobody could say."""

    instance: Instance
    in_service: bool | None
    condition: InstanceCondition


@dataclass(frozen=True)
class Roll:
    """Those of a pool in one region that are billed, by id; how many by condition and flavor.

    A flavor that nobody tells is empty.
    """

    region: str
    members: dict[str, Mustered]
    by: Counter[InstanceCondition]
    flavors: Counter[str]

    @cached_property
    def named(self) -> bool:
        """Whether the metrics name one of them."""
        return any(row.in_service is not None for row in self.members.values())


@dataclass(frozen=True, slots=True)
class _Kept:
    """A roll, and the very objects that it was called from."""

    pool: Pool
    instances: tuple[Instance, ...]
    health: dict[str, bool]
    roll: Roll

    def still(self, pool: Pool, view: RegionView, health: dict[str, bool]) -> bool:
        return self.pool is pool and self.instances is view.instances and self.health is health


class Muster:
    """Remembers the last roll of every pool and region, for any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[tuple[str, str], _Kept] = {}

    def roll(self, estate: Estate, pool: Pool, region: str) -> Roll | None:
        """The same roll for as long as nothing in it changed; None for a region that is silent."""
        view = estate.regions.get(region)
        if view is None:
            return None
        health = vitals.health(estate, pool.name)
        place = pool.name, region
        with self._lock:
            kept = self._kept.get(place)
            if kept is not None and kept.still(pool, view, health):
                return kept.roll
            if kept is None or kept.pool is not pool:
                kept = _Kept(pool, (), vitals.NOBODY, Roll(region, {}, Counter(), Counter()))
            roll = _called(kept, view.instances, health)
            self._kept[place] = _Kept(pool, view.instances, health, roll)
            return roll


def _called(kept: _Kept, instances: tuple[Instance, ...], health: dict[str, bool]) -> Roll:
    """A roll of a region; only what is another object than before, or ails otherwise, counts anew.

    The sets are made by loops in C: ten thousand instances pass in about a millisecond.
    """
    pool, before = kept.pool, kept.roll
    there = set(map(id, kept.instances))
    anew = [instance for instance in instances if id(instance) not in there]
    if health is not kept.health:
        turned = {name for name, _ in health.items() ^ kept.health.items()}
        anew += [i for i in instances if i.name in turned and id(i) in there]
    gone = before.members.keys() - {instance.id for instance in instances}
    if not anew and not gone:
        return before
    members, by, flavors = dict(before.members), Counter(before.by), Counter(before.flavors)
    for number in (*gone, *(instance.id for instance in anew if instance.id in members)):
        was = members.pop(number)
        by[was.condition] -= 1
        flavors[was.instance.flavor] -= 1
    for instance in anew:
        if instance.billed and pool.owns(instance):
            in_service = health.get(instance.name)
            condition = instance.condition(in_service)
            members[instance.id] = Mustered(instance, in_service, condition)
            by[condition] += 1
            flavors[instance.flavor] += 1
    return Roll(before.region, members, +by, +flavors)

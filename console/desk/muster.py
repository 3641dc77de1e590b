"""The instances of a pool region by region, looked at again only where something differs.

A region holds ten thousand instances and changes by a few of them; the estate is
immutable, and what did not change in it is the very object that was there before.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from console.desk import vitals
from console.model.estate import Estate, RegionView
from console.model.instance import Instance, InstanceCondition
from console.model.pool import Pool

READY = InstanceCondition.READY


class Mustered(NamedTuple):
    """An instance of a pool; `in_service` None: nobody could say."""

    instance: Instance
    in_service: bool | None
    condition: InstanceCondition


@dataclass(frozen=True)
class Roll:
    """Those of a pool in one region that are billed, by id; how many by condition and flavor.

    A flavor that nobody tells is empty. `settles_at` is when the next one has had its grace.
    `aside` are those that the pool had before their quarantine: they count nowhere.
    """

    region: str
    members: dict[str, Mustered]
    by: Counter[InstanceCondition]
    flavors: Counter[str]
    settles_at: datetime | None = None
    aside: dict[str, Mustered] = field(default_factory=dict)

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
    known: bool
    roll: Roll

    def still(self, view: RegionView, health: dict[str, bool], now: datetime) -> bool:
        same = self.instances is view.instances and self.health is health
        settles_at = self.roll.settles_at
        return same and (settles_at is None or now < settles_at)


@dataclass(frozen=True, slots=True)
class Grace:
    """How long instances may run before somebody must confirm them; None: nobody can."""

    now: datetime
    lasting: timedelta | None

    def settled(self, instance: Instance) -> bool:
        """Whether it has had its grace."""
        since = instance.running_since
        return self.lasting is not None and since is not None and since + self.lasting <= self.now

    def next_of(self, members: dict[str, Mustered]) -> datetime | None:
        """When the next of those that are not confirmed yet has had it."""
        if self.lasting is None:
            return None
        since = (r.instance.running_since for r in members.values() if r.condition is READY)
        return min((one + self.lasting for one in since if one is not None), default=None)


class Muster:
    """Remembers the last roll of every pool and region, for any thread.

    What runs is expected in service within `grace_s`, estate seconds.
    """

    def __init__(self, grace_s: float) -> None:
        self._grace = timedelta(seconds=grace_s)
        self._lock = Lock()
        self._kept: dict[tuple[str, str], _Kept] = {}

    def roll(self, estate: Estate, pool: Pool, region: str) -> Roll | None:
        """The same roll for as long as nothing in it changed; None for a region that is silent."""
        view = estate.regions.get(region)
        if view is None:
            return None
        health = vitals.health(estate, pool.name)
        known = vitals.health_unknown(estate, pool.name, region) is None
        place = pool.name, region
        with self._lock:
            kept = self._kept.get(place)
            if kept is None or kept.pool is not pool or kept.known is not known:
                anew = Roll(region, {}, Counter(), Counter())
                kept = _Kept(pool, (), vitals.NOBODY, known, anew)
            elif kept.still(view, health, estate.at):
                return kept.roll
            grace = Grace(estate.at, self._grace if known else None)
            roll = _called(kept, view.instances, health, grace)
            self._kept[place] = _Kept(pool, view.instances, health, known, roll)
            return roll


def _called(
    kept: _Kept, instances: tuple[Instance, ...], health: dict[str, bool], grace: Grace
) -> Roll:
    """A roll of a region; only what is another object than before, or ails otherwise, counts anew.

    So does what has had its grace meanwhile. The sets are made by loops in C: ten thousand
    instances pass in about a millisecond.
    """
    pool, before = kept.pool, kept.roll
    there = set(map(id, kept.instances))
    anew = [instance for instance in instances if id(instance) not in there]
    if health is not kept.health:
        turned = {name for name, _ in health.items() ^ kept.health.items()}
        anew += [i for i in instances if i.name in turned and id(i) in there]
    if before.settles_at is not None and before.settles_at <= grace.now:
        counted, current = {i.id for i in anew}, set(map(id, instances))
        waiting = (row.instance for row in before.members.values() if row.condition is READY)
        anew += [i for i in waiting if id(i) in current and i.id not in counted]
    listed = {instance.id for instance in instances}
    gone = (before.members.keys() | before.aside.keys()) - listed
    if not anew and not gone:
        return before
    members, by, flavors = dict(before.members), Counter(before.by), Counter(before.flavors)
    aside = dict(before.aside)
    for number in (*gone, *(instance.id for instance in anew)):
        aside.pop(number, None)
        was = members.pop(number, None)
        if was is not None:
            by[was.condition] -= 1
            flavors[was.instance.flavor] -= 1
    for instance in anew:
        if not instance.billed or not pool.claims(instance):
            continue
        in_service = health.get(instance.name)
        condition = instance.condition(in_service, settled=grace.settled(instance))
        if pool.owns(instance):
            members[instance.id] = Mustered(instance, in_service, condition)
            by[condition] += 1
            flavors[instance.flavor] += 1
        else:
            aside[instance.id] = Mustered(instance, in_service, InstanceCondition.QUARANTINED)
    settles_at = grace.next_of(members) if by[READY] else None
    return Roll(before.region, members, +by, +flavors, settles_at, aside)

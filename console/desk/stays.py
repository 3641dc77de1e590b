"""Which instances stood, and when: by the journal's meters, and by what the regions list now."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from console.model import meter
from console.model.consumption import MeteredChange, Stay, Stays
from console.model.estate import Estate
from console.model.instance import Instance, InstanceStatus
from console.model.meter import Meter
from console.model.operation import Change, Phase
from console.model.plan import Desired
from console.model.policy import Policy
from console.model.wanted import METER

FREE = frozenset({InstanceStatus.BUILD, InstanceStatus.ERROR})
"""What was never ACTIVE is in one of these, and costs nothing."""


@dataclass(slots=True)
class _Story:
    """All that the journal knows of one instance: the last change about it, and its meter."""

    pool: str
    change: Change
    meter: Meter | None = None
    gone: list[Change] = field(default_factory=list)


def stays(readings: Iterable[MeteredChange], estate: Estate, policy: Policy) -> Stays:
    """Every instance that is known to have been ACTIVE; what the list has is told by the list."""
    listed = {one.id: one for one in estate.instances() if one.billed}
    stories = {number: one for number, one in _stories(readings).items() if number not in listed}
    found = [stay for one in listed.values() if (stay := _standing(one, policy)) is not None]
    dark = {r for place in policy.datacenters for r in place.regions if r not in estate.regions}
    vanished, unmetered = [], 0
    for number, story in stories.items():
        if story.meter is not None and story.meter.launched_at is None:
            continue
        ended = _ended(story)
        if ended is None and story.change.region in dark:
            continue
        if ended is None:
            vanished.append(story.change.name)
        else:
            told = _stay(number, story, ended)
            found.extend(() if told is None else (told,))
            unmetered += told is None
    undated = sum(one.launched_at is None and one.status not in FREE for one in listed.values())
    return Stays(tuple(found), tuple(sorted(dark)), tuple(sorted(vanished)), unmetered, undated)


def made(readings: Iterable[MeteredChange], operations: Container[str]) -> tuple[Stay, ...]:
    """What some operations made, by the journal alone: what no change says is gone stands."""
    readings = tuple(readings)
    mine = {
        number
        for one in readings
        if one.change.operation_id in operations and one.change.desired is Desired.PRESENT
        for number in meter.read(str(one.change.kept.get(METER, "")))
    }
    told = {number: one for number, one in _stories(readings).items() if number in mine}
    found = (_stay(number, one, _ended(one)) for number, one in told.items())
    return tuple(stay for stay in found if stay is not None)


def _stay(number: str, story: _Story, ended: datetime | None) -> Stay | None:
    """When it stood, by its meter; None where that does not say, or it was never ACTIVE."""
    known, change = story.meter, story.change
    if known is None or known.launched_at is None:
        return None
    place = change.datacenter, change.region
    return Stay(number, story.pool, *place, known.flavor, known.launched_at, ended)


def _stories(readings: Iterable[MeteredChange]) -> dict[str, _Story]:
    """By instance: those whose meters a change keeps, and that which it is about."""
    found: dict[str, _Story] = {}
    for reading in readings:
        change = reading.change
        meters = meter.read(str(change.kept.get(METER, "")))
        about = {change.resource_id} if change.resource_id and _concerns(change) else set()
        for number in sorted(meters.keys() | about):
            story = found.setdefault(number, _Story(reading.pool, change))
            known = meters.get(number)
            if known is not None:
                story.meter = known if story.meter is None else story.meter.merged(known)
            if number in about and change.phase is Phase.GONE:
                story.gone.append(change)
    return found


def _concerns(change: Change) -> bool:
    """Say whether its instance stood: one that was never asked for, or is left alone, need not."""
    if change.desired is Desired.ABSENT:
        return change.phase is Phase.GONE
    return change.phase in {Phase.IN_SERVICE, Phase.GONE}


def _ended(story: _Story) -> datetime | None:
    """When it was gone: by its meter, else when a pass saw it gone."""
    if story.meter is not None and story.meter.ended_at is not None:
        return story.meter.ended_at
    return min((change.updated_at for change in story.gone), default=None)


def _standing(instance: Instance, policy: Policy) -> Stay | None:
    if instance.launched_at is None:
        return None
    regions = {r: place.code for place in policy.datacenters for r in place.regions}
    datacenter = regions.get(instance.region, instance.region)
    owners = (pool for pool in policy.pools.values() if pool.owns(instance))
    pool = next(owners, None)
    built = "" if pool is None else pool.build_in(datacenter).flavor.name
    return Stay(
        instance.id,
        "" if pool is None else pool.name,
        datacenter,
        instance.region,
        instance.flavor or built,
        instance.launched_at,
    )

"""Which datacenters of a pool are lost, and what stands in for each. Pure.

Lost is one whose regions do not answer, or where nothing serves while others do. What stood
there is counted as it was last seen, and still counts against the ceiling: it may be there.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from console.kinds.instances.facts import PoolFacts
from console.model.figure import Freshness
from console.model.instance import Instance, InstanceStatus
from console.model.notice import notice
from console.model.operation import Change
from console.model.place import Datacenter
from console.model.plan import Desired, Plan, PlannedChange, RefusalReason
from console.model.serving import silence
from console.model.wanted import HELD_BY, HOME, PLACE, STANDS_FOR


class Place(NamedTuple):
    """Whose place an instance takes: who had made that one, if anybody, and its name if known."""

    held_by: str = ""
    name: str = ""

    def values(self) -> dict[str, str]:
        """The same as values of a change."""
        return {HELD_BY: self.held_by} | ({PLACE: self.name} if self.name else {})


def stands_in(changes: Iterable[PlannedChange | Change]) -> bool:
    """Say whether some changes make what stands in for a datacenter, or takes such a place."""
    keys = {STANDS_FOR, HELD_BY}
    return any(c.desired is Desired.PRESENT and keys & c.wanted.keys() for c in changes)


def lost(facts: PoolFacts) -> tuple[Datacenter, ...]:
    """The pool's datacenters that are lost, of those that the request is about."""
    mine = (place for place in facts.places if _about(facts, place.code))
    return tuple(place for place in mine if silent(facts, place) or _out(facts, place))


def stand_ins(facts: PoolFacts) -> dict[str, list[Instance]]:
    """What stands in for each datacenter that the request is about, the newest first."""
    made = {
        (one.id, change.name): str(change.wanted[STANDS_FOR])
        for one in facts.record.repairs
        for change in one.plan.changes
        if change.desired is Desired.PRESENT and _about(facts, change.wanted.get(STANDS_FOR))
    }
    found: dict[str, list[Instance]] = {}
    for one in reversed(facts.staying):
        code = made.get(_key(one))
        if code is not None:
            found.setdefault(code, []).append(one)
    return found


def coming_for(facts: PoolFacts, code: str) -> list[Change]:
    """What was made to stand in for a datacenter, and that no list shows yet."""
    return [change for change in facts.coming if change.wanted.get(STANDS_FOR) == code]


def needed(
    facts: PoolFacts, gone: Iterable[Datacenter], standing: Mapping[str, Sequence[Instance]]
) -> dict[str, int]:
    """How many are still to stand in for each of some datacenters, where any are."""
    lacks = {
        p.code: facts.size_in(p.code)
        - len(standing.get(p.code, ()))
        - len(coming_for(facts, p.code))
        for p in gone
    }
    return {code: number for code, number in lacks.items() if number > 0}


def vacant(facts: PoolFacts, code: str, standing: Iterable[Instance]) -> list[Place]:
    """The places of a lost datacenter that none of those that stand in for it takes.

    What was listed last has one each, the oldest first; where nothing was, it is the baseline's.
    """
    known, there = places(facts), facts.staying_in(code)
    taken = {known.get(_key(one)) for one in standing}
    taken |= {_place(change.wanted) for change in coming_for(facts, code)}
    listed = (Place(*_key(one)) for one in there)
    unlisted = facts.size_in(code) - len(there)
    return [place for place in listed if place not in taken] + [Place()] * unlisted


def missed(facts: PoolFacts, code: str, standing: Iterable[Instance]) -> list[Instance]:
    """What stands in for a datacenter that is back, first that whose place is empty there."""
    known = places(facts)
    able = (i for i in facts.staying_in(code) if i.status is not InstanceStatus.ERROR)
    there = {Place(*_key(one)) for one in able}

    def order(one: Instance) -> int:
        place = known.get(_key(one), Place())
        return 2 if place in there else 0 if place.name else 1

    return sorted(standing, key=order)


def places(facts: PoolFacts) -> dict[tuple[str, str], Place]:
    """Whose place each takes that a repair made and has written that down of, by mark and name."""
    return {
        (one.id, change.name): _place(change.wanted)
        for one in facts.record.repairs
        for change in one.plan.changes
        if change.desired is Desired.PRESENT and HELD_BY in change.wanted
    }


def _place(wanted: Mapping[str, str | int]) -> Place:
    return Place(str(wanted.get(HELD_BY, "")), str(wanted.get(PLACE, "")))


def _key(one: Instance) -> tuple[str, str]:
    return one.operation or "", one.name


def against(facts: PoolFacts, plan: Plan) -> Iterable[RefusalReason]:
    """What stands in stays while the datacenter that it stands for is not seen to be there."""
    homes = {c.wanted.get(HOME) for c in plan.changes if c.desired is Desired.ABSENT}
    for place in facts.places:
        if place.code in homes and not _answers(facts, place.code):
            why = notice("guard.repair_lost", datacenter=place.code)
            yield RefusalReason("repair.lost", why, passing=True)


def _answers(facts: PoolFacts, code: str) -> bool:
    regions = [r for place in facts.places if place.code == code for r in place.regions]
    return all(facts.freshness(region) is Freshness.FRESH for region in regions)


def _about(facts: PoolFacts, code: object) -> bool:
    """Say whether a datacenter is among those that the request names; none named are all."""
    asked = {one.casefold() for one in facts.request.datacenters}
    return isinstance(code, str) and (not asked or code.casefold() in asked)


def silent(facts: PoolFacts, place: Datacenter) -> bool:
    """Say whether none of its regions answers; what nobody has asked yet is not silent."""
    states = [facts.estate.sources.get(f"nova:{region}") for region in place.regions]
    asked = all(state is not None and state.failure is not None for state in states)
    return asked and all(facts.freshness(r) is not Freshness.FRESH for r in place.regions)


def _out(facts: PoolFacts, place: Datacenter) -> bool:
    """Say whether nothing of it serves while others do, as far as the evidence can be believed."""
    here = facts.staying_in(place.code)
    if not here or silence(facts.estate) is not None:
        return False
    others = (i for i in facts.staying if facts.datacenter_of(i.region) != place.code)
    return all(facts.health(i) is False for i in here) and any(map(facts.serving, others))

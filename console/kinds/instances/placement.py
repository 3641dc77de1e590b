"""Where new instances go: datacenters by weight, then regions in order of preference."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.quota import Vacancy, room
from console.model.apportionment import Seat, bounded
from console.model.notice import Notice, notice
from console.model.place import Datacenter
from console.model.plan import RefusalReason


@dataclass(frozen=True, slots=True)
class Slot:
    """A number of new instances for one region."""

    datacenter: str
    region: str
    number: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """Where new instances go, or why they do not fit."""

    slots: tuple[Slot, ...] = ()
    warnings: tuple[Notice, ...] = ()
    reasons: tuple[RefusalReason, ...] = ()


def place(facts: PoolFacts, number: int, places: tuple[Datacenter, ...]) -> Distribution:
    """Share `number` new instances out so that the places, with what stands there, keep weight."""
    rooms = vacancies(facts, places)
    standing = {p.code: facts.size_in(p.code) for p in places}
    most = {p.code: takes(facts, p.code, rooms[p.code]) for p in places}
    known = [limit for limit in most.values() if limit is not None]
    fits = sum(known) if len(known) == len(most) else None
    if fits is not None and fits < number:
        return Distribution(reasons=_short(facts, number, fits, rooms))
    weights = facts.weights(places)
    total = sum(standing.values()) + number
    ideal = bounded(total, {c: Seat(weights[c], standing[c]) for c in standing})
    seats = {c: Seat(weights[c], standing[c], _sum(standing[c], most[c])) for c in standing}
    sizes = bounded(total, seats)
    added = {code: sizes[code] - standing[code] for code in standing}
    warnings = tuple(
        notice("warning.spilled", datacenter=code, wanted=ideal[code] - standing[code], n=n)
        for code, n in added.items()
        if sizes[code] < ideal[code]
    )
    return Distribution(_fill(places, rooms, added), warnings)


def rebuild(facts: PoolFacts, wanted: Mapping[tuple[str, str], int]) -> Distribution:
    """Put given numbers of instances into given (datacenter, region) pairs, where they fit."""
    reasons: list[RefusalReason] = []
    for (_, region), number in wanted.items():
        there = vacancy(facts, region)
        why = there.why()
        if there.most is not None and there.most < number and why is not None:
            reasons.append(why)
    slots = tuple(Slot(code, region, n) for (code, region), n in sorted(wanted.items()))
    return Distribution((), (), tuple(reasons)) if reasons else Distribution(slots)


def vacancies(facts: PoolFacts, places: Iterable[Datacenter]) -> dict[str, tuple[Vacancy, ...]]:
    """What the regions of some datacenters have room for, by datacenter."""
    return {p.code: tuple(vacancy(facts, region) for region in p.regions) for p in places}


def vacancy(facts: PoolFacts, region: str) -> Vacancy:
    """What a region has room for, by its quotas and by what its hosts refused lately."""
    found = room(facts.estate, facts.build_in(region), region)
    return found.within(facts.record.asks.get(region))


def takes(facts: PoolFacts, code: str, rooms: tuple[Vacancy, ...]) -> int | None:
    """How many more a datacenter takes: its regions' room and its cap, None without limit."""
    limits = [r.most for r in rooms if r.most is not None]
    fits = sum(limits) if len(limits) == len(rooms) else None
    cap, bounds = facts.share(code).cap, [] if fits is None else [fits]
    if cap is not None:
        bounds.append(max(0, cap - facts.size_in(code)))
    if code in facts.record.most:
        bounds.append(facts.record.most[code])
    return min(bounds, default=None)


def fitting(facts: PoolFacts, code: str, number: int) -> int:
    """How many of a number a datacenter of the pool takes, as far as its quotas are known."""
    places = tuple(place for place in facts.places if place.code == code)
    most = takes(facts, code, vacancies(facts, places).get(code, ()))
    return number if most is None else min(number, most)


def _sum(standing: int, most: int | None) -> int | None:
    return None if most is None else standing + most


def _fill(
    places: tuple[Datacenter, ...],
    rooms: Mapping[str, tuple[Vacancy, ...]],
    added: Mapping[str, int],
) -> tuple[Slot, ...]:
    """Fill the regions of each datacenter in their order of preference."""
    slots: list[Slot] = []
    for datacenter in places:
        left = added[datacenter.code]
        for there in rooms[datacenter.code]:
            number = left if there.most is None else min(left, there.most)
            if number > 0:
                slots.append(Slot(datacenter.code, there.region, number))
                left -= number
    return tuple(slots)


def _short(
    facts: PoolFacts, number: int, fits: int, rooms: Mapping[str, tuple[Vacancy, ...]]
) -> tuple[RefusalReason, ...]:
    """Every limit that stands in the way, the sum first."""
    remedy = notice("remedy.room", fits=fits) if fits else notice("remedy.quota")
    reasons = [RefusalReason("room", notice("guard.room", n=number, fits=fits), remedy)]
    for code, there in rooms.items():
        cap = facts.share(code).cap
        standing = facts.size_in(code)
        limits = [r.most for r in there if r.most is not None]
        if cap is not None and (len(limits) < len(there) or cap - standing < sum(limits)):
            why = notice("guard.cap", datacenter=code, cap=cap, now=standing)
            reasons.append(RefusalReason("cap", why, notice("remedy.cap")))
        else:
            reasons.extend(full for r in there if (full := r.why()) is not None)
    return tuple(reasons)

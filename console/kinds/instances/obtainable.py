"""How many more instances could be asked for at this moment, where, and what the rest lacks. Pure.

Planning refuses a number that does not fit; here is the number that does. What is not known
is not counted on: a region whose list or quota was not read is short of that.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from console.kinds.instances import preflight
from console.kinds.instances.evidence import dark
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.guards import above
from console.kinds.instances.placement import Slot, place, takes, vacancies
from console.kinds.instances.quota import Vacancy
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.plan import RefusalReason


@dataclass(frozen=True, slots=True)
class Obtainable:
    """What of a `wanted` number can be had now; `short` says what keeps back the rest.

    `shut` are the regions where nothing can be asked for, with why; `asks` by region how many
    may be asked for at most, as `console.model.policy.Record` has it.
    """

    wanted: int
    slots: tuple[Slot, ...] = ()
    short: tuple[RefusalReason, ...] = ()
    shut: Mapping[str, RefusalReason] = field(default_factory=dict)
    asks: Mapping[str, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """How many."""
        return sum(slot.number for slot in self.slots)

    @property
    def by_datacenter(self) -> Mapping[str, int]:
        """The same by datacenter; one where nothing can be had is missing."""
        found: Counter[str] = Counter()
        for slot in self.slots:
            found[slot.datacenter] += slot.number
        return found


def obtainable(facts: PoolFacts, wanted: int) -> Obtainable:
    """What can be had of so many more, in the datacenters that the request allows."""
    regions = [region for place in facts.chosen for region in place.regions]
    shut = {region: why for region in regions if (why := _shut(facts, region)) is not None}
    asks = {**facts.record.asks, **dict.fromkeys(shut, 0)}
    there = replace(facts, record=replace(facts.record, asks=asks))
    rooms = vacancies(there, there.chosen)
    limits = [takes(there, place.code, rooms[place.code]) for place in there.chosen]
    fits = sum(wanted if limit is None else limit for limit in limits)
    below_ceiling = max(0, facts.pool.ceiling - facts.most)
    number = max(0, min(wanted, fits, below_ceiling))
    slots = place(there, number, there.chosen).slots if number else ()
    found = Obtainable(wanted, slots, (), shut, asks)
    if number == wanted:
        return found
    short = tuple(_short(there, found, rooms)) if fits < min(wanted, below_ceiling) else ()
    if below_ceiling < min(wanted, fits) or not short:
        short = (above(facts.pool.name, facts.most + wanted, facts.pool.ceiling), *short)
    return replace(found, short=short)


def _shut(facts: PoolFacts, region: str) -> RefusalReason | None:
    """Why nothing can be asked for in a region at all; None where something can."""
    for reason in dark(facts, (region,)):
        return reason
    state = facts.estate.sources.get(f"quota:{region}")
    fresh = state is None or state.freshness is Freshness.FRESH
    if region not in facts.estate.quotas or not fresh:
        why = notice("guard.quota_unread", region=region)
        return RefusalReason("quota.unread", why, notice("remedy.refresh"), passing=True)
    return next(iter(preflight.unready(facts, region)), None)


def _short(
    facts: PoolFacts, found: Obtainable, rooms: Mapping[str, tuple[Vacancy, ...]]
) -> list[RefusalReason]:
    """What each region lacks that has no more room, once what can be had stands there."""
    taken = {slot.region: slot.number for slot in found.slots}
    reasons: list[RefusalReason] = []
    for code, there in rooms.items():
        cap, here = facts.share(code).cap, facts.size_in(code)
        added = sum(taken.get(one.region, 0) for one in there)
        if cap is not None and here + added >= cap:
            why = notice("guard.cap", datacenter=code, cap=cap, now=here)
            reasons.append(RefusalReason("cap", why, notice("remedy.cap")))
            continue
        for one in there:
            shut = found.shut.get(one.region)
            full = one.most is not None and taken.get(one.region, 0) >= one.most
            why_not = shut or (one.why() if full else None)
            if why_not is not None:
                reasons.append(why_not)
    return reasons

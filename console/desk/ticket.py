"""The figures of a ticket that asks the provider for larger quotas."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from console.desk.scout import Prospect, Scouting
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.quota import Limit
from console.model.apportionment import Seat, bounded
from console.model.quota import UNLIMITED

HEADROOM = 0.1
"""What is asked for beyond the wanted size: while one is replaced, both count."""
OURS = frozenset({"addresses"})
"""What bounds a region and is no quota of the provider's."""


@dataclass(frozen=True, slots=True)
class QuotaNeed:
    """One quota, in its own unit (memory in MiB). `limit`, `used`, `wanted` None: not known.

    Where they are not known, `more` is still what it is to grow by.
    """

    resource: str
    of: str
    limit: int | None
    used: int | None
    more: int

    @property
    def wanted(self) -> int | None:
        """What it must be."""
        return None if self.used is None else self.used + self.more

    @property
    def short(self) -> bool:
        """Whether it does not do, for all that is known."""
        return self.wanted is None or self.limit is None or self.wanted > self.limit


@dataclass(frozen=True, slots=True)
class RegionNeed:
    """What a region needs to carry `size` instances, of which `size - more` stand."""

    prospect: Prospect
    size: int
    more: int
    quotas: tuple[QuotaNeed, ...]

    @property
    def short(self) -> tuple[QuotaNeed, ...]:
        """The quotas that do not do."""
        return tuple(one for one in self.quotas if one.short)


@dataclass(frozen=True, slots=True)
class QuotaTicket:
    """What is to be asked for. `until` None: nobody has said; `project` is the provider's id."""

    found: Scouting
    project: str | None
    regions: tuple[RegionNeed, ...]
    until: datetime | None
    reason: str

    @property
    def needed(self) -> bool:
        """Whether a quota, a host or the stock stands in the way."""
        return bool(self.found.missing != 0 and (self.lacking or self.hostless))

    @property
    def lacking(self) -> tuple[RegionNeed, ...]:
        """The regions whose quotas do not do."""
        return tuple(one for one in self.regions if one.short)

    @property
    def hostless(self) -> tuple[Prospect, ...]:
        """The regions where hosts refused, or where the flavor is not in stock."""
        there = (one.prospect for one in self.regions)
        return tuple(one for one in there if one.stock is False or _refused(one))


def _refused(one: Prospect) -> bool:
    return one.refusals is not None and one.refusals.stands


def ticket(
    found: Scouting, project: str | None, until: datetime | None = None, reason: str = ""
) -> QuotaTicket:
    """The draft for what a scout has found; an open target says until when and why by itself."""
    target = found.target
    if target is not None:
        until, reason = until or target.until, reason or target.reason
    return QuotaTicket(found, project, tuple(_regions(found)), until, reason)


def _regions(found: Scouting) -> Iterator[RegionNeed]:
    facts = found.facts
    sizes = _sizes(facts, found.level)
    for code, size in sizes.items():
        there = [one for one in found.prospects if one.datacenter == code]
        missing = size - facts.size_in(code)
        parts = _parts(there, missing)
        for one in there:
            more = parts[one.region]
            standing = one.standing if one.standing is not None else facts.expected(one.region)
            spare = ceil((standing + more) * HEADROOM) if more else 0
            needs = tuple(_need(limit, more + spare) for limit in one.limits if _asks(limit))
            yield RegionNeed(one, standing + more, more, needs if more else ())


def _sizes(facts: PoolFacts, level: int) -> dict[str, int]:
    """Where a level would stand by the pool's weights and caps; what stands stays."""
    weights = facts.weights(facts.chosen)
    here = {place.code: facts.size_in(place.code) for place in facts.chosen}
    caps = {code: facts.share(code).cap for code in here}
    seats = {
        code: Seat(weights[code], n, None if caps[code] is None else max(n, caps[code] or 0))
        for code, n in here.items()
    }
    whole = max(level - (facts.size - sum(here.values())), sum(here.values()))
    most = [seat.most for seat in seats.values()]
    if None not in most:
        whole = min(whole, sum(one or 0 for one in most))
    return bounded(whole, seats)


def _parts(there: list[Prospect], missing: int) -> dict[str, int]:
    """What of the missing goes to each region: what has room there, the rest to the first."""
    parts = {one.region: 0 for one in there}
    left = missing
    for one in there:
        parts[one.region] = min(left, one.most or 0)
        left -= parts[one.region]
    if there:
        parts[there[0].region] += left
    return parts


def _asks(limit: Limit) -> bool:
    """Whether it is a quota that bounds at all."""
    unlimited = limit.allowance is not None and limit.allowance.limit == UNLIMITED
    return limit.resource not in OURS and not unlimited


def _need(limit: Limit, instances: int) -> QuotaNeed:
    known, more = limit.allowance, instances * limit.each
    if known is None:
        return QuotaNeed(limit.resource, limit.of, None, None, more)
    return QuotaNeed(limit.resource, limit.of, known.limit, known.used, more)

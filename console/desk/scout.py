"""What could be had where: quotas, addresses, places, hosts' refusals, the provider's stock.

Nothing is asked for that makes anything. What is not known is said to be so, and is never zero.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo

from console.desk.census import tallies
from console.desk.session import Session
from console.desk.targets import facts_for
from console.kinds.instances import guards, quota
from console.kinds.instances.facts import PoolFacts
from console.kinds.instances.obtainable import Obtainable, obtainable
from console.kinds.instances.placement import takes, vacancy
from console.kinds.instances.quota import Limit, tightest
from console.kinds.instances.verbs import TARGETING
from console.model.error import UsageError, VigieError
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.instance import Flavor
from console.model.notice import Notice, notice
from console.model.plan import Plan, RefusalReason
from console.model.policy import Policy
from console.model.target import PoolTarget, held_open
from console.model.trial import Refusals, RegionTrials, answered, refusals
from console.ports import StockReader
from console.watch.trials import Asks, TrialReader

WITHIN = timedelta(days=3)
"""How far back hosts' refusals are looked for."""
UNREAD_GUARDS = ("instances.", "unread.", "quota.unread", "fixtures")
"""How the guards begin that stand for want of knowledge."""
Stock = Mapping[str, Mapping[str, bool] | Notice]
"""By region, which flavors are in stock, or why nobody could be asked."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What could be had of a pool in one region. None is unknown everywhere.

    `standing` and `serving` are instances, as last listed; `limits` is all that bounds more of
    them; `refusals` is None where nothing was asked lately, `trials` where nothing was refused
    within a day; `stock` is the provider's word, `unasked` why there is none. `most` is for how
    many there is room; `shut` says why nothing can be asked for, and `dark` that this is for
    want of knowledge.
    """

    datacenter: str
    region: str
    flavor: Flavor | None
    standing: int | None
    serving: int | None
    limits: tuple[Limit, ...]
    most: int | None
    refusals: Refusals | None = None
    trials: RegionTrials | None = None
    stock: bool | None = None
    unasked: Notice | None = None
    shut: RefusalReason | None = None

    @property
    def dark(self) -> bool:
        """Whether nobody knows what could be had there."""
        return self.shut is not None and self.shut.guard.startswith(UNREAD_GUARDS)

    @property
    def binding(self) -> Limit | None:
        """The limit that lets the fewest in."""
        return tightest(self.limits)

    @property
    def least(self) -> int:
        """One where the provider has it in stock, there is room, and no host has refused since.

        No API says how many there are: more nobody can promise.
        """
        refused = self.refusals is not None and self.refusals.stands
        return int(self.stock is True and bool(self.most) and not refused)


@dataclass(frozen=True, slots=True)
class Scouting:
    """What could be had of a pool to bring it to a level. `size` is None where nobody can count.

    `rest` is what could be asked for now of what is missing, and `short` what keeps back the
    rest; `target` is the open target that it is about; `usual`: there is none, and nobody named
    another level than the pool's burst size. `stock` is what the provider said, to look again by.
    """

    facts: PoolFacts
    level: int
    size: int | None
    prospects: tuple[Prospect, ...]
    rest: Obtainable
    short: tuple[Notice, ...] = ()
    target: PoolTarget | None = None
    usual: bool = False
    stock: Stock = field(default_factory=dict)

    @property
    def missing(self) -> int | None:
        """How many are wanted beside those that stand."""
        return None if self.size is None else max(0, self.level - self.size)

    @property
    def dark(self) -> tuple[str, ...]:
        """The regions of which nobody knows what could be had there."""
        return tuple(one.region for one in self.prospects if one.dark)

    @property
    def most(self) -> int | None:
        """How many of the missing could be had at most; None where a dark region may have more."""
        return None if self.dark and self.rest.number < self.rest.wanted else self.rest.number

    @property
    def least(self) -> int:
        """How many of the missing could be had at least."""
        return min(self.rest.number, sum(one.least for one in self.prospects))


@dataclass(frozen=True, slots=True)
class Hearsay:
    """What a scout has heard beside the estate: what regions answered, and the stock."""

    now: datetime
    zone: tzinfo
    asked: Asks
    stock: Stock


def scout(
    session: Session,
    pool: str,
    zone: tzinfo,
    level: int | None = None,
    datacenters: tuple[str, ...] = (),
    *,
    stock: Stock | None = None,
) -> Scouting:
    """Look by the last snapshot, the journal and the provider's stock. Raises VigieError.

    Without a `level` it is about the pool's largest open target, else about its burst size.
    `stock` is what the provider said a moment ago: it is not asked again.
    """
    policy, now = session.policy, session.clock.now()
    if pool not in policy.pools:
        known = ", ".join(policy.pools) or "–"
        raise UsageError(notice("cli.pool_unknown", pool=pool, known=known))
    facts = facts_for(session.watch.snapshot(), policy, pool, {}, datacenters)
    for reason in () if facts is None else guards.datacenters(facts):
        raise UsageError(reason.why)
    target = next(iter(held_open(session.journal.targets(), pool, now)), None)
    usual = level is None and target is None
    if level is None:
        level = policy.pools[pool].burst_to if target is None else target.level
        datacenters = datacenters or (() if target is None else target.datacenters)
    asked = TrialReader(session.journal, WITHIN).history(pool)
    if stock is None:
        stock = stocked(session.stock, policy.regions_of(policy.pools[pool]))
    heard = Hearsay(now, zone, asked, stock)
    found = scouted(session.watch.snapshot(), policy, (pool, level, datacenters), heard)
    return replace(found, target=target, usual=usual, stock=stock)


def for_plan(session: Session, plan: Plan, zone: tzinfo) -> Scouting | None:
    """What could be had for a target that is to be opened; None for any other plan."""
    if plan.request.verb != TARGETING:
        return None
    return scout(session, plan.pool, zone, plan.size_after, plan.request.datacenters)


def stocked(reader: StockReader | None, regions: Iterable[str]) -> Stock:
    """Ask what is in stock; a region that cannot be asked leaves the others known."""
    found: dict[str, Mapping[str, bool] | Notice] = {}
    for region in regions:
        if reader is None:
            break
        try:
            found[region] = reader.in_stock(region)
        except VigieError as error:
            found[region] = error.notice
    return found


def scouted(
    estate: Estate, policy: Policy, about: tuple[str, int, tuple[str, ...]], heard: Hearsay
) -> Scouting:
    """The same by what was read: `about` are the pool, the level, and where."""
    pool, level, datacenters = about
    trials = answered(heard.asked.values(), heard.now)
    asks = {region: one.asks(heard.now) for region, one in trials.items()}
    facts = facts_for(estate, policy, pool, asks, datacenters)
    assert facts is not None  # noqa: S101 - whoever asks has looked whether there is such a pool
    rest = obtainable(facts, max(0, level - facts.size))
    refused = refusals(heard.asked.values(), heard.now, WITHIN)
    counted = {one.datacenter: one.health_known for one in tallies(estate, policy, facts.pool)}
    prospects = tuple(
        replace(
            _prospect(facts, place.code, region, rest, health_known=counted[place.code]),
            refusals=refused.get(region),
            trials=trials.get(region),
            stock=_stock(heard.stock.get(region), _named(facts, region)),
            unasked=_unasked(heard.stock.get(region)),
        )
        for place in facts.chosen
        for region in place.regions
    )
    unknown = any(facts.freshness(region) is Freshness.UNKNOWN for region in facts.regions)
    size = None if unknown else facts.size
    short = tuple(_short(rest, prospects, heard.zone)) if rest.wanted else ()
    return Scouting(facts, level, size, prospects, rest, short)


def _prospect(
    facts: PoolFacts, code: str, region: str, rest: Obtainable, *, health_known: bool
) -> Prospect:
    estate, build = facts.estate, facts.build_in(region)
    listed = region in estate.regions
    there = facts.by_region.get(region, ())
    shut = rest.shut.get(region)
    room = vacancy(facts, region)
    most = takes(facts, code, (room,))
    found = Prospect(
        datacenter=code,
        region=region,
        flavor=quota.flavor(estate.flavors.get(region, ()), build),
        standing=len(there) if listed else None,
        serving=sum(map(facts.serving, there)) if listed and health_known else None,
        limits=quota.bounds(estate, build, region),
        most=most,
        shut=shut,
    )
    if shut is None:
        return found
    return replace(found, most=None if found.dark else 0)


def _named(facts: PoolFacts, region: str) -> str:
    """What the flavor is called there."""
    build = facts.build_in(region)
    found = quota.flavor(facts.estate.flavors.get(region, ()), build)
    return build.flavor.said if found is None else found.name


def _stock(heard: Mapping[str, bool] | Notice | None, flavor: str) -> bool | None:
    return None if heard is None or isinstance(heard, Notice) else heard.get(flavor)


def _unasked(heard: Mapping[str, bool] | Notice | None) -> Notice | None:
    return heard if isinstance(heard, Notice) else None


def _short(rest: Obtainable, prospects: tuple[Prospect, ...], zone: tzinfo) -> Iterator[Notice]:
    """What keeps back the rest, then which hosts have refused, and what is not in stock."""
    refused = {one.region: one.refusals for one in prospects if one.refusals is not None}
    standing = {region: one for region, one in refused.items() if one.stands}
    for reason in rest.short:
        if reason.guard != "hosts" or reason.why.values.get("region") not in standing:
            yield reason.why
    for region, one in standing.items():
        assert one.last_at is not None  # noqa: S101 - what stands was refused once
        at = f"{one.last_at.astimezone(zone):%Y-%m-%d %H:%M}"
        days = WITHIN.days
        yield notice("scout.refused", region=region, n=one.hostless, days=days, at=at)
    for prospect in prospects:
        if prospect.stock is False:
            flavor = prospect.flavor.name if prospect.flavor is not None else "–"
            yield notice("scout.no_stock", region=prospect.region, flavor=flavor)

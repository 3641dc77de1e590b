"""What instances cost: euros an hour. An unknown price is never zero."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from console.kinds import price
from console.kinds.instances.facts import PoolFacts
from console.model.apportionment import by_weight
from console.model.estate import Estate
from console.model.instance import Instance
from console.model.money import Price, total
from console.model.plan import PlannedChange
from console.model.policy import Policy
from console.model.pool import Pool


def of_flavor(estate: Estate, policy: Policy, flavor: str, region: str) -> Price | None:
    """The price of a flavor, given by name or by id: the settings', else the catalogue's there.

    None when nobody knows.
    """
    names = [flavor]
    if flavor not in policy.prices:
        known = (f for flavors in estate.flavors.values() for f in flavors if f.id == flavor)
        names += sorted({f.name for f in known})
    return price.of_flavor(policy, estate.tariff, names, region)


def hourly(estate: Estate, policy: Policy, flavor: str, region: str) -> Decimal | None:
    """Euros an hour of a flavor in a region; None when nobody knows."""
    found = of_flavor(estate, policy, flavor, region)
    return None if found is None else found.euro_per_hour


def shared_out(estate: Estate, policy: Policy, pool: Pool, number: int) -> Decimal | None:
    """Euros an hour of so many new instances of a pool, shared out by weight."""
    parts = by_weight(number, {share.datacenter: share.weight for share in pool.shares})
    return of_parts(estate, policy, pool, parts)


def of_parts(
    estate: Estate, policy: Policy, pool: Pool, parts: Mapping[str, int]
) -> Decimal | None:
    """Euros an hour of so many new instances of a pool by datacenter."""
    regions = {place.code: next(iter(place.regions), "") for place in policy.datacenters}
    built = {
        (regions.get(datacenter, ""), pool.build_in(datacenter).flavor.name): part
        for datacenter, part in parts.items()
    }
    return _of(estate, policy, Counter(built))


def of_instances(facts: PoolFacts, instances: Iterable[Instance]) -> Decimal | None:
    """Euros an hour of instances, each at its own flavor's price; None if one is unknown."""
    built = ((i.region, i.flavor or facts.build_in(i.region).flavor.name) for i in instances)
    return _of(facts.estate, facts.policy, Counter(built))


def of_new(facts: PoolFacts, new: Iterable[PlannedChange]) -> Decimal | None:
    """Euros an hour of new instances of the pool, as they are made where they go."""
    built = ((change.region, facts.build_in(change.region).flavor.name) for change in new)
    return _of(facts.estate, facts.policy, Counter(built))


def _of(estate: Estate, policy: Policy, built: Counter[tuple[str, str]]) -> Decimal | None:
    """Euros an hour of so many of each region and flavor."""
    prices = (
        (hourly(estate, policy, flavor, region), number)
        for (region, flavor), number in built.items()
    )
    return total(None if price is None else price * number for price, number in prices)

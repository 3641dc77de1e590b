"""What instances cost: euros an hour. An unknown price is never zero."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from console.kinds.instances.facts import PoolFacts
from console.model.estate import Estate
from console.model.instance import Instance
from console.model.plan import PlannedChange
from console.model.policy import Policy


def hourly(estate: Estate, policy: Policy, flavor: str) -> Decimal | None:
    """Euros an hour of a flavor, given by name or by id; None when nobody knows."""
    price = policy.prices.get(flavor)
    if price is None:
        names = {f.name for flavors in estate.flavors.values() for f in flavors if f.id == flavor}
        price = next((p for n in sorted(names) if (p := policy.prices.get(n))), None)
    return None if price is None else price.euro_per_hour


def of_instances(facts: PoolFacts, instances: Iterable[Instance]) -> Decimal | None:
    """Euros an hour of instances, each at its own flavor's price; None if one is unknown."""
    return _of(facts, Counter(i.flavor or facts.build_in(i.region).flavor.name for i in instances))


def of_new(facts: PoolFacts, new: Iterable[PlannedChange]) -> Decimal | None:
    """Euros an hour of new instances of the pool, as they are made where they go."""
    return _of(facts, Counter(facts.build_in(change.region).flavor.name for change in new))


def _of(facts: PoolFacts, flavors: Counter[str]) -> Decimal | None:
    total = Decimal(0)
    for flavor, number in flavors.items():
        price = hourly(facts.estate, facts.policy, flavor)
        if price is None:
            return None
        total += price * number
    return total

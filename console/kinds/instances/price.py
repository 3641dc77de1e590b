"""What instances cost: euros an hour. An unknown price is never zero."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from console.kinds.instances.facts import PoolFacts
from console.model.estate import Estate
from console.model.instance import Instance
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
    flavors = Counter(instance.flavor or facts.pool.flavor for instance in instances)
    total = Decimal(0)
    for flavor, number in flavors.items():
        price = hourly(facts.estate, facts.policy, flavor)
        if price is None:
            return None
        total += price * number
    return total


def of_new(facts: PoolFacts, number: int) -> Decimal | None:
    """Euros an hour of new instances of the pool."""
    if number == 0:
        return Decimal(0)
    price = hourly(facts.estate, facts.policy, facts.pool.flavor)
    return None if price is None else price * number

"""What changes cost: euros an hour and for a duration. An unknown price is never zero."""

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal

from console.model.instance import Instance
from console.model.money import euros, started_hours
from console.planning.situation import Situation


def hourly(situation: Situation, flavor: str) -> Decimal | None:
    """Euros an hour of a flavor, given by name or by id; None when nobody knows."""
    price = situation.policy.prices.get(flavor)
    if price is None:
        names = {
            f.name
            for flavors in situation.estate.flavors.values()
            for f in flavors
            if f.id == flavor
        }
        price = next((p for n in sorted(names) if (p := situation.policy.prices.get(n))), None)
    return None if price is None else price.euro_per_hour


def of_instances(situation: Situation, instances: Iterable[Instance]) -> Decimal | None:
    """Euros an hour of instances, each at its own flavor's price; None if one is unknown."""
    total = Decimal(0)
    for instance in instances:
        price = hourly(situation, instance.flavor or situation.pool.flavor)
        if price is None:
            return None
        total += price
    return total


def of_new(situation: Situation, number: int) -> Decimal | None:
    """Euros an hour of new instances of the pool."""
    if number == 0:
        return Decimal(0)
    price = hourly(situation, situation.pool.flavor)
    return None if price is None else price * number


def for_duration(per_hour: Decimal | None, hours: Decimal | None) -> Decimal | None:
    """Euros for a planned duration: every started hour costs, only whole hours are saved."""
    if per_hour is None or hours is None:
        return None
    if per_hour >= 0:
        return euros(per_hour * started_hours(hours))
    return euros(per_hour * hours.to_integral_value(rounding=ROUND_FLOOR))

"""What the private cloud costs: what is held at the provider, by offer and way of paying."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from console.kinds.supplies.offers import of_holding, per_hour, per_month
from console.model.resource import Resource
from console.model.supply import Billing, Holding, SupplyView


@dataclass(frozen=True, slots=True)
class Outlay:
    """So many held of one offer. Euros are of all of them, None where nobody knows.

    What is paid by the hour comes to `euro_per_month` in a month of hours, and the other way.
    """

    resource: Resource
    offer: str
    number: int
    billing: Billing
    euro_per_hour: Decimal | None
    euro_per_month: Decimal | None


def outlays(supply: SupplyView) -> tuple[Outlay, ...]:
    """All that is held, the dearest first, what has no price at the end."""
    held = Counter(map(_sort, supply.holdings))
    found = (_outlay(supply, *sort, number) for sort, number in held.items())
    return tuple(sorted(found, key=_dearest))


def _sort(one: Holding) -> tuple[Resource, str, Billing]:
    return one.resource, one.offer, one.billing


def _outlay(
    supply: SupplyView, resource: Resource, name: str, billing: Billing, number: int
) -> Outlay:
    if billing is Billing.OWNED:
        return Outlay(resource, name, number, billing, Decimal(0), Decimal(0))
    offer = of_holding(supply, name, billing)
    hour, month = (None, None) if offer is None else (per_hour(offer), per_month(offer))
    return Outlay(
        resource,
        name,
        number,
        billing,
        None if hour is None else hour * number,
        None if month is None else month * number,
    )


def _dearest(one: Outlay) -> tuple[bool, Decimal, str]:
    month = one.euro_per_month
    return month is None, -(month or Decimal(0)), one.offer

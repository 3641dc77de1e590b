"""What things cost: by the settings, else by the provider's catalogue where they stand. Pure."""

from collections.abc import Iterable
from decimal import Decimal

from console.model.money import HOURS_A_MONTH, Price
from console.model.policy import Policy
from console.model.tariff import Tariff


def of_flavor(
    policy: Policy, tariff: Tariff | None, names: Iterable[str], region: str
) -> Price | None:
    """The price of what has one of these names in a region; None when nobody knows."""
    listed = {} if tariff is None else tariff.prices.get(region, {})
    known = tuple(names)
    return next(
        (p for prices in (policy.prices, listed) for n in known if (p := prices.get(n))), None
    )


def of_month(
    policy: Policy, tariff: Tariff | None, name: str, region: str, amount: Decimal | None
) -> Decimal | None:
    """Euros a month of so much (GiB, addresses) of what is billed beside instances.

    None when nobody knows how much there is, or what it costs.
    """
    listed = {} if tariff is None else tariff.beside.get(region, {})
    each = policy.beside.get(name)
    if each is None and name in listed:
        each = listed[name] * HOURS_A_MONTH
    return None if each is None or amount is None else each * amount

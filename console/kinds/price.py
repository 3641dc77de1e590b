"""What a flavor costs: by the settings, else by its provider's catalogue where it stands. Pure."""

from collections.abc import Iterable

from console.model.money import Price
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

"""What flavors cost, and by whose word: the settings' prices, then the catalogue's by region."""

from collections.abc import Iterator
from dataclasses import dataclass

from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.money import Price
from console.model.notice import Notice
from console.model.policy import Policy
from console.watch.prices import NAME


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One flavor at one price. `regions` is empty where it holds everywhere (the settings').

    `price` None: it is sold there at a price that nobody could read. `age_s` is real
    seconds since it was read, None where the settings say a date, or nothing.
    """

    flavor: str
    regions: tuple[str, ...]
    price: Price | None
    age_s: float | None


def rows(estate: Estate, policy: Policy) -> tuple[PriceRow, ...]:
    """Every price that is known, and the flavors without one; by flavor, then region."""
    settled = [PriceRow(name, (), price, None) for name, price in policy.prices.items()]
    listed = [row for row in _listed(estate) if row.flavor not in policy.prices]
    return tuple(sorted((*settled, *listed), key=lambda row: (row.flavor, row.regions)))


def unread(estate: Estate) -> Notice | None:
    """Why the catalogue's prices are not known, or are those of an older copy; None otherwise."""
    state = estate.sources.get(NAME)
    if estate.tariff is not None and estate.tariff.doubt is not None:
        return estate.tariff.doubt
    if state is None or state.freshness is Freshness.FRESH:
        return None
    return state.failure


def _listed(estate: Estate) -> Iterator[PriceRow]:
    tariff = estate.tariff
    if tariff is None:
        return
    alike: dict[Price, list[str]] = {}
    without: dict[str, list[str]] = {}
    for region, prices in tariff.prices.items():
        for price in prices.values():
            alike.setdefault(price, []).append(region)
    for region, flavors in tariff.unpriced.items():
        for flavor in flavors:
            without.setdefault(flavor, []).append(region)
    for price, regions in alike.items():
        yield PriceRow(price.flavor, tuple(sorted(regions)), price, tariff.age_s)
    for flavor, regions in without.items():
        yield PriceRow(flavor, tuple(sorted(regions)), None, tariff.age_s)

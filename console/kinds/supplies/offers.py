"""Which offer serves a request, and what it costs. An unknown price is never zero."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from console.model.money import HOURS_A_MONTH, total
from console.model.notice import notice
from console.model.plan import RefusalReason
from console.model.resource import Resource
from console.model.supply import Billing, Offer, SupplyView
from console.model.wanted import BILLING

NEAR = 0.01
SHOWN = 8
RANK = {Billing.OWNED: 0, Billing.HOURLY: 1, Billing.MONTHLY: 2, Billing.UNKNOWN: 3}
HUNDREDTH_OF_CENT = Decimal("0.0001")
READINGS = (
    1.0,
    *(2**30 / 10**9, 10**9 / 2**30),
    *(2**40 / 10**12, 10**12 / 2**40),
    *(1.024, 1 / 1.024),
)
"""A size as it is given; then as if its GB or TB had been meant the other way."""


@dataclass(frozen=True, slots=True)
class Selection:
    """One offer for each resource asked for, in their order; or why there is none.

    `left` is the stock that would be left, None when it is not known.
    """

    offers: tuple[Offer, ...] = ()
    left: int | None = None
    reasons: tuple[RefusalReason, ...] = ()


def choose(offers: Iterable[Offer], count: int) -> Selection:
    """Cheapest first, by the hour rather than by the month, among those with enough in stock.

    Exports and disks that are there already cost nothing and come first, each
    once. What is paid by the month never stands in for an hourly stock that is
    short: that has to be asked for by name.
    """
    found = sorted(offers, key=_preference)
    own = [offer for offer in found if offer.billing is Billing.OWNED and offer.available != 0]
    if len(own) >= count:
        return Selection(tuple(own[:count]), len(own) - count)
    ordered = [offer for offer in found if offer.billing is not Billing.OWNED]
    if not ordered:
        return Selection(reasons=(_short(found, count, len(own)),))
    alike = [offer for offer in ordered if offer.billing is ordered[0].billing]
    for offer in alike:
        if offer.available is None or offer.available >= count:
            left = None if offer.available is None else offer.available - count
            return Selection((offer,) * count, left)
    best = max(alike, key=lambda offer: offer.available or 0)
    return Selection(reasons=(_short([best], count, best.available or 0),))


def of_size(offers: Iterable[Offer], size_bytes: int) -> tuple[Offer, ...]:
    """Offers of that size within one in a hundred; its GB or TB read either way if none is."""
    known = tuple(offers)
    for factor in READINGS:
        size = size_bytes * factor
        found = tuple(
            o for o in known if o.size_bytes and abs(o.size_bytes - size) <= NEAR * o.size_bytes
        )
        if found:
            return found
    return ()


def named(names: Iterable[str]) -> str:
    """Names in one sentence, the first few of them."""
    told = list(names)
    return ", ".join([*told[:SHOWN], *(["…"] if len(told) > SHOWN else [])])


def listed(offers: Iterable[Offer]) -> str:
    """The names of offers, the first few of them."""
    return named(sorted({offer.name for offer in offers})) or "–"


def paid(terms: Mapping[str, str | int]) -> Billing:
    """How something is paid for, by the terms of its change."""
    said = str(terms.get(BILLING, Billing.UNKNOWN))
    return Billing(said) if said in set(Billing) else Billing.UNKNOWN


def terabytes(size_bytes: int) -> float:
    """Bytes in TB of two decimals, as storage is sold, for a sentence."""
    return round(size_bytes / 10**12, 2)


def per_hour(offer: Offer) -> Decimal | None:
    """Euros an hour; of a monthly offer, its price spread over a month of hours."""
    if offer.billing is Billing.OWNED:
        return Decimal(0)
    if offer.billing is Billing.MONTHLY:
        month = offer.euro_per_month
        return None if month is None else (month / HOURS_A_MONTH).quantize(HUNDREDTH_OF_CENT)
    return offer.euro_per_hour


def per_month(offer: Offer) -> Decimal | None:
    """Euros a month; of an hourly offer, a month of hours."""
    if offer.billing is Billing.OWNED:
        return Decimal(0)
    if offer.billing is Billing.MONTHLY:
        return offer.euro_per_month
    hour = offer.euro_per_hour
    return None if hour is None else hour * HOURS_A_MONTH


def of_holding(supply: SupplyView, offer: str, billing: Billing) -> Offer | None:
    """The offer that something held was ordered by, if it is still in the catalogue."""
    return next((o for o in supply.offers if (o.name, o.billing) == (offer, billing)), None)


def held_per_hour(supply: SupplyView, resource: Resource) -> Decimal | None:
    """Euros an hour of everything held of a resource; None when a price is not known."""
    return total(
        Decimal(0)
        if holding.billing is Billing.OWNED
        else None
        if (offer := of_holding(supply, holding.offer, holding.billing)) is None
        else per_hour(offer)
        for holding in supply.holdings
        if holding.resource == resource
    )


def _preference(offer: Offer) -> tuple[int, bool, Decimal, str]:
    price = per_hour(offer)
    return (RANK[offer.billing], price is None, price or Decimal(0), offer.name)


def _short(offers: Iterable[Offer], count: int, stock: int) -> RefusalReason:
    why = notice("guard.stock", offers=listed(offers), n=count, stock=stock)
    remedy = notice("remedy.stock", stock=stock) if stock else notice("remedy.stock_none")
    return RefusalReason("stock", why, remedy)

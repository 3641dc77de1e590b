"""Prices and costs, in decimal euros without VAT."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from console.model.notice import Notice

HOURS_A_MONTH = 720
"""A month of hours, to compare what is paid by the hour with what is paid by the month."""
CENT = Decimal("0.01")
SETTINGS = "settings"
"""The source of a price that the settings give without naming theirs."""


@dataclass(frozen=True, slots=True)
class Price:
    """Euros an hour for one flavor, with where and when the price was read.

    `euro_per_month` is what the same costs when it is paid by the month, where it can be.
    """

    flavor: str
    euro_per_hour: Decimal
    source: str
    as_of: str
    euro_per_month: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Spending:
    """Euros of a month: until now, and to its end if nothing is added to what is foreseen.

    Each is a least where something has no price or is not known to have stood, and where
    something is `lacking`: what is not in it, though it is billed.
    """

    until_now: Decimal
    to_end: Decimal
    lacking: tuple[Notice, ...] = ()


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None when one of them is not known."""
    found = Decimal(0)
    for amount in amounts:
        if amount is None:
            return None
        found += amount
    return found


def euros(amount: Decimal) -> Decimal:
    """Round to cents, halves up, as an invoice does."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)

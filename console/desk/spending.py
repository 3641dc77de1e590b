"""What a month has cost in all: instances, the private cloud, what is billed beside both.

Instances are counted here; what the private cloud holds by its offers; what is billed beside
instances as the provider counted it last. What nobody knows is said, and the sum is a least.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from console.desk.costs import MonthCosts
from console.kinds.supplies.offers import of_holding
from console.kinds.vdc import SUPPLY
from console.model.billing import billed_within
from console.model.error import SourceError
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.money import Spending
from console.model.notice import Notice, notice
from console.model.supply import Billing, Holding, SupplyView
from console.model.usage import ProjectUsage
from console.ports import UsageReader

ZERO = Decimal(0)
AGAIN = timedelta(minutes=5)
"""Estate time after which a provider that did not answer is asked again for a plan."""
MONTHLY = "monthly "
"""How the provider's sorts begin that are paid by the month."""
COUNTED = frozenset({"instance", f"{MONTHLY}instance"})
"""Its sorts that are counted here."""


def spending(
    month: MonthCosts,
    supply: SupplyView | Notice | None = None,
    usage: ProjectUsage | Notice | None = None,
) -> Spending:
    """A month that runs. Of the others a notice is why nobody knows, None that there is none."""
    found = Spending(month.euro, month.to_end)
    if isinstance(supply, SupplyView):
        found = _with_held(found, month, supply)
    elif supply is not None:
        found = replace(found, lacking=(notice("budget.month.no_private"),))
    if usage is None:
        return found
    at = None if isinstance(usage, Notice) else usage.updated_at
    if isinstance(usage, Notice) or at is None or not month.period.start < at <= month.period.end:
        return replace(found, lacking=(*found.lacking, notice("budget.month.no_usage")))
    return _with_used(found, month, usage.parts, at)


def held(estate: Estate) -> SupplyView | Notice | None:
    """What is held in the private cloud."""
    if SUPPLY not in estate.sources:
        return None
    return estate.supply or estate.sources[SUPPLY].failure or notice("costs.private_unread")


def due(estate: Estate) -> bool:
    """Say whether what is held is to be read anew: nobody keeps it, and it has not just failed.

    A plan is not to wait for a provider that does not answer.
    """
    state = estate.sources.get(SUPPLY)
    if state is None:
        return False
    if state.failure is None or state.failed_at is None:
        return state.freshness is not Freshness.FRESH
    return estate.at - state.failed_at > AGAIN


def used(reader: UsageReader | None) -> ProjectUsage | Notice | None:
    """What the provider says was used of the project."""
    if reader is None:
        return None
    try:
        return reader.usage()
    except SourceError as error:
        return error.notice


def _with_held(found: Spending, month: MonthCosts, supply: SupplyView) -> Spending:
    """With what is held: paid for the whole month, or by its hours since it was ordered."""
    placed = {one.holding: one.placed_at for one in supply.orders if not one.removal}
    parts = [_held(month, supply, one, placed.get(one.id)) for one in supply.holdings]
    known = [part for part in parts if part is not None]
    unpriced = len(parts) - len(known)
    said = (notice("budget.month.no_price", n=unpriced),) if unpriced else ()
    return Spending(
        found.until_now + sum((now for now, _ in known), ZERO),
        found.to_end + sum((end for _, end in known), ZERO),
        (*found.lacking, *said),
    )


def _held(
    month: MonthCosts, supply: SupplyView, one: Holding, placed_at: datetime | None
) -> tuple[Decimal, Decimal] | None:
    """Euros until now and to the month's end; None where a price is not known."""
    if one.billing is Billing.OWNED:
        return ZERO, ZERO
    offer = of_holding(supply, one.offer, one.billing)
    if offer is None:
        return None
    if one.billing is Billing.MONTHLY:
        price = offer.euro_per_month
        return None if price is None else (price, price)
    if offer.euro_per_hour is None:
        return None
    start, end = month.period.start, month.period.end
    since = max(start, placed_at or start)
    hours = (billed_within(month.rule, since, until, start, end) for until in (month.at, end))
    now, whole = (offer.euro_per_hour * number for number in hours)
    return now, whole


def _with_used(
    found: Spending, month: MonthCosts, parts: Mapping[str, Decimal], at: datetime
) -> Spending:
    """With what was used beside instances: it goes on as it went until it was counted."""
    start, end = month.period.start, month.period.end
    by_month = sum(_of(parts, monthly=True), ZERO)
    by_hour = sum(_of(parts, monthly=False), ZERO)
    passed = Decimal((at - start) / (end - start))
    return replace(
        found,
        until_now=found.until_now + by_month + by_hour,
        to_end=found.to_end + by_month + by_hour / passed,
    )


def _of(parts: Mapping[str, Decimal], *, monthly: bool) -> Iterator[Decimal]:
    for name, euro in parts.items():
        if name not in COUNTED and name.startswith(MONTHLY) is monthly:
            yield euro

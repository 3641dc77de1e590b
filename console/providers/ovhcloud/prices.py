"""What a profile costs, as the API says it: options on sale first, then what is held already."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from console.model.error import BadAnswer, CallRefused
from console.providers.ovhcloud.calls import OvhcloudCalls
from console.providers.ovhcloud.place import ServicePlace
from console.providers.ovhcloud.wire import HeldPrices, Option, Pricing

HOURS = {"PT1H", "P1H", "1H", "hour"}
MONTHS = {"P1M", "01", "month"}
HOURLY_PLAN = ("hour", "consumption")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Prices:
    """Euros without VAT, an hour and a month, by profile name. What is missing is unknown."""

    hourly: dict[str, Decimal] = field(default_factory=dict)
    monthly: dict[str, Decimal] = field(default_factory=dict)


def read(
    calls: OvhcloudCalls,
    place: ServicePlace,
    names: Iterable[str],
    held: dict[str, str],
    deadline: float,
) -> Prices:
    """Read the prices of profiles; `held` is name of a held resource → its profile."""
    wanted = set(names)
    prices = Prices()
    path = f"{place.service}/newPrices"
    known = optional(lambda: calls.get(path, HeldPrices, deadline=deadline))
    for entry in (known.resources or []) if known is not None else []:
        profile = entry.name if entry.name in wanted else held.get(entry.name)
        euros = entry.price.euros if entry.price is not None else None
        table = {"hourly": prices.hourly, "monthly": prices.monthly}.get(entry.billing or "")
        if profile in wanted and euros is not None and table is not None:
            table[profile] = euros
    options = optional(lambda: calls.get(place.options, list[Option], deadline=deadline))
    for option in options or []:
        _add(option, wanted, prices)
    return prices


def optional(ask: Callable[[], T]) -> T | None:
    """Ask what one can do without: a route that is closed or makes no sense is unknown."""
    try:
        return ask()
    except (CallRefused, BadAnswer):
        return None


def _add(option: Option, wanted: set[str], prices: Prices) -> None:
    profile, by_hour = _profile(option.plan, wanted)
    if profile is None:
        return
    for pricing in option.prices:
        euros = pricing.price.euros
        if euros is None or set(pricing.capacities) == {"installation"}:
            continue
        if by_hour or pricing.duration in HOURS:
            prices.hourly[profile] = euros
        elif pricing.duration in MONTHS and _single(pricing):
            prices.monthly[profile] = euros


def _profile(plan: str, wanted: set[str]) -> tuple[str | None, bool]:
    """Which profile a plan sells, and whether by the hour: ``NAME-hourly`` is."""
    if plan in wanted:
        return plan, False
    for name in wanted:
        rest = plan.removeprefix(name)
        if rest != plan and rest[1:].startswith(HOURLY_PLAN):
            return name, True
    return None, False


def _single(pricing: Pricing) -> bool:
    return pricing.interval in {None, 1}

"""A month in sentences and cells, the same for the command line and the console."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from console.desk.costs import CostRow, MonthCosts, PoolWorth
from console.desk.outlays import Outlay
from console.desk.reckoning import Reckoning
from console.desk.reconciling import UsageComparison
from console.locale import Locale
from console.model.billing import BillingRule
from console.model.consumption import Period
from console.model.money import total
from console.model.notice import Notice, NoticeValue, notice
from console.model.policy import Budgets
from console.model.supply import Billing
from console.model.usage import AccountUsage

UNKNOWN = "–"
SHOWN = 5
RULES = {
    BillingRule.CLOCK_HOURS: "costs.rule.clock_hours",
    BillingRule.DURATION: "costs.rule.duration",
}
FITS = {
    BillingRule.CLOCK_HOURS: "usage.fits.clock_hours",
    BillingRule.DURATION: "usage.fits.duration",
}
PAID = {
    Billing.HOURLY: "tui.billing.hourly",
    Billing.MONTHLY: "tui.billing.monthly",
    Billing.OWNED: "tui.billing.owned",
    Billing.UNKNOWN: "tui.billing.unknown",
}
PLANNED = re.compile(r"(b3|c3|r3)-")
"""The generations that savings plans are sold for."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said; `warns`: somebody should see to it, or something is not known."""

    text: str
    warns: bool = False


def named(period: Period) -> str:
    """``2026-11``."""
    return f"{period.start:%Y-%m}"


def head(found: MonthCosts, locale: Locale) -> str:
    """Which month, until when, counted by which rule."""
    until = f"{locale.day(found.at)} {locale.clock(found.at)}"
    key = "costs.head_until" if found.current else "costs.head"
    rule = locale.text(RULES[found.rule])
    return locale.text(key, month=named(found.period), until=until, rule=rule)


def cells(one: CostRow, locale: Locale) -> dict[str, str]:
    """A row by its columns. A sum from which a price is missing is a least; without any, none."""
    euro = locale.euros(one.euro)
    if one.unpriced:
        euro = f"≥ {euro}" if one.euro else UNKNOWN
    return {
        "pool": one.pool or locale.text("costs.no_pool"),
        "datacenter": one.datacenter,
        "now": locale.number(one.standing),
        "hourly": _euros(one.euro_per_hour, locale),
        "instances": locale.number(one.instances),
        "hours": locale.number(one.hours),
        "euro": euro,
    }


def sentences(found: Reckoning, budgets: Budgets, locale: Locale) -> Iterator[Sentence]:
    """All that is said of a month beside its rows, what matters most first."""
    month = found.month
    yield from _budget(found, budgets, locale)
    if month.current:
        baseline, as_now = locale.euros(month.to_end), locale.euros(month.as_now)
        yield Sentence(locale.text("costs.projection", baseline=baseline, as_now=as_now))
        if month.windows:
            yield Sentence(locale.text("costs.windows", amount=locale.euros(month.windows)))
    for why in unknown(month):
        yield Sentence(locale.notice(why), warns=True)
    for one in month.worth:
        yield from _worth(one, locale)
    yield from _private(found.private, locale)
    yield from _usage(found.usage, locale)
    yield from _account(found.account, locale)


def unknown(found: MonthCosts) -> Iterator[Notice]:
    """What is not known, each with why: the sums are then a least."""
    known = found.stays
    if found.windows is None:
        yield notice("costs.windows_unpriced")
    if found.unpriced:
        yield notice("costs.unpriced", n=found.unpriced)
    if known.dark:
        yield notice("costs.dark", regions=", ".join(known.dark))
    if known.vanished:
        names = _some(known.vanished)
        yield notice("costs.vanished", n=len(known.vanished), names=names)
    if known.unmetered:
        yield notice("costs.unmetered", n=known.unmetered)
    if known.undated:
        yield notice("costs.undated", n=known.undated)


def spent(found: Reckoning) -> Decimal:
    """Euros of a month that count against its budget."""
    return found.month.euro if found.spending is None else found.spending.until_now


def _budget(found: Reckoning, budgets: Budgets, locale: Locale) -> Iterator[Sentence]:
    """How much of the month's budget is spent, on what, and whether the forecast keeps to it."""
    limit, ahead = budgets.month_euro, found.spending
    if limit is None or not limit:
        return
    part = spent(found) / limit
    values = {"limit": locale.euros(limit), "percent": locale.number(float(part * 100))}
    if part > 1:
        yield Sentence(locale.text("costs.budget_beyond", **values), warns=True)
    elif ahead is not None and ahead.to_end > limit:
        yield Sentence(locale.text("costs.budget_foreseen", **values), warns=True)
    else:
        yield Sentence(locale.text("costs.budget", **values), warns=part >= budgets.warn_ratio)
    if ahead is None:
        return
    beside = ahead.until_now - found.month.euro
    if beside:
        yield Sentence(locale.text("costs.budget_beside", amount=locale.euros(beside)))
    for why in ahead.lacking:
        yield Sentence(locale.notice(why), warns=True)


def _worth(one: PoolWorth, locale: Locale) -> Iterator[Sentence]:
    text, hours, of_hours = locale.text, locale.number(float(one.hours)), one.of_hours
    yield Sentence(text("costs.meter", pool=one.pool, n=one.most, hours=hours, of_hours=of_hours))
    if one.always_on is None:
        return
    yield Sentence(text("costs.always_on", n=one.most, amount=locale.euros(one.always_on)))
    if one.monthly is None or one.break_even_h is None:
        yield Sentence(text("costs.no_monthly", flavor=one.flavor))
    else:
        amount = locale.euros(one.monthly)
        yield Sentence(text("costs.monthly", n=one.most, amount=amount, hours=one.break_even_h))
    if one.savings_plan is not None:
        yield Sentence(text("costs.plan", n=one.most, amount=locale.euros(one.savings_plan)))
    elif PLANNED.match(one.flavor):
        yield Sentence(text("costs.plan_unknown", flavor=one.flavor))
    else:
        yield Sentence(text("costs.no_plan", flavor=one.flavor))


def _private(found: tuple[Outlay, ...] | Notice | None, locale: Locale) -> Iterator[Sentence]:
    """What is held in the private cloud: the sum, then each offer."""
    if isinstance(found, Notice):
        why = locale.notice(found)
        yield Sentence(locale.text("costs.private_unknown", why=why), warns=True)
    elif found:
        month, hour = _sums(found)
        amounts = {"month": _euros(month, locale), "hour": _euros(hour, locale)}
        yield Sentence(locale.text("costs.private", **amounts), warns=month is None)
        for one in found:
            values: dict[str, NoticeValue] = {
                "n": one.number,
                "offer": one.offer or UNKNOWN,
                "sort": locale.resource(one.resource),
                "paid": locale.text(PAID[one.billing]),
                "amount": _euros(one.euro_per_month, locale),
            }
            yield Sentence(locale.text("costs.private_offer", **values))


def _sums(found: tuple[Outlay, ...]) -> tuple[Decimal | None, Decimal | None]:
    """Euros a month and an hour of all that is held."""
    month = total(one.euro_per_month for one in found)
    return month, total(one.euro_per_hour for one in found)


def _usage(found: UsageComparison | Notice | None, locale: Locale) -> Iterator[Sentence]:
    """What the provider counted of the project, and each difference with its cause."""
    if found is None:
        return
    text = locale.text
    if isinstance(found, Notice):
        yield Sentence(text("usage.unread", why=locale.notice(found)), warns=True)
        return
    at = found.usage.updated_at
    when = "" if at is None else f"{locale.day(at)} {locale.clock(at)}"
    theirs, ours = locale.number(float(found.theirs)), locale.number(found.hours)
    euro = _euros(found.euro, locale)
    yield Sentence(text("usage.both", when=when, theirs=theirs, euro=euro, ours=ours))
    if found.differing:
        n = len(found.differing)
        fits = ", ".join(text(FITS[rule], n=each) for rule, each in found.agreeing.items())
        yield Sentence(text("usage.differing", n=n, fits=fits))
    if found.only_there:
        there = found.only_there
        yield Sentence(text("usage.only_there", n=len(there), ids=_some(there)))
    if found.only_here:
        yield Sentence(text("usage.only_here", n=len(found.only_here), ids=_some(found.only_here)))
    if not (found.differing or found.only_there or found.only_here):
        yield Sentence(text("usage.agree", n=len(found.usage.instances)))


def _account(found: AccountUsage | Notice | None, locale: Locale) -> Iterator[Sentence]:
    """What the whole account used that was not billed yet, by family of plans."""
    if found is None:
        return
    if isinstance(found, Notice):
        why = locale.notice(found)
        yield Sentence(locale.text("usage.account_unread", why=why), warns=True)
        return
    at = found.updated_at
    when = UNKNOWN if at is None else f"{locale.day(at)} {locale.clock(at)}"
    parts = ", ".join(f"{name} {locale.euros(euro)}" for name, euro in found.families.items())
    euro = _euros(found.euro, locale)
    yield Sentence(locale.text("usage.account", when=when, euro=euro, parts=parts or UNKNOWN))


def _euros(amount: Decimal | None, locale: Locale) -> str:
    return UNKNOWN if amount is None else locale.euros(amount)


def _some(ids: tuple[str, ...]) -> str:
    return ", ".join([*ids[:SHOWN], *(["…"] if len(ids) > SHOWN else [])])

"""`vigie costs`: what a month costs until now, by pool and datacenter, and what it is worth."""

import re
from collections.abc import Iterator
from typing import Any

import click

from console.cli import beside, failure, shapes
from console.cli.answer import say, say_json, table, warn
from console.cli.invocation import Invocation, common_options
from console.cli.sources import public, session_of
from console.desk.costs import CostRow, MonthCosts, PoolWorth
from console.desk.month import MonthReader
from console.desk.reconciling import UsageComparison, compared
from console.desk.session import Session
from console.locale import Locale
from console.model.billing import BillingRule
from console.model.consumption import Period
from console.model.error import SourceError, UsageError
from console.model.estate import Estate
from console.model.notice import Notice, notice
from console.model.policy import Budgets

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
RULES = {
    BillingRule.CLOCK_HOURS: "costs.rule.clock_hours",
    BillingRule.DURATION: "costs.rule.duration",
}
PLANNED = re.compile(r"(b3|c3|r3)-")
"""The generations that savings plans are sold for."""


@click.command()
@click.option("--month", "of", metavar="YYYY-MM", help="Of this month; without, of the current.")
@common_options
def costs(invocation: Invocation, *, of: str | None) -> int:
    """Show what a month costs until now, by pool and datacenter, without VAT."""
    with session_of(invocation) as session:
        found, estate = counted(session, of)
        locale = invocation.locale()
        usage = _usage(session, found)
        if invocation.json:
            say_json(
                {
                    **_shape(found, locale),
                    "usage": beside.shape(usage, locale),
                    **_of_budget(found, session.policy.budgets),
                }
            )
        else:
            _say(found, locale)
            _tell_budget(found, session.policy.budgets, locale)
            beside.tell(usage, locale)
        return failure.DONE if estate.regions else failure.UNREACHABLE


def counted(session: Session, of: str | None) -> tuple[MonthCosts, Estate]:
    """A month, ``2026-11`` or the current one, by what is listed now and by the journal.

    Raises UsageError for what is no month, or one that has not begun, and SourceError.
    """
    now = session.clock.now()
    period = Period.of(now) if of is None else _period(of)
    if period.start > now:
        raise UsageError(notice("costs.future", month=named(period)))
    estate = session.watch.refresh(public(session))
    reader = MonthReader(session.policy, session.journal, session.calendars, now)
    return reader.month(period, estate), estate


def _usage(session: Session, found: MonthCosts) -> UsageComparison | Notice | None:
    """What the provider counted beside what was counted here; a notice where it does not say."""
    if session.usage is None or not found.current:
        return None
    try:
        usage = session.usage.usage()
    except SourceError as error:
        return error.notice
    there = compared(usage, found.stays.stays, found.rule, found.period)
    return notice("usage.uncounted") if there is None else there


def _period(said: str) -> Period:
    match = MONTH.fullmatch(said)
    if match is None:
        raise UsageError(notice("costs.bad_month", said=said))
    return Period.month(int(match[1]), int(match[2]))


def named(period: Period) -> str:
    """``2026-11``."""
    return f"{period.start:%Y-%m}"


def _say(found: MonthCosts, locale: Locale) -> None:
    until = f"{locale.day(found.at)} {locale.clock(found.at)}"
    rule = locale.text(RULES[found.rule])
    head = "costs.head_until" if found.current else "costs.head"
    say(locale.text(head, month=named(found.period), until=until, rule=rule))
    heads = ("pool", "datacenter", "instances", "hours", "euro")
    rows = [_row(one, locale) for one in found.rows]
    total = CostRow("", "", sum(r.instances for r in found.rows), found.hours, found.euro)
    last = [locale.text("cli.total"), "", *_figures(total, found.unpriced, locale)]
    say(table([locale.text(f"cli.head.{head}") for head in heads], [*rows, last]))
    for one in found.worth:
        for sentence in _worth(one, locale):
            say(sentence)
    if found.current:
        baseline, as_now = locale.euros(found.to_end), locale.euros(found.as_now)
        say(locale.text("costs.projection", baseline=baseline, as_now=as_now))
        if found.windows:
            say(locale.text("costs.windows", amount=locale.euros(found.windows)))
    for why in unknown(found):
        warn(locale.notice(why))


def _tell_budget(found: MonthCosts, budgets: Budgets, locale: Locale) -> None:
    """How much of the month's budget is spent, and whether what stands keeps within it."""
    limit = budgets.month_euro
    if limit is None or not limit:
        return
    spent = found.euro / limit
    values = {"limit": locale.euros(limit), "percent": locale.number(float(spent * 100))}
    if spent > 1:
        warn(locale.text("costs.budget_beyond", **values))
    elif found.current and found.to_end > limit:
        warn(locale.text("costs.budget_foreseen", **values))
    else:
        tell = warn if spent >= budgets.warn_ratio else say
        tell(locale.text("costs.budget", **values))


def _row(one: CostRow, locale: Locale) -> list[str]:
    pool = one.pool or locale.text("costs.no_pool")
    return [pool, one.datacenter, *_figures(one, one.unpriced, locale)]


def _figures(one: CostRow, unpriced: int, locale: Locale) -> list[str]:
    """A sum from which a price is missing is a least; one without any price is none."""
    euro = locale.euros(one.euro)
    if unpriced:
        euro = f"≥ {euro}" if one.euro else "–"
    return [locale.number(one.instances), locale.number(one.hours), euro]


def _worth(one: PoolWorth, locale: Locale) -> Iterator[str]:
    hours, of_hours = locale.number(float(one.hours)), one.of_hours
    yield locale.text("costs.meter", pool=one.pool, n=one.most, hours=hours, of_hours=of_hours)
    if one.always_on is None:
        return
    yield locale.text("costs.always_on", n=one.most, amount=locale.euros(one.always_on))
    if one.monthly is None or one.break_even_h is None:
        yield locale.text("costs.no_monthly", flavor=one.flavor)
    else:
        amount = locale.euros(one.monthly)
        yield locale.text("costs.monthly", n=one.most, amount=amount, hours=one.break_even_h)
    if one.savings_plan is not None:
        yield locale.text("costs.plan", n=one.most, amount=locale.euros(one.savings_plan))
    elif PLANNED.match(one.flavor):
        yield locale.text("costs.plan_unknown", flavor=one.flavor)
    else:
        yield locale.text("costs.no_plan", flavor=one.flavor)


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
        names = ", ".join(known.vanished[:5]) + (", …" if len(known.vanished) > 5 else "")  # noqa: PLR2004 - enough to look
        yield notice("costs.vanished", n=len(known.vanished), names=names)
    if known.unmetered:
        yield notice("costs.unmetered", n=known.unmetered)
    if known.undated:
        yield notice("costs.undated", n=known.undated)


def _of_budget(found: MonthCosts, budgets: Budgets) -> dict[str, Any]:
    limit = budgets.month_euro
    passed = None if limit is None else found.euro > limit
    return {"budget": {"euro": shapes.money(limit), "passed": passed}}


def _shape(found: MonthCosts, locale: Locale) -> dict[str, Any]:
    money = shapes.money
    return {
        "at": shapes.moment(found.at),
        "month": named(found.period),
        "since": shapes.moment(found.period.start),
        "until": shapes.moment(min(found.at, found.period.end)),
        "rule": found.rule.value,
        "rows": [
            {
                "pool": one.pool or None,
                "datacenter": one.datacenter,
                "instances": one.instances,
                "hours": one.hours,
                "euro": money(one.euro) if one.euro or not one.unpriced else None,
                "unpriced_hours": one.unpriced,
            }
            for one in found.rows
        ],
        "total": {
            "instances": sum(one.instances for one in found.rows),
            "hours": found.hours,
            "euro": money(found.euro),
            "unpriced_hours": found.unpriced,
        },
        "whole": found.stays.whole and not found.unpriced,
        "unknown": [shapes.said(why, locale) for why in unknown(found)],
        "projection": {
            "baseline": money(found.to_end),
            "as_now": money(found.as_now),
            "windows": money(found.windows),
        }
        if found.current
        else None,
        "worth": [
            {
                "pool": one.pool,
                "flavor": one.flavor,
                "most": one.most,
                "hours_each": str(round(one.hours, 1)),
                "of_hours": one.of_hours,
                "always_on": money(one.always_on),
                "monthly": money(one.monthly),
                "savings_plan": money(one.savings_plan),
                "break_even_h": one.break_even_h,
            }
            for one in found.worth
        ],
    }

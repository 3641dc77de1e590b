"""`vigie costs`: what a month costs until now, by pool and datacenter, and what it is worth."""

import re
from typing import Any

from console.cli import beside, failure, parser, shapes
from console.cli.answer import say, say_json, warn
from console.cli.invocation import Invocation, common_options
from console.cli.parser import word
from console.cli.sources import public, session_of
from console.cli.standby import awaiting
from console.cli.table import table
from console.desk import statement
from console.desk.costs import CostRow, MonthCosts
from console.desk.reckoning import Reckoning, reckoning
from console.desk.session import Session
from console.kinds.vdc import SUPPLY
from console.locale import Locale
from console.model.consumption import Period
from console.model.error import UsageError
from console.model.notice import notice
from console.model.policy import Budgets

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
COLUMNS = ("pool", "datacenter", "now", "hourly", "instances", "hours", "euro")
NOW = ("now", "hourly")
"""Columns of a month that still runs alone."""


@parser.command(help="help.costs")
@parser.option("--month", "of", metavar="YYYY-MM", help="help.month")
@common_options
def costs(invocation: Invocation, *, of: str | None) -> int:
    """Show what a month costs until now, by pool and datacenter, without VAT."""
    with session_of(invocation) as session:
        period = period_of(session, of)
        estate = session.watch.refresh(_asked(session, period))
        locale, budgets = invocation.locale(), session.policy.budgets
        with awaiting(word("cli.awaits.usage")):
            found = reckoning(session, period, estate)
        if invocation.json:
            say_json(
                {
                    **_shape(found.month, locale),
                    **beside.shape(found, locale),
                    **_of_budget(found, budgets, locale),
                }
            )
        else:
            _say(found, budgets, locale)
        return failure.DONE if estate.regions else failure.UNREACHABLE


def period_of(session: Session, of: str | None) -> Period:
    """A month, ``2026-11`` or the current one.

    Raises UsageError for what is no month, or one that has not begun.
    """
    now = session.clock.now()
    period = Period.of(now) if of is None else _period(of)
    if period.start > now:
        raise UsageError(notice("costs.future", month=statement.named(period)))
    return period


def _asked(session: Session, period: Period) -> list[str]:
    """The sources of a month; what is held in the private cloud is told of the current alone."""
    known = session.watch.snapshot().sources
    held = [SUPPLY] if SUPPLY in known and period.holds(session.clock.now()) else []
    return [*public(session), *held]


def _period(said: str) -> Period:
    match = MONTH.fullmatch(said)
    if match is None:
        raise UsageError(notice("costs.bad_month", said=said))
    return Period.month(int(match[1]), int(match[2]))


def _say(found: Reckoning, budgets: Budgets, locale: Locale) -> None:
    month = found.month
    say(statement.head(month, locale))
    names = [name for name in COLUMNS if month.current or name not in NOW]
    rows = [_row(one, names, locale) for one in month.rows]
    last = _row(month.whole, names, locale)
    last[0] = locale.text("cli.total")
    say(table(names, [*rows, last], locale, gives=("hours", "instances")))
    for one in statement.sentences(found, budgets, locale):
        (warn if one.warns else say)(one.text)


def _row(one: CostRow, names: list[str], locale: Locale) -> list[str]:
    cells = statement.cells(one, locale)
    return [cells[name] for name in names]


def _of_budget(found: Reckoning, budgets: Budgets, locale: Locale) -> dict[str, Any]:
    limit, spent = budgets.month_euro, statement.spent(found)
    ahead = found.spending
    return {
        "budget": {
            "euro": shapes.money(limit),
            "passed": None if limit is None else spent > limit,
            "spent": shapes.money(spent),
            "to_end": shapes.money(None if ahead is None else ahead.to_end),
            "lacking": [shapes.said(why, locale) for why in ahead.lacking] if ahead else [],
        }
    }


def _shape(found: MonthCosts, locale: Locale) -> dict[str, Any]:
    money = shapes.money
    return {
        "at": shapes.moment(found.at),
        "month": statement.named(found.period),
        "since": shapes.moment(found.period.start),
        "until": shapes.moment(min(found.at, found.period.end)),
        "rule": found.rule.value,
        "rows": [
            {"pool": one.pool or None, "datacenter": one.datacenter, **_sums(one)}
            for one in found.rows
        ],
        "total": _sums(found.whole),
        "whole": found.stays.whole and not found.unpriced,
        "unknown": [shapes.said(why, locale) for why in statement.unknown(found)],
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


def _sums(one: CostRow) -> dict[str, Any]:
    """Figures of a row; `now` is what stands, and what that costs an hour."""
    return {
        "instances": one.instances,
        "hours": one.hours,
        "euro": shapes.money(one.euro) if one.euro or not one.unpriced else None,
        "unpriced_hours": one.unpriced,
        "now": {
            "instances": one.standing,
            "euro_per_hour": shapes.money(one.euro_per_hour),
        },
    }

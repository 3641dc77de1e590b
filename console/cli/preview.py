"""A plan and a refusal, for people."""

import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import TextIO

from console.cli.answer import say, table
from console.locale import Locale
from console.model.plan import Plan, RefusalReason

UNKNOWN = "–"


def show_plan(plan: Plan, locale: Locale, stream: TextIO | None = None) -> None:
    """What would be done: a line a datacenter, cost, calls, warnings."""
    verb = locale.text(f"cli.verb.{plan.request.verb.value}")
    headline = locale.text(
        "cli.plan", verb=verb, pool=plan.pool, now=plan.size_now, after=plan.size_after
    )
    say(headline, stream)
    heads = ("datacenter", "now", "change", "after", "quota_left", "euro_hour")
    rows = [
        (
            row.datacenter,
            row.now,
            f"{row.change:+d}".replace("-", "\u2212"),
            row.after,
            UNKNOWN if row.quota_left_after is None else row.quota_left_after,
            _euros(row.euro_per_hour_after, locale),
        )
        for row in plan.rows
    ]
    say(table([locale.text(f"cli.head.{head}") for head in heads], rows), stream)
    say(_cost(plan, locale), stream)
    say(_pace(plan, locale), stream)
    for notice in (*plan.warnings, *plan.irreversible):
        say(f"⚠ {locale.notice(notice)}", stream)


def show_refusal(reasons: Sequence[RefusalReason], locale: Locale) -> None:
    """Every guard's no, each with what would lift it, on standard error."""
    say(locale.text("cli.refused"), sys.stderr)
    for reason in reasons:
        say(f"  {locale.notice(reason.why)}", sys.stderr)
        if reason.remedy is not None:
            say(f"    → {locale.notice(reason.remedy)}", sys.stderr)


def _cost(plan: Plan, locale: Locale) -> str:
    if plan.euro_per_hour is None:
        return locale.text("cli.cost_unknown")
    hourly = locale.euros(plan.euro_per_hour, signed=True)
    if plan.euro_for_duration is None:
        return locale.text("cli.cost", hourly=hourly)
    total = locale.euros(plan.euro_for_duration, signed=True)
    return locale.text("cli.cost_for", hourly=hourly, total=total)


def _pace(plan: Plan, locale: Locale) -> str:
    calls = locale.text("cli.calls", n=plan.api_calls, time=locale.duration(plan.api_time_s))
    if plan.eta_s is None:
        return calls
    return f"{calls} {locale.text('cli.eta', time=locale.duration(plan.eta_s))}"


def _euros(amount: Decimal | None, locale: Locale) -> str:
    return UNKNOWN if amount is None else locale.euros(amount)

"""A plan and a refusal, for people."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from console.cli.answer import say, table, warn
from console.cli.headline import effect
from console.desk.builds import made
from console.desk.plans import bill, configures, ordered
from console.locale import Locale
from console.model.plan import (
    Plan,
    RefusalReason,
)
from console.model.resource import INSTANCE, TARGET

UNKNOWN = "–"


def show_plan(plan: Plan, locale: Locale, tell: Callable[[str], None] = say) -> None:
    """What would be done: sizes, details, cost, calls, warnings."""
    tell(_headline(plan, locale))
    if plan.rows and not configures(plan):
        tell(_rows(plan, locale))
    for where, what in made(plan, locale):
        label = locale.text("build.made_of")
        tell(f"{label} ({where}): {what}" if where else f"{label}: {what}")
    for detail in plan.details:
        tell(locale.notice(detail))
    for line in (*_cost(plan, locale), *_pace(plan, locale)):
        tell(line)
    for notice in (*plan.warnings, *plan.irreversible):
        tell(f"⚠ {locale.notice(notice)}")
    for notice in plan.undo:
        tell(f"↶ {locale.notice(notice)}")


def show_refusal(reasons: Sequence[RefusalReason], locale: Locale) -> None:
    """Every guard's no, each with what would lift it, on standard error."""
    warn(locale.text("cli.refused"))
    for reason in reasons:
        warn(f"  {locale.notice(reason.why)}")
        if reason.remedy is not None:
            warn(f"    → {locale.notice(reason.remedy)}")


def _headline(plan: Plan, locale: Locale) -> str:
    verb = locale.verb(plan.request.verb)
    if plan.resource in {INSTANCE, TARGET}:
        return locale.text(
            "cli.plan", verb=verb, pool=plan.pool, now=plan.size_now, after=plan.size_after
        )
    return f"{verb} {effect(plan, locale)}"


def _rows(plan: Plan, locale: Locale) -> str:
    left = "stock_left" if ordered(plan) else "quota_left"
    heads = ("datacenter", "now", "change", "after", left, "euro_hour")
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
    return table([locale.text(f"cli.head.{head}") for head in heads], rows)


def _cost(plan: Plan, locale: Locale) -> Iterator[str]:
    cost = bill(plan)
    if cost is None:
        return
    if not cost.known:
        yield locale.text("cli.cost_unknown")
        return
    hourly, monthly, in_all = (
        None if amount is None else locale.euros(amount, signed=True)
        for amount in (cost.hourly, cost.monthly, cost.in_all)
    )
    if monthly is not None and hourly is not None:
        yield locale.text("cli.cost_hour_month", hourly=hourly, monthly=monthly)
    elif monthly is not None:
        yield locale.text("cli.cost_month", monthly=monthly)
    elif in_all is not None:
        yield locale.text("cli.cost_for", hourly=hourly or "", total=in_all)
    else:
        yield locale.text("cli.cost", hourly=hourly or "")


def _pace(plan: Plan, locale: Locale) -> Iterator[str]:
    if plan.resource == TARGET:
        return  # how long it takes is the cloud's to say
    said = []
    if plan.api_calls:
        time = locale.duration(plan.api_time_s)
        said.append(locale.text("cli.calls", n=plan.api_calls, time=time))
    if plan.eta_s is None:
        said.append(locale.text("cli.eta_unknown"))
    else:
        said.append(locale.text("cli.eta", time=locale.duration(plan.eta_s)))
    yield " ".join(said)


def _euros(amount: Decimal | None, locale: Locale) -> str:
    return UNKNOWN if amount is None else locale.euros(amount)

"""A plan and a refusal, for people."""

from collections.abc import Callable, Iterator, Sequence

from console.cli.answer import say, warn
from console.cli.headline import effect
from console.cli.table import table
from console.desk import previews
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
        subject = f"{label} ({where})" if where else label
        tell(locale.text("handover.line", subject=subject, said=what))
    for detail in plan.details:
        tell(locale.notice(detail))
    for line in (*_cost(plan, locale), *_pace(plan, locale)):
        tell(line)
    for notice in (*plan.warnings, *plan.irreversible):
        tell(f"▲ {locale.notice(notice)}")
    for notice in plan.undo:
        tell(f"↶ {locale.notice(notice)}")


def show_refusal(reasons: Sequence[RefusalReason], locale: Locale) -> None:
    """Every guard's no, each with what would lift it, on standard error."""
    warn(locale.text("cli.refused"))
    for one in previews.objections(reasons, locale.notice):
        warn(f"  {one.why}")
        if one.remedy is not None:
            warn(f"    → {one.remedy}")


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
    rows = [(row.datacenter, *previews.row(row, locale, UNKNOWN)) for row in plan.rows]
    whole = previews.whole(plan, locale, UNKNOWN)
    if whole is not None:
        rows.append((locale.text("cli.total"), *whole))
    return table(heads, rows, locale, figures=("now", "after", left))


def _cost(plan: Plan, locale: Locale) -> Iterator[str]:
    cost = bill(plan)
    if cost is None:
        return
    if not cost.known:
        yield locale.text("cli.cost_unknown")
        return
    yield locale.text("cli.cost", amounts=" · ".join(previews.costs(plan, locale)))


def _pace(plan: Plan, locale: Locale) -> Iterator[str]:
    found = previews.pace(plan, locale)
    if found is None:
        return
    said = []
    if found.calls:
        said.append(locale.text("cli.calls", n=found.calls, time=found.calling))
    if found.time is None:
        said.append(locale.text("cli.eta_unknown"))
    else:
        said.append(locale.text("cli.eta", time=found.time))
    yield " ".join(said)

"""What a plan costs, how long it takes, and why one is refused: said once for both faces."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from console.desk.plans import bill, ordered
from console.locale import Locale
from console.model.money import total
from console.model.notice import Notice
from console.model.plan import Plan, PlanRow, RefusalReason
from console.model.resource import TARGET


@dataclass(frozen=True, slots=True)
class PlanPace:
    """How long it usually takes, None where nobody knows; calls of the API, and their time."""

    time: str | None
    calls: int
    calling: str


@dataclass(frozen=True, slots=True)
class ToldRefusal:
    """Why a plan is refused, and what would lift that, if anything does."""

    why: str
    remedy: str | None


def costs(plan: Plan, locale: Locale) -> Iterator[str]:
    """What it changes of the bill, an hour, a month and in all; nothing where nobody knows."""
    found = bill(plan)
    if found is None:
        return
    if found.hourly is not None:
        amount = locale.euros(found.hourly, signed=True)
        yield locale.text("tui.cost.per_hour", amount=amount)
    if found.monthly is not None:
        amount = locale.euros(found.monthly, signed=True)
        yield locale.text("tui.cost.per_month", amount=amount)
    if found.in_all is not None and plan.request.duration_h is not None:
        hours = locale.number(float(plan.request.duration_h))
        amount = locale.euros(found.in_all)
        said = locale.text("tui.plan.for_duration", amount=amount, hours=hours)
        billed = found.in_all / found.hourly if found.hourly else plan.request.duration_h
        if billed != plan.request.duration_h and billed == round(billed):
            said += locale.text("tui.plan.billed", n=int(billed))
        yield said


def pace(plan: Plan, locale: Locale) -> PlanPace | None:
    """How long it takes; None for a target, where that is the cloud's to say."""
    if plan.resource == TARGET:
        return None
    time = None if plan.eta_s is None else locale.duration(plan.eta_s)
    return PlanPace(time, plan.api_calls, locale.duration(plan.api_time_s))


def signed(count: int, locale: Locale) -> str:
    """``+95``, ``−95`` or ``0``."""
    sign = "+" if count > 0 else "\u2212" if count < 0 else ""
    return f"{sign}{locale.number(abs(count))}"


def row(found: PlanRow, locale: Locale, unknown: str) -> tuple[str, str, str, str, str]:
    """A datacenter's size now, its change, size after, what is left of the quota, and cost."""
    left, euros = found.quota_left_after, found.euro_per_hour_after
    return (
        locale.number(found.now),
        signed(found.change, locale),
        locale.number(found.after),
        unknown if left is None else locale.number(left),
        amount(euros, locale, unknown),
    )


def whole(plan: Plan, locale: Locale, unknown: str) -> tuple[str, str, str, str, str] | None:
    """All datacenters together; None where a single order says it all."""
    if len(plan.rows) == 1 and ordered(plan):
        return None
    return (
        locale.number(plan.size_now),
        signed(plan.size_after - plan.size_now, locale),
        locale.number(plan.size_after),
        "",
        amount(total(row.euro_per_hour_after for row in plan.rows), locale, unknown),
    )


def amount(euros: Decimal | None, locale: Locale, unknown: str) -> str:
    """Euros, or that nobody knows."""
    return unknown if euros is None else locale.euros(euros)


def objections(
    reasons: Sequence[RefusalReason], say: Callable[[Notice], str]
) -> tuple[ToldRefusal, ...]:
    """Every guard's no, each with what would lift it."""
    return tuple(
        ToldRefusal(say(reason.why), None if reason.remedy is None else say(reason.remedy))
        for reason in reasons
    )

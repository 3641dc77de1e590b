"""What one operation may cost: a warning, a second person, or a refusal. Pure.

Planning asks, the preview says it, the service and the worker ask again by their own settings.
"""

from decimal import Decimal

from console.model.money import euros
from console.model.notice import Notice, NoticeValue, notice
from console.model.plan import Plan, RefusalReason
from console.model.policy import Beyond, Budgets


def cost(plan: Plan, budgets: Budgets) -> Decimal | None:
    """Euros that count against the budget; None where a price is not known.

    By the duration that was asked for, else by `assumed_hours`; by the month what is paid so.
    What leaves nothing more than before costs nothing.
    """
    if plan.size_after <= plan.size_now:
        return Decimal(0)
    if plan.euro_for_duration is not None:
        return plan.euro_for_duration
    if plan.euro_per_hour is not None:
        return plan.euro_per_hour * budgets.assumed_hours
    return plan.euro_per_month


def refusal(plan: Plan, budgets: Budgets) -> RefusalReason | None:
    """Why a plan is beyond what an operation may cost, where that refuses it."""
    if budgets.beyond is not Beyond.REFUSE or not beyond(plan, budgets):
        return None
    return RefusalReason("budget", _said(plan, budgets), notice("remedy.budget"))


def warning(plan: Plan, budgets: Budgets) -> Notice | None:
    """What a person is told: that it is beyond the budget, or nearly."""
    limit, spent = budgets.operation_euro, cost(plan, budgets)
    if limit is None:
        return None
    if beyond(plan, budgets):
        return _said(plan, budgets)
    near = spent is not None and spent > 0 and spent >= limit * budgets.warn_ratio
    return notice("budget.near", **_values(plan, budgets)) if near else None


def second_person(plan: Plan, budgets: Budgets) -> bool:
    """Say whether another must approve it."""
    return budgets.beyond is Beyond.SECOND_PERSON and beyond(plan, budgets)


def beyond(plan: Plan, budgets: Budgets) -> bool:
    """Say whether it costs more than an operation may; a cost that nobody knows does."""
    limit, spent = budgets.operation_euro, cost(plan, budgets)
    return limit is not None and (spent is None or spent > limit)


def _said(plan: Plan, budgets: Budgets) -> Notice:
    unknown = cost(plan, budgets) is None
    return notice("budget.unknown" if unknown else "budget.beyond", **_values(plan, budgets))


def _values(plan: Plan, budgets: Budgets) -> dict[str, NoticeValue]:
    spent, limit = cost(plan, budgets), budgets.operation_euro
    values: dict[str, NoticeValue] = {"limit": float(euros(limit or Decimal(0)))}
    return values if spent is None else values | {"cost": float(euros(spent))}

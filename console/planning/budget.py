"""What an operation and a month may cost: a warning, a second person, or a refusal. Pure.

Planning asks, the preview says it, the service and the worker ask again by their own settings.
What adds nothing to the cost is within every budget.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from console.model.money import Spending, euros
from console.model.notice import Notice, notice
from console.model.plan import Plan, RefusalReason
from console.model.policy import Beyond, Budgets


class _Words(NamedTuple):
    """What is said of a budget that is passed, nearly, or may be."""

    beyond: str
    near: str
    unknown: str


OPERATION = _Words("budget.beyond", "budget.near", "budget.unknown")
MONTH = _Words("budget.month.beyond", "budget.month.near", "budget.month.unknown")


@dataclass(frozen=True, slots=True)
class _Count:
    """Euros against one limit: of the operation, or of the month with it. None: not known."""

    words: _Words
    limit: Decimal
    cost: Decimal | None
    spent: Decimal | None

    @property
    def beyond(self) -> bool:
        """Say whether it is more than may be spent; a cost that nobody knows is."""
        return self.cost != 0 and (self.spent is None or self.spent > self.limit)

    def said(self) -> Notice:
        """That it is beyond."""
        return self._notice(self.words.unknown if self.spent is None else self.words.beyond)

    def near(self, ratio: Decimal) -> Notice | None:
        """That it comes near, where it does."""
        near = self.cost and self.spent is not None and self.spent >= self.limit * ratio
        return self._notice(self.words.near) if near else None

    def _notice(self, code: str) -> Notice:
        values = {"limit": float(euros(self.limit))}
        for name, amount in (("cost", self.cost), ("spent", self.spent)):
            if amount is not None:
                values[name] = float(euros(amount))
        return notice(code, **values)


def cost(plan: Plan, budgets: Budgets) -> Decimal | None:
    """Euros that count against a budget; None where a price is not known.

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


def refusals(plan: Plan, budgets: Budgets) -> Iterator[RefusalReason]:
    """Why a plan is beyond what may be spent, where that refuses it."""
    if budgets.beyond is Beyond.REFUSE:
        for one in _counts(plan, budgets):
            if one.beyond:
                yield RefusalReason("budget", one.said(), notice("remedy.budget"))


def warnings(plan: Plan, budgets: Budgets, month: Spending | None = None) -> Iterator[Notice]:
    """What a person is told: that it is beyond a budget, nearly, or will be at the month's end."""
    for one in _counts(plan, budgets):
        said = one.said() if one.beyond else one.near(budgets.warn_ratio)
        if said is not None:
            yield said
        elif one.words is MONTH and one.cost and month is not None:
            ahead = month.to_end + one.cost
            if ahead > one.limit:
                values = {"limit": float(euros(one.limit)), "spent": float(euros(ahead))}
                yield notice("budget.month.foreseen", **values)
        if one.words is MONTH and one.cost != 0 and month is not None:
            yield from month.lacking


def second_person(plan: Plan, budgets: Budgets) -> bool:
    """Say whether another must approve it."""
    return budgets.beyond is Beyond.SECOND_PERSON and beyond(plan, budgets)


def beyond(plan: Plan, budgets: Budgets) -> bool:
    """Say whether it costs more than may be spent."""
    return any(one.beyond for one in _counts(plan, budgets))


def _counts(plan: Plan, budgets: Budgets) -> Iterator[_Count]:
    spent = cost(plan, budgets)
    if budgets.operation_euro is not None:
        yield _Count(OPERATION, budgets.operation_euro, spent, spent)
    if budgets.month_euro is not None and plan.euro_of_month is not None:
        whole = None if spent is None else plan.euro_of_month + spent
        yield _Count(MONTH, budgets.month_euro, spent, whole)

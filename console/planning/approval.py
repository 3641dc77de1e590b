"""Whether a second person must approve a plan: one rule, for preview and acceptance alike."""

from console.model.money import HOURS_A_MONTH
from console.model.plan import Plan
from console.model.policy import Policy
from console.planning.budget import second_person
from console.planning.hearing import shares


def awaits_s(plan: Plan, policy: Policy) -> float | None:
    """Real seconds a plan may wait for a second person; None where it needs none.

    A cost that nobody knows is above every limit. An hourly cost counts by the month,
    and a monthly one by the hour, where the plan gives the other alone.
    """
    rule, hour, month = policy.approval, plan.euro_per_hour, plan.euro_per_month
    if hour is None and month is not None:
        hour = month / HOURS_A_MONTH
    elif month is None and hour is not None:
        month = hour * HOURS_A_MONTH
    most, an_hour, a_month = rule.above_changes, rule.above_euro_per_hour, rule.above_euro_per_month
    above = (
        most is not None and _size(plan) > most,
        an_hour is not None and (hour is None or hour > an_hour),
        a_month is not None and (month is None or month > a_month),
        second_person(plan, policy.budgets),
    )
    return rule.expires_s if any(above) else None


def _size(plan: Plan) -> int:
    """How many changes are of what the plan is about; what only goes with them is not counted.

    What lets a pool grow in time counts for all that may come of it.
    """
    changes = len(shares(plan.resource, plan.changes).get(plan.resource, ()))
    return max(changes, plan.size_after - plan.size_now)

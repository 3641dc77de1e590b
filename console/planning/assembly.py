"""From a draft to the plan that a person reads and the worker executes."""

import math
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from console.kinds.draft import Draft, Facts
from console.model.billing import after, billed_hours, saved_hours
from console.model.money import HOURS_A_MONTH, euros
from console.model.notice import notice
from console.model.plan import Plan
from console.model.policy import Policy
from console.planning.approval import awaits_s
from console.planning.budget import warnings
from console.planning.digest import seal


def assemble(facts: Facts, draft: Draft) -> Plan:
    """The plan of a draft, sealed with its digest."""
    api_s = round(draft.call_s, 3)
    most, usual = max(draft.size_now, draft.size_after), facts.record.pace
    usual_s = None if usual is None else usual.total_seconds() * len(draft.changes)
    planned = Plan(
        operation_id=facts.operation_id,
        request=facts.request,
        pool=draft.pool,
        planned_at=facts.estate.at,
        changes=draft.changes,
        rows=draft.rows,
        size_now=draft.size_now,
        size_after=draft.size_after,
        ceiling=most if draft.ceiling is None else draft.ceiling,
        euro_per_hour=draft.euro_per_hour,
        euro_for_duration=_for_duration(draft, facts),
        api_calls=draft.calls,
        api_time_s=api_s,
        eta_s=None if usual_s is None else round(max(api_s, usual_s), 3),
        warnings=draft.warnings,
        irreversible=draft.irreversible,
        typed_name=draft.typed_name,
        target=draft.target,
        resource=draft.resource,
        subject=draft.subject,
        euro_per_month=draft.euro_per_month,
        details=draft.details,
        undo=draft.undo,
        counts=draft.counts,
        builds=draft.builds,
        advised=draft.advised,
        left=draft.left,
        euro_of_month=None if facts.record.month is None else facts.record.month.until_now,
    )
    within = _within(planned, facts)
    return seal(within if facts.record.granted else _to_approve(within, facts.policy))


def _within(plan: Plan, facts: Facts) -> Plan:
    """The plan, saying where it comes near what may be spent, or passes it."""
    said = warnings(plan, facts.policy.budgets, facts.record.month)
    return replace(plan, warnings=(*plan.warnings, *said))


def _to_approve(plan: Plan, policy: Policy) -> Plan:
    """The plan, saying where it will wait for a second person."""
    waits = awaits_s(plan, policy)
    if waits is None:
        return plan
    said = notice("plan.awaits", minutes=math.ceil(waits / 60))
    return replace(plan, awaits_s=waits, warnings=(*plan.warnings, said))


def _for_duration(draft: Draft, facts: Facts) -> Decimal | None:
    """Euros for the hours asked for, from now, by the rule that the settings give.

    An unknown price is never zero.
    """
    hours, now, rule = facts.request.duration_h, facts.estate.at, facts.policy.billing
    if draft.monthly:
        month = draft.euro_per_month
        if month is None or hours is None:
            return None
        return euros(month * (hours / HOURS_A_MONTH).to_integral_value(rounding=ROUND_CEILING))
    per_hour = draft.euro_per_hour
    if per_hour is None or hours is None:
        return None
    count = billed_hours if per_hour >= 0 else saved_hours
    return euros(per_hour * count(rule, now, after(now, hours)))

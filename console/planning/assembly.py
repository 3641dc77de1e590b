"""From a draft to the plan that a person reads and the worker executes."""

from console.kinds.draft import Draft, Facts
from console.model.plan import Plan
from console.planning import cost, pace
from console.planning.digest import seal


def assemble(facts: Facts, draft: Draft) -> Plan:
    """The plan of a draft, sealed with its digest."""
    api_s = round(draft.call_s, 3)
    most = max(draft.size_now, draft.size_after)
    return seal(
        Plan(
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
            euro_for_duration=cost.for_duration(draft, facts.request.duration_h),
            api_calls=draft.calls,
            api_time_s=api_s,
            eta_s=pace.eta_s(len(draft.changes), facts.record.pace, api_s),
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
        )
    )

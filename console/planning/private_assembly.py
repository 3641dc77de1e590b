"""From a private draft to the plan a person reads and the worker executes."""

from decimal import ROUND_CEILING, Decimal

from console.kinds.supplies.offers import HOURS_A_MONTH
from console.model.money import euros
from console.model.plan import (
    Desired,
    Plan,
    PlannedChange,
)
from console.model.resource import DATASTORE, MACHINE
from console.model.supply import (
    Billing,
)
from console.model.wanted import BILLING, FOLDER, RESTART, SNAPSHOT
from console.planning import cost, pace
from console.planning.digest import seal
from console.planning.private_situation import PrivateDraft, PrivateSituation, orders

CALLS_A_SECOND = 1.0
"""The provider's limit: 60 calls a minute for one consumer key."""


def assemble(situation: PrivateSituation, draft: PrivateDraft) -> Plan:
    """The plan of a draft that no guard refused, sealed with its digest."""
    changes = draft.changes
    calls = sum(_calls(change) for change in changes)
    api_s = pace.api_time_s(sum(map(_ordered, changes)), CALLS_A_SECOND)
    return seal(
        Plan(
            operation_id=situation.operation_id,
            request=situation.request,
            pool=draft.pool,
            planned_at=situation.estate.at,
            changes=changes,
            rows=draft.rows,
            size_now=draft.size_now,
            size_after=draft.size_after,
            ceiling=max(draft.size_now, draft.size_after),
            euro_per_hour=draft.euro_per_hour,
            euro_for_duration=_for_duration(situation, draft),
            api_calls=calls,
            api_time_s=api_s,
            eta_s=pace.eta_s(len(changes), situation.record.pace, api_s),
            warnings=draft.warnings,
            irreversible=draft.irreversible,
            typed_name=draft.typed_name,
            target=draft.target,
            resource=draft.resource,
            subject=draft.subject,
            euro_per_month=draft.euro_per_month,
            details=draft.details,
            undo=draft.undo,
        )
    )


def _calls(change: PlannedChange) -> int:
    """Calls that write, of one change that goes well."""
    if change.resource == MACHINE:
        return 1 + 2 * int(change.wanted.get(RESTART, 0)) + int(change.wanted.get(SNAPSHOT, 0))
    if change.desired is Desired.ABSENT:
        return 2 if change.resource == DATASTORE else 1
    return 1 + (FOLDER in change.wanted)


def _ordered(change: PlannedChange) -> bool:
    """Say whether a change takes a call at the provider, whose rate is limited."""
    terms = change.before if change.desired is Desired.ABSENT else change.wanted
    return orders(change.resource) and terms.get(BILLING) != Billing.OWNED


def _for_duration(situation: PrivateSituation, draft: PrivateDraft) -> Decimal | None:
    """Started hours of what is paid by the hour, started months of what is paid by the month."""
    hours, month = situation.request.duration_h, draft.euro_per_month
    monthly = any(change.wanted.get(BILLING) == Billing.MONTHLY for change in draft.changes)
    if not monthly:
        return cost.for_duration(draft.euro_per_hour, hours)
    if month is None or hours is None:
        return None
    return euros(month * (hours / HOURS_A_MONTH).to_integral_value(rounding=ROUND_CEILING))

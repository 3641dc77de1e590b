"""From changes to the plan a person reads and the worker executes."""

from decimal import Decimal

from console.kinds.instances import cautions, price
from console.kinds.instances.facts import Draft, PoolFacts
from console.kinds.instances.quota import room
from console.model.instance import Instance
from console.model.notice import Notice, notice
from console.model.plan import (
    Desired,
    Plan,
    PlannedChange,
    PlanRow,
)
from console.planning import cost, pace
from console.planning.digest import seal


def assemble(situation: PoolFacts, draft: Draft) -> Plan:
    """The plan of a draft that no guard refused, sealed with its digest."""
    changes = draft.changes
    new = [change for change in changes if change.desired is Desired.PRESENT]
    going = _going(situation, changes)
    rows = tuple(_rows(situation, new, going))
    per_hour = _difference(situation, new, going)
    calls = pace.api_calls(changes)
    api_s = pace.api_time_s(calls, situation.policy.limits.compute_rate)
    return seal(
        Plan(
            operation_id=situation.operation_id,
            request=situation.request,
            pool=situation.pool.name,
            planned_at=situation.estate.at,
            changes=changes,
            rows=rows,
            size_now=situation.size,
            size_after=situation.size + len(new) - len(going),
            ceiling=situation.pool.ceiling,
            euro_per_hour=per_hour,
            euro_for_duration=cost.for_duration(per_hour, situation.request.duration_h),
            api_calls=calls,
            api_time_s=api_s,
            eta_s=pace.eta_s(len(changes), situation.record.pace, api_s),
            warnings=(
                *draft.warnings,
                *cautions.growing(situation, new, rows),
                *cautions.shrinking(situation, draft),
                *cautions.price(situation, per_hour),
                *cautions.general(situation),
            ),
            irreversible=_irreversible(going),
            typed_name=_typed_name(situation, len(changes)),
            target=draft.target,
        )
    )


def _going(situation: PoolFacts, changes: tuple[PlannedChange, ...]) -> list[Instance]:
    """Instances that stand now and would not after."""
    ids = {change.resource_id for change in changes if change.desired is Desired.ABSENT}
    return [i for i in situation.staying if i.id in ids]


def _rows(situation: PoolFacts, new: list[PlannedChange], going: list[Instance]) -> list[PlanRow]:
    """One row for every datacenter that shares the pool or holds some of it."""
    codes = [place.code for place in situation.places]
    others = {situation.datacenter_of(i.region) for i in situation.staying} - set(codes)
    return [_row(situation, code, new, going) for code in (*codes, *sorted(others))]


def _row(
    situation: PoolFacts, code: str, new: list[PlannedChange], going: list[Instance]
) -> PlanRow:
    standing = situation.staying_in(code)
    ids = {i.id for i in going}
    kept = [i for i in standing if i.id not in ids]
    added = sum(change.datacenter == code for change in new)
    kept_cost, new_cost = price.of_instances(situation, kept), price.of_new(situation, added)
    change = added - (len(standing) - len(kept))
    return PlanRow(
        datacenter=code,
        now=len(standing),
        change=change,
        after=len(standing) + change,
        quota_left_after=_left(situation, code, change),
        euro_per_hour_after=None if kept_cost is None or new_cost is None else kept_cost + new_cost,
    )


def _left(situation: PoolFacts, code: str, change: int) -> int | None:
    """Instances that would still fit a datacenter; None when a limit is not known."""
    regions = [
        region
        for place in situation.policy.datacenters
        if place.code == code
        for region in place.regions
    ]
    rooms = [room(situation.estate, situation.pool, region).most for region in regions]
    known = [most for most in rooms if most is not None]
    if not known or len(known) < len(rooms):
        return None
    return max(0, sum(known) - change)


def _difference(
    situation: PoolFacts, new: list[PlannedChange], going: list[Instance]
) -> Decimal | None:
    """The change of the hourly cost; None when a price in it is not known."""
    more, less = price.of_new(situation, len(new)), price.of_instances(situation, going)
    return None if more is None or less is None else more - less


def _irreversible(going: list[Instance]) -> tuple[Notice, ...]:
    """Say what a rollback could not bring back."""
    return (notice("irreversible.deleted", n=len(going)),) if going else ()


def _typed_name(situation: PoolFacts, changes: int) -> str | None:
    """The pool's name must be typed when more is touched than a plain yes should allow."""
    return situation.pool.name if changes > situation.pool.confirm_above else None

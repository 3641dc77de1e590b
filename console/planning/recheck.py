"""What is checked of an accepted plan before anything begins: the very guards of planning."""

from collections.abc import Iterable
from dataclasses import replace

from console.kinds import registry
from console.model.estate import Estate
from console.model.notice import notice
from console.model.operation import Change, Phase
from console.model.plan import Plan, PlannedChange, RefusalReason
from console.model.policy import Policy, Record
from console.model.resource import Resource
from console.planning import budget, guards
from console.planning.digest import digest
from console.planning.hearing import Hearing

NOTHING_KNOWN = Record()


def recheck(
    plan: Plan,
    estate: Estate,
    policy: Policy,
    record: Record = NOTHING_KNOWN,
    *,
    changes: Iterable[Change] | None = None,
    age_s: float | None = None,
) -> tuple[RefusalReason, ...]:
    """Why what a plan has not begun may not begin now; empty where it may.

    `estate` is what the asker has read itself: regions with their freshness, health
    and loads where something is removed; the inventory and the supply. `changes` are
    the operation's as they stand, None before any exists: what has not begun is
    judged, what has begun counts, also where `estate` is too old to show its effect.
    In `record`, `asked` are further changes under way on the same pool. `age_s` is given
    while nothing has begun. Where every reason is `passing`, a later look may find
    them lifted. Only the kinds of what may begin are asked: `estate` is theirs to have read.
    """
    if digest(plan) != plan.digest:
        why = notice("guard.digest", operation=plan.operation_id)
        return (RefusalReason("digest", why, notice("remedy.plan_again")),)
    strange = [r for r in {plan.resource: 0, **_sorts(plan)} if registry.planner(r) is None]
    if strange:
        return tuple(map(guards.unknown, strange))
    rest, under_way = plan, record.asked
    if changes is not None:
        standing = [change for change in changes if change.phase is not Phase.CANCELLED]
        todo = tuple(_planned(c) for c in standing if c.phase is Phase.PLANNED)
        if not todo:
            return ()
        rest = replace(plan, changes=todo)
        under_way += tuple(c for c in standing if c.phase is not Phase.PLANNED)
    record = replace(record, asked=under_way, counts={**plan.counts, **record.counts})
    request = replace(plan.request, pool=plan.pool)
    hearing = Hearing(request, estate, policy, record, plan.operation_id)
    who, against = hearing.author(rest), hearing.against(rest)
    dear = budget.refusals(plan, policy.budgets) if age_s is not None else ()
    always = (guards.read_only(policy), guards.age(age_s, policy), *dear)
    return guards.present((*always, *who, *against))


def _sorts(plan: Plan) -> dict[Resource, int]:
    return dict.fromkeys((change.resource for change in plan.changes), 0)


def _planned(change: Change) -> PlannedChange:
    """What is still to be done of a change."""
    return PlannedChange(
        datacenter=change.datacenter,
        region=change.region,
        name=change.name,
        desired=change.desired,
        batch=change.batch,
        resource_id=change.resource_id,
        made_by=change.made_by,
        resource=change.resource,
        wanted=change.wanted,
        before=change.before,
    )

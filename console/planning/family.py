"""An operation whose changes are of several kinds, taken back: what was made last goes first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from console.kinds import registry
from console.kinds.draft import Draft, Facts
from console.model.notice import Notice, each_once, notice
from console.model.operation import Operation
from console.model.plan import Plan, PlannedChange, RefusalReason
from console.model.resource import Resource
from console.model.verb import TOPUP, Verb
from console.planning.hearing import Hearing, shares
from console.planning.target import NOTHING_LEFT, TARGETED

Name = tuple[Resource, str, str]


def inverse(hearing: Hearing, verb: Verb, target: Operation) -> Draft:
    """What a rollback or top-up of the target comes to, whatever its changes are of."""
    plan = target.plan
    found = _own(plan) or {plan.resource: ()}
    if len(found) > 1 and verb == TOPUP:
        why = notice("guard.topup_of_several", operation=target.id)
        reason = RefusalReason("target.several", why, notice("remedy.roll_back"))
        return Draft(plan.resource, plan.pool, plan.subject, target=target.id, reasons=(reason,))
    drafts = []
    for resource, changes in found.items():
        kind, facts = hearing.survey(resource)
        part = target if len(found) == 1 else replace(target, plan=replace(plan, changes=changes))
        if kind is not None and isinstance(facts, Facts):
            drafts.append(TARGETED[verb](kind, facts, part))
        elif not isinstance(facts, Facts):
            drafts.append(Draft(resource, plan.pool, reasons=facts))
    if len(drafts) > 1:
        return _merged(target, drafts)
    [draft] = drafts
    if verb == TOPUP or not any(change.after for change in plan.changes):
        return draft
    return replace(draft, changes=_ordered(plan.changes, draft.changes))


def _own(plan: Plan) -> Mapping[Resource, tuple[PlannedChange, ...]]:
    """A plan's changes by kind, without those that follow from others: they will again."""
    homes, followers = registry.homes(), registry.followers()
    found = shares(plan.resource, plan.changes)
    followed = {homes.get(resource) for resource in followers}
    return {r: changes for r, changes in found.items() if homes.get(r, r) not in followed}


def _merged(target: Operation, drafts: Sequence[Draft]) -> Draft:
    """One draft of several: costs and calls add up, what is said is said of each.

    Sizes and rows count what the operation's own kind counts.
    """
    wrong = tuple(r for one in drafts for r in one.reasons if r.guard != NOTHING_LEFT)
    parts = [one for one in drafts if not one.reasons]
    lead = next((one for one in drafts if one.resource == target.plan.resource), drafts[0])
    if wrong or not parts:
        return replace(lead, reasons=wrong or lead.reasons)
    both = any(one.monthly for one in parts) and any(
        not one.monthly and one.euro_per_hour != 0 for one in parts
    )
    monthly = [one.euro_per_month for one in parts if one.monthly or one.euro_per_month is not None]
    return replace(
        lead,
        resource=target.plan.resource,
        subject=target.plan.subject,
        changes=_ordered(target.plan.changes, [c for one in parts for c in one.changes]),
        counts={region: n for one in parts for region, n in one.counts.items()},
        builds={region: build for one in parts for region, build in one.builds.items()},
        euro_per_hour=_total([one.euro_per_hour for one in parts]),
        euro_per_month=_total(monthly) if monthly and not both else None,
        monthly=any(one.monthly for one in parts),
        calls=sum(one.calls for one in parts),
        call_s=sum(one.call_s for one in parts),
        details=_each(one.details for one in parts),
        warnings=_each(one.warnings for one in parts),
        irreversible=_each(one.irreversible for one in parts),
        undo=_each(one.undo for one in parts),
        typed_name=next((one.typed_name for one in parts if one.typed_name), None),
        reasons=(),
    )


def _ordered(
    done: Sequence[PlannedChange], undone: Sequence[PlannedChange]
) -> tuple[PlannedChange, ...]:
    """The changes that undo, in the inverted order: if 2 came after 1, 1 is undone after 2.

    What has not to be undone hands on what came after it.
    """
    numbers: Mapping[Name, int] = {_name(c): n for n, c in enumerate(undone, start=1)}
    later: dict[int, set[int]] = {}
    for seq, change in enumerate(done, start=1):
        for earlier in change.after:
            later.setdefault(earlier, set()).add(seq)

    def first(seq: int, met: frozenset[int]) -> set[int]:
        found: set[int] = set()
        for follower in later.get(seq, set()) - met:
            number = numbers.get(_name(done[follower - 1]))
            found |= {number} if number else first(follower, met | {follower})
        return found

    before = {_name(c): first(n, frozenset({n})) for n, c in enumerate(done, start=1)}
    return tuple(replace(c, after=tuple(sorted(before.get(_name(c), ())))) for c in undone)


def _name(change: PlannedChange) -> Name:
    return change.resource, change.region, change.name


def _each(said: Iterable[tuple[Notice, ...]]) -> tuple[Notice, ...]:
    return each_once(one for part in said for one in part)


def _total(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """The sum; not known where one of them is not."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None

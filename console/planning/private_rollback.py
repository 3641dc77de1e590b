"""Rollback on the private cloud: give back what was added, restore the size that was."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from console.kinds.supplies.offers import held_per_hour, of_holding, per_hour, per_month, total
from console.model.notice import notice
from console.model.operation import Operation
from console.model.plan import (
    DATASTORES,
    HOSTS,
    Desired,
    PlannedChange,
    PlanRow,
    RefusalReason,
)
from console.model.private import Datastore
from console.model.resource import DATASTORE, HOST, MACHINE, Resource
from console.model.supply import (
    Billing,
    Offer,
)
from console.model.verb import ROLLBACK
from console.model.wanted import BILLING, HOLDING, OFFER, SIZE
from console.planning import guards, resize_rollback
from console.planning.private_family import Made, PrivateFamily, family
from console.planning.private_situation import VCENTER, PrivateDraft, PrivateSituation

SUBJECTS = {DATASTORE: DATASTORES, HOST: HOSTS}
TOLD = 8
"""Names in one sentence."""


def draft(situation: PrivateSituation) -> PrivateDraft:
    """The target undone: exactly what its family added and nothing else."""
    wrong = guards.present(
        (
            guards.target_ended(situation.record, ROLLBACK),
            guards.target_pool(situation.request, situation.record),
        )
    )
    target, resource = situation.record.target, situation.resource
    if target is None:
        return PrivateDraft(resource, "", "", reasons=wrong)
    empty = PrivateDraft(resource, target.plan.subject, target.plan.pool, target=target.id)
    if wrong:
        return replace(empty, reasons=wrong)
    if resource == MACHINE:
        return resize_rollback.draft(situation, target)
    return _give_back(situation, target, replace(empty, subject=SUBJECTS[resource]))


def _give_back(situation: PrivateSituation, target: Operation, empty: PrivateDraft) -> PrivateDraft:
    members = family(situation, target, rollback=True)
    reasons = guards.present(_reasons(situation, members, target))
    if reasons:
        return replace(empty, reasons=reasons)
    made, n = members.made, len(members.made)
    view, hosts = situation.view, empty.resource == HOST
    now = len(view.hosts if hosts else view.datastores)
    going = sum(one.there is not None for one in made)
    hour = total(_negative(per_hour, situation, one) for one in made)
    warnings = [notice("warning.adopted", name=one.name) for one in made if one.adopted]
    if members.lost:
        warnings.append(notice("warning.orders_lost", n=len(members.lost)))
    return replace(
        empty,
        changes=tuple(_removal(situation, one) for one in made),
        rows=(_row(situation, empty.resource, now, going, hour),),
        size_now=now,
        size_after=now - going,
        euro_per_hour=hour,
        euro_per_month=total(_negative(per_month, situation, one) for one in made),
        details=(notice("detail.given_back", names=", ".join(one.name for one in made)),),
        warnings=tuple(warnings),
        irreversible=(notice("irreversible.given_back", n=n),),
        typed_name=empty.subject if n > situation.private.confirm_above else None,
    )


def _reasons(
    situation: PrivateSituation, members: PrivateFamily, target: Operation
) -> Iterable[RefusalReason]:
    """Why nothing, or not all of it, can be given back."""
    if members.arriving:
        why = notice("guard.on_order", operation=target.id, n=len(members.arriving))
        yield RefusalReason("order.open", why, notice("remedy.on_order"))
    elif not members.made:
        why = notice("guard.nothing_to_undo", operation=target.id)
        yield RefusalReason("nothing", why)
    monthly = [one.name for one in members.made if one.billing is Billing.MONTHLY]
    if monthly:
        why = notice("guard.monthly", names=_names(monthly))
        yield RefusalReason("billing.monthly", why, notice("remedy.monthly"))
    unsure = [one.name for one in members.made if one.billing is Billing.UNKNOWN]
    if unsure:
        why = notice("guard.billing_unknown", names=_names(unsure))
        yield RefusalReason("billing.unknown", why, notice("remedy.refresh"))
    for one in members.made:
        yield from _lived_in(situation, one)


def _lived_in(situation: PrivateSituation, one: Made) -> Iterable[RefusalReason]:
    """Nothing is given back that anything lives on, or of which that is not known."""
    if one.there is None:
        return
    living = inhabitants(situation, one)
    if living:
        why = notice("guard.lived_in", name=one.name, n=len(living), machines=_names(living))
        yield RefusalReason("used", why, notice("remedy.lived_in"))
    reachable = one.there.accessible if isinstance(one.there, Datastore) else one.there.connected
    if not reachable or situation.view.unreadable:
        why = notice("guard.use_unknown", name=one.name)
        yield RefusalReason("use.unknown", why, notice("remedy.refresh"))


def inhabitants(situation: PrivateSituation, one: Made) -> tuple[str, ...]:
    """Names of the machines and templates on a datastore or host; an id where unnamed."""
    if one.there is None:
        return ()
    machines, place = situation.view.virtual_machines, one.there.id
    names = {machine.id: machine.name for machine in machines}
    there = {m.id for m in machines if place in m.datastore_ids or m.host_id == place}
    if isinstance(one.there, Datastore):
        there |= set(one.there.virtual_machines)
    return tuple(sorted(names.get(number, number) for number in there))


def _removal(situation: PrivateSituation, one: Made) -> PlannedChange:
    before: dict[str, str | int] = {BILLING: one.billing.value}
    if one.holding is not None:
        before[HOLDING] = one.holding.id
    before |= {key: one.change.wanted[key] for key in (OFFER, SIZE) if key in one.change.wanted}
    return PlannedChange(
        datacenter=situation.private.datacenter,
        region=VCENTER,
        name=one.name,
        desired=Desired.ABSENT,
        resource_id=None if one.there is None else one.there.id,
        made_by=one.change.operation_id,
        resource=one.change.resource,
        before=before,
    )


def _row(
    situation: PrivateSituation, resource: Resource, now: int, going: int, hour: Decimal | None
) -> PlanRow:
    held = held_per_hour(situation.supply, resource)
    return PlanRow(
        datacenter=situation.private.datacenter,
        now=now,
        change=-going,
        after=now - going,
        quota_left_after=None,
        euro_per_hour_after=None if hour is None or held is None else held + hour,
    )


def _negative(
    price: Callable[[Offer], Decimal | None], situation: PrivateSituation, one: Made
) -> Decimal | None:
    """What giving one back saves, as a negative price; None when it is not known."""
    if one.billing is Billing.OWNED:
        return Decimal(0)
    name = str(one.change.wanted.get(OFFER, "")) if one.holding is None else one.holding.offer
    offer = of_holding(situation.supply, name, one.billing)
    amount = None if offer is None else price(offer)
    return None if amount is None else -amount


def _names(names: Iterable[str]) -> str:
    told = list(names)
    return ", ".join([*told[:TOLD], *(["…"] if len(told) > TOLD else [])])

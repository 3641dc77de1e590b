"""Top-up on the private cloud: order what is missing, and only that."""

from collections.abc import Iterable
from dataclasses import replace

from console.kinds.supplies.offers import choose, of_size
from console.model.notice import Notice, notice
from console.model.operation import Change, Operation, Phase
from console.model.plan import (
    RefusalReason,
)
from console.model.resource import MACHINE
from console.model.supply import (
    Billing,
    Offer,
)
from console.model.verb import TOPUP
from console.model.wanted import BILLING, CLUSTER, OFFER, SIZE
from console.planning import guards, private_guards
from console.planning.additions import add
from console.planning.datastores import unused
from console.planning.private_family import PrivateFamily, family
from console.planning.private_rollback import SUBJECTS
from console.planning.private_situation import PrivateDraft, PrivateSituation


def draft(situation: PrivateSituation) -> PrivateDraft:
    """As many as were asked for and neither stand nor are on order, of the same offer."""
    wrong = guards.present(
        (
            guards.target_ended(situation.record, TOPUP),
            guards.target_pool(situation.request, situation.record),
        )
    )
    target, resource = situation.record.target, situation.resource
    if target is None:
        return PrivateDraft(resource, "", "", reasons=wrong)
    empty = PrivateDraft(resource, target.plan.subject, target.plan.pool, target=target.id)
    if resource == MACHINE and not wrong:
        why = notice("guard.topup_resize", operation=target.id)
        wrong = (RefusalReason("nothing", why, notice("remedy.resize_again")),)
    if wrong:
        return replace(empty, reasons=wrong)
    return _complete(situation, target, replace(empty, subject=SUBJECTS[resource]))


def _complete(situation: PrivateSituation, target: Operation, empty: PrivateDraft) -> PrivateDraft:
    members = family(situation, target, rollback=False)
    missing = members.missing
    if missing == 0:
        n = len(members.made) + len(members.arriving)
        why = notice("guard.none_missing", operation=target.id, n=n)
        return replace(empty, reasons=(RefusalReason("nothing", why),))
    first = members.asked[0]
    alike = _alike(situation, first)
    if not alike:
        why = notice("guard.offer_gone", offer=str(first.wanted.get(OFFER, "–")))
        reason = RefusalReason("offer.unknown", why, notice("remedy.add_another"))
        return replace(empty, reasons=(reason,))
    choice = choose(alike, missing)
    reasons = guards.present(
        (
            private_guards.at_most(empty.resource, missing, situation.private),
            *choice.reasons,
        )
    )
    if reasons:
        return replace(empty, reasons=reasons)
    cluster = first.wanted.get(CLUSTER)
    warned = replace(empty, warnings=tuple(_warnings(members)))
    return add(situation, warned, choice, None if cluster is None else str(cluster))


def _alike(situation: PrivateSituation, first: Change) -> tuple[Offer, ...]:
    """The offer that was ordered first; of exports and disks, those of the same size."""
    billing, size = first.wanted.get(BILLING), first.wanted.get(SIZE)
    known = tuple(
        offer
        for offer in situation.supply.offers
        if offer.resource == first.resource and offer.billing == billing
    )
    if billing != Billing.OWNED:
        return tuple(offer for offer in known if offer.name == first.wanted.get(OFFER))
    return unused(situation, known if size is None else of_size(known, int(size)))


def _warnings(members: PrivateFamily) -> Iterable[Notice]:
    if members.arriving:
        yield notice("warning.arriving", n=len(members.arriving))
    if members.lost:
        yield notice("warning.orders_lost", n=len(members.lost))
    unfinished = ", ".join(
        one.name for one in members.made if one.change.phase is not Phase.IN_SERVICE
    )
    if unfinished:
        yield notice("warning.unfinished", names=unfinished)

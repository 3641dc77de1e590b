"""Datastores: which offer serves the size asked for."""

from dataclasses import replace

from console.kinds.supplies.offers import choose, listed, of_size
from console.model.notice import notice
from console.model.plan import (
    DATASTORES,
    RefusalReason,
)
from console.model.resource import DATASTORE
from console.model.supply import (
    Billing,
    Offer,
)
from console.planning import guards
from console.planning.additions import add, amount, offers, place, terabytes
from console.planning.private_situation import PrivateDraft, PrivateSituation

EMPTY = PrivateDraft(DATASTORE, DATASTORES, DATASTORES)


def draft(situation: PrivateSituation) -> PrivateDraft:
    """As many new datastores as asked for, of the offer that serves best."""
    request = situation.request
    wrong = guards.present(amount(situation))
    found, reasons = _fitting(situation)
    reasons = (*wrong, *reasons)
    if reasons or request.count is None:
        return replace(EMPTY, reasons=(*reasons, *place(situation, needed=False).reasons))
    choice = choose(found, request.count)
    owned = any(offer.billing is Billing.OWNED for offer in choice.offers)
    there = place(situation, needed=owned)
    reasons = (*choice.reasons, *there.reasons)
    if reasons:
        return replace(EMPTY, reasons=reasons)
    return add(situation, EMPTY, choice, there.cluster)


def unused(situation: PrivateSituation, found: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """Without the exports that are datastores already."""
    names = {datastore.name for datastore in situation.view.datastores}
    return tuple(o for o in found if o.billing is not Billing.OWNED or o.name not in names)


def _fitting(
    situation: PrivateSituation,
) -> tuple[tuple[Offer, ...], tuple[RefusalReason, ...]]:
    """Offers of the wanted size and kind, by name or by size."""
    request = situation.request
    known, reasons = offers(situation)
    if reasons:
        return (), reasons
    if request.offer is None and request.size_bytes is None:
        why = notice("guard.size_missing", offers=listed(known))
        return (), (RefusalReason("amount", why, notice("remedy.size")),)
    found = known
    if request.size_bytes is not None:
        found = of_size(known, request.size_bytes)
        if not found:
            size = terabytes(request.size_bytes)
            why = notice("guard.offer_size", size=size, offers=listed(known))
            return (), (RefusalReason("offer.size", why, notice("remedy.size")),)
    if request.ssd is not None:
        alike = tuple(offer for offer in found if offer.ssd is request.ssd)
        if not alike:
            return (), (_wrong_kind(found, ssd=request.ssd),)
        found = alike
    return unused(situation, found), ()


def _wrong_kind(found: tuple[Offer, ...], *, ssd: bool) -> RefusalReason:
    """Refuse offers that do not say they are what is asked for; unknown is not a yes."""
    if ssd:
        why = notice("guard.offer_ssd", offers=listed(found))
    else:
        why = notice("guard.offer_not_ssd", offers=listed(found))
    return RefusalReason("offer.ssd", why, notice("remedy.offer"))

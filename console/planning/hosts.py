"""Hosts: the same as the cluster has, or the cheapest."""

from collections import Counter
from dataclasses import replace

from console.kinds.supplies.offers import choose
from console.model.notice import notice
from console.model.plan import (
    HOSTS,
)
from console.model.resource import HOST
from console.model.supply import (
    Offer,
)
from console.planning import guards
from console.planning.additions import add, amount, offers, place
from console.planning.private_situation import PrivateDraft, PrivateSituation

EMPTY = PrivateDraft(HOST, HOSTS, HOSTS)


def draft(situation: PrivateSituation) -> PrivateDraft:
    """As many new hosts as asked for, in one cluster."""
    request = situation.request
    wrong = guards.present(amount(situation))
    found, reasons = offers(situation)
    there = place(situation, needed=True)
    reasons = (*wrong, *reasons, *there.reasons)
    if reasons or request.count is None:
        return replace(EMPTY, reasons=reasons)
    used = _used(situation)
    same = tuple(offer for offer in found if offer.name == used)
    choice = choose(same or found, request.count)
    if choice.reasons:
        return replace(EMPTY, reasons=choice.reasons)
    return add(situation, _warned(choice.offers[0], used), choice, there.cluster)


def _used(situation: PrivateSituation) -> str | None:
    """The offer that most of the hosts held are of; hosts of one kind share their load best."""
    kinds = Counter(
        holding.offer
        for holding in situation.supply.holdings
        if holding.resource == HOST and holding.offer
    )
    return min(kinds, key=lambda name: (-kinds[name], name)) if kinds else None


def _warned(chosen: Offer, used: str | None) -> PrivateDraft:
    if used is None or chosen.name == used:
        return EMPTY
    return replace(EMPTY, warnings=(notice("warning.host_differs", offer=chosen.name, used=used),))

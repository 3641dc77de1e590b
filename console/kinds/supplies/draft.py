"""Which offer serves what is asked for: by size and kind, by name, or the same as before."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from console.kinds.draft import NOTHING, Draft, Standing
from console.kinds.supplies import verbs
from console.kinds.supplies.bill import bought
from console.kinds.supplies.facts import SUBJECTS, SupplyFacts
from console.kinds.supplies.guards import at_most
from console.kinds.supplies.offers import choose, listed, of_size, terabytes
from console.model.notice import notice
from console.model.plan import RefusalReason
from console.model.resource import HOST
from console.model.supply import Billing, Offer
from console.model.wanted import BILLING, CLUSTER, OFFER, SIZE

Offers = tuple[Offer, ...]
Reasons = tuple[RefusalReason, ...]


def draft(facts: SupplyFacts) -> Draft:
    """As many new datastores or hosts as asked for, of the offer that serves best."""
    hosts, count = facts.resource == HOST, verbs.COUNT.of(facts.request)
    found, reasons = _fitting(facts)
    reasons = (*_amount(facts), *reasons)
    if reasons or count is None:
        _, lost = _cluster(facts, needed=hosts)
        return _refused(facts, (*reasons, *lost))
    used = _used(facts) if hosts else None
    choice = choose(tuple(o for o in found if o.name == used) or found, count)
    needed = hosts or any(offer.billing is Billing.OWNED for offer in choice.offers)
    cluster, lost = _cluster(facts, needed=needed)
    reasons = (*choice.reasons, *lost)
    if reasons:
        return _refused(facts, reasons)
    made = bought(facts, choice, cluster)
    if used is None or choice.offers[0].name == used:
        return made
    other = notice("warning.host_differs", offer=choice.offers[0].name, used=used)
    return replace(made, warnings=(other, *made.warnings))


def renew(facts: SupplyFacts, family: Standing) -> Draft:
    """As many as are missing, of the offer that was ordered first."""
    first, number = family.first, family.missing
    if first is None:
        return _refused(facts, ())
    alike = tuple(
        offer
        for offer in facts.supply.offers
        if offer.resource == first.resource and offer.billing == first.wanted.get(BILLING)
    )
    size = first.wanted.get(SIZE)
    if first.wanted.get(BILLING) != Billing.OWNED:
        alike = tuple(offer for offer in alike if offer.name == first.wanted.get(OFFER))
    elif size is not None:
        alike = of_size(alike, int(size))
    alike = _unused(facts, alike)
    if not alike:
        why = notice("guard.offer_gone", offer=str(first.wanted.get(OFFER, "–")))
        return _refused(facts, (RefusalReason("offer.unknown", why, notice("remedy.add_another")),))
    choice = choose(alike, number)
    reasons = (*at_most(facts.resource, number, facts.private), *choice.reasons)
    if reasons:
        return _refused(facts, reasons)
    cluster = first.wanted.get(CLUSTER)
    return bought(facts, choice, None if cluster is None else str(cluster))


def _refused(facts: SupplyFacts, reasons: Reasons) -> Draft:
    subject = SUBJECTS[facts.resource]
    return Draft(facts.resource, subject, subject, euro_per_month=NOTHING, reasons=reasons)


def _amount(facts: SupplyFacts) -> Iterable[RefusalReason]:
    """A number that makes sense, within what one operation may add."""
    count = verbs.COUNT.of(facts.request)
    if count is None:
        yield RefusalReason("amount", notice("guard.count_missing"), notice("remedy.count"))
    elif count < 1:
        yield RefusalReason("amount", notice("guard.count", n=count), notice("remedy.count"))
    else:
        yield from at_most(facts.resource, count, facts.private)


def _cluster(facts: SupplyFacts, *, needed: bool) -> tuple[str | None, Reasons]:
    """The cluster asked for by name, or the only one, by id; None: the provider decides.

    `needed` refuses where there are several and none is named.
    """
    clusters, asked = facts.view.clusters, verbs.CLUSTER.of(facts.request)
    known = ", ".join(sorted(cluster.name for cluster in clusters)) or "–"
    if asked is not None:
        clusters = tuple(cluster for cluster in clusters if cluster.name == asked)
    if len(clusters) == 1:
        return clusters[0].id, ()
    if asked is not None:
        why = notice("guard.no_such_cluster", cluster=asked, known=known)
        return None, (RefusalReason("cluster.unknown", why),)
    if not needed:
        return None, ()
    why = notice("guard.cluster_missing", known=known)
    return None, (RefusalReason("cluster.missing", why, notice("remedy.cluster")),)


def _fitting(facts: SupplyFacts) -> tuple[Offers, Reasons]:
    """What is on offer of the resource: the one named, or those of the size and kind."""
    request = facts.request
    known = tuple(o for o in facts.supply.offers if o.resource == facts.resource)
    named = verbs.OFFER.of(request)
    found = known if named is None else tuple(o for o in known if o.name == named)
    if not known:
        why = notice("guard.offer_none")
        return (), (RefusalReason("offer.none", why, notice("remedy.supply_settings")),)
    if not found:
        names = ", ".join(sorted({offer.name for offer in known}))
        why = notice("guard.offer_unknown", offer=str(named), offers=names)
        return (), (RefusalReason("offer.unknown", why),)
    return (found, ()) if facts.resource == HOST else _sized(facts, found)


def _sized(facts: SupplyFacts, known: Offers) -> tuple[Offers, Reasons]:
    """Of some offers of datastores, those of the size and kind that is wanted."""
    size_bytes, ssd, found = verbs.SIZE.of(facts.request), verbs.SSD.of(facts.request), known
    if size_bytes is None and verbs.OFFER.of(facts.request) is None:
        why = notice("guard.size_missing", offers=listed(known))
        return (), (RefusalReason("amount", why, notice("remedy.size")),)
    if size_bytes is not None:
        found = of_size(known, size_bytes)
        if not found:
            why = notice("guard.offer_size", size=terabytes(size_bytes), offers=listed(known))
            return (), (RefusalReason("offer.size", why, notice("remedy.size")),)
    if ssd is not None:
        alike = tuple(offer for offer in found if offer.ssd is ssd)
        if not alike:  # what does not say what it is, is not what is asked for
            code = "guard.offer_ssd" if ssd else "guard.offer_not_ssd"
            why = notice(code, offers=listed(found))
            return (), (RefusalReason("offer.ssd", why, notice("remedy.offer")),)
        found = alike
    return _unused(facts, found), ()


def _unused(facts: SupplyFacts, found: Offers) -> Offers:
    """Without the exports that are datastores already."""
    names = {datastore.name for datastore in facts.view.datastores}
    return tuple(o for o in found if o.billing is not Billing.OWNED or o.name not in names)


def _used(facts: SupplyFacts) -> str | None:
    """The offer that most of the hosts held are of; hosts of one kind share their load best."""
    kinds = Counter(h.offer for h in facts.supply.holdings if h.resource == HOST and h.offer)
    return min(kinds, key=lambda name: (-kinds[name], name)) if kinds else None

"""What adding datastores or hosts comes to: changes, rows, costs and plain words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from console.kinds.supplies.offers import Selection, held_per_hour, per_hour, per_month, total
from console.model.notice import Notice, notice
from console.model.plan import (
    Desired,
    PlannedChange,
    PlanRow,
    RefusalReason,
)
from console.model.resource import DATASTORE, HOST, Resource
from console.model.supply import (
    Billing,
    Offer,
)
from console.model.wanted import BILLING, CLUSTER, FOLDER, OFFER, SIZE
from console.planning import private_guards
from console.planning.private_situation import VCENTER, PrivateDraft, PrivateSituation

VMFS = "vmfs"
"""The source of free disks: the datastore on one of them is called what we call it."""


@dataclass(frozen=True, slots=True)
class Site:
    """The cluster that something is added to, by id; None: the provider decides."""

    cluster: str | None = None
    reasons: tuple[RefusalReason, ...] = ()


def amount(situation: PrivateSituation) -> Iterable[RefusalReason | None]:
    """A number that makes sense, within what one operation may add."""
    count = situation.request.count
    if count is None:
        yield RefusalReason("amount", notice("guard.count_missing"), notice("remedy.count"))
    elif count < 1:
        yield RefusalReason("amount", notice("guard.count", n=count), notice("remedy.count"))
    else:
        yield private_guards.at_most(situation.resource, count, situation.private)


def place(situation: PrivateSituation, *, needed: bool) -> Site:
    """The cluster by name, or the only one; `needed` refuses where there are several."""
    clusters, asked = situation.view.clusters, situation.request.cluster
    known = ", ".join(sorted(cluster.name for cluster in clusters)) or "–"
    if asked is not None:
        found = [cluster for cluster in clusters if cluster.name == asked]
        if len(found) == 1:
            return Site(found[0].id)
        why = notice("guard.cluster_unknown", cluster=asked, known=known)
        return Site(reasons=(RefusalReason("cluster.unknown", why),))
    if len(clusters) == 1:
        return Site(clusters[0].id)
    if not needed:
        return Site()
    why = notice("guard.cluster_missing", known=known)
    return Site(reasons=(RefusalReason("cluster.missing", why, notice("remedy.cluster")),))


def add(
    situation: PrivateSituation, draft: PrivateDraft, choice: Selection, cluster: str | None
) -> PrivateDraft:
    """The draft with one change for each chosen offer."""
    number, now = len(choice.offers), _standing(situation, draft.resource)
    kinds = tuple(dict.fromkeys(choice.offers))
    hour = total(per_hour(offer) for offer in choice.offers)
    held = held_per_hour(situation.supply, draft.resource)
    row = PlanRow(
        datacenter=situation.private.datacenter,
        now=now,
        change=number,
        after=now + number,
        quota_left_after=choice.left,
        euro_per_hour_after=None if hour is None or held is None else held + hour,
    )
    return replace(
        draft,
        changes=tuple(
            _change(situation, draft.resource, offer, n, cluster)
            for n, offer in enumerate(choice.offers, start=1)
        ),
        rows=(row,),
        size_now=now,
        size_after=now + number,
        euro_per_hour=hour,
        euro_per_month=total(per_month(offer) for offer in choice.offers),
        details=(*draft.details, *_details(situation, kinds)),
        warnings=(*draft.warnings, *_warnings(situation, draft.resource, choice, kinds)),
        irreversible=tuple(_irreversible(kinds)),
        undo=tuple(_undo(draft.resource, kinds)),
        typed_name=draft.subject if number > situation.private.confirm_above else None,
    )


def offers(situation: PrivateSituation) -> tuple[tuple[Offer, ...], tuple[RefusalReason, ...]]:
    """Everything on offer of the resource asked for, or that named; and why there is nothing."""
    asked, resource = situation.request.offer, situation.resource
    known = tuple(o for o in situation.supply.offers if o.resource == resource)
    if not known:
        why = notice("guard.offer_none")
        return (), (RefusalReason("offer.none", why, notice("remedy.supply_settings")),)
    if asked is None:
        return known, ()
    found = tuple(offer for offer in known if offer.name == asked)
    if found:
        return found, ()
    names = ", ".join(sorted({offer.name for offer in known}))
    why = notice("guard.offer_unknown", offer=asked, offers=names)
    return (), (RefusalReason("offer.unknown", why),)


def terabytes(size_bytes: int) -> float:
    """Bytes in TB of two decimals, as storage is sold, for a sentence."""
    return round(size_bytes / 10**12, 2)


def _standing(situation: PrivateSituation, resource: Resource) -> int:
    view = situation.view
    return len(view.hosts) if resource == HOST else len(view.datastores)


def _change(
    situation: PrivateSituation, resource: Resource, offer: Offer, n: int, cluster: str | None
) -> PlannedChange:
    wanted: dict[str, str | int] = {OFFER: offer.name, BILLING: offer.billing.value}
    if offer.size_bytes is not None:
        wanted[SIZE] = offer.size_bytes
    if cluster is not None:
        wanted[CLUSTER] = cluster
    if resource == DATASTORE and situation.private.folder is not None:
        wanted[FOLDER] = situation.private.folder
    return PlannedChange(
        datacenter=situation.private.datacenter,
        region=VCENTER,
        name=_name(resource, offer, situation.operation_id, n),
        desired=Desired.PRESENT,
        resource=resource,
        wanted=wanted,
    )


def _name(resource: Resource, offer: Offer, operation_id: str, n: int) -> str:
    """Its real name where that is known beforehand, else a name for the journal."""
    if offer.billing is not Billing.OWNED:
        return f"{resource}-{operation_id}-{n}"
    return f"vigie-{operation_id}-{n}" if offer.source == VMFS else offer.name


def _details(situation: PrivateSituation, kinds: tuple[Offer, ...]) -> Iterable[Notice]:
    for offer in kinds:
        if offer.size_bytes:
            size = terabytes(offer.size_bytes)
            yield notice("detail.offer_size", offer=offer.name, title=offer.title, size=size)
        else:
            yield notice("detail.offer", offer=offer.name, title=offer.title)
        yield from _price(offer)
    folder = situation.private.folder
    if folder is not None and any(offer.resource == DATASTORE for offer in kinds):
        yield notice("detail.folder", folder=folder)
    pace = situation.record.pace
    if pace is None:
        yield notice("detail.delivery_unknown")
    else:
        yield notice("detail.delivery", n=max(1, round(pace.total_seconds() / 60)))


def _price(offer: Offer) -> Iterable[Notice]:
    if offer.billing is Billing.OWNED:
        yield notice("detail.owned", source=offer.source)
        return
    price = offer.euro_per_month if offer.billing is Billing.MONTHLY else offer.euro_per_hour
    if price is None:
        return
    if offer.billing is Billing.MONTHLY:
        yield notice("detail.price_month", price=float(price))
    else:
        yield notice("detail.price_hour", price=float(price))
    if offer.source:
        yield notice("detail.price_source", source=offer.source, as_of=offer.as_of or "?")


def _warnings(
    situation: PrivateSituation, resource: Resource, choice: Selection, kinds: tuple[Offer, ...]
) -> Iterable[Notice]:
    if choice.left is None:
        yield notice("warning.stock_unknown")
    unpriced = ", ".join(offer.name for offer in kinds if per_hour(offer) is None)
    if unpriced:
        yield notice("warning.offer_unpriced", offers=unpriced)
    if any(offer.billing is Billing.UNKNOWN for offer in kinds):
        yield notice("warning.billing_unknown")
    view = situation.view
    idle = ", ".join(sorted(host.name for host in view.hosts if not host.in_service))
    if idle and resource == DATASTORE:
        yield notice("warning.hosts_unchecked", hosts=idle)
    lacking = ", ".join(sorted(d.name for d in view.datastores if view.missing_mounts(d)))
    if lacking:
        yield notice("warning.mounts_missing", datastores=lacking)


def _irreversible(kinds: tuple[Offer, ...]) -> Iterable[Notice]:
    billings = {offer.billing for offer in kinds}
    if Billing.MONTHLY in billings:
        yield notice("irreversible.monthly")
    if billings & {Billing.HOURLY, Billing.UNKNOWN}:
        yield notice("irreversible.started_hours")
    if any(offer.source == VMFS and offer.billing is Billing.OWNED for offer in kinds):
        yield notice("irreversible.formatted")


def _undo(resource: Resource, kinds: tuple[Offer, ...]) -> Iterable[Notice]:
    billings = {offer.billing for offer in kinds}
    if billings & {Billing.MONTHLY, Billing.UNKNOWN}:
        yield notice("undo.monthly")
    if billings & {Billing.HOURLY, Billing.OWNED}:
        yield notice("undo.hosts" if resource == HOST else "undo.datastores")

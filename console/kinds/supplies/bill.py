"""What adding or giving back datastores or hosts comes to: rows, costs and plain words."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from console.kinds.draft import Draft
from console.kinds.supplies.facts import SUBJECTS, SupplyFacts
from console.kinds.supplies.offers import (
    Selection,
    held_per_hour,
    of_holding,
    paid,
    per_hour,
    per_month,
    terabytes,
)
from console.kinds.vdc import VCENTER
from console.model.money import total
from console.model.naming import natural
from console.model.notice import Notice, notice
from console.model.plan import Desired, PlannedChange, PlanRow
from console.model.resource import DATASTORE, HOST, Resource
from console.model.supply import Billing, Offer
from console.model.wanted import BILLING, CLUSTER, FOLDER, HOLDING, OFFER, SIZE

VMFS = "vmfs"
"""The source of free disks: the datastore on one of them is called what we call it."""
CALLS_A_SECOND = 1.0
"""The provider's limit: 60 calls a minute for one consumer key."""


def bought(facts: SupplyFacts, choice: Selection, cluster: str | None) -> Draft:
    """The draft of one addition for each chosen offer, in a cluster by its id."""
    number, resource = len(choice.offers), facts.resource
    kinds = tuple(dict.fromkeys(choice.offers))
    hour = total(per_hour(offer) for offer in choice.offers)
    changes = tuple(
        _change(facts, resource, offer, n, cluster)
        for n, offer in enumerate(choice.offers, start=1)
    )
    return Draft(
        resource=resource,
        pool=SUBJECTS[resource],
        subject=SUBJECTS[resource],
        changes=changes,
        rows=(_row(facts, number, hour, choice.left),),
        size_now=len(facts.view.things(resource)),
        size_after=len(facts.view.things(resource)) + number,
        euro_per_hour=hour,
        euro_per_month=total(per_month(offer) for offer in choice.offers),
        monthly=any(offer.billing is Billing.MONTHLY for offer in kinds),
        calls=sum(1 + (FOLDER in change.wanted) for change in changes),
        call_s=_ordered_s(change.wanted for change in changes),
        details=tuple(_details(facts, kinds)),
        warnings=tuple(_warnings(facts, resource, choice, kinds)),
        irreversible=tuple(_irreversible(kinds)),
        undo=tuple(_undo(resource, kinds)),
        typed_name=SUBJECTS[resource] if number > facts.private.confirm_above else None,
    )


def weigh(facts: SupplyFacts, changes: tuple[PlannedChange, ...]) -> Draft:
    """The draft of giving back what was added."""
    resource, n = facts.resource, len(changes)
    hour = total(_saved(per_hour, facts, change) for change in changes)
    going = sum(change.resource_id is not None for change in changes)
    names = ", ".join(change.name for change in changes)
    return Draft(
        resource=resource,
        pool=SUBJECTS[resource],
        subject=SUBJECTS[resource],
        changes=changes,
        rows=(_row(facts, -going, hour, None),),
        size_now=len(facts.view.things(resource)),
        size_after=len(facts.view.things(resource)) - going,
        euro_per_hour=hour,
        euro_per_month=total(_saved(per_month, facts, change) for change in changes),
        calls=n * (2 if resource == DATASTORE else 1),
        call_s=_ordered_s(change.before for change in changes),
        details=(notice("detail.given_back", names=names),),
        irreversible=(notice("irreversible.given_back", n=n),),
        typed_name=SUBJECTS[resource] if n > facts.private.confirm_above else None,
    )


def _row(facts: SupplyFacts, change: int, hour: Decimal | None, left: int | None) -> PlanRow:
    now, held = len(facts.view.things(facts.resource)), held_per_hour(facts.supply, facts.resource)
    return PlanRow(
        datacenter=facts.private.datacenter,
        now=now,
        change=change,
        after=now + change,
        quota_left_after=left,
        euro_per_hour_after=None if hour is None or held is None else held + hour,
    )


def _ordered_s(terms: Iterable[Mapping[str, str | int]]) -> float:
    """Seconds that the calls at the provider take."""
    return sum(paid(each) is not Billing.OWNED for each in terms) / CALLS_A_SECOND


def _saved(
    price: Callable[[Offer], Decimal | None], facts: SupplyFacts, change: PlannedChange
) -> Decimal | None:
    """What giving one back saves, as a negative price; None when it is not known."""
    billing = paid(change.before)
    if billing is Billing.OWNED:
        return Decimal(0)
    number = change.before.get(HOLDING)
    held = (h.offer for h in facts.supply.holdings if h.id == number)
    name = next(held, str(change.before.get(OFFER, "")))
    offer = of_holding(facts.supply, name, billing)
    amount = None if offer is None else price(offer)
    return None if amount is None else -amount


def _change(
    facts: SupplyFacts, resource: Resource, offer: Offer, n: int, cluster: str | None
) -> PlannedChange:
    wanted: dict[str, str | int] = {OFFER: offer.name, BILLING: offer.billing.value}
    if offer.size_bytes is not None:
        wanted[SIZE] = offer.size_bytes
    if cluster is not None:
        wanted[CLUSTER] = cluster
    if resource == DATASTORE and facts.private.folder is not None:
        wanted[FOLDER] = facts.private.folder
    return PlannedChange(
        datacenter=facts.private.datacenter,
        region=VCENTER,
        name=_name(resource, offer, facts.operation_id, n),
        desired=Desired.PRESENT,
        resource=resource,
        wanted=wanted,
    )


def _name(resource: Resource, offer: Offer, operation_id: str, n: int) -> str:
    """Its real name where that is known beforehand, else a name for the journal."""
    if offer.billing is not Billing.OWNED:
        return f"{resource}-{operation_id}-{n}"
    return f"vigie-{operation_id}-{n}" if offer.source == VMFS else offer.name


def _details(facts: SupplyFacts, kinds: tuple[Offer, ...]) -> Iterable[Notice]:
    for offer in kinds:
        if offer.size_bytes:
            size = terabytes(offer.size_bytes)
            yield notice("detail.offer_size", offer=offer.name, title=offer.title, size=size)
        else:
            yield notice("detail.offer", offer=offer.name, title=offer.title)
        yield from _price(offer)
    folder = facts.private.folder
    if folder is not None and any(offer.resource == DATASTORE for offer in kinds):
        yield notice("detail.folder", folder=folder)
    pace = facts.record.pace
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
    facts: SupplyFacts, resource: Resource, choice: Selection, kinds: tuple[Offer, ...]
) -> Iterable[Notice]:
    if choice.left is None:
        yield notice("warning.stock_unknown")
    unpriced = ", ".join(offer.name for offer in kinds if per_hour(offer) is None)
    if unpriced:
        yield notice("warning.offer_unpriced", offers=unpriced)
    if any(offer.billing is Billing.UNKNOWN for offer in kinds):
        yield notice("warning.billing_unknown")
    view = facts.view
    idle = ", ".join(sorted((host.name for host in view.hosts if not host.in_service), key=natural))
    if idle and resource == DATASTORE:
        yield notice("warning.hosts_unchecked", hosts=idle)
    lacking = ", ".join(
        sorted((d.name for d in view.datastores if view.missing_mounts(d)), key=natural)
    )
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

"""What an operation and its family added to the private cloud, as it stands now.

Nothing is counted twice and nothing that may still be delivered is counted out:
what is ordered anew is paid anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from console.kinds.draft import Standing, additions
from console.kinds.supplies import adoption
from console.kinds.supplies.facts import SupplyFacts
from console.kinds.supplies.offers import paid
from console.kinds.vdc import VCENTER
from console.model.notice import Notice, notice
from console.model.operation import Change, Operation, Phase
from console.model.plan import Desired, PlannedChange, RefusalReason
from console.model.private import Datastore, Host
from console.model.supply import Billing, Holding, Order, OrderState
from console.model.verb import TOPUP, Verb
from console.model.wanted import BILLING, HOLDING, NAME, OFFER, ORDER, SIZE

ORDER_UNKNOWN = "change.order_unknown"
"""What the worker writes on an order that was never answered and never seen."""
ORDER_CANCELLED = "change.order_cancelled"
REMOVING = "removing"


@dataclass(frozen=True, slots=True)
class Made:
    """One addition that stands: in vCenter, with the provider, or both.

    `adopted` says that its order was never answered, and is taken for the one found.
    """

    change: Change
    name: str
    there: Datastore | Host | None
    holding: Holding | None
    adopted: bool = False

    @property
    def billing(self) -> Billing:
        """How it is paid for: what the provider says, else what was ordered."""
        if self.holding is not None and self.holding.billing is not Billing.UNKNOWN:
            return self.holding.billing
        return paid(self.change.wanted)


def standing(facts: SupplyFacts, target: Operation, verb: Verb) -> Standing:
    """Read the family's additions against vCenter, what is held and what is on order."""
    changes = facts.record.target_changes
    created, asked = additions(facts.record, target, verb)
    found = _orders(facts, changes)
    made: list[Made] = []
    arriving: list[Change] = []
    lost: list[Change] = []
    for change in created:
        order = found.get(adoption.key_of(change))
        stands = _stands(facts, change, order)
        if stands is not None and (verb == TOPUP or order is None or not order.state.open):
            made.append(stands)
        elif _arriving(change, order, changes):
            arriving.append(change)
        elif order is None and _unanswered(change):
            lost.append(change)
    once = tuple(_once(made))
    unanswered = (notice("warning.orders_lost", n=len(lost)),) if lost else ()
    if verb == TOPUP:
        return _missing(target, asked, once, arriving, unanswered)
    if arriving:
        why = notice("guard.on_order", operation=target.id, n=len(arriving))
        return Standing(reasons=(RefusalReason("order.open", why, notice("remedy.on_order")),))
    adopted = (notice("warning.adopted", name=one.name) for one in once if one.adopted)
    removals = tuple(_removal(facts, one) for one in once)
    return Standing(inverse=removals, warnings=(*adopted, *unanswered))


def _missing(
    target: Operation,
    asked: tuple[Change, ...],
    made: tuple[Made, ...],
    arriving: list[Change],
    unanswered: tuple[Notice, ...],
) -> Standing:
    """How many that were asked for neither stand nor are on order."""
    n = len(made) + len(arriving)
    why = notice("guard.none_missing", operation=target.id, n=n)
    coming = (notice("warning.arriving", n=len(arriving)),) if arriving else ()
    unfinished = ", ".join(one.name for one in made if one.change.phase is not Phase.IN_SERVICE)
    rest = (notice("warning.unfinished", names=unfinished),) if unfinished else ()
    return Standing(
        missing=len(asked) - n,
        complete=RefusalReason("nothing", why),
        first=asked[0] if asked else None,
        warnings=(*coming, *unanswered, *rest),
    )


def _removal(facts: SupplyFacts, one: Made) -> PlannedChange:
    """What gives an addition back, with what it was ordered as."""
    before: dict[str, str | int] = {BILLING: one.billing.value}
    if one.holding is not None:
        before[HOLDING] = one.holding.id
    before |= {key: one.change.wanted[key] for key in (OFFER, SIZE) if key in one.change.wanted}
    return PlannedChange(
        datacenter=facts.private.datacenter,
        region=VCENTER,
        name=one.name,
        desired=Desired.ABSENT,
        resource_id=None if one.there is None else one.there.id,
        made_by=one.change.operation_id,
        resource=one.change.resource,
        before=before,
    )


def _orders(facts: SupplyFacts, changes: tuple[Change, ...]) -> dict[adoption.Key, Order]:
    """Each addition's order: the one it has, or the one that its lost answer was about."""
    listed = {order.id: order for order in facts.supply.orders}
    account = facts.supply.account
    claimed = facts.record.claimed | {str(c.kept[ORDER]) for c in changes if ORDER in c.kept}
    found = adoption.adopt(
        filter(_unanswered, changes), listed.values(), claimed, account.user if account else ""
    )
    for change in changes:
        number = str(change.kept.get(ORDER, ""))
        if change.desired is Desired.PRESENT and number in listed:
            found[adoption.key_of(change)] = listed[number]
    return found


def _stands(facts: SupplyFacts, change: Change, order: Order | None) -> Made | None:
    """What a change added, where it is seen."""
    number = str(change.kept.get(HOLDING) or (order.holding if order else None) or "")
    held = (h for h in facts.supply.holdings if (h.id, h.resource) == (number, change.resource))
    holding = next((h for h in held if h.state != REMOVING), None)
    name = _name(change, order, holding)
    there = _in_vcenter(facts, change, name)
    if holding is None and there is None:
        return None
    adopted = order is not None and ORDER not in change.kept
    shown = there.name if there is not None else name or change.name
    return Made(change, shown, there, holding, adopted=adopted)


def _in_vcenter(facts: SupplyFacts, change: Change, name: str | None) -> Datastore | Host | None:
    """By id where it was ever known, else by the name it was delivered under."""
    things = facts.view.things(change.resource)
    if change.resource_id is not None:
        return next((thing for thing in things if thing.id == change.resource_id), None)
    return next((thing for thing in things if thing.name == name), None)


def _name(change: Change, order: Order | None, holding: Holding | None) -> str | None:
    """The name in vCenter; of an export or disk whose mounting had no answer, its own."""
    if NAME in change.kept:
        return str(change.kept[NAME])
    if order is not None and order.name:
        return order.name
    if holding is not None:
        return holding.name
    owned = change.wanted.get(BILLING) == Billing.OWNED
    return change.name if owned and _unanswered(change) else None


def _arriving(change: Change, order: Order | None, changes: tuple[Change, ...]) -> bool:
    """Say whether something that is not seen may still be delivered."""
    if change.why is not None and change.why.code == ORDER_CANCELLED:
        return False
    if order is None and ORDER not in change.kept:
        return False
    if order is not None and (order.state.open or order.state is OrderState.CANCELLED):
        return order.state.open
    return change.resource_id is None and not _undone(change, order, changes)


def _unanswered(change: Change) -> bool:
    return (
        change.desired is Desired.PRESENT
        and change.phase is Phase.FAILED
        and change.why is not None
        and change.why.code == ORDER_UNKNOWN
        and ORDER not in change.kept
    )


def _undone(creation: Change, order: Order | None, changes: tuple[Change, ...]) -> bool:
    """Say whether a rollback has given back what a change added."""
    holding = creation.kept.get(HOLDING) or (order.holding if order else None)
    names = {creation.name, creation.kept.get(NAME), order.name if order else None}
    return any(
        c.desired is Desired.ABSENT
        and c.phase is Phase.GONE
        and (
            (holding is not None and str(c.before.get(HOLDING)) == str(holding))
            or (c.made_by == creation.operation_id and c.name in names)
        )
        for c in changes
    )


def _once(made: Iterable[Made]) -> Iterable[Made]:
    """Each thing that stands once, whoever has it as theirs."""
    seen: set[str] = set()
    for one in made:
        key = one.there.id if one.there is not None else one.name
        if key not in seen:
            seen.add(key)
            yield one

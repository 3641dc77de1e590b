"""Judge a datastore or host that is wanted: ordered once, followed until it is delivered. Pure."""

from collections.abc import Iterable

from console.kinds.step import Ground, Step, failed, left
from console.kinds.supplies import arrival
from console.kinds.supplies.act import SupplyAct
from console.kinds.supplies.observation import SupplySight
from console.kinds.supplies.patience import settled
from console.kinds.vcenter import limits
from console.model.notice import notice
from console.model.operation import Phase
from console.model.resource import DATASTORE, Resource
from console.model.supply import (
    Offer,
    Order,
    OrderState,
)
from console.model.tracked import Tracked
from console.model.wanted import BILLING, HOLDING, NAME, OFFER, ORDER


def judge(tracked: Tracked, seen: SupplySight, ground: Ground) -> Step:
    """Order what was never ordered, find what may have been, follow what was."""
    if tracked.phase is Phase.PLANNED:
        return _planned(tracked, seen, ground)
    if tracked.phase is not Phase.REQUESTED:
        return arrival.judge(tracked, seen, ground)
    if not tracked.answered:
        return _unanswered(tracked, seen, ground)
    return _ordered(tracked, seen, ground)


def _planned(tracked: Tracked, seen: SupplySight, ground: Ground) -> Step:
    if ground.stop:
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    if ground.late(tracked, limits(ground).mount_deadline_s):
        return failed(tracked, ground, tracked.change.why or notice("change.never_ordered"))
    if seen.offers is None or seen.mark is None:
        why = seen.silence or notice("change.never_ordered")
        return Step(tracked.put_off(ground.now, why))
    offer = pick(seen.offers, tracked)
    if offer is None:
        name = str(tracked.change.wanted.get(OFFER, "–"))
        return failed(tracked, ground, notice("change.offer_gone", offer=name))
    return Step(tracked, SupplyAct.ORDER, about=(offer,))


def pick(offers: Iterable[Offer], tracked: Tracked) -> Offer | None:
    """The offer that was previewed: of that name, and paid for in the same way."""
    wanted = tracked.change.wanted
    found = (
        offer
        for offer in offers
        if offer.resource == tracked.change.resource and offer.name == wanted.get(OFFER)
    )
    billing = wanted.get(BILLING)
    return next((o for o in found if billing is None or o.billing.value == billing), None)


def _unanswered(tracked: Tracked, seen: SupplySight, ground: Ground) -> Step:
    """An order was or was not placed: whatever is not found is never ordered again."""
    there = seen.private.datastore(tracked.change.name) if seen.private is not None else None
    if tracked.change.resource == DATASTORE and there is not None:
        return Step(_delivered(tracked, ground, tracked.change.name, None))
    order = seen.late(tracked)
    if order is not None:
        adopted = tracked.at(Phase.REQUESTED, ground.now).keeping(order=order.id)
        return _follow(adopted.heard(None), order, seen, ground)
    proven = (seen.orders is not None or ground.lets_go) and settled(tracked, ground)
    if proven or ground.forsaken(tracked, limits(ground).delivery_deadline_s):
        return failed(tracked, ground, notice("change.order_unknown", name=tracked.change.name))
    return Step(tracked)


def _ordered(tracked: Tracked, seen: SupplySight, ground: Ground) -> Step:
    order = seen.order(tracked)
    if order is not None:
        return _follow(_named(tracked, order, seen), order, seen, ground)
    kept = tracked.change.kept
    if seen.orders is not None and NAME in kept and seen.holding(kept.get(HOLDING), _kind(tracked)):
        # Its task is no longer listed, what it delivers is.
        return Step(_delivered(tracked, ground, str(kept[NAME]), kept.get(HOLDING)))
    return _waiting(tracked, seen, ground, OrderState.UNKNOWN)


def _follow(tracked: Tracked, order: Order, seen: SupplySight, ground: Ground) -> Step:
    if order.state is OrderState.CANCELLED:
        why = notice("change.order_cancelled", order=order.id, text=order.text or "–")
        return failed(tracked, ground, why)
    name = tracked.change.kept.get(NAME) or order.name
    if order.state is OrderState.DONE and name:
        holding = order.holding or tracked.change.kept.get(HOLDING)
        return Step(_delivered(tracked, ground, str(name), holding))
    if order.state is OrderState.TROUBLED:
        why = notice("change.order_troubled", order=order.id, text=order.text or "–")
        tracked = tracked.said(why)
    elif tracked.change.why is not None:
        tracked = tracked.said(None)
    return _waiting(tracked, seen, ground, order.state)


def _waiting(tracked: Tracked, seen: SupplySight, ground: Ground, state: OrderState) -> Step:
    allowed_s = limits(ground).delivery_deadline_s
    over = ground.forsaken if seen.orders is None else ground.late
    if seen.orders is None and ground.lets_go:
        return left(tracked, ground, None)
    if not over(tracked, allowed_s):
        return Step(tracked)
    troubled = tracked.change.why
    if state is OrderState.TROUBLED and troubled is not None:
        return failed(tracked, ground, troubled)  # the provider's own words say more
    why = notice(
        "change.delivery_deadline",
        order=str(tracked.change.kept.get(ORDER, "–")),
        state=state.value,
        minutes=round(allowed_s / 60),
    )
    return failed(tracked, ground, why)


def _named(tracked: Tracked, order: Order, seen: SupplySight) -> Tracked:
    """Keep what the order says of its delivery as soon as it says so."""
    kept = tracked.change.kept
    holding = order.holding or kept.get(HOLDING)
    held = seen.holding(holding, _kind(tracked))
    name = order.name or kept.get(NAME) or (held.name if held is not None else None)
    if (kept.get(HOLDING), kept.get(NAME)) == (holding, name):
        return tracked
    return tracked.keeping(holding=holding, name=name)


def _delivered(tracked: Tracked, ground: Ground, name: str, holding: str | int | None) -> Tracked:
    return tracked.step(Phase.BUILDING, ground.now).keeping(name=name, holding=holding)


def _kind(tracked: Tracked) -> Resource:
    return tracked.change.resource

"""Judge a datastore or host that is wanted: ordered once, followed until it is delivered. Pure."""

from console.model.notice import notice
from console.model.operation import Phase
from console.model.resource import DATASTORE, Resource
from console.model.supply import (
    Order,
    OrderState,
)
from console.model.tracked import Tracked
from console.model.wanted import HOLDING, NAME, ORDER
from console.operations.passes import arrival
from console.operations.passes.sighting import Ground, Sighting
from console.operations.passes.step import Act, Step, failed, said


def judge(tracked: Tracked, seen: Sighting, ground: Ground) -> Step:
    """Order what was never ordered, find what may have been, follow what was."""
    if tracked.phase is Phase.PLANNED:
        return _planned(tracked, ground)
    if tracked.phase is not Phase.REQUESTED:
        return arrival.judge(tracked, seen, ground)
    if not tracked.answered:
        return _unanswered(tracked, seen, ground)
    return _ordered(tracked, seen, ground)


def _planned(tracked: Tracked, ground: Ground) -> Step:
    if ground.stop:
        return Step(tracked.at(Phase.CANCELLED, ground.now, notice("change.stopped")))
    if tracked.asked_at is not None and ground.past(
        tracked.asked_at, ground.private.mount_deadline_s
    ):
        why = tracked.change.why or notice("change.never_ordered")
        return failed(tracked, ground, why)
    return Step(tracked, Act.ORDER)


def _unanswered(tracked: Tracked, seen: Sighting, ground: Ground) -> Step:
    """An order was or was not placed: whatever is not found is never ordered again."""
    there = seen.private.datastore(tracked.change.name) if seen.private is not None else None
    if tracked.change.resource == DATASTORE and there is not None:
        return Step(_delivered(tracked, ground, tracked.change.name, None))
    order = seen.late(tracked)
    if order is not None:
        adopted = tracked.at(Phase.REQUESTED, ground.now).keeping(order=order.id)
        return _follow(adopted.heard(None), order, ground)
    proven = seen.orders is not None and ground.settled(tracked.asked_wall)
    if proven or ground.past(tracked.asked_at, ground.private.delivery_deadline_s):
        return failed(tracked, ground, notice("change.order_unknown", name=tracked.change.name))
    return Step(tracked)


def _ordered(tracked: Tracked, seen: Sighting, ground: Ground) -> Step:
    order = seen.order(tracked)
    if order is not None:
        return _follow(_named(tracked, order, seen), order, ground)
    kept = tracked.change.kept
    if seen.orders is not None and NAME in kept and seen.holding(kept.get(HOLDING), _kind(tracked)):
        # Its task is no longer listed, what it delivers is.
        return Step(_delivered(tracked, ground, str(kept[NAME]), kept.get(HOLDING)))
    return _waiting(tracked, ground, OrderState.UNKNOWN)


def _follow(tracked: Tracked, order: Order, ground: Ground) -> Step:
    if order.state is OrderState.CANCELLED:
        why = notice("change.order_cancelled", order=order.id, text=order.text or "–")
        return failed(tracked, ground, why)
    name = tracked.change.kept.get(NAME) or order.name
    if order.state is OrderState.DONE and name:
        holding = order.holding or tracked.change.kept.get(HOLDING)
        return Step(_delivered(tracked, ground, str(name), holding))
    if order.state is OrderState.TROUBLED:
        why = notice("change.order_troubled", order=order.id, text=order.text or "–")
        tracked = said(tracked, why)
    elif tracked.change.why is not None:
        tracked = said(tracked, None)
    return _waiting(tracked, ground, order.state)


def _waiting(tracked: Tracked, ground: Ground, state: OrderState) -> Step:
    allowed_s = ground.private.delivery_deadline_s
    if not ground.past(tracked.asked_at, allowed_s):
        return Step(tracked)
    why = notice(
        "change.delivery_deadline",
        order=str(tracked.change.kept.get(ORDER, "–")),
        state=state.value,
        minutes=round(allowed_s / 60),
    )
    return failed(tracked, ground, why)


def _named(tracked: Tracked, order: Order, seen: Sighting) -> Tracked:
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

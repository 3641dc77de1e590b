"""Which order at the provider is the one that a change never heard of. Pure.

An order has no key of its own. So the highest order number is read before one is
placed; whichever newer order of the kind nobody has, placed by our own account,
is the one whose answer was lost.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta

from console.model.operation import Change
from console.model.plan import Desired
from console.model.supply import Order
from console.model.wanted import HOLDING, MARK

MARGIN = timedelta(minutes=2)
"""How far the provider's clock may be from ours."""

Key = tuple[str, int]
"""A change's operation and its number in it."""


def key_of(change: Change) -> Key:
    """What a change is known by."""
    return change.operation_id, change.seq


def adopt(
    unanswered: Iterable[Change],
    orders: Iterable[Order],
    claimed: Collection[str] = frozenset(),
    account: str = "",
) -> dict[Key, Order]:
    """The order of each change that was asked for and never answered, where one fits.

    `orders` are all that the provider lists and `claimed` the ids of those that any
    change has as its own; `account` is who places our orders, as `Order.by` names
    them, "" where nobody could say. The change with the lowest mark gets the oldest
    order that fits; no order is given twice.
    """
    listed = tuple(orders)
    ours = {order.by for order in listed if order.id in claimed} | {account}
    free = [order for order in listed if order.id not in claimed and _by_us(order, ours)]
    found: dict[Key, Order] = {}
    for change in sorted(unanswered, key=_mark):
        order = min(
            (order for order in free if fits(order, change)),
            key=lambda order: order.number,
            default=None,
        )
        if order is not None:
            free.remove(order)
            found[key_of(change)] = order
    return found


def fits(order: Order, change: Change) -> bool:
    """Say whether an order, of whomever, may be what a change asked for.

    Nobody waits any more for an ended change: what was placed well after its
    last news is somebody else's.
    """
    if order.number <= _mark(change) or order.resource != change.resource:
        return False
    removal = change.desired is Desired.ABSENT
    if order.removal is not removal:
        return False
    if removal and order.holding not in {None, change.before.get(HOLDING)}:
        return False
    late = order.placed_at is not None and order.placed_at > change.updated_at + MARGIN
    return not (change.phase.final and late)


def _by_us(order: Order, ours: Collection[str]) -> bool:
    """Say whether our account placed an order, or the provider does not say who did.

    An order that somebody placed is not ours as long as nobody knows who we are.
    """
    return not order.by or order.by in ours


def _mark(change: Change) -> int:
    return int(change.kept.get(MARK, 0))

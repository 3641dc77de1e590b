"""Read what a pass over the private side must know, no more; some of it may fail."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from console.model.error import NotFound, SourceError
from console.model.operation import Phase
from console.model.plan import (
    Desired,
)
from console.model.private import Task
from console.model.supply import (
    Order,
    OrderState,
)
from console.model.tracked import Tracked
from console.model.wanted import ORDER, TASK
from console.operations.journal.ledger import SqlLedger
from console.operations.passes.passage import Troubles
from console.operations.passes.sighting import Sighting
from console.ports import PrivateCloud, Supply

Answer = TypeVar("Answer")
ORDERED = frozenset({Phase.REQUESTED, Phase.RELEASING})
LONGEST = timedelta(seconds=30)


class Survey:
    """Reads vCenter and the provider for one worker's passes.

    A provider allows few calls a minute and takes minutes to hours to deliver:
    the longer ago something was ordered, the more rarely it is looked at.
    """

    def __init__(self, ledger: SqlLedger, private: PrivateCloud, supply: Supply) -> None:
        self._ledger = ledger
        self._private = private
        self._supply = supply
        self._orders: dict[str, tuple[datetime, tuple[Order, ...]]] = {}

    def look(
        self, operation_id: str, tracked: Sequence[Tracked], troubles: Troubles, wall: datetime
    ) -> Sighting:
        """Both sides, as far as these changes need them; `wall` is the real time now."""
        ordered = [t for t in tracked if t.phase in ORDERED]
        orders = self._recent(operation_id, ordered, troubles, wall) if ordered else None
        leaving = any(t.change.desired is Desired.ABSENT for t in tracked)
        supply = None
        if leaving or _unnamed(ordered, orders or ()) or _forgotten(ordered, orders):
            supply = read(self._supply.view, "supply", troubles)
        private = None
        if leaving or any(_in_vcenter(t) for t in tracked):
            private = read(self._private.inventory, "vcenter", troubles)
        return Sighting(
            private=private,
            supply=supply,
            orders=orders,
            claimed=self._ledger.claimed_orders() if ordered else frozenset(),
            tasks=tasks(self._private, tracked, troubles),
        )

    def forget(self, operation_id: str) -> None:
        """An operation has ended."""
        self._orders.pop(operation_id, None)

    def _recent(
        self, operation_id: str, ordered: Sequence[Tracked], troubles: Troubles, wall: datetime
    ) -> tuple[Order, ...] | None:
        """The orders as they are now; as they were a while ago, where nothing else hangs on it."""
        kept = self._orders.get(operation_id)
        sure = all(t.answered for t in ordered)
        if sure and kept is not None and timedelta() <= wall - kept[0] < patience(ordered, wall):
            return kept[1]
        found = read(self._supply.orders, "supply", troubles)
        if found is not None:
            self._orders[operation_id] = (wall, found)
        return found


def patience(ordered: Iterable[Tracked], wall: datetime) -> timedelta:
    """How old what is known of orders may be: a tenth of the youngest's age, bounded."""
    ages = (wall - (t.asked_wall or wall) for t in ordered)
    return min(LONGEST, min(ages, default=LONGEST) / 10)


def tasks(
    private: PrivateCloud, tracked: Iterable[Tracked], troubles: Troubles
) -> dict[str, Task | None]:
    """The vCenter tasks that changes wait for; one that is forgotten is None."""
    found: dict[str, Task | None] = {}
    for number in {str(t.change.kept[TASK]) for t in tracked if TASK in t.change.kept}:
        try:
            found[number] = private.task(number)
        except NotFound:
            found[number] = None
        except SourceError as error:
            troubles.add(error, "vcenter")
    return found


def read(call: Callable[[], Answer], source: str, troubles: Troubles) -> Answer | None:
    """What a source answers; None, and one trouble more, when it does not."""
    try:
        return call()
    except SourceError as error:
        troubles.add(error, source)
        return None


def _in_vcenter(tracked: Tracked) -> bool:
    return tracked.phase in {Phase.BUILDING, Phase.READY} or not tracked.answered


def _unnamed(ordered: Iterable[Tracked], orders: Iterable[Order]) -> bool:
    """Say whether an order of ours was delivered without telling its name in vCenter."""
    ours = {t.change.kept.get(ORDER) for t in ordered if t.change.desired is Desired.PRESENT}
    return any(o.id in ours and o.state is OrderState.DONE and o.name is None for o in orders)


def _forgotten(ordered: Iterable[Tracked], orders: Sequence[Order] | None) -> bool:
    """Say whether an order of ours is not listed: what is held may tell instead."""
    listed = {order.id for order in orders or ()}
    return any(t.change.kept.get(ORDER, "") not in listed for t in ordered if t.answered)

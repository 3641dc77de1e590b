"""Read what a pass over the private side must know, no more; some of it may fail."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from console.model.error import NotFound, SourceError
from console.model.operation import Phase
from console.model.plan import Desired
from console.model.private import Task
from console.model.wanted import TASK
from console.operations.ledger import SqlLedger
from console.operations.passage import Troubles
from console.operations.sighting import Sighting
from console.operations.tracked import Tracked
from console.ports import PrivateCloud, Supply

Answer = TypeVar("Answer")
ORDERED = frozenset({Phase.REQUESTED, Phase.RELEASING})


class Survey:
    """Reads vCenter and the provider for one worker's passes."""

    def __init__(self, ledger: SqlLedger, private: PrivateCloud, supply: Supply) -> None:
        self._ledger = ledger
        self._private = private
        self._supply = supply

    def look(self, tracked: Sequence[Tracked], troubles: Troubles) -> Sighting:
        """Both sides, as far as these changes need them."""
        ordered = [t for t in tracked if t.phase in ORDERED]
        orders = read(self._supply.orders, "supply", troubles) if ordered else None
        leaving = any(t.change.desired is Desired.ABSENT for t in tracked)
        supply = read(self._supply.view, "supply", troubles) if ordered or leaving else None
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

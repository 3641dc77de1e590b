"""What was seen of datastores and hosts: in vCenter, with the provider, on order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from console.kinds.supplies.adoption import Key, key_of
from console.kinds.vcenter import Tasks
from console.model.notice import Notice
from console.model.private import PrivateView
from console.model.resource import Resource
from console.model.supply import Holding, Offer, Order, SupplyView
from console.model.tracked import Tracked
from console.model.wanted import ORDER


@dataclass(frozen=True, slots=True)
class SupplySight:
    """Each source's answer; None where it was not asked or did not answer.

    `adopted` are the orders that calls without an answer have placed after all.
    `offers` and `mark` (the newest order's number) are there where something may be
    ordered now; `silence` is why they are not.
    """

    private: PrivateView | None = None
    supply: SupplyView | None = None
    orders: tuple[Order, ...] | None = None
    adopted: Mapping[Key, Order] = field(default_factory=dict)
    offers: tuple[Offer, ...] | None = None
    mark: int | None = None
    silence: Notice | None = None
    tasks: Tasks = field(default_factory=Tasks)

    def order(self, tracked: Tracked) -> Order | None:
        """The order that a change waits for, as far as it can be seen."""
        number = tracked.change.kept.get(ORDER)
        return next((o for o in self.orders or () if o.id == number), None)

    def late(self, tracked: Tracked) -> Order | None:
        """The order that an unanswered call has placed after all."""
        return self.adopted.get(key_of(tracked.change))

    def holding(self, number: str | int | None, resource: Resource) -> Holding | None:
        """A holding by its id."""
        held = self.supply.holdings if self.supply is not None else ()
        return next((h for h in held if h.id == number and h.resource == resource), None)

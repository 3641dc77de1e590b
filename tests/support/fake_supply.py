"""A provider of datastores and hosts in memory, behind the Supply port, that can misbehave."""

import itertools
from collections import deque
from dataclasses import dataclass, field, replace

from fake_private import AT, CLUSTER, GB, Crash, FakePrivate

from console.model.error import (
    CallRefused,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    SourceUnreachable,
)
from console.model.notice import notice
from console.model.private import Host, PrivateAccount
from console.model.resource import DATASTORE, HOST, Resource
from console.model.supply import (
    Billing,
    Holding,
    Offer,
    Order,
    OrderState,
    SupplyView,
)
from console.ports import Receipt

SSD = Offer("ssd-3000", DATASTORE, "3 TB SSD", Billing.HOURLY, 3000 * GB, ssd=True)
HOST = Offer("host-96", HOST, "96 GB", Billing.HOURLY)
DOWN = SourceUnreachable(notice("test.down"))
LOST = OutcomeUnknown(notice("test.lost"))
NO_STOCK = CallRefused(notice("test.no_stock"), request_id="query-7")
SLOW_DOWN = RateLimited(notice("test.slow_down"), retry_after_s=0.001)

BEFORE = {
    "down": DOWN,
    "refused": NO_STOCK,
    "limited": SLOW_DOWN,
    "dropped": LOST,
    "crash": Crash(),
}
"""Faults of an order call that comes to nothing."""
AFTER = {"lost": LOST, "late": LOST, "crash_after": Crash()}
"""Faults of an order call that was carried out all the same."""


@dataclass
class FakeSupply:
    """Orders move on by one state each time they are read.

    `on_order` names the fault of each order call in turn (see `BEFORE`, `AFTER`);
    `on_read` the error of each read. Orders that are ``late`` (without an answer)
    or ``slow`` (with one) show after `late_reads`.
    """

    private: FakePrivate
    first: int = 1
    account: str = "vigie"
    late_reads: int = 3
    offers: list[Offer] = field(default_factory=lambda: [SSD, HOST])
    on_order: deque[str | None] = field(default_factory=deque)
    on_read: deque[Exception | None] = field(default_factory=deque)
    on_release: deque[object] = field(default_factory=deque)
    states: dict[str, list[OrderState]] = field(default_factory=dict)
    all_orders: list[Order] = field(default_factory=list)
    holdings: dict[str, Holding] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    extended: list[tuple[str, str]] = field(default_factory=list)
    mounts_itself: bool = False
    mounted_at_first: tuple[str, ...] | None = None
    hidden: dict[str, int] = field(default_factory=dict)
    default_states: tuple[OrderState, ...] = (OrderState.RUNNING, OrderState.DONE)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(self.first)

    def stranger(self, resource: Resource = DATASTORE, by: str = "somebody") -> Order:
        """Somebody else orders at the same time."""
        return self._place(resource, removal=False, by=by)

    # Reading

    def view(self) -> SupplyView:
        self._stumble()
        return SupplyView(
            tuple(self.offers),
            tuple(self.holdings.values()),
            tuple(self.all_orders),
            AT,
            PrivateAccount(self.account),
        )

    def orders(self) -> tuple[Order, ...]:
        self._stumble()
        self.all_orders = [self._moved(order) for order in self.all_orders]
        shown = []
        for order in self.all_orders:
            left = self.hidden.get(order.id, 0)
            if left:
                self.hidden[order.id] = left - 1
            else:
                shown.append(order)
        return tuple(shown)

    # Writing

    def order(self, offer: Offer, *, name: str, cluster_id: str | None = None) -> Receipt:
        assert cluster_id in {None, CLUSTER}
        self.asked.append(name)
        fault = self.on_order.popleft() if self.on_order else None
        if fault in BEFORE:
            raise BEFORE[fault]
        self.placed.append(name)
        placed = self._place(offer.resource, removal=False, by=self.account)
        if fault in {"late", "slow"}:
            self.hidden[placed.id] = self.late_reads
        if fault in AFTER:
            raise AFTER[fault]
        return Receipt(f"query-{placed.id}", placed.id)

    def extend(self, name: str, host_id: str) -> Receipt | None:
        if not self.mounts_itself:
            return None
        self.extended.append((name, host_id))
        self.private.mount(name, host_id)
        return Receipt("req-mount")

    def release(self, name: str, holding: str | None) -> Receipt:
        self.released.append(name)
        due = self.on_release.popleft() if self.on_release else None
        if isinstance(due, Exception):
            raise due
        if holding not in self.holdings:
            raise NotFound(notice("test.gone"))
        resource = self.holdings[holding].resource
        placed = self._place(resource, removal=True, by=self.account, holding=holding)
        if due == "lost":
            raise LOST
        return Receipt(f"query-{placed.id}", placed.id)

    # How

    def _place(
        self, resource: Resource, *, removal: bool, by: str, holding: str | None = None
    ) -> Order:
        number = next(self._numbers)
        placed = Order(
            str(number), number, resource, removal, OrderState.WAITING, by, AT, holding=holding
        )
        self.all_orders.append(placed)
        return placed

    def _moved(self, order: Order) -> Order:
        if not order.state.open:
            return order
        states = self.states.setdefault(order.id, list(self.default_states))
        state = states.pop(0) if states else order.state
        if state is OrderState.DONE:
            return self._deliver(replace(order, state=state))
        return replace(order, state=state, text="look here" if state is OrderState.TROUBLED else "")

    def _deliver(self, order: Order) -> Order:
        if order.removal:
            assert order.holding is not None
            gone = self.holdings.pop(order.holding)
            for kind in (self.private.datastores, self.private.hosts):
                for number in [k for k, thing in kind.items() if thing.name == gone.name]:
                    del kind[number]
            return order
        datastore = order.resource == DATASTORE
        name = f"ssd-{order.id}" if datastore else f"esx-new-{order.id}"
        if datastore:
            self.private.add_datastore(name, mounted=self.mounted_at_first)
        else:
            number = f"host-new-{order.id}"
            self.private.hosts[number] = Host(number, name, CLUSTER, True, False)
        holding = f"{'filer' if datastore else 'host'}-{order.id}"
        self.holdings[holding] = Holding(
            holding, order.resource, name, "ssd-3000", Billing.HOURLY, "delivered"
        )
        return replace(order, holding=holding, name=name)

    def _stumble(self) -> None:
        due = self.on_read.popleft() if self.on_read else None
        if due is not None:
            raise due

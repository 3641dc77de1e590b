"""What is held and what was ordered, read again only where it may have changed."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from console.model.resource import DATASTORE, HOST
from console.model.supply import (
    Billing,
    Holding,
    Order,
    OrderState,
)
from console.providers.ovhcloud.calls import OvhcloudCalls
from console.providers.ovhcloud.listing import ListedKind, ObjectListing
from console.providers.ovhcloud.place import ServicePlace
from console.providers.ovhcloud.task import holding_id, order_of, state_of
from console.providers.ovhcloud.wire import FilerRecord, HostRecord, TaskRecord

DELIVERED = "delivered"
RECENT = 50
FRESH_S = 20.0
BILLINGS = {"hourly": Billing.HOURLY, "monthly": Billing.MONTHLY}
FINAL = {OrderState.DONE, OrderState.CANCELLED}


@dataclass(frozen=True, slots=True)
class _HeldView:
    """Holdings, when they were read, and which orders had ended by then."""

    at: float
    ended: frozenset[str]
    holdings: tuple[Holding, ...]


class HoldingsInventory:
    """Filers of the virtual datacenter and global ones, hosts, tasks."""

    def __init__(
        self,
        calls: OvhcloudCalls,
        place: ServicePlace,
        keep_s: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read through `calls`; what is delivered is believed for `keep_s` wall seconds."""
        self._calls = calls
        self._place = place
        self._keep_s = keep_s
        self._monotonic = monotonic
        self._listings: (
            tuple[ObjectListing[FilerRecord], ObjectListing[FilerRecord], ObjectListing[HostRecord]]
            | None
        ) = None
        self._gone: set[str] = set()
        self._held: _HeldView | None = None
        self._ordered: tuple[float, tuple[Order, ...]] | None = None
        service = place.service
        task = ListedKind(f"{service}/task", TaskRecord, "taskId", _task_id, _over)
        self._tasks = ObjectListing(calls, task, monotonic=monotonic)

    @property
    def unreadable(self) -> int:
        """Records of the last reading that made no sense."""
        counted = len(self._tasks.unreadable)
        return counted + sum(len(each.unreadable) for each in self._listings or ())

    def recent(self, deadline: float) -> tuple[tuple[Holding, ...], tuple[Order, ...]]:
        """Holdings and orders as they were seconds ago: orders placed in a row share one reading.

        Without that ten orders would spend the budget of minutes on looking. An
        order that has ended since then makes the holdings old: whoever misses
        what it delivered would take it for gone.
        """
        ordered, now = self._ordered, self._monotonic()
        old = ordered is None or now - ordered[0] >= FRESH_S
        orders = self.orders(deadline) if ordered is None or old else ordered[1]
        held = self._held
        if held is None or now - held.at >= FRESH_S or held.ended != _ended(orders):
            held = _HeldView(self._monotonic(), _ended(orders), self.holdings(deadline))
            self._held = held
        return held.holdings, orders

    def holdings(self, deadline: float) -> tuple[Holding, ...]:
        """Everything held, delivered or on its way."""
        own, shared, hosts = self._of_vdc(deadline)
        everywhere = shared.read(deadline)
        return (
            *(_filer(each, shared=True) for each in everywhere.values()),
            *(
                _filer(each, shared=False)
                for number, each in own.read(deadline).items()
                if number not in everywhere
            ),
            *(_host(each) for each in hosts.read(deadline).values()),
            *self._illegible(own, shared, hosts),
        )

    @staticmethod
    def _illegible(
        own: ObjectListing[FilerRecord],
        shared: ObjectListing[FilerRecord],
        hosts: ObjectListing[HostRecord],
    ) -> Iterator[Holding]:
        """What is listed and cannot be read: nobody may take it for gone."""
        kinds = ((own, DATASTORE), (shared, DATASTORE), (hosts, HOST))
        for listing, resource in kinds:
            for number in sorted(listing.unreadable):
                if listing.kept(number) is None:
                    name = holding_id(resource, number)
                    yield Holding(name, resource, "", "", Billing.UNKNOWN, "unknown")

    def orders(self, deadline: float) -> tuple[Order, ...]:
        """The recent orders, oldest first: which there are is asked every time."""
        at = self._monotonic()
        tasks = self._tasks.read(deadline, newest=RECENT).values()
        found = [order for task in tasks if (order := order_of(task)) is not None]
        for each in found:
            if each.state not in FINAL and each.removal and each.holding is not None:
                self._doubt(each.holding)
        self._resolve(found, deadline)
        named = tuple(replace(each, name=self._name(each)) for each in found)
        self._ordered = (at, named)
        return named

    def path_of(self, holding: Holding, deadline: float) -> str:
        """Where a holding stands in the API."""
        parent = self._place.service if holding.shared else self._place.vdc(deadline)
        return f"{parent}/{holding.id}"

    def refresh(self, holding: str) -> None:
        """Read a holding again next time: something is being done to it."""
        self._held = None
        self._doubt(holding)

    def _doubt(self, holding: str) -> None:
        for listing in self._standing(holding):
            listing.refresh(_number(holding))

    def _of_vdc(
        self, deadline: float
    ) -> tuple[ObjectListing[FilerRecord], ObjectListing[FilerRecord], ObjectListing[HostRecord]]:
        if self._listings is None:
            vdc, service = self._place.vdc(deadline), self._place.service
            self._listings = (
                self._filers(f"{vdc}/filer"),
                self._filers(f"{service}/filer"),
                ObjectListing(
                    self._calls,
                    ListedKind(
                        f"{vdc}/host", HostRecord, "hostId", _host_id, _delivered, self._keep_s
                    ),
                    monotonic=self._monotonic,
                ),
            )
        return self._listings

    def _filers(self, path: str) -> ObjectListing[FilerRecord]:
        kind = ListedKind(path, FilerRecord, "filerId", _filer_id, _delivered, self._keep_s)
        return ObjectListing(self._calls, kind, monotonic=self._monotonic)

    def _resolve(self, orders: list[Order], deadline: float) -> None:
        """Read what was delivered and has no name yet, once: an old delivery may be gone."""
        self._of_vdc(deadline)
        self._gone &= {each.holding for each in orders if each.holding is not None}
        for each in orders:
            holding = each.holding
            delivered = each.state is OrderState.DONE and not each.removal
            if holding is None or not delivered or holding in self._gone:
                continue
            listings, number = self._standing(holding), _number(holding)
            if not any(listing.find(number, deadline) for listing in listings):
                self._gone.add(holding)

    def _name(self, order: Order) -> str | None:
        return None if order.holding is None else self._called(order.holding)

    def _called(self, holding: str) -> str | None:
        number = _number(holding)
        for listing in self._standing(holding):
            found = listing.kept(number)
            if found is not None:
                return found.name
        return None

    def _standing(
        self, holding: str
    ) -> tuple[ObjectListing[FilerRecord] | ObjectListing[HostRecord], ...]:
        """Where a holding is listed, as far as anything has been read."""
        if self._listings is None:
            return ()
        own, shared, hosts = self._listings
        return (hosts,) if holding.startswith("host/") else (own, shared)


def _ended(orders: tuple[Order, ...]) -> frozenset[str]:
    return frozenset(order.id for order in orders if order.state in FINAL)


def _filer(record: FilerRecord, *, shared: bool) -> Holding:
    return Holding(
        id=holding_id(DATASTORE, record.id),
        resource=DATASTORE,
        name=record.name or "",
        offer=record.profile or "",
        billing=BILLINGS.get(record.billing or "", Billing.UNKNOWN),
        state=record.state or "unknown",
        size_bytes=record.size.size_bytes if record.size is not None else None,
        shared=shared,
    )


def _host(record: HostRecord) -> Holding:
    return Holding(
        id=holding_id(HOST, record.id),
        resource=HOST,
        name=record.name or "",
        offer=record.profile or "",
        billing=BILLINGS.get(record.billing or "", Billing.UNKNOWN),
        state=record.state or "unknown",
    )


def _number(holding: str) -> int:
    return int(holding.rpartition("/")[2])


def _filer_id(record: FilerRecord) -> int:
    return record.id


def _host_id(record: HostRecord) -> int:
    return record.id


def _task_id(record: TaskRecord) -> int:
    return record.id


def _delivered(record: FilerRecord | HostRecord) -> bool:
    return record.state == DELIVERED


def _over(record: TaskRecord) -> bool:
    return state_of(record) in FINAL

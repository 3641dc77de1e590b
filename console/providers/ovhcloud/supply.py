"""OVHcloud as where datastores and hosts come from.

An order has no idempotency key, so nothing here ever sends one twice: a lost
answer is OutcomeUnknown, and `orders` tells later whether it was received.
"""

import re
import time
from collections.abc import Callable

from console.model.error import BadAnswer, CallRefused, NotFound
from console.model.notice import notice
from console.model.private import PrivateAccount
from console.model.resource import DATASTORE, HOST, Resource
from console.model.supply import (
    Billing,
    Holding,
    Offer,
    Order,
    SupplyView,
)
from console.ports import Clock, Receipt
from console.providers.ovhcloud import account, errors
from console.providers.ovhcloud.calls import OvhcloudCalls, decoded
from console.providers.ovhcloud.catalogue import OfferCatalogue
from console.providers.ovhcloud.inventory import HoldingsInventory
from console.providers.ovhcloud.keys import Keys
from console.providers.ovhcloud.monthly import Monthly, Quote
from console.providers.ovhcloud.place import ServicePlace
from console.providers.ovhcloud.task import holding_id, id_of
from console.providers.ovhcloud.wire import Counterpart, TaskRecord
from console.settings.private import OvhcloudSettings

MOREF = re.compile(r"(datastore|host)-\d+", re.ASCII)


class OvhcloudReader:
    """Reads offers, holdings and orders of one Hosted Private Cloud."""

    def __init__(
        self,
        settings: OvhcloudSettings,
        *,
        keys: Keys,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the keys; nothing is called and no library is loaded yet."""
        self._settings = settings
        self._clock = clock
        self._monotonic = monotonic
        self._calls = OvhcloudCalls(settings, keys)
        self._place = ServicePlace(self._calls, settings)
        self._inventory = HoldingsInventory(
            self._calls, self._place, settings.offers_every_s, monotonic=monotonic
        )
        self._catalogue = OfferCatalogue(
            self._calls, self._place, clock, settings.offers_every_s, monotonic=monotonic
        )
        self._monthly = Monthly(self._calls, self._place)
        self._account: tuple[float, PrivateAccount] | None = None

    def view(self) -> SupplyView:
        """Offers, holdings and recent orders of the last seconds, within twice the read timeout.

        What was read before the time ran out is kept, and the next view goes on
        from there: a large estate within a small budget is complete after some.
        """
        deadline = self._calls.deadline()
        holdings, orders = self._inventory.recent(deadline)
        offers = self._catalogue.offers({each.name: each.offer for each in holdings}, deadline)
        return SupplyView(
            offers=offers,
            holdings=holdings,
            orders=orders,
            observed_at=self._clock.now(),
            account=self._who(deadline),
            unreadable=self._inventory.unreadable,
        )

    def orders(self) -> tuple[Order, ...]:
        """The recent orders as they are now, oldest first."""
        return self._inventory.orders(self._calls.deadline())

    def quote(self, offer: Offer, quantity: int = 1) -> Quote:
        """Ask what a monthly order would cost; nothing is ordered."""
        return self._monthly.quote(offer.resource, offer.name, quantity)

    def holding_of(self, resource: Resource, vendor_id: str) -> str | None:
        """The holding behind an object of vCenter, by its moRef.

        POST …/vendor/ovhId only reads; a GET-only key may still not call it.
        """
        kind = "filer" if resource == DATASTORE else "host"
        path = f"{self._place.service}/vendor/ovhId"
        try:
            found = self._calls.ask(path, {"objectType": kind, "vendorId": vendor_id}, Counterpart)
        except NotFound:
            return None
        number = found.filer if resource == DATASTORE else found.host
        return None if number is None else holding_id(resource, number)

    def _who(self, deadline: float) -> PrivateAccount:
        kept, now = self._account, self._monotonic()
        if kept is not None and now - kept[0] < self._settings.offers_every_s:
            return kept[1]
        found = account.read(self._calls, self._place, self._settings.endpoint, deadline)
        self._account = (now, found)
        return found


class OvhcloudSupply(OvhcloudReader):
    """Orders and gives back, too."""

    def order(self, offer: Offer, *, name: str, cluster_id: str | None = None) -> Receipt:  # noqa: ARG002 - OVHcloud names what it delivers
        """Place one order, by the hour or by the month as the offer says.

        POST …/datacenter/{id}/orderNewFilerHourly or …/orderNewHostHourly. The
        receipt's `resource_id` is the task's id, or ``order-N`` for a month.
        """
        if offer.billing is Billing.MONTHLY:
            receipt = self._monthly.order(offer)
            self._catalogue.take(offer.name)
            return receipt
        if offer.billing is not Billing.HOURLY:
            raise CallRefused(notice("ovhcloud.not_on_sale", offer=offer.name))
        wanted: dict[str, str | int | bool] = {"name": offer.name}
        if offer.resource == HOST and cluster_id is not None:
            wanted["vmwareClusterId"] = cluster_id
        path = self._place.hourly_order(offer.resource, self._calls.deadline())
        receipt = self._task_of(path, wanted)
        self._catalogue.take(offer.name)
        return receipt

    def extend(self, name: str, host_id: str) -> Receipt | None:  # noqa: ARG002 - the port's signature
        """OVHcloud's robots mount what they deliver on every host."""
        return None

    def release(self, name: str, holding: str | None) -> Receipt:
        """Give back a datastore or host (POST …/remove). One paid by the month is refused."""
        deadline = self._calls.deadline()
        found = self._resolved(name, holding, deadline)
        if found.name != name and not MOREF.fullmatch(name):
            raise CallRefused(notice("ovhcloud.other_name", holding=found.id, name=found.name))
        if found.billing is not Billing.HOURLY:
            raise CallRefused(
                notice("ovhcloud.not_hourly", name=found.name, billing=found.billing.value)
            )
        path = self._inventory.path_of(found, deadline)
        self._inventory.refresh(found.id)
        return self._task_of(f"{path}/remove", None)

    def _resolved(self, name: str, holding: str | None, deadline: float) -> Holding:
        """Find what to give back: by its id, else by its name, else by its moRef."""
        holdings = self._inventory.holdings(deadline)
        wanted = holding
        if wanted is None and MOREF.fullmatch(name):
            kind = DATASTORE if name.startswith("datastore") else HOST
            wanted = self.holding_of(kind, name)
        for each in holdings:
            if each.id == wanted or (wanted is None and each.name == name):
                return each
        raise NotFound(notice("ovhcloud.not_held", name=name))

    def _task_of(self, path: str, body: dict[str, str | int | bool] | None) -> Receipt:
        answer = self._calls.write(path, body)
        try:
            task = decoded(answer, TaskRecord, f"POST {path}")
        except BadAnswer as e:
            raise errors.unknown_outcome(f"POST {path}", answer.text, answer.query_id) from e
        return Receipt(answer.query_id, id_of(task))

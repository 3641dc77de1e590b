"""What is ordered by the month: which durations there are, a quote, and the order itself.

The schema marks these routes as deprecated, so whether they answer is found out.
"""

from dataclasses import dataclass
from decimal import Decimal

from console.model.error import BadAnswer, OutcomeUnknown
from console.model.resource import DATASTORE, Resource
from console.model.supply import (
    Offer,
)
from console.ports import Receipt
from console.providers.ovhcloud import errors
from console.providers.ovhcloud.calls import OvhcloudCalls, Parameter, decoded
from console.providers.ovhcloud.place import ServicePlace
from console.providers.ovhcloud.prices import optional
from console.providers.ovhcloud.task import monthly_id
from console.providers.ovhcloud.wire import Quoted

MONTH = "01"


@dataclass(frozen=True, slots=True)
class Quote:
    """What an order of `quantity` would cost a month, without VAT. Nothing is committed."""

    offer: str
    quantity: int
    euro_per_month: Decimal | None


class Monthly:
    """Orders by the month, one at a time."""

    def __init__(self, calls: OvhcloudCalls, place: ServicePlace) -> None:
        """Order through `calls`."""
        self._calls = calls
        self._place = place

    def offered(self, resource: Resource, name: str, deadline: float) -> bool:
        """Say whether a profile can be ordered for a month at a time."""
        path, wanted = self._path(resource), self._wanted(name, 1, deadline)
        found = optional(lambda: self._calls.get(path, list[str], wanted, deadline=deadline))
        return found is not None and MONTH in found

    def quote(self, resource: Resource, name: str, quantity: int = 1) -> Quote:
        """Ask what an order would cost; reads only."""
        deadline = self._calls.deadline()
        path, wanted = f"{self._path(resource)}/{MONTH}", self._wanted(name, quantity, deadline)
        quoted = self._calls.get(path, Quoted, wanted, deadline=deadline)
        price = quoted.prices.without_tax if quoted.prices is not None else None
        return Quote(name, quantity, price.euros if price is not None else None)

    def order(self, offer: Offer) -> Receipt:
        """Order one for a month: it cannot be undone, and renews itself."""
        path = f"{self._path(offer.resource)}/{MONTH}"
        answer = self._calls.write(path, self._wanted(offer.name, 1, self._calls.deadline()))
        try:
            placed = decoded(answer, Quoted, f"POST {path}")
        except BadAnswer as e:
            raise _unclear(e, path) from e
        if placed.id is None:
            raise errors.unknown_outcome(f"POST {path}", answer.text, answer.query_id)
        return Receipt(answer.query_id, monthly_id(placed.id))

    def _path(self, resource: Resource) -> str:
        return f"{self._place.monthly}/{'filer' if resource == DATASTORE else 'host'}"

    def _wanted(self, name: str, quantity: int, deadline: float) -> dict[str, Parameter]:
        vdc_id = self._place.vdc_id(deadline)
        return {"datacenterId": vdc_id, "name": name, "quantity": quantity}


def _unclear(error: BadAnswer, path: str) -> OutcomeUnknown:
    text = str(error.notice.values.get("text", ""))
    return errors.unknown_outcome(f"POST {path}", text, error.request_id)

"""What can be ordered for the private cloud, what was ordered, and what is held.

Prices are decimal euros without VAT; None is unknown, never zero.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from console.model.private import PrivateAccount
from console.model.resource import Resource


class Billing(StrEnum):
    """How a resource is paid for."""

    HOURLY = "hourly"
    MONTHLY = "monthly"
    OWNED = "owned"
    """Nothing is ordered: an export or a disk that is there already."""
    UNKNOWN = "unknown"


class OrderState(StrEnum):
    """How far an order is. `troubled` is not the end: staff may mend it."""

    WAITING = "waiting"
    RUNNING = "running"
    TROUBLED = "troubled"
    DONE = "done"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def open(self) -> bool:
        """Say whether the order may still deliver."""
        return self not in {OrderState.DONE, OrderState.CANCELLED}


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be ordered. `name` is what the order call takes.

    `available` is the stock: None unknown. `ssd` None: the offer does not say.
    """

    name: str
    resource: Resource
    title: str
    billing: Billing
    size_bytes: int | None = None
    ssd: bool | None = None
    euro_per_hour: Decimal | None = None
    euro_per_month: Decimal | None = None
    available: int | None = None
    source: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One order or removal at the provider, as its task tells it.

    `number` grows with time; `by` is who placed it; `holding` the id of what it
    delivers and `name` the name of that in vCenter, once known; `text` the
    provider's own words.
    """

    id: str
    number: int
    resource: Resource
    removal: bool
    state: OrderState
    by: str = ""
    placed_at: datetime | None = None
    progress: int | None = None
    holding: str | None = None
    name: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """A resource held at the provider: a filer or a host, delivered or on its way.

    `name` is its name in vCenter; `shared` says it serves every vdc (a global datastore).
    """

    id: str
    resource: Resource
    name: str
    offer: str
    billing: Billing
    state: str
    size_bytes: int | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True)
class SupplyView:
    """Offers, holdings and recent orders at one moment.

    `unreadable` counts records that made no sense.
    """

    offers: tuple[Offer, ...]
    holdings: tuple[Holding, ...]
    orders: tuple[Order, ...]
    observed_at: datetime
    account: PrivateAccount | None = None
    unreadable: int = 0

"""What is read of the OVHcloud API's JSON about what was used of a project."""

from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from msgspec import Raw, Struct, field


class UsageTotal(Struct):
    """A price as some routes give it: with its currency."""

    value: Decimal
    currency: str | None = field(default=None, name="currencyCode")


UsagePrice: TypeAlias = UsageTotal | Decimal | None
"""`totalPrice` is a number, or an object: both are met."""


def euros(price: UsagePrice) -> Decimal | None:
    """In euros; None where it says another currency, or nothing. A bare number is in euros."""
    if isinstance(price, UsageTotal):
        return price.value if price.currency in {None, "EUR"} else None
    return price


class Quantity(Struct):
    """How much, and of what: ``Hour``, ``Minute``, ``GiBh``."""

    value: Decimal
    unit: str = "Hour"


class UsageDetail(Struct):
    """One instance of a line of the usage."""

    id: str = field(name="instanceId")
    quantity: Quantity
    price: UsagePrice = field(default=None, name="totalPrice")


class UsageLine(Struct):
    """Instances of one flavor in one region, or what another sort has: volumes, snapshots."""

    reference: str = ""
    region: str = ""
    price: UsagePrice = field(default=None, name="totalPrice")
    details: list[UsageDetail] | None = None


class UsagePeriod(Struct):
    """From when the usage counts."""

    since: datetime = field(name="from")


class UsageCurrent(Struct):
    """GET /cloud/project/{serviceName}/usage/current. Each sort of use is decoded for itself."""

    period: UsagePeriod
    updated: datetime | None = field(default=None, name="lastUpdate")
    price: UsagePrice = field(default=None, name="totalPrice")
    hourly: dict[str, Raw] | None = field(default=None, name="hourlyUsage")
    monthly: dict[str, Raw] | None = field(default=None, name="monthlyUsage")


class MonthlyBilling(Struct):
    """That an instance is paid by the month: `activationPending`, then `ok`."""

    since: datetime | None = None
    status: str = ""


class BilledInstance(Struct):
    """GET /cloud/project/{serviceName}/instance, one record."""

    id: str
    monthly: MonthlyBilling | None = field(default=None, name="monthlyBilling")


class ConsumedDetail(Struct):
    """One resource of a family."""

    price: UsagePrice = None


class ConsumedFamily(Struct):
    """What one family of plans has used; its own price, where it has one, is of all of it."""

    family: str = field(default="", name="planFamily")
    price: UsagePrice = None
    details: list[ConsumedDetail] | None = None


class Consumption(Struct):
    """One of GET /me/consumption/usage/current. Each family is decoded for itself."""

    since: datetime = field(name="beginDate")
    updated: datetime | None = field(default=None, name="lastUpdate")
    price: UsagePrice = None
    families: list[Raw] | None = field(default=None, name="elements")

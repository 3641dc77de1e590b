"""What is read of the API's JSON, typed. Unknown fields are ignored, and so is what is not used."""

from datetime import UTC, datetime
from decimal import Decimal

from msgspec import Struct, field

from console.model.error import UsageError
from console.model.size import parse_size


class Measure(Struct):
    """A number and its unit (complexType.UnitAndValue)."""

    unit: str
    value: float

    @property
    def size_bytes(self) -> int | None:
        """In bytes, None where the unit is not one of sizes."""
        try:
            return parse_size(f"{self.value:f}{self.unit}")
        except UsageError:
            return None


class Vdc(Struct):
    """GET /dedicatedCloud/{serviceName}: where the service stands."""

    location: str | None = None


class FilerRecord(Struct):
    """GET …/filer/{filerId}: a datastore."""

    id: int = field(name="filerId")
    name: str | None = None
    profile: str | None = None
    size: Measure | None = None
    state: str | None = None
    billing: str | None = field(default=None, name="billingType")


class HostRecord(Struct):
    """GET …/host/{hostId}."""

    id: int = field(name="hostId")
    name: str | None = None
    profile: str | None = None
    state: str | None = None
    billing: str | None = field(default=None, name="billingType")


class TaskRecord(Struct):
    """GET …/task/{taskId}."""

    id: int = field(name="taskId")
    state: str
    name: str | None = None
    type: str | None = None
    description: str | None = None
    progress: float | None = None
    created_by: str | None = field(default=None, name="createdBy")
    filer_id: int | None = field(default=None, name="filerId")
    host_id: int | None = field(default=None, name="hostId")
    order_id: int | None = field(default=None, name="orderId")
    parent_id: int | None = field(default=None, name="parentTaskId")
    execution_at: datetime | None = field(default=None, name="executionDate")


class FilerProfileRecord(Struct):
    """GET …/orderableFilerProfiles, one record."""

    name: str
    full_name: str | None = field(default=None, name="fullName")
    size: Measure | None = None


class HostProfileRecord(Struct):
    """GET …/orderableHostProfiles, one record."""

    name: str
    core: str | None = None
    ram: Measure | None = None


class FilerStock(Struct):
    """GET /dedicatedCloud/location/{pccZone}/stock/zpool, one record."""

    profile: str | None = None
    count: int | None = field(default=None, name="realCount")


class HypervisorStock(Struct):
    """Hosts of one profile and processor generation, by hypervisor version."""

    value: int | None = None


class GenerationStock(Struct):
    """Hosts of one profile, by processor generation."""

    value: list[HypervisorStock] | None = None


class HostStock(Struct):
    """GET /dedicatedCloud/location/{pccZone}/stock/host, one record."""

    name: str | None = None
    ref: str | None = None
    value: list[GenerationStock] | None = None

    @property
    def count(self) -> int:
        """Hosts in all."""
        return sum(
            version.value or 0
            for generation in self.value or ()
            for version in generation.value or ()
        )


class PriceRecord(Struct):
    """A price without VAT, in a currency (order.Price)."""

    value: Decimal
    currency: str | None = field(default=None, name="currencyCode")

    @property
    def euros(self) -> Decimal | None:
        """In euros, None in any other currency."""
        return self.value if self.currency == "EUR" else None


class HeldPrice(Struct):
    """GET …/newPrices, one record: what a held resource costs."""

    name: str
    billing: str | None = field(default=None, name="billingType")
    price: PriceRecord | None = field(default=None, name="newPrice")


class HeldPrices(Struct):
    """GET …/newPrices."""

    resources: list[HeldPrice] | None = None


class Pricing(Struct):
    """One way an option is paid for (order.cart.GenericProductPricing)."""

    price: PriceRecord
    duration: str | None = None
    interval: int | None = None
    kind: str | None = field(default=None, name="pricingType")
    capacities: list[str] = field(default_factory=list)


class Option(Struct):
    """GET /order/cartServiceOption/privateCloud/{serviceName}, one record."""

    plan: str = field(name="planCode")
    prices: list[Pricing] = field(default_factory=list)


class QuotedPrices(Struct):
    """The totals of a quote."""

    without_tax: PriceRecord | None = field(default=None, name="withoutTax")


class Quoted(Struct):
    """GET or POST /order/dedicatedCloud/{serviceName}/filer/{duration}."""

    prices: QuotedPrices | None = None
    id: int | None = field(default=None, name="orderId")


class RuleRecord(Struct):
    """One thing a consumer key may do."""

    method: str
    path: str


class Credential(Struct):
    """GET /auth/currentCredential."""

    id: int | None = field(default=None, name="credentialId")
    rules: list[RuleRecord] | None = None


class Person(Struct):
    """GET /me."""

    name: str = field(name="nichandle")


class Counterpart(Struct):
    """POST …/vendor/ovhId: the API's id of an object of vCenter."""

    filer: int | None = field(default=None, name="filerId")
    host: int | None = field(default=None, name="hostId")


def aware(at: datetime | None) -> datetime | None:
    """Times without an offset are UTC."""
    return at if at is None or at.tzinfo is not None else at.replace(tzinfo=UTC)

"""Orders: by the hour and by the month, and what is given back."""

from typing import Literal

from msgspec import Struct

from console.rehearsal.exchange import Answer
from console.rehearsal.ovhcloud import views
from console.rehearsal.ovhcloud.account import euros
from console.rehearsal.ovhcloud.gate import Asked, Handler, Values, missing
from console.rehearsal.ovhcloud.holdings import Holdings
from console.rehearsal.private import reference
from console.rehearsal.private.estate import PrivateEstate
from console.rehearsal.private.orders import OrderRefused, OvhTask
from console.rehearsal.private.reference import SoldFiler, SoldHost

MONTH = "01"
MOST = 20
BAD = "Client::BadRequest"
Kind = Literal["filer", "host"]


class FilerOrder(Struct):
    """The body of orderNewFilerHourly."""

    name: str


class HostOrder(Struct):
    """The body of orderNewHostHourly."""

    name: str
    vmwareClusterId: str | None = None  # noqa: N815 - as the API spells it


class MonthlyOrder(Struct):
    """The body of POST /order/dedicatedCloud/{serviceName}/{filer|host}/{duration}."""

    name: str
    quantity: int = 1
    datacenterId: int | None = None  # noqa: N815 - as the API spells it


class Ordering:
    """Handlers that order or give back."""

    def __init__(self, estate: PrivateEstate, holdings: Holdings) -> None:
        self._estate = estate
        self._holdings = holdings

    def paths(self, service: str, vdc: str) -> dict[str, dict[str, Handler]]:
        """Paths and handlers, below the service and its virtual datacenter."""
        order = f"/order{service}"
        return {
            f"{vdc}/orderNewFilerHourly": {"POST": self._filer},
            f"{service}/orderNewFilerHourly": {"POST": self._shared_filer},
            f"{vdc}/orderNewHostHourly": {"POST": self._host},
            f"{vdc}/filer/{{filer}}/remove": {"POST": self._remove_filer},
            f"{service}/filer/{{filer}}/remove": {"POST": self._remove_shared_filer},
            f"{vdc}/host/{{host}}/remove": {"POST": self._remove_host},
            order: {"GET": _orderable},
            f"{order}/{{kind}}": {"GET": self._durations},
            f"{order}/{{kind}}/{{duration}}": {"GET": self._quote, "POST": self._by_month},
        }

    def _filer(self, asked: Asked) -> Answer:
        name = asked.decode(FilerOrder).name
        supply = self._estate.supply
        return self._task(supply.order_filer(name, vdc_id=reference.VDC_ID, by=asked.by))

    def _shared_filer(self, asked: Asked) -> Answer:
        name = asked.decode(FilerOrder).name
        return self._task(self._estate.supply.order_filer(name, vdc_id=None, by=asked.by))

    def _host(self, asked: Asked) -> Answer:
        wanted = asked.decode(HostOrder)
        if wanted.vmwareClusterId not in {None, reference.CLUSTER_REF}:
            raise missing(wanted.vmwareClusterId)
        supply = self._estate.supply
        return self._task(supply.order_host(wanted.name, vdc_id=reference.VDC_ID, by=asked.by))

    def _remove_filer(self, asked: Asked) -> Answer:
        self._estate.now()
        found = self._holdings.filer(asked.number("filer"), reference.VDC_ID)
        return self._task(self._estate.supply.remove_filer(found.id, asked.by))

    def _remove_shared_filer(self, asked: Asked) -> Answer:
        self._estate.now()
        found = self._holdings.filer(asked.number("filer"), None)
        return self._task(self._estate.supply.remove_filer(found.id, asked.by))

    def _remove_host(self, asked: Asked) -> Answer:
        self._estate.now()
        found = self._holdings.host(asked.number("host"))
        return self._task(self._estate.supply.remove_host(found.id, asked.by))

    def _task(self, task: OvhTask) -> Answer:
        return Answer(views.task(task, self._estate.now()))

    def _durations(self, asked: Asked) -> Answer:
        """Which durations a profile can be ordered for."""
        self._wanted(asked, _queried(asked))
        return Answer([MONTH])

    def _quote(self, asked: Asked) -> Answer:
        """What an order would cost; it commits to nothing."""
        wanted = _queried(asked)
        _, profile = self._wanted(asked, wanted)
        return Answer(_bill(profile, wanted.quantity, None))

    def _by_month(self, asked: Asked) -> Answer:
        """An order for a month that renews itself: one bill, one task each."""
        wanted = asked.decode(MonthlyOrder)
        kind, profile = self._wanted(asked, wanted)
        supply = self._estate.supply
        if supply.stock[profile.name] < wanted.quantity:
            raise OrderRefused(400, BAD, f"There is no more stock of {profile.name} in this zone.")
        order_id = supply.new_order_id()
        order = supply.order_filer if kind == "filer" else supply.order_host
        for _ in range(wanted.quantity):
            order(
                profile.name,
                vdc_id=reference.VDC_ID,
                by=asked.by,
                billing="monthly",
                order_id=order_id,
            )
        return Answer(_bill(profile, wanted.quantity, order_id))

    def _wanted(self, asked: Asked, order: MonthlyOrder) -> tuple[Kind, SoldFiler | SoldHost]:
        kind = asked.params["kind"]
        if asked.params.get("duration", MONTH) != MONTH:
            raise OrderRefused(400, BAD, "This duration is not available: 01")
        if order.datacenterId not in {None, reference.VDC_ID}:
            raise missing(order.datacenterId)
        if not 1 <= order.quantity <= MOST:
            raise OrderRefused(400, BAD, f"The quantity must be between 1 and {MOST}")
        supply = self._estate.supply
        filer, host = supply.filer_profiles.get(order.name), supply.host_profiles.get(order.name)
        if kind == "filer" and filer is not None:
            return "filer", filer
        if kind == "host" and host is not None:
            return "host", host
        if kind in {"filer", "host"}:
            raise OrderRefused(400, BAD, f"The profile {order.name} is not orderable.")
        raise missing(kind)


def _orderable(asked: Asked) -> Answer:
    del asked
    return Answer(["filer", "host"])


def _queried(asked: Asked) -> MonthlyOrder:
    quantity, vdc = asked.query.get("quantity", "1"), asked.query.get("datacenterId")
    try:
        return MonthlyOrder(asked.query["name"], int(quantity), None if vdc is None else int(vdc))
    except KeyError as error:
        raise OrderRefused(400, BAD, "Missing parameter: name") from error
    except ValueError as error:
        raise OrderRefused(400, BAD, "A parameter is not a number") from error


def _bill(profile: SoldFiler | SoldHost, quantity: int, order_id: int | None) -> Values:
    """`order.Order`: of a quote it has no number."""
    total = profile.monthly * quantity
    return {
        "orderId": order_id,
        "url": None,
        "prices": {
            "withoutTax": euros(total),
            "tax": euros(total / 5),
            "withTax": euros(total + total / 5),
        },
        "details": [
            {
                "description": profile.full_name,
                "domain": reference.SERVICE,
                "quantity": quantity,
                "unitPrice": euros(profile.monthly),
                "totalPrice": euros(total),
            }
        ],
    }

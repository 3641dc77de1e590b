"""What can be ordered: profiles, stock, prices."""

from collections.abc import Iterable
from decimal import Decimal

from console.rehearsal.exchange import Answer
from console.rehearsal.ovhcloud.account import euros
from console.rehearsal.ovhcloud.gate import Asked, Handler, Values, missing
from console.rehearsal.private import reference
from console.rehearsal.private.estate import PrivateEstate
from console.rehearsal.private.orders import OvhHost, SimulatedFiler
from console.rehearsal.private.reference import GIB, SoldFiler, SoldHost


class CatalogueHandlers:
    """Handlers of profiles, stock and prices."""

    def __init__(self, estate: PrivateEstate) -> None:
        self._estate = estate

    def paths(self, service: str, vdc: str) -> dict[str, dict[str, Handler]]:
        """Paths and handlers, below the service and its virtual datacenter."""
        return {
            f"{vdc}/orderableFilerProfiles": {"GET": self._filer_profiles},
            f"{vdc}/orderableHostProfiles": {"GET": self._host_profiles},
            f"{service}/newPrices": {"GET": self._held_prices},
            "/dedicatedCloud/location": {"GET": self._zones},
            "/dedicatedCloud/location/{zone}/stock/zpool": {"GET": self._filer_stock},
            "/dedicatedCloud/location/{zone}/stock/host": {"GET": self._host_stock},
            "/order/cartServiceOption/privateCloud/{service}": {"GET": self._options},
        }

    def _filer_profiles(self, asked: Asked) -> Answer:
        del asked
        return Answer(
            [
                {
                    "id": number,
                    "name": each.name,
                    "fullName": each.full_name,
                    "size": {"unit": "GB", "value": each.size_gb},
                }
                for number, each in enumerate(self._filers, start=1)
            ]
        )

    def _host_profiles(self, asked: Asked) -> Answer:
        del asked
        return Answer(
            [
                {
                    "id": number,
                    "name": each.name,
                    "cpu": "2 x Xeon",
                    "cpuNum": 2,
                    "core": f"{reference.CORES} cores",
                    "ram": {"unit": "GB", "value": reference.MEMORY_OF[each.name] // GIB},
                }
                for number, each in enumerate(self._hosts, start=1)
            ]
        )

    @property
    def _filers(self) -> Iterable[SoldFiler]:
        return self._estate.supply.filer_profiles.values()

    @property
    def _hosts(self) -> Iterable[SoldHost]:
        return self._estate.supply.host_profiles.values()

    @staticmethod
    def _zones(asked: Asked) -> Answer:
        del asked
        return Answer([reference.ZONE])

    def _filer_stock(self, asked: Asked) -> Answer:
        _in_zone(asked)
        self._estate.now()
        stock = self._estate.supply.stock
        return Answer(
            [
                {
                    "profile": each.name,
                    "realCount": stock[each.name],
                    "minimumAvailability": min(1, stock[each.name]),
                }
                for each in self._filers
            ]
        )

    def _host_stock(self, asked: Asked) -> Answer:
        _in_zone(asked)
        self._estate.now()
        stock = self._estate.supply.stock
        return Answer(
            [
                {
                    "name": each.name,
                    "ref": each.name.lower(),
                    "value": [
                        {"name": "INTEL", "value": [{"name": "8.0", "value": stock[each.name]}]}
                    ],
                }
                for each in self._hosts
            ]
        )

    def _held_prices(self, asked: Asked) -> Answer:
        """GET …/newPrices: what the held resources cost."""
        del asked
        self._estate.now()
        supply = self._estate.supply
        resources = [
            *(_held(each, supply.filer_profiles[each.profile]) for each in supply.filers.values()),
            *(_held(each, supply.host_profiles[each.profile]) for each in supply.hosts.values()),
        ]
        return Answer({"resources": resources})

    def _options(self, asked: Asked) -> Answer:
        """GET /order/cartServiceOption/privateCloud/{service}: the catalogue, with prices."""
        if asked.params["service"] != reference.SERVICE:
            raise missing(asked.params["service"])
        plans = [plan for each in self._filers for plan in _plans(each)]
        plans += [plan for each in self._hosts for plan in _plans(each)]
        return Answer(plans)


def _plans(profile: SoldFiler | SoldHost) -> Iterable[Values]:
    title = profile.full_name
    yield _plan(profile.name, title, profile.monthly, "P1M")
    yield _plan(f"{profile.name}-hourly", title, profile.hourly, "PT1H")


def _plan(code: str, title: str, price: Decimal, duration: str) -> Values:
    pricing = {
        "capacities": ["renew"],
        "duration": duration,
        "interval": 1,
        "pricingMode": "default",
        "pricingType": "rental",
        "price": euros(price),
        "priceInUcents": int(price * 10**8),
    }
    return {
        "planCode": code,
        "productName": title,
        "productType": "delivery",
        "family": "privateCloud",
        "mandatory": False,
        "exclusive": False,
        "prices": [pricing],
    }


def _held(held: SimulatedFiler | OvhHost, profile: SoldFiler | SoldHost) -> Values:
    price = profile.hourly if held.billing == "hourly" else profile.monthly
    return {
        "name": held.name,
        "billingType": held.billing,
        "newPrice": euros(price),
        "oldPrice": euros(price),
        "changed": False,
    }


def _in_zone(asked: Asked) -> None:
    if asked.params["zone"] != reference.ZONE:
        raise missing(asked.params["zone"])

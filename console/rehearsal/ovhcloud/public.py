"""The public cloud's catalogue, in the shapes of the API.

Prices are integers of 10⁻⁸; a flavor's plans are told beside it (`project`), and the catalogue
has more of them than a name suggests (``.3AZ``, ``.LZ.EUROPE``), at other prices.
"""

from collections.abc import Iterator
from decimal import Decimal

from console.rehearsal.exchange import Answer
from console.rehearsal.ovhcloud.gate import Asked, Values
from console.rehearsal.reference import FLAVORS, REGIONS, FlavorFacts

CATALOGUE_ID = 20_261_101
UNITS = 10**8
VAT = 20
ELSEWHERE = {"": 1, ".3AZ": 2, ".LZ.EUROPE": 1}
"""Plans of one flavor by the hour, and how many times its price they cost."""
BESIDE = {
    "volume.classic": "0.000056",
    "volume.high-speed": "0.000119",
    "volume.high-speed-gen2": "0.000119",
    "volume.snapshot": "0.000056",
    "snapshot": "0.000015",
    "floatingip.floatingip.hour": "0.0025",
}
"""What is billed beside instances: a GiB, or an address, by the hour."""
PARIS = "EU-WEST-PAR"
"""A region of three zones, whose plans cost more."""


class PublicHandlers:
    """Handlers of what the public cloud sells."""

    @staticmethod
    def catalogue(asked: Asked) -> Answer:
        """GET /order/catalog/public/cloud, for everybody."""
        subsidiary = asked.query.get("ovhSubsidiary", "FR")
        instances = [addon for flavor in FLAVORS for addon in _addons(flavor)]
        names = [addon["planCode"] for addon in instances]
        addons = [*instances, *(addon for name in BESIDE for addon in _beside(name))]
        return Answer(
            {
                "catalogId": CATALOGUE_ID,
                "locale": {"currencyCode": "EUR", "subsidiary": subsidiary, "taxRate": VAT},
                "plans": [
                    {
                        "planCode": "project",
                        "invoiceName": "Public Cloud Project",
                        "addonFamilies": [{"name": "instance", "addons": names}],
                        "pricings": [],
                    }
                ],
                "products": [{"name": "publiccloud-instance", "description": "Instance"}],
                "addons": addons,
                "planFamilies": [],
            }
        )


def _addons(flavor: FlavorFacts) -> Iterator[Values]:
    for suffix, times in ELSEWHERE.items():
        price = Decimal(flavor.euro_per_hour) * times
        yield _addon(flavor, f"{flavor.name}.consumption{suffix}", price, "hour")
    if flavor.euro_per_month is not None:
        price = Decimal(flavor.euro_per_month)
        yield _addon(flavor, f"{flavor.name}.monthly.postpaid", price, "month")


def _beside(name: str) -> Iterator[Values]:
    """What is sold of it here, and in a region of three zones at twice the price."""
    price = Decimal(BESIDE[name])
    here = [site.region for site in REGIONS]
    for suffix, times, regions in (("", 1, here), (".3AZ", 2, [PARIS])):
        yield {
            **_sold(name, f"{name}.consumption{suffix}", price * times, "hour"),
            "product": f"publiccloud-{name.partition('.')[0]}",
            "configurations": [
                {"name": "region", "isCustom": False, "isMandatory": False, "values": regions}
            ],
            "blobs": {"commercial": {"brick": name.partition(".")[0], "name": name}},
        }


def _sold(name: str, code: str, price: Decimal, unit: str) -> Values:
    units = int(price * UNITS)
    by_hour = unit == "hour"
    return {
        "planCode": code,
        "invoiceName": name,
        "pricingType": "consumption" if by_hour else "rental",
        "pricings": [
            {
                "phase": 1,
                "capacities": ["consumption"] if by_hour else ["renew"],
                "commitment": 0,
                "description": f"{name} by the {unit}",
                "interval": 1,
                "intervalUnit": unit,
                "price": units,
                "tax": units * VAT // 100,
                "mode": "default",
                "strategy": "tiered",
                "type": "consumption" if by_hour else "rental",
            }
        ],
    }


def _addon(flavor: FlavorFacts, code: str, price: Decimal, unit: str) -> Values:
    return {
        **_sold(flavor.name, code, price, unit),
        "product": "publiccloud-instance",
        "configurations": [],
        "blobs": {
            "technical": {
                "name": flavor.name,
                "os": {"family": flavor.family},
                "cpu": {"cores": flavor.vcpus},
                "memory": {"size": flavor.ram_mib // 1000},
            }
        },
    }

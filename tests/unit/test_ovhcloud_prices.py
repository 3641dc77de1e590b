"""The public catalogue's prices, as the OVHcloud API tells them."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ovh_server import KEYS, OvhServer, Reply, ovh_server

from console.model.error import SourceError
from console.model.tariff import Tariff
from console.providers.ovhcloud.keys import Keys
from console.providers.ovhcloud.pricefile import PriceFile
from console.providers.ovhcloud.pricelist import CATALOGUE, OvhcloudPriceList

FLAVOR = "/cloud/project/p1/flavor"
REGIONS = ("GRA11", "EU-WEST-PAR")


class Wall:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def addon(plan: str, *prices: int, unit: str = "hour", **more: object) -> dict[str, Any]:
    pricings = [{"price": one, "tax": 0, "interval": 1, "intervalUnit": unit} for one in prices]
    return {"planCode": plan, "pricings": pricings, **more}


def catalogue(*addons: object, currency: str = "EUR") -> dict[str, Any]:
    locale = {"currencyCode": currency, "subsidiary": "FR", "taxRate": 20}
    return {"catalogId": 77, "locale": locale, "plans": [], "addons": list(addons)}


def flavor(name: str, hourly: str | None, monthly: str | None = None) -> dict[str, Any]:
    return {"id": name, "name": name, "planCodes": {"hourly": hourly, "monthly": monthly}}


@pytest.fixture
def server() -> Iterator[OvhServer]:
    with ovh_server() as found:
        addons = (
            addon("b3-64.consumption", 37_000_000),
            addon("b3-64.consumption.3AZ", 74_000_000),
            addon("b2-60.monthly.postpaid", 18_200_000_000, unit="month"),
            addon("b2-60.consumption", 51_000_000),
            addon("storage.consumption", 97),
            addon("two.consumption", 1, 2),
            {"planCode": "bad.consumption", "pricings": "none"},
        )
        found.on("GET", CATALOGUE, catalogue(*addons))
        found.on(  # the regions are asked for by name, EU-WEST-PAR first
            "GET",
            FLAVOR,
            [
                flavor("b3-64", "b3-64.consumption.3AZ"),
                flavor("bad", "bad.consumption"),
                flavor("two", "two.consumption"),
                {"id": "x", "name": "free"},
            ],
            [
                flavor("b3-64", "b3-64.consumption"),
                flavor("b2-60", "b2-60.consumption", "b2-60.monthly.postpaid"),
                flavor("tiny", "storage.consumption"),
            ],
        )
        yield found


def read(server: OvhServer, path: Path, wall: Wall, keys: Keys = KEYS) -> Tariff:
    prices = OvhcloudPriceList(server.project(), keys=keys, file=PriceFile(path), wall=wall)
    return prices.tariff(REGIONS)


def test_a_flavor_costs_what_its_plan_costs_in_its_region(
    server: OvhServer, tmp_path: Path
) -> None:
    found = read(server, tmp_path / "prices.json", Wall())
    assert found.prices["GRA11"]["b3-64"].euro_per_hour == Decimal("0.37")
    assert found.prices["EU-WEST-PAR"]["b3-64"].euro_per_hour == Decimal("0.74")
    assert found.prices["GRA11"]["b2-60"].euro_per_month == Decimal(182)
    assert found.prices["GRA11"]["tiny"].euro_per_hour == Decimal("0.00000097")
    assert found.unpriced == {"GRA11": (), "EU-WEST-PAR": ("bad", "free", "two")}
    assert (found.catalogue, found.currency, found.age_s) == ("77", "EUR", 0)
    assert not server.asked("GET", CATALOGUE)[0].signed
    assert server.asked("GET", FLAVOR)[0].signed


def sold(plan: str, *prices: int, where: tuple[str, ...], unit: str = "hour") -> dict[str, Any]:
    """What is consumed, as the catalogue has it: with the regions that it is sold in."""
    named = [{"name": "region", "isMandatory": False, "values": list(where)}]
    made = addon(plan, *prices, unit=unit, configurations=named)
    return made | {"pricings": [one | {"capacities": ["consumption"]} for one in made["pricings"]]}


def test_what_is_billed_beside_instances_costs_what_is_sold_in_its_region(
    server: OvhServer, tmp_path: Path
) -> None:
    here, paris = ("GRA11", "SBG5"), ("EU-WEST-PAR",)
    addons = (
        sold("volume.classic.consumption", 5_600, where=here),
        sold("volume.classic.consumption.3AZ", 11_510, where=paris, unit="none"),
        sold("volume.classic.monthly.postpaid", 4_000_000, where=here, unit="month"),
        sold("volume.high-speed-gen2.consumption", 1, 2, where=here),
        sold("volume.snapshot.consumption", 5_500, where=here),
        sold("snapshot.consumption", 1_500, where=here),
        sold("floatingip.floatingip.hour.consumption", 250_000, where=here),
        sold("volume-backup.storage.hour.consumption", 7, where=here),
        addon("volume.nowhere.consumption", 9),
    )
    server.on("GET", CATALOGUE, catalogue(*addons))
    file = tmp_path / "prices.json"
    found = read(server, file, Wall())
    assert found.beside == {
        "GRA11": {
            "volume.classic": Decimal("0.000056"),
            "snapshot": Decimal("0.000055"),
            "image": Decimal("0.000015"),
            "address": Decimal("0.0025"),
        },
        "EU-WEST-PAR": {"volume.classic": Decimal("0.0001151")},
    }
    assert read(server, file, Wall()).beside == found.beside
    asked = len(server.asked("GET", CATALOGUE))
    kept = json.loads(file.read_text())
    del kept["beside"]  # as an earlier version left it
    file.write_text(json.dumps(kept))
    assert read(server, file, Wall()).beside == found.beside
    assert len(server.asked("GET", CATALOGUE)) == asked + 1


def test_the_copy_on_disk_is_used_for_a_day_and_is_exact(server: OvhServer, tmp_path: Path) -> None:
    file, wall = tmp_path / "prices.json", Wall()
    first = read(server, file, wall)
    wall.now += 3_600
    again = read(server, file, wall)
    assert len(server.asked("GET", CATALOGUE)) == 1
    assert (again.prices, again.age_s) == (first.prices, 3_600)
    wall.now += 86_400
    assert read(server, file, wall).age_s == 0
    assert len(server.asked("GET", CATALOGUE)) == 2


def test_an_older_copy_says_so_where_the_catalogue_cannot_be_read(
    server: OvhServer, tmp_path: Path
) -> None:
    file, wall = tmp_path / "prices.json", Wall()
    first = read(server, file, wall)
    server.on("GET", CATALOGUE, Reply({"message": "no"}, status=403))
    wall.now += 200_000
    later = read(server, file, wall)
    assert (later.prices, later.age_s) == (first.prices, 200_000)
    assert later.doubt is not None
    file.unlink()
    with pytest.raises(SourceError):
        read(server, file, wall)


def test_another_projects_copy_and_one_that_is_broken_are_not_used(
    server: OvhServer, tmp_path: Path
) -> None:
    file, wall = tmp_path / "prices.json", Wall()
    read(server, file, wall)
    other = server.project().project + "2"
    assert PriceFile(file).read(f"{server.url} {other} FR") is None
    file.write_text("{", encoding="utf-8")
    assert read(server, file, wall).age_s == 0


def test_prices_in_another_currency_are_not_taken_for_euros(
    server: OvhServer, tmp_path: Path
) -> None:
    server.on("GET", CATALOGUE, catalogue(addon("b3-64.consumption", 1), currency="PLN"))
    found = read(server, tmp_path / "prices.json", Wall())
    assert not any(found.prices.values())
    assert "b3-64" in found.unpriced["GRA11"]

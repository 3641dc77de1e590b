"""Which price holds: the settings', then the catalogue's of the region."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from modelled import World

from console.desk.prices import rows
from console.kinds.instances.price import hourly
from console.kinds.instances.verbs import BURST
from console.model.money import Price
from console.model.plan import Plan
from console.model.tariff import Tariff

FLAVOR = "win-b2-60"
READ = datetime(2026, 11, 26, tzinfo=UTC)


def tariff(**euros: str) -> Tariff:
    prices = {
        region.replace("_", "-"): {FLAVOR: Price(FLAVOR, Decimal(each), "catalogue", "2026-11-26")}
        for region, each in euros.items()
    }
    return Tariff("77", "EUR", READ, 60.0, prices, {"SBG5": ("c9-1",)})


def test_each_region_has_its_price_and_the_settings_win() -> None:
    world = World.steady()
    settled, policy = world.policy, replace(world.policy, prices={})
    listed = tariff(RBX_A="0.82", GRA11="0.82", SBG5="1.64")
    estate = replace(world.estate(), tariff=listed)
    assert hourly(estate, policy, FLAVOR, "SBG5") == Decimal("1.64")
    assert hourly(estate, policy, "f-60", "RBX-A") == Decimal("0.82")
    assert hourly(estate, policy, FLAVOR, "WAW1") is None
    assert hourly(estate, settled, FLAVOR, "SBG5") == Decimal("0.82")
    found = [(row.regions, row.price and row.price.euro_per_hour) for row in rows(estate, policy)]
    assert found == [
        (("SBG5",), None),
        (("GRA11", "RBX-A"), Decimal("0.82")),
        (("SBG5",), Decimal("1.64")),
    ]
    assert [row.regions for row in rows(estate, settled) if row.flavor == FLAVOR] == [()]


def test_a_plan_costs_what_its_regions_cost() -> None:
    world = World.steady()
    world.policy = replace(world.policy, prices={})
    world.tariff = tariff(RBX_A="0.82", GRA11="0.82", SBG5="1.64")
    plan = world.ask(BURST, to=300)
    assert isinstance(plan, Plan)
    assert plan.euro_per_hour == Decimal("276.34")  # (108 + 95) * 0.82 + 67 * 1.64
    world.tariff = tariff(RBX_A="0.82", GRA11="0.82")
    plan = world.ask(BURST, to=300)
    assert isinstance(plan, Plan)
    assert plan.euro_per_hour is None

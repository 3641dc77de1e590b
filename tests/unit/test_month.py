"""A month's table against a computation by hand, by both rules, to the cent."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from modelled import REGIONS, World

from console.desk.costs import MonthCosts, OperationCost, month, of_operations
from console.desk.stays import stays
from console.model.billing import BillingRule
from console.model.consumption import MeteredChange, Period
from console.model.instance import Instance, InstanceStatus
from console.model.meter import Meter, written
from console.model.money import Price
from console.model.notice import Notice, notice
from console.model.operation import Change, Phase
from console.model.plan import Desired
from console.model.wanted import METER
from console.model.window import Opening, Rise, Window
from console.schedule.spans import spans

FLAVOR = "win-b2-60"
NOVEMBER = Period.month(2026, 11)
NOW = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0, *, month_: int = 11) -> datetime:
    return datetime(2026, month_, day, hour, minute, tzinfo=UTC)


def change(
    number: str, desired: Desired, phase: Phase, *meters: Meter, place: str = "RBX", **more: object
) -> MeteredChange:
    kept: dict[str, str | int] = {METER: written(meters)} if meters else {}
    made = Change(
        "op1", 1, place, REGIONS[place], number, desired, phase, at(23, 22), resource_id=number,
        kept=kept,
    )  # fmt: skip
    return MeteredChange("api", replace(made, **more))


def standing(world: World, number: str, place: str, since: datetime | None) -> Instance:
    one = Instance(
        number, f"api-{number}", REGIONS[place], InstanceStatus.ACTIVE, at(1, 0), at(1, 0),
        flavor=FLAVOR, metadata={"vigie.pool": "api"}, launched_at=since,
    )  # fmt: skip
    world.standing[number] = one
    return one


def counted(world: World, *readings: MeteredChange, now: datetime = NOW) -> MonthCosts:
    estate = replace(world.estate(), at=now)
    return month(stays(readings, estate, world.policy), estate, world.policy, NOVEMBER, now)


@pytest.fixture
def world() -> World:
    """An instance of October, one of today, and one burst of Monday evening, 15:48 to 22:05."""
    world = World()
    world.now = NOW
    world.policy = replace(
        world.policy, prices={FLAVOR: Price(FLAVOR, Decimal("0.82"), "list", "", Decimal(258))}
    )
    standing(world, "old", "GRA", at(20, 7, 30, month_=10))
    standing(world, "new", "RBX", at(26, 16, 58))
    return world


BURST = (
    change("b1", Desired.PRESENT, Phase.GONE, Meter("b1", at(23, 15, 48), None, FLAVOR)),
    change("b1", Desired.ABSENT, Phase.GONE, Meter("b1", at(23, 15, 48), at(23, 22, 5), FLAVOR)),
    change("b2", Desired.PRESENT, Phase.FAILED, Meter("b2", None, at(23, 16), FLAVOR)),
)


@pytest.mark.parametrize(
    ("rule", "gra", "rbx", "euro"),
    [
        # GRA: 1 November 00:00 to the 26th 18:00 is 25 * 24 + 18 = 618 h. RBX: 16:58 to 18:00
        # touches 16 and 17, and 15:48 to 22:05 touches eight hours: 2 + 8. 628 h * 0.82.
        (BillingRule.CLOCK_HOURS, 618, 10, "514.96"),
        # By duration GRA's hours end at half past: 891 since it began less 281 of October,
        # which were 280 h 30. RBX: 2 (1 h 02) + 7 (6 h 17). (618 + 9) * 0.82.
        (BillingRule.DURATION, 618, 9, "514.14"),
    ],
)
def test_the_table_is_what_a_hand_computes(
    world: World, rule: BillingRule, gra: int, rbx: int, euro: str
) -> None:
    world.policy = replace(world.policy, billing=rule)
    found = counted(world, *BURST)
    assert [(r.pool, r.datacenter, r.instances, r.hours) for r in found.rows] == [
        ("api", "RBX", 2, rbx),
        ("api", "GRA", 1, gra),
    ]
    assert found.euro == Decimal(euro)
    assert found.stays.whole


def test_a_month_is_projected_by_baselines_and_by_all_that_stands(world: World) -> None:
    world.pool(baseline=1)
    found = counted(world, *BURST)
    # From the 26th, 18:00, to the month's end are 4 * 24 + 6 = 102 h.
    assert found.to_end - found.euro == Decimal("83.64")
    assert found.as_now - found.euro == Decimal("167.28")


def evening(
    name: str, by: int, opens: datetime, closes: datetime, skipped: Notice | None = None
) -> Opening:
    window = Window(
        name, "api", frozenset(), time(), time(), ZoneInfo("UTC"), rise=Rise(by, above=True)
    )
    return Opening(window, opens.date(), opens, closes, 1 + by, skipped)


def test_windows_that_are_still_to_close_are_in_the_projection(world: World) -> None:
    world.pool(baseline=1)
    leads = dict.fromkeys(("evening", "peak", "night"), timedelta(minutes=12))
    opened = (
        evening("evening", 3, at(26, 16), at(26, 22)),  # 15:48 to 22:00, four hours are to come
        evening("evening", 3, at(27, 16), at(27, 22)),  # seven clock hours
        evening("peak", 5, at(27, 18), at(27, 20)),  # two more, 17:48 to 20:00: three clock hours
        evening("night", 3, at(27, 21), at(28, 2)),  # four hours after the evening's
        evening("evening", 3, at(28, 16), at(28, 22), skipped=notice("schedule.excepted")),
    )
    found = month(
        stays((), world.estate(), world.policy), world.estate(), world.policy, NOVEMBER, NOW,
        coming={"api": spans(opened, 1, leads)},
    )  # fmt: skip
    assert found.windows == Decimal("0.82") * (3 * (4 + 7 + 4) + 2 * 3)
    assert found.to_end - found.euro == Decimal("83.64") + found.windows


def test_windows_without_a_price_leave_a_least(world: World) -> None:
    world.policy = replace(world.policy, prices={})
    opened = (evening("evening", 3, at(27, 16), at(27, 22)),)
    found = month(
        stays((), world.estate(), world.policy), world.estate(), world.policy, NOVEMBER, NOW,
        coming={"api": spans(opened, 1, {"evening": timedelta(0)})},
    )  # fmt: skip
    assert found.windows is None
    assert found.to_end == found.euro


def test_what_it_is_worth_against_always_on(world: World) -> None:
    found = counted(world, *BURST)
    (worth,) = found.worth
    assert (worth.most, worth.of_hours, worth.break_even_h) == (2, 618, 315)
    assert worth.hours == Decimal(314)
    assert worth.always_on == Decimal("1180.80")
    assert worth.monthly == Decimal(516)
    assert worth.savings_plan is None


def test_what_is_not_known_is_told_and_not_summed(world: World) -> None:
    standing(world, "undated", "RBX", None)
    world.policy = replace(world.policy, prices={})
    lost = change("v1", Desired.PRESENT, Phase.IN_SERVICE, Meter("v1", at(10, 8), None, FLAVOR))
    old = change("u1", Desired.ABSENT, Phase.GONE)
    del world.limits["SBG5"]
    dark = change("d1", Desired.PRESENT, Phase.IN_SERVICE, place="SBG")
    found = counted(world, lost, old, dark)
    assert (found.stays.vanished, found.stays.unmetered) == (("v1",), 1)
    assert (found.stays.undated, found.stays.dark) == (1, ("SBG5",))
    assert (found.euro, found.unpriced) == (Decimal(0), 620)
    assert not found.stays.whole


def test_a_month_that_is_over_ends_with_it(world: World) -> None:
    found = counted(world, *BURST, now=at(3, 9, month_=12))
    assert not found.current
    (rbx, gra) = found.rows
    assert gra.hours == 720
    assert rbx.hours == 8 + 4 * 24 + 8  # the 26th from 16:58 on, four days, and Monday's


def test_what_an_operation_came_to_is_its_own_instances_alone(world: World) -> None:
    later = change("x", Desired.ABSENT, Phase.GONE, Meter("x", at(2, 8), at(23, 22), FLAVOR))
    stands = change(
        "s1", Desired.PRESENT, Phase.IN_SERVICE, Meter("s1", at(26, 16, 5), None, FLAVOR)
    )
    readings = (*BURST, stands, replace(later, change=replace(later.change, operation_id="op2")))
    estate = replace(world.estate(), at=NOW)
    # Eight clock hours of Monday's, 16:05 to 18:00 touches two, and what failed costs nothing.
    expected = OperationCost(instances=2, standing=1, hours=10, euro=Decimal("8.20"))
    assert of_operations(readings, {"op1"}, estate, world.policy) == expected
    bare = replace(world.policy, prices={})
    unpriced = of_operations(readings, {"op1"}, estate, bare)
    assert unpriced is not None
    assert (unpriced.hours, unpriced.euro) == (10, None)
    assert of_operations(readings, {"op3"}, estate, world.policy) is None

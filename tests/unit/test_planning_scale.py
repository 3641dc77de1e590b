from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from modelled import POOL, REGIONS, World
from outcomes import guards, planned

from console.desk import plans
from console.kinds.instances.quota import room
from console.kinds.instances.verbs import BURST, SCALE
from console.model.billing import BillingRule
from console.model.build import Part
from console.model.instance import Flavor, InstanceStatus
from console.model.money import Price
from console.model.notice import notice
from console.model.place import Datacenter
from console.model.plan import (
    Desired,
    Plan,
    PlannedChange,
    Refusal,
)
from console.model.policy import Record
from console.model.pool import Share
from console.model.quota import Allowance


def warnings(plan: Plan) -> list[str]:
    return [warning.code for warning in plan.warnings]


def sizes(plan: Plan) -> dict[str, int]:
    return {row.datacenter: row.after for row in plan.rows}


def removed(plan: Plan) -> list[str | None]:
    return [change.resource_id for change in plan.changes if change.desired is Desired.ABSENT]


def test_the_usual_burst_is_spread_by_weight() -> None:
    plan = planned(World.steady().ask(BURST, to=300))
    assert [(row.datacenter, row.now, row.after) for row in plan.rows] == [
        ("RBX", 12, 120),
        ("GRA", 10, 105),
        ("SBG", 8, 75),
    ]
    assert (plan.size_now, plan.size_after, plan.ceiling) == (30, 300, 330)
    assert len(plan.changes) == 270
    assert [row.quota_left_after for row in plan.rows] == [30, 25, 25]


def test_the_cost_counts_started_hours() -> None:
    plan = planned(World.steady().ask(BURST, to=300, duration_h=Decimal("5.1")))
    assert plan.euro_per_hour == Decimal("221.40")
    assert plan.euro_for_duration == Decimal("1328.40")
    assert [row.euro_per_hour_after for row in plan.rows] == [
        Decimal("98.40"),
        Decimal("86.10"),
        Decimal("61.50"),
    ]
    assert "warning.clock_hours" in warnings(plan)


def test_the_cost_counts_clock_hours_unless_the_settings_say_that_duration_counts() -> None:
    world = World.steady()
    world.now += timedelta(minutes=58)
    assert planned(world.ask(BURST, to=31, duration_h=Decimal(1))).euro_for_duration == Decimal(
        "1.64"
    )
    world.policy = replace(world.policy, billing=BillingRule.DURATION)
    plan = planned(world.ask(BURST, to=31, duration_h=Decimal(1)))
    assert plan.euro_for_duration == Decimal("0.82")
    assert "warning.started_hours" in warnings(plan)


def test_an_unknown_price_is_said_and_is_not_zero() -> None:
    world = World.steady()
    world.policy = replace(world.policy, prices={})
    plan = planned(world.ask(BURST, to=40, duration_h=Decimal(2)))
    assert (plan.euro_per_hour, plan.euro_for_duration) == (None, None)
    assert [row.euro_per_hour_after for row in plan.rows] == [None, None, None]
    assert "warning.price_unknown" in warnings(plan)


def test_names_are_those_the_compute_api_gives() -> None:
    plan = planned(World.steady().ask(BURST, to=300))
    batches: dict[str, list[PlannedChange]] = {}
    for change in plan.changes:
        batches.setdefault(change.batch or "", []).append(change)
    assert [(batch, len(changes)) for batch, changes in batches.items()] == [
        ("api-rbx-k3v9x0ab-1", 36),
        ("api-rbx-k3v9x0ab-2", 36),
        ("api-rbx-k3v9x0ab-3", 36),
        ("api-gra-k3v9x0ab-1", 48),
        ("api-gra-k3v9x0ab-2", 47),
        ("api-sbg-k3v9x0ab-1", 34),
        ("api-sbg-k3v9x0ab-2", 33),
    ]
    first = [change.name for change in batches["api-sbg-k3v9x0ab-2"]]
    assert first == [f"api-sbg-k3v9x0ab-2-{n}" for n in range(1, 34)]


def test_a_batch_of_one_is_named_as_its_batch() -> None:
    plan = planned(World.steady().ask(BURST, by=1, datacenters=("sbg",)))
    (change,) = plan.changes
    assert (change.name, change.batch) == ("api-sbg-k3v9x0ab-1", "api-sbg-k3v9x0ab-1")
    assert plan.typed_name is None


def test_api_time_is_calls_over_the_rate_and_the_eta_comes_from_the_past() -> None:
    record = Record(pace=timedelta(seconds=2))
    plan = planned(World.steady().ask(BURST, to=300, record=record))
    assert (plan.api_calls, plan.api_time_s, plan.eta_s) == (7, 0.7, 540.0)
    assert planned(World.steady().ask(BURST, to=300)).eta_s is None


def test_a_large_change_asks_for_the_pool_name() -> None:
    world = World.steady()
    assert planned(world.ask(BURST, by=51)).typed_name == "api"
    assert planned(world.ask(BURST, by=50)).typed_name is None


def test_what_a_full_datacenter_cannot_take_goes_to_the_others_by_weight() -> None:
    world = World.steady()
    world.limits["SBG5"] = 20
    plan = planned(world.ask(BURST, to=230))
    assert sizes(plan) == {"RBX": 112, "GRA": 98, "SBG": 20}
    (spilled,) = [w for w in plan.warnings if w.code == "warning.spilled"]
    assert spilled.values == {"datacenter": "SBG", "wanted": 49, "n": 12}
    assert "warning.quota_full" in warnings(plan)


def test_a_quota_nearly_used_is_said() -> None:
    world = World.steady()
    world.limits["SBG5"] = 80
    plan = planned(world.ask(BURST, to=300))
    (nearly,) = [w for w in plan.warnings if w.code == "warning.quota_nearly"]
    assert nearly.values == {"datacenter": "SBG", "n": 5}


def test_a_cap_holds_even_with_quota_to_spare() -> None:
    world = World.steady()
    world.pool(shares=(Share("RBX", 40, cap=50), Share("GRA", 35), Share("SBG", 25)))
    assert sizes(planned(world.ask(BURST, to=200))) == {"RBX": 50, "GRA": 88, "SBG": 62}


def test_what_stands_is_never_moved_to_keep_weight() -> None:
    world = World.steady()
    for n in range(70):
        world.add(f"api-sbg-x{n}", "SBG5")
    assert sizes(planned(world.ask(BURST, to=130))) == {"RBX": 28, "GRA": 24, "SBG": 78}


def test_changes_stay_in_the_named_datacenters() -> None:
    plan = planned(World.steady().ask(BURST, to=60, datacenters=("GRA",)))
    assert sizes(plan) == {"RBX": 12, "GRA": 40, "SBG": 8}


def test_regions_of_a_datacenter_are_filled_in_order_of_preference() -> None:
    world = World.steady()
    roubaix = Datacenter("RBX", "Roubaix", "FR", ("RBX-A", "RBX-B"))
    world.policy = replace(world.policy, datacenters=(roubaix, *world.policy.datacenters[1:]))
    world.limits |= {"RBX-A": 20, "RBX-B": 150}
    plan = planned(world.ask(BURST, to=130, datacenters=("RBX",)))
    assert Counter(change.region for change in plan.changes) == {"RBX-A": 8, "RBX-B": 92}
    numbers = {change.batch for change in plan.changes}
    assert numbers == {f"api-rbx-k3v9x0ab-{n}" for n in (1, 2, 3)}


def test_too_little_room_is_refused_with_every_limit() -> None:
    world = World.steady()
    world.limits |= {"RBX-A": 100, "GRA11": 50, "SBG5": 50}
    refusal = world.ask(BURST, to=300)
    assert guards(refusal) == ["room", *["quota.instances"] * 3]
    assert isinstance(refusal, Refusal)
    assert refusal.reasons[0].why.values == {"n": 270, "fits": 170}


@pytest.mark.parametrize(
    ("field", "value", "guard"),
    [
        ("cores", 16, "quota.cores"),
        ("ram_mib", 60000, "quota.memory"),
        ("ports", 1, "quota.ports"),
    ],
)
def test_every_quota_counts(field: str, value: int, guard: str) -> None:
    world = World.steady()
    estate = world.estate()
    quota = estate.quotas["GRA11"]
    allowance = getattr(quota, field)
    tight = replace(quota, **{field: replace(allowance, limit=allowance.used + value)})
    estate = replace(estate, quotas=estate.quotas | {"GRA11": tight})
    refusal = world.ask(BURST, by=2, datacenters=("GRA",), estate=estate)
    assert guards(refusal) == ["room", guard]


def test_each_network_takes_a_port_and_an_address() -> None:
    world = World.steady()
    build = world.policy.pools["api"].build
    world.pool(build=replace(build, networks=(Part("vigie-private"), Part("Ext-Net"))))
    quota = world.estate().quotas["RBX-A"]
    unlimited = Allowance(-1, 0)
    wide = replace(quota, instances=unlimited, cores=unlimited, ram_mib=unlimited)
    build = world.policy.pools["api"].build
    ports = replace(wide, ports=Allowance(21, 0), free_addresses={})
    estate = replace(world.estate(), quotas={"RBX-A": ports})
    assert (room(estate, build, "RBX-A").most, room(estate, build, "RBX-A").unknown) == (10, True)
    few = replace(wide, free_addresses={"vigie-private": 900, "Ext-Net": 7})
    estate = replace(world.estate(), quotas={"RBX-A": few})
    assert (room(estate, build, "RBX-A").most, room(estate, build, "RBX-A").bound) == (
        7,
        "addresses",
    )


def test_another_regions_flavor_is_no_measure() -> None:
    world = World.steady()
    build = world.policy.pools["api"].build
    estate = world.estate()
    estate = replace(estate, flavors={**estate.flavors, "RBX-A": ()})
    assert room(estate, build, "RBX-A").unknown
    assert not room(estate, build, "GRA11").unknown


def test_a_datacenter_with_a_flavor_of_its_own_is_priced_by_it() -> None:
    world = World.steady()
    build = world.policy.pools["api"].build
    world.pool(builds={"RBX": replace(build, flavor=Part("b3-64"))})
    prices = {**world.policy.prices, "b3-64": Price("b3-64", Decimal(1), "list", "2026-11")}
    world.policy = replace(world.policy, prices=prices)
    estate = world.estate()
    b3 = Flavor("f-64", "b3-64", 16, 64000, 400)
    flavors = {region: (*known, b3) for region, known in estate.flavors.items()}
    estate = replace(estate, flavors=flavors)
    plan = planned(world.ask(BURST, by=2, datacenters=("RBX",), estate=estate))
    assert plan.euro_per_hour == Decimal(2)


def test_free_addresses_count_and_unlimited_does_not() -> None:
    world = World.steady()
    estate = world.estate()
    quota = estate.quotas["GRA11"]
    unlimited = replace(quota.cores, limit=-1)
    few = replace(quota, cores=unlimited, ram_mib=unlimited, free_addresses={"vigie-private": 5})
    estate = replace(estate, quotas=estate.quotas | {"GRA11": few})
    assert planned(world.ask(BURST, by=5, datacenters=("GRA",), estate=estate))
    refusal = world.ask(BURST, by=6, datacenters=("GRA",), estate=estate)
    assert guards(refusal) == ["room", "quota.addresses"]


def test_an_unknown_quota_lets_grow_and_is_said() -> None:
    world = World.steady()
    estate = replace(world.estate(), quotas={})
    plan = planned(world.ask(BURST, to=300, estate=estate))
    assert "warning.quota_unknown" in warnings(plan)
    assert [row.quota_left_after for row in plan.rows] == [None, None, None]


def test_a_region_without_the_flavor_takes_nothing() -> None:
    world = World.steady()
    estate = world.estate()
    other = replace(estate.flavors["SBG5"][0], id="f-7", name="b2-7")
    estate = replace(estate, flavors=estate.flavors | {"SBG5": (other,)})
    assert sizes(planned(world.ask(BURST, by=30, estate=estate)))["SBG"] == 8
    refusal = world.ask(BURST, by=30, datacenters=("SBG",), estate=estate)
    assert guards(refusal) == ["room", "flavor"]


def test_a_shrinking_pool_keeps_its_baseline_and_its_weights() -> None:
    world = World.steady()
    baseline = set(world.standing)
    world.apply(planned(world.ask(BURST, to=300)))
    half = planned(world.ask(SCALE, to=100))
    assert sizes(half) == {"RBX": 40, "GRA": 35, "SBG": 25}
    back = planned(world.ask(SCALE, to=30))
    assert set(removed(back)) == set(world.standing) - baseline
    assert "warning.no_draining" in warnings(back)
    assert [n.code for n in back.irreversible] == ["irreversible.deleted"]
    assert back.euro_per_hour == Decimal("-221.40")


def test_sick_instances_go_first_then_the_newest() -> None:
    world = World.steady()
    made = [world.add(f"api-rbx-op-{n}", "RBX-A", operation="0per") for n in range(1, 5)]
    world.change(made[0].id, status=InstanceStatus.ERROR)
    world.sick.add(made[1].id)
    plan = planned(world.ask(SCALE, to=31))
    assert removed(plan) == [made[0].id, made[1].id, made[3].id]
    assert "warning.error_counted" in warnings(plan)


def test_the_baseline_stays_even_when_it_is_newer() -> None:
    world = World.steady()
    first = next(iter(world.standing))
    made = world.add("api-rbx-op-1", "RBX-A", operation="0per")
    del world.standing[first]
    world.add("api-rbx-013", "RBX-A")
    assert removed(planned(world.ask(SCALE, to=30))) == [made.id]


def test_only_hours_that_have_not_begun_are_saved() -> None:
    world = World.steady()
    world.apply(planned(world.ask(BURST, to=40)))
    world.now = world.now.replace(minute=50)
    plan = planned(world.ask(SCALE, to=30, duration_h=Decimal("5.9")))
    assert plan.euro_for_duration == Decimal("-49.20")
    world.policy = replace(world.policy, billing=BillingRule.DURATION)
    plan = planned(world.ask(SCALE, to=30, duration_h=Decimal("5.9")))
    assert plan.euro_for_duration == Decimal("-41.00")


def test_building_instances_may_go_and_it_is_said() -> None:
    world = World.steady()
    made = world.add("api-rbx-op-1", "RBX-A", operation="0per")
    world.change(made.id, status=InstanceStatus.BUILD)
    assert "warning.building" in warnings(planned(world.ask(SCALE, to=30)))


def test_shrinking_one_datacenter_stops_at_its_baseline() -> None:
    world = World.steady()
    for n in range(3):
        world.add(f"api-gra-op-{n}", "GRA11", operation="0per")
    assert len(removed(planned(world.ask(SCALE, by=-3, datacenters=("GRA",))))) == 3
    assert guards(world.ask(SCALE, by=-1, datacenters=("RBX",))) == ["removable"]


def test_what_would_be_left_under_the_load_is_said() -> None:
    world = World.steady()
    world.add("api-rbx-op-1", "RBX-A", operation="0per")
    world.connections = 30 * POOL.connections_per_instance * 1.4
    plan = planned(world.ask(SCALE, to=30))
    overload = plans.overload(plan)
    assert overload == notice("warning.overload", percent=140, n=30)
    assert overload in plan.warnings
    assert plan.typed_name == f"{POOL.name} 30"


def test_what_is_left_where_it_carries_the_load_is_confirmed_as_ever() -> None:
    world = World.steady()
    world.add("api-rbx-op-1", "RBX-A", operation="0per")
    world.connections = 30 * POOL.connections_per_instance * 0.9
    plan = planned(world.ask(SCALE, to=30))
    assert (plans.overload(plan), plan.typed_name) == (None, None)


def test_an_overload_that_a_plan_makes_no_worse_asks_for_no_more() -> None:
    world = World.steady()
    world.connections = 30 * POOL.connections_per_instance * 1.4
    plan = planned(world.ask(BURST, to=31))
    assert (plans.overload(plan), plan.typed_name) == (None, None)


def test_instances_being_deleted_do_not_count_as_size_but_do_under_the_ceiling() -> None:
    world = World.steady()
    for n in range(10):
        leaving = world.add(f"api-rbx-op-{n}", "RBX-A", operation="0per")
        world.change(leaving.id, task_state="deleting")
    assert planned(world.ask(BURST, to=300)).size_now == 30
    world.limits |= {"RBX-A": 500}
    assert guards(world.ask(BURST, to=325)) == ["ceiling"]


def test_a_deleted_or_foreign_instance_is_not_counted() -> None:
    world = World.steady()
    gone = world.add("api-rbx-gone", "RBX-A")
    world.change(gone.id, status=InstanceStatus.DELETED)
    other = world.add("api-rbx-other", REGIONS["RBX"])
    world.change(other.id, metadata={"vigie.pool": "web"})
    assert planned(world.ask(BURST, to=31)).size_now == 30

"""What of a pool is in service: its members say it, and what they do not say is unknown."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from modelled import World

from console.desk import census, vitals
from console.kinds.instances.verbs import SCALE
from console.model.balancer import (
    BalancerPool,
    BalancerState,
    BalancerView,
    LoadBalancer,
    Member,
    MemberSettings,
    Operating,
    Provisioning,
)
from console.model.build import Build, Part
from console.model.estate import Estate, PoolService, RegionView, SourceState
from console.model.figure import Freshness
from console.model.instance import Instance, InstanceStatus
from console.model.notice import notice
from console.model.place import Datacenter
from console.model.plan import Plan, Refusal
from console.model.policy import Limits, Policy
from console.model.pool import Pool, PoolBalancer, PoolKind, Share
from console.model.serving import METRICS, service, source_name
from console.settings.running import WatchSettings
from console.watch import balancers as watched

NOW = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
WELL = BalancerState(Provisioning.ACTIVE, Operating.ONLINE)
NAME, OTHER = "api-gra-001", "api-gra-002"
POOL = Pool(
    name="api",
    kind=PoolKind.STATELESS,
    baseline=1,
    ceiling=9,
    burst_to=5,
    build=Build(Part("b2-60"), Part("windows"), ()),
    shares=(Share("GRA", 1), Share("RBX", 1)),
    name_pattern="^api-",
    connections_per_instance=21_000,
    confirm_above=50,
    boot_deadline_s=1800.0,
    balancers={"GRA": PoolBalancer("api-lb", 443, ("GRA11",))},
)


def instance(name: str, region: str, *addresses: str) -> Instance:
    return Instance(
        name, name, region, InstanceStatus.ACTIVE, NOW, NOW, flavor="b2-60", addresses=addresses
    )


def member(
    operating: Operating,
    address: str = "10.0.0.1",
    *,
    backup: bool = False,
    weight: int = 1,
    up: bool = True,
) -> Member:
    settings = MemberSettings(
        name="m",
        address=address,
        protocol_port=443,
        backup=backup,
        weight=weight,
        admin_state_up=up,
    )
    state = BalancerState(Provisioning.ACTIVE, operating)
    return Member(f"{address} {operating} {backup}", settings, state)


def balancer_pool(*members: Member, id_: str = "p1", name: str = "api-lb") -> BalancerPool:
    return BalancerPool(
        id=id_,
        name=name,
        region="GRA11",
        balancer_id="b1",
        provider="amphora",
        state=WELL,
        protocol="TCP",
        algorithm="ROUND_ROBIN",
        members=members,
    )


def view(*pools: BalancerPool, unreadable: int = 0, up: bool = True) -> BalancerView:
    whole = LoadBalancer(
        id="b1",
        name="lb",
        region="GRA11",
        state=WELL,
        provider="amphora",
        address="10.0.0.250",
        admin_state_up=up,
        pools=pools,
    )
    return BalancerView("GRA11", (whole,), NOW, unreadable)


def estate(
    seen: BalancerView | None,
    health: dict[str, bool] | None = None,
    octavia: Freshness = Freshness.FRESH,
    prometheus: Freshness = Freshness.FRESH,
) -> Estate:
    ours = (instance(NAME, "GRA11", "10.0.0.1"), instance(OTHER, "GRA11", "10.0.0.2", "1.2.3.4"))
    there = (instance("api-rbx-001", "RBX-A", "10.0.0.1"),)
    names = {source_name("GRA11"): octavia, METRICS: prometheus}
    return Estate(
        NOW,
        regions={
            "GRA11": RegionView("GRA11", ours, NOW),
            "RBX-A": RegionView("RBX-A", there, NOW),
        },
        health={} if health is None else {"api": health},
        balancers={} if seen is None else {"GRA11": seen},
        sources={name: SourceState(name, age) for name, age in names.items()},
    )


UP = {NAME: True, OTHER: True, "api-rbx-001": True}


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ((member(Operating.ONLINE),), True),
        ((member(Operating.ERROR),), False),
        ((member(Operating.OFFLINE),), False),
        ((member(Operating.DRAINING),), False),
        ((member(Operating.ONLINE, backup=True),), False),
        ((member(Operating.NO_MONITOR, backup=True),), False),
        ((member(Operating.NO_MONITOR, weight=0),), False),
        ((member(Operating.NO_MONITOR, up=False),), False),
        ((member(Operating.ERROR), member(Operating.ONLINE)), True),
        ((member(Operating.NO_MONITOR),), True),
        ((member(Operating.OTHER),), None),
        ((), False),
        ((member(Operating.ONLINE, "10.0.0.9"),), False),
    ],
)
def test_member_says_whether_its_instance_serves_whatever_the_target_says(
    members: tuple[Member, ...], *, said: bool | None
) -> None:
    told = service(estate(view(balancer_pool(*members)), UP), POOL)
    assert told.in_service.get(NAME) is said


def test_any_address_of_an_instance_may_be_its_members() -> None:
    told = service(estate(view(balancer_pool(member(Operating.ONLINE, "1.2.3.4")))), POOL)
    assert told.in_service == {NAME: False, OTHER: True}


def test_same_address_in_a_region_without_load_balancer_is_another_instance() -> None:
    told = service(
        estate(view(balancer_pool(member(Operating.ONLINE))), {"api-rbx-001": False}), POOL
    )
    assert told.in_service == {NAME: True, OTHER: False, "api-rbx-001": False}
    assert told.unknown == {"GRA11": None}


@pytest.mark.parametrize(
    ("seen", "octavia", "code"),
    [
        (None, Freshness.UNKNOWN, "balancer.unread"),
        (view(balancer_pool(member(Operating.ONLINE))), Freshness.STALE, "balancer.stale"),
        (
            view(balancer_pool(member(Operating.ONLINE)), unreadable=1),
            Freshness.FRESH,
            "balancer.unreadable",
        ),
        (view(balancer_pool(name="web")), Freshness.FRESH, "balancer.no_pool"),
        (view(balancer_pool(), balancer_pool(id_="p2")), Freshness.FRESH, "balancer.pool_twice"),
        (
            view(replace(balancer_pool(), members=None)),
            Freshness.FRESH,
            "balancer.unread",
        ),
    ],
)
def test_load_balancer_that_does_not_tell_is_unknown_and_metrics_do_not_stand_in(
    seen: BalancerView | None, octavia: Freshness, code: str
) -> None:
    told = service(estate(seen, UP, octavia), POOL)
    why = told.unknown["GRA11"]
    assert why is not None
    assert why.code == code
    assert told.in_service == {"api-rbx-001": True}


def test_why_a_load_balancer_is_silent_is_what_its_source_said() -> None:
    dark = estate(None, UP, Freshness.UNKNOWN)
    said = notice("metrics.unread")
    name = source_name("GRA11")
    dark.sources[name] = replace(dark.sources[name], failure=said)
    assert service(dark, POOL).unknown == {"GRA11": said}


def test_pool_is_found_by_its_id_too() -> None:
    named = replace(POOL, balancers={"GRA": PoolBalancer("p2", 443, ("GRA11",))})
    pools = balancer_pool(), balancer_pool(member(Operating.ONLINE), id_="p2")
    assert service(estate(view(*pools)), named).in_service[NAME] is True


def test_what_is_switched_off_serves_nobody() -> None:
    pool = balancer_pool(member(Operating.ONLINE), member(Operating.NO_MONITOR, "10.0.0.2"))
    for seen in (view(pool, up=False), view(replace(pool, admin_state_up=False))):
        told = service(estate(seen, UP), POOL)
        assert (told.in_service[NAME], told.in_service[OTHER]) == (False, False)


def test_unmonitored_without_metrics_is_unknown_and_never_zero() -> None:
    pool = balancer_pool(member(Operating.NO_MONITOR), member(Operating.NO_MONITOR, "10.0.0.2"))
    for health, age, code in (
        (UP, Freshness.STALE, "metrics.stale"),
        (None, Freshness.FRESH, "balancer.unmonitored"),
    ):
        told = service(estate(view(pool), health, prometheus=age), POOL)
        why = told.unknown["GRA11"]
        assert why is not None
        assert why.code == code
        assert told.in_service == {}


def test_pool_without_load_balancer_is_as_the_metrics_say() -> None:
    plain = replace(POOL, balancers={})
    assert service(estate(None, UP), plain) == PoolService(UP, {})


def test_estate_is_judged_once_for_what_it_follows_from() -> None:
    serving = watched.Serving([POOL])
    first = estate(view(balancer_pool(member(Operating.ONLINE))), UP)
    once = serving.judged(first).service["api"]
    assert serving.judged(replace(first, at=NOW.replace(hour=15))).service["api"] is once
    newer = serving.judged(
        replace(first, balancers={"GRA11": view(balancer_pool(member(Operating.ONLINE)))})
    )
    assert newer.service["api"].in_service is once.in_service
    sick = replace(first, balancers={"GRA11": view(balancer_pool(member(Operating.ERROR)))})
    assert serving.judged(sick).service["api"].in_service[NAME] is False
    aged = replace(
        first,
        sources={
            **first.sources,
            source_name("GRA11"): SourceState(source_name("GRA11"), Freshness.STALE),
        },
    )
    assert NAME not in serving.judged(aged).service["api"].in_service


def test_only_regions_that_pools_name_are_asked_for_named_members() -> None:
    class Octavia:
        def balancers(self, region: str, members_of: object = None) -> BalancerView:
            asked.append((region, members_of))
            return view(balancer_pool(), unreadable=2)

    asked: list[tuple[str, object]] = []
    [source] = watched.sources(Octavia(), [POOL], WatchSettings())  # type: ignore[arg-type]
    reading = source.read()
    assert (source.name, asked) == ("octavia:GRA11", [("GRA11", {"api-lb"})])
    assert reading.unreadable == 2
    assert reading.change(Estate(NOW)).balancers["GRA11"].unreadable == 2


def policy() -> Policy:
    places = (
        Datacenter("GRA", "Gravelines", "FR", ("GRA11",)),
        Datacenter("RBX", "Roubaix", "FR", ("RBX-A",)),
    )
    return Policy(places, {"api": POOL}, Limits(("FR",), 50, 0.5, 120.0, 25, 10.0))


def counted(seen: Estate) -> dict[str, census.Tally]:
    judged = watched.Serving([POOL]).judged(seen)
    return {tally.datacenter: tally for tally in census.tallies(judged, policy(), POOL)}


def test_silent_load_balancer_takes_the_count_of_its_datacenter_alone() -> None:
    tallies = counted(estate(None, UP, Freshness.UNKNOWN))
    assert (tallies["GRA"].serving, tallies["GRA"].balancer) == (None, "api-lb")
    assert (tallies["RBX"].serving, tallies["RBX"].balancer) == (1, None)
    whole = census.total(tuple(tallies.values()))
    assert whole is not None
    assert whole.serving is None


def test_silent_metrics_take_nothing_from_what_a_load_balancer_counts() -> None:
    seen = view(balancer_pool(member(Operating.ONLINE)))
    dark = estate(seen, UP, prometheus=Freshness.STALE)
    tallies = counted(dark)
    assert (tallies["GRA"].serving, tallies["GRA"].ready) == (1, 1)
    assert tallies["RBX"].serving is None
    judged = watched.Serving([POOL]).judged(dark)
    assert vitals.health_unknown(judged, "api", "GRA11") is None
    assert vitals.health_unknown(judged, "api", "RBX-A") is not None


def test_nothing_is_planned_away_behind_a_silent_load_balancer() -> None:
    world = World.steady()
    for n in range(20):
        world.add(f"api-gra-1{n:02}", "GRA11")
    why = notice("balancer.stale", region="GRA11")
    whole = world.estate()
    known = PoolService(dict(whole.health["api"]), {"GRA11": None})
    asked = {"to": 40, "datacenters": ("GRA",)}
    plan = world.ask(SCALE, estate=replace(whole, service={"api": known}), **asked)
    assert isinstance(plan, Plan), plan
    assert {change.region for change in plan.changes} == {"GRA11"}
    dark = replace(whole, service={"api": PoolService({}, {"GRA11": why})})
    refused = world.ask(SCALE, estate=dark, **asked)
    assert isinstance(refused, Refusal)
    assert [(one.guard, one.why) for one in refused.reasons] == [("health.unknown", why)]


def test_plan_says_that_nothing_is_drained_only_where_no_load_balancer_is_named() -> None:
    world = World.steady()
    world.pool(balancers={"GRA": PoolBalancer("api-lb", 443, ("GRA11",))})
    for n in range(3):
        world.add(f"api-gra-1{n:02}", "GRA11")
        world.add(f"api-rbx-1{n:02}", "RBX-A")
    whole = world.estate()
    known = {"api": PoolService(dict(whole.health["api"]), {"GRA11": None})}
    for places, said in ((("GRA",), False), (("RBX",), True), (("GRA", "RBX"), True)):
        seen = replace(whole, service=known)
        plan = world.ask(SCALE, estate=seen, to=36 - 2 * len(places), datacenters=places)
        assert isinstance(plan, Plan), plan
        assert (notice("warning.no_draining") in plan.warnings) is said

import math
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from asking import asking
from modelled import AUTHOR, World
from outcomes import guards, planned

from console.kinds.instances.verbs import BURST, SCALE
from console.locale import Locale
from console.model.estate import PoolLoad, RegionView
from console.model.figure import Figure, Freshness, Load
from console.model.instance import InstanceStatus
from console.model.operation import OperationState
from console.model.place import Datacenter
from console.model.plan import (
    Plan,
    Refusal,
)
from console.model.policy import Record
from console.model.pool import PoolKind
from console.model.verb import ROLLBACK, TOPUP, Verb
from console.planning import plan as make_plan
from console.planning import recheck
from console.planning.digest import seal


def grown() -> World:
    """Thirty of the baseline and twenty that an operation made."""
    world = World.steady()
    world.apply(planned(world.ask(BURST, to=50)))
    return world


@pytest.mark.parametrize(
    ("verb", "request_", "expected"),
    [
        (BURST, {}, ["amount"]),
        (SCALE, {"to": 40, "by": 1}, ["amount"]),
        (SCALE, {"to": -1}, ["amount"]),
        (BURST, {"by": -5}, ["amount"]),
        (BURST, {"by": 0}, ["amount"]),
        (SCALE, {"to": 30}, ["nothing"]),
        (SCALE, {"by": 0}, ["nothing"]),
        (SCALE, {"to": 29}, ["baseline"]),
        (BURST, {"to": 29}, ["burst", "baseline"]),
        (BURST, {"to": 331}, ["ceiling"]),
        (BURST, {"to": 300, "duration_h": Decimal(0)}, ["duration"]),
        (BURST, {"to": 40, "datacenters": ("WAW",)}, ["datacenter.unknown"]),
        (ROLLBACK, {}, ["target.unknown"]),
        (TOPUP, {}, ["target.unknown"]),
    ],
)
def test_what_makes_no_sense_is_refused(
    verb: Verb, request_: dict[str, object], expected: list[str]
) -> None:
    assert guards(World.steady().ask(verb, **request_)) == expected


def test_an_unknown_pool_is_refused_with_the_known_ones() -> None:
    refusal = World.steady().ask(BURST, pool="apl", to=300)
    assert isinstance(refusal, Refusal)
    (reason,) = refusal.reasons
    assert reason.guard == "pool.unknown"
    assert reason.why.values == {"pool": "apl", "known": "api"}


def test_every_reason_is_given_at_once() -> None:
    world = World.steady()
    world.pool(kind=PoolKind.STATEFUL)
    world.policy = replace(world.policy, frozen={"api": "audit"}, read_only="readonly.flag")
    reader = replace(AUTHOR, roles=("reader",))
    refusal = world.ask(BURST, to=999, author=reader, datacenters=("RBX", "WAW"))
    assert guards(refusal) == [
        "read_only",
        "author",
        "pool.frozen",
        "pool.stateful",
        "datacenter.unknown",
        "ceiling",
        "room",
        "quota.instances",
    ]


@pytest.mark.parametrize("roles", [(), ("reader",), ("reader", "auditor", "observer")])
def test_roles_that_only_read_cannot_write(roles: tuple[str, ...]) -> None:
    author = replace(AUTHOR, roles=roles)
    assert guards(World.steady().ask(BURST, to=40, author=author)) == ["author"]


def test_a_held_pool_names_the_operation_that_holds_it() -> None:
    world = World.steady()
    operation, _ = world.apply(planned(world.ask(BURST, to=40)))
    live = Record(live=(replace(operation, state=OperationState.RUNNING),))
    refusal = world.ask(BURST, to=50, record=live)
    assert isinstance(refusal, Refusal)
    (reason,) = refusal.reasons
    assert (reason.guard, reason.why.values["operation"]) == ("pool.held", operation.id)


def test_error_instances_count_under_the_ceiling() -> None:
    world = World.steady()
    for n in range(300):
        failed = world.add(f"api-rbx-op-{n}", "RBX-A", operation="0per")
        world.change(failed.id, status=InstanceStatus.ERROR)
    world.limits["GRA11"] = 500
    assert guards(world.ask(BURST, by=1)) == ["ceiling"]


def test_a_country_that_is_not_allowed_gets_nothing() -> None:
    world = World.steady()
    abroad = Datacenter("SBG", "Limburg", "DE", ("SBG5",))
    world.policy = replace(world.policy, datacenters=(*world.policy.datacenters[:2], abroad))
    refusal = world.ask(BURST, to=300)
    assert guards(refusal) == ["country"]
    assert isinstance(refusal, Refusal)
    remedy = refusal.reasons[0].remedy
    assert remedy is not None
    assert remedy.values == {"datacenters": "RBX, GRA"}
    assert planned(world.ask(BURST, to=60, datacenters=("RBX", "GRA")))


@pytest.mark.parametrize(
    ("freshness", "guard"),
    [(Freshness.STALE, "instances.stale"), (Freshness.UNKNOWN, "instances.unknown")],
)
@pytest.mark.parametrize("to", [60, 40])
def test_a_doubtful_list_of_instances_blocks_everything(
    freshness: Freshness, guard: str, to: int
) -> None:
    world = grown()
    estate = world.estate()
    state = replace(estate.sources["nova:SBG5"], freshness=freshness)
    estate = replace(estate, sources=estate.sources | {"nova:SBG5": state})
    assert guards(world.ask(SCALE, to=to, estate=estate)) == [guard]


def test_a_region_never_listed_blocks_everything() -> None:
    world = World.steady()
    estate = world.estate()
    regions = {name: view for name, view in estate.regions.items() if name != "GRA11"}
    refusal = world.ask(BURST, to=60, estate=replace(estate, regions=regions))
    assert guards(refusal) == ["instances.unknown"]


def test_without_a_state_the_age_of_the_list_decides() -> None:
    world = World.steady()
    estate = world.estate()
    view = estate.regions["RBX-A"]
    old = RegionView(view.region, view.instances, world.now - timedelta(seconds=121))
    estate = replace(estate, regions=estate.regions | {"RBX-A": old}, sources={})
    assert guards(world.ask(BURST, to=60, estate=estate)) == ["instances.stale"]


@pytest.mark.parametrize(
    ("freshness", "guard"),
    [(Freshness.STALE, "metrics.stale"), (Freshness.UNKNOWN, "metrics.unknown")],
)
def test_doubtful_metrics_block_shrinking_and_nothing_else(
    freshness: Freshness, guard: str
) -> None:
    world = grown()
    estate = world.estate()
    state = replace(estate.sources["prometheus"], freshness=freshness)
    estate = replace(estate, sources=estate.sources | {"prometheus": state})
    assert guards(world.ask(SCALE, to=40, estate=estate)) == [guard]
    grows = planned(world.ask(SCALE, to=60, estate=estate))
    assert "warning.sources" in [warning.code for warning in grows.warnings]


@pytest.mark.parametrize("value", [None, math.nan])
def test_an_unknown_load_is_not_no_load(value: float | None) -> None:
    world = grown()
    load = PoolLoad(Load(connections=Figure(value)))
    estate = replace(world.estate(), loads={"api": load})
    assert guards(world.ask(SCALE, to=40, estate=estate)) == ["load.unknown"]
    estate = replace(world.estate(), health={})
    assert guards(world.ask(SCALE, to=40, estate=estate)) == ["health.unknown"]


def test_what_does_not_serve_may_go_without_metrics() -> None:
    world = World.steady()
    failed = world.add("api-rbx-op-1", "RBX-A", operation="0per", status=InstanceStatus.ERROR)
    estate = replace(world.estate(), health={}, loads={})
    plan = planned(world.ask(SCALE, to=30, estate=estate))
    assert [change.resource_id for change in plan.changes] == [failed.id]


def test_an_estate_without_metrics_may_shrink_and_says_so() -> None:
    world = grown()
    estate = world.estate()
    sources = {name: s for name, s in estate.sources.items() if name != "prometheus"}
    estate = replace(estate, sources=sources, health={}, loads={})
    plan = planned(world.ask(SCALE, to=30, estate=estate))
    assert "warning.no_metrics" in [warning.code for warning in plan.warnings]


def test_shrinking_keeps_the_baseline_in_service() -> None:
    world = grown()
    estate = world.estate()
    unheard = [i.name for i in world.standing.values()][:15]
    health = {name: up for name, up in estate.health["api"].items() if name not in unheard}
    estate = replace(estate, health={"api": health})
    assert guards(world.ask(SCALE, to=40, estate=estate)) == ["baseline.in_service"]


def test_what_is_known_to_be_down_may_go() -> None:
    world = grown()
    for instance in list(world.standing.values())[:10]:
        world.sick.add(instance.id)
    plan = planned(world.ask(SCALE, to=40))
    assert {change.resource_id for change in plan.changes} == world.sick


@pytest.mark.parametrize(("most", "ratio"), [(9, 1.0), (300, 0.19)])
def test_the_shrink_budget_holds(most: int, ratio: float) -> None:
    world = grown()
    limits = replace(world.policy.limits, shrink_at_most=most, shrink_ratio=ratio)
    world.policy = replace(world.policy, limits=limits)
    assert guards(world.ask(SCALE, to=40)) == ["shrink.budget"]
    assert planned(world.ask(SCALE, to=41))


def rechecked(plan: Plan, world: World, **changed: object) -> list[str]:
    """The worker's reasons against all of a plan."""
    policy = replace(world.policy, **changed)
    return [reason.guard for reason in recheck(plan, world.estate(), policy)]


def test_the_worker_finds_the_plan_as_it_was_confirmed() -> None:
    world = World.steady()
    plan = planned(world.ask(BURST, to=300))
    assert rechecked(plan, world) == []
    assert rechecked(replace(plan, changes=plan.changes[:-1]), world) == ["digest"]


def test_the_worker_checks_again_what_may_have_changed() -> None:
    world = World.steady()
    plan = planned(world.ask(BURST, to=300))
    assert rechecked(plan, world, frozen={"api": "audit"}) == ["pool.frozen"]
    limits = replace(world.policy.limits, allowed_countries=("BE",))
    assert set(rechecked(plan, world, limits=limits)) == {"country"}
    assert rechecked(plan, world, pools={}) == ["pool.unknown"]
    assert rechecked(plan, world, read_only="session.read_only") == ["read_only"]
    reader = replace(plan.request, author=replace(AUTHOR, roles=("reader",)))
    assert rechecked(seal(replace(plan, request=reader)), world) == ["author"]
    world.pool(kind=PoolKind.STATEFUL)
    assert rechecked(plan, world) == ["pool.stateful"]


def test_the_worker_creates_nothing_above_the_ceiling_or_without_knowing() -> None:
    world = World.steady()
    plan = planned(world.ask(BURST, to=330))
    assert rechecked(plan, world) == []
    estate = world.estate()
    unread = replace(estate, regions={}, sources={})
    refused = recheck(plan, unread, world.policy)
    assert [reason.guard for reason in refused] == ["instances.unknown"] * 3
    assert all(reason.passing for reason in refused)
    world.pool(ceiling=329)
    assert rechecked(plan, world) == ["ceiling"]
    world.pool(ceiling=330)
    world.add("api-rbx-late", "RBX-A")
    assert rechecked(plan, world) == ["ceiling"]


def test_the_same_question_has_the_same_answer() -> None:
    world = grown()
    request = asking(SCALE, AUTHOR, "api", to=37)
    estate = world.estate()
    first, second = (
        make_plan(request, estate, world.policy, Record(), operation_id="0p") for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize("language", ["en", "fr"])
def test_reasons_and_warnings_can_be_read(language: str) -> None:
    world = grown()
    world.policy = replace(world.policy, frozen={"api": "audit"}, prices={})
    locale = Locale(language, ZoneInfo("Europe/Paris"))
    refusal = world.ask(BURST, to=999, datacenters=("WAW", "RBX"))
    assert isinstance(refusal, Refusal)
    texts = [locale.notice(reason.why) for reason in refusal.reasons]
    texts += [locale.notice(reason.remedy) for reason in refusal.reasons if reason.remedy]
    world.policy = replace(world.policy, frozen={})
    texts += [locale.notice(warning) for warning in planned(world.ask(SCALE, to=31)).warnings]
    assert all(text and "{" not in text for text in texts)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"to": "40"}, "parameter.not_whole"),
        ({"to": True}, "parameter.not_whole"),
        ({"to": 40, "colour": "red"}, "parameter.unknown"),
    ],
)
def test_what_the_verb_cannot_be_told_is_refused(told: dict[str, object], code: str) -> None:
    refusal = World.steady().ask(BURST, **told)
    assert isinstance(refusal, Refusal)
    assert [(one.guard, one.why.code) for one in refusal.reasons] == [("parameter", code)]

"""A silent region stops only what needs it; bounds are kept by the most that may stand there."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from modelled import World
from outcomes import guards, planned

from console.kinds.instances.verbs import BURST, SCALE
from console.locale import Locale
from console.model.estate import Estate
from console.model.figure import Freshness
from console.model.instance import InstanceStatus
from console.model.notice import notice
from console.model.plan import Refusal
from console.model.policy import Record
from console.model.pool import Share
from console.model.verb import ROLLBACK, TOPUP
from console.planning import recheck


def stale(world: World, region: str = "GRA11") -> Estate:
    """The estate with a region that has not answered for a while."""
    estate = world.estate()
    state = replace(estate.sources[f"nova:{region}"], freshness=Freshness.STALE)
    return replace(estate, sources=estate.sources | {state.name: state})


def unlisted(world: World, region: str = "GRA11") -> Estate:
    """The estate as a process sees it that began while a region was silent."""
    estate = world.estate()
    regions = {name: view for name, view in estate.regions.items() if name != region}
    state = replace(estate.sources[f"nova:{region}"], freshness=Freshness.UNKNOWN)
    return replace(estate, regions=regions, sources=estate.sources | {state.name: state})


def test_a_burst_elsewhere_goes_on_while_a_region_is_stale() -> None:
    world = World.steady()
    plan = planned(world.ask(BURST, to=60, datacenters=("RBX",), estate=stale(world)))
    assert {change.region for change in plan.changes} == {"RBX-A"}
    assert (plan.size_now, plan.size_after, len(plan.changes)) == (30, 60, 30)
    assert notice("warning.dark_region", region="GRA11", n=10) in plan.warnings
    assert plan.counts == {"RBX-A": 12, "GRA11": 10, "SBG5": 8}


def test_a_burst_elsewhere_goes_on_while_a_region_was_never_listed() -> None:
    world = World.steady()
    plan = planned(world.ask(BURST, to=60, datacenters=("RBX",), estate=unlisted(world)))
    # 35 of 100 by weight: of a baseline of 30, and of a ceiling of 330.
    assert (plan.size_now, plan.size_after, len(plan.changes)) == (31, 60, 29)
    assert notice("warning.dark_region", region="GRA11", n=116) in plan.warnings
    assert {row.datacenter: (row.now, row.after) for row in plan.rows} == {
        "RBX": (12, 41), "GRA": (11, 11), "SBG": (8, 8),
    }  # fmt: skip
    assert [row.euro_per_hour_after is None for row in plan.rows] == [False, True, False]


@pytest.mark.parametrize("dark", [stale, unlisted])
@pytest.mark.parametrize("asked", [{"to": 60}, {"to": 60, "datacenters": ("GRA", "RBX")}])
def test_what_would_go_to_the_dark_region_is_refused(
    dark: object, asked: dict[str, object]
) -> None:
    world = World.steady()
    outcome = world.ask(BURST, estate=dark(world), **asked)  # type: ignore[operator]
    assert guards(outcome) == ["instances.stale" if dark is stale else "instances.unknown"]


def test_the_ceiling_counts_the_most_that_may_stand_in_the_dark() -> None:
    world = World.steady()
    world.limits["RBX-A"] = 400
    dark = unlisted(world)
    # 12 + 8 are seen, 116 may stand in GRA: 194 more fit under 330.
    assert planned(world.ask(BURST, by=194, datacenters=("RBX",), estate=dark))
    assert guards(world.ask(BURST, by=195, datacenters=("RBX",), estate=dark)) == ["ceiling"]
    world.pool(shares=(Share("RBX", 40), Share("GRA", 35, cap=50), Share("SBG", 25)))
    assert planned(world.ask(BURST, by=260, datacenters=("RBX",), estate=dark))
    assert guards(world.ask(BURST, by=261, datacenters=("RBX",), estate=dark)) == ["ceiling"]


def test_a_region_of_another_pool_is_of_no_concern() -> None:
    world = World.steady()
    world.pool(shares=(Share("RBX", 60), Share("SBG", 40)))
    for instance in [i for i in world.standing.values() if i.region == "GRA11"]:
        del world.standing[instance.id]
    plan = planned(world.ask(BURST, to=60, estate=unlisted(world)))
    assert "warning.dark_region" not in {warning.code for warning in plan.warnings}
    assert set(plan.counts) == {"RBX-A", "SBG5"}


def test_removing_elsewhere_counts_nothing_in_the_dark() -> None:
    world = World.steady()
    world.apply(planned(world.ask(BURST, to=90, datacenters=("RBX",))))
    asked = {"by": -10, "datacenters": ("RBX",)}
    assert planned(world.ask(SCALE, estate=stale(world), **asked))
    # 72 and 8 are seen, GRA's 10 do not count: no more than 50 may go.
    assert planned(world.ask(SCALE, by=-50, datacenters=("RBX",), estate=stale(world)))
    more = world.ask(SCALE, by=-51, datacenters=("RBX",), estate=stale(world))
    assert guards(more) == ["instances.stale"]


@pytest.mark.parametrize("region", ["RBX-A", "GRA11"])
def test_a_rollback_waits_for_what_it_removes_and_for_what_the_baseline_takes(region: str) -> None:
    world = World.steady()
    target, changes = world.apply(planned(world.ask(BURST, to=50, datacenters=("RBX",))))
    record = Record(target=target, target_changes=changes)
    outcome = world.ask(ROLLBACK, pool=None, record=record, estate=stale(world, region))
    assert guards(outcome) == ["instances.stale"]
    world.pool(baseline=20)
    without = world.ask(ROLLBACK, pool=None, record=record, estate=stale(world, "GRA11"))
    assert len(planned(without).changes) == 20


def test_where_nothing_would_change_the_dark_is_said_too() -> None:
    world = World.steady()
    outcome = world.ask(SCALE, to=31, estate=unlisted(world))
    assert guards(outcome) == ["instances.unknown", "nothing"]


def test_the_worker_keeps_the_bound_by_what_the_plan_counted() -> None:
    world = World.steady()
    world.limits["RBX-A"] = 400
    plan = planned(world.ask(BURST, to=330, datacenters=("RBX",)))
    # A worker that began in the dark: the plan knows that 10 stood there, not 116.
    assert recheck(plan, unlisted(world), world.policy) == ()
    late = world.add("api-sbg-late", "SBG5")
    refused = recheck(plan, unlisted(world), world.policy)
    assert [(reason.guard, reason.passing) for reason in refused] == [("ceiling", True)]
    del world.standing[late.id]
    dark = recheck(plan, unlisted(world, "RBX-A"), world.policy)
    assert [(reason.guard, reason.passing) for reason in dark] == [("instances.unknown", True)]


def test_what_was_asked_for_in_the_dark_and_never_seen_counts_until_a_list_lacks_it() -> None:
    world = World.steady()
    world.limits["RBX-A"] = 400
    plan = planned(world.ask(BURST, to=50, datacenters=("GRA", "RBX")))
    lost = [change.name for change in plan.changes if change.region == "GRA11"]
    target, changes = world.apply(plan, outcomes=dict.fromkeys(lost, "lost"))
    why = notice("change.outcome_unknown", name="")
    changes = tuple(replace(c, why=why) if c.name in lost else c for c in changes)
    record = Record(target=target, target_changes=changes)
    asked = {"pool": None, "datacenters": ("RBX",), "record": record, "operation_id": "t0pup000"}
    most = 50 + len(lost)  # what stands, what may stand in GRA, and as many again
    world.pool(ceiling=most)
    dark = stale(world)
    old = replace(dark.regions["GRA11"], observed_at=world.now - timedelta(hours=1))
    dark = replace(dark, regions=dark.regions | {"GRA11": old})
    assert len(planned(world.ask(TOPUP, estate=dark, **asked)).changes) == len(lost)
    world.pool(ceiling=most - 1)
    assert guards(world.ask(TOPUP, estate=dark, **asked)) == ["ceiling"]
    assert planned(world.ask(TOPUP, **asked))


def test_records_that_could_not_be_read_count_under_the_ceiling_and_not_above_the_baseline() -> (
    None
):
    world = World.steady()
    world.limits["RBX-A"] = 400
    estate = world.estate()
    view = replace(estate.regions["GRA11"], unreadable=3)
    estate = replace(estate, regions=estate.regions | {"GRA11": view})
    plan = planned(world.ask(BURST, by=297, datacenters=("RBX",), estate=estate))
    assert plan.counts["GRA11"] == 13
    assert notice("warning.unreadable", n=3) in plan.warnings
    assert guards(world.ask(BURST, by=298, datacenters=("RBX",), estate=estate)) == ["ceiling"]
    world.apply(planned(world.ask(BURST, to=40)))
    lost = [i for i in world.standing.values() if i.operation is None][:3]
    for instance in lost:
        del world.standing[instance.id]
    assert guards(world.ask(SCALE, to=30 - 3)) == ["baseline"]


# Another journal


def foreign(world: World, *, building: bool, minutes: int = 5) -> Estate:
    """The estate a few minutes after another journal's operation began to create here."""
    made = world.add("api-rbx-0ther000-1", "RBX-A", operation="0ther000")
    if building:
        world.change(made.id, status=InstanceStatus.BUILD)
    world.now += timedelta(minutes=minutes)
    return world.estate()


def test_an_operation_of_another_journal_that_is_creating_holds_the_pool() -> None:
    world = World.steady()
    estate = foreign(world, building=True)
    record = Record(known=frozenset({"0urs0000"}))
    outcome = world.ask(BURST, to=60, estate=estate, record=record)
    assert guards(outcome) == ["pool.elsewhere"]
    assert isinstance(outcome, Refusal)
    assert outcome.reasons[0].why.values == {"pool": "api", "operation": "0ther000"}
    for known in (frozenset({"0ther000"}), None):
        assert planned(world.ask(BURST, to=60, estate=estate, record=Record(known=known)))


def test_what_another_journal_has_lately_done_is_said() -> None:
    world = World.steady()
    estate = foreign(world, building=False)
    said = notice("warning.pool_elsewhere", pool="api", operation="0ther000")
    record = Record(known=frozenset())
    assert said in planned(world.ask(BURST, to=60, estate=estate, record=record)).warnings
    ours = Record(known=frozenset({"0ther000"}))
    assert said not in planned(world.ask(BURST, to=60, estate=estate, record=ours)).warnings


def test_what_another_journal_left_long_ago_is_of_no_concern() -> None:
    world = World.steady()
    estate = foreign(world, building=True, minutes=31)
    plan = planned(world.ask(BURST, to=60, estate=estate, record=Record(known=frozenset())))
    assert "warning.pool_elsewhere" not in {warning.code for warning in plan.warnings}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_all_that_is_said_of_the_dark_can_be_said(language: str) -> None:
    locale = Locale(language, ZoneInfo("Europe/Paris"))
    world = World.steady()
    plan = planned(world.ask(BURST, to=60, datacenters=("RBX",), estate=unlisted(world)))
    for warning in plan.warnings:
        assert "{" not in locale.notice(warning)

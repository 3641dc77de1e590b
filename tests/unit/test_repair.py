"""A lost datacenter's share stands elsewhere, and moves back: planned, and proposed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from modelled import REGIONS, World

from console.desk.proposals import NOBODY, proposals
from console.desk.repairs import proposal
from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.standins import against
from console.model.estate import Activity, Estate, SourceState
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.operation import Operation
from console.model.plan import Desired, Plan, Refusal, Request
from console.model.policy import Record
from console.model.verb import REPAIR, ROLLBACK
from console.model.wanted import REPLACEMENT, REPLACES, STANDS_FOR

CUT = notice("outage.cut", source="compute", host="192.0.2.1")


def dark(world: World, code: str, *, listed: bool = True) -> Estate:
    """What is known while a datacenter does not answer, which was listed before or never."""
    seen, region = world.estate(), REGIONS[code]
    old = replace(seen.regions[region], observed_at=world.now - timedelta(hours=1))
    others = {name: view for name, view in seen.regions.items() if name != region}
    age = Freshness.STALE if listed else Freshness.UNKNOWN
    state = SourceState(f"nova:{region}", age, failure=CUT)
    return replace(
        seen,
        regions={**others, region: old} if listed else others,
        sources={**seen.sources, state.name: state},
    )


def repaired(world: World, estate: Estate) -> Operation:
    """The operation that stood up elsewhere what was lost, carried out."""
    plan = world.ask(REPAIR, estate=estate, operation_id="repair01")
    assert isinstance(plan, Plan), plan
    return world.apply(plan)[0]


def where(plan: Plan) -> dict[str, int]:
    return {row.datacenter: row.change for row in plan.rows if row.change}


def why(refused: Plan | Refusal) -> list[str]:
    assert isinstance(refused, Refusal), refused
    return [reason.guard for reason in refused.reasons]


def test_while_all_answer_and_serve_nothing_is_lost() -> None:
    assert why(World.steady().ask(REPAIR)) == ["nothing"]


@pytest.mark.parametrize("listed", [True, False])
def test_what_a_silent_datacenter_had_stands_up_in_the_others(listed: bool) -> None:
    world = World.steady()
    plan = world.ask(REPAIR, estate=dark(world, "SBG", listed=listed))
    assert isinstance(plan, Plan), plan
    assert sum(where(plan).values()) == (8 if listed else 7), "as listed last, or its share"
    assert where(plan).keys() == {"RBX", "GRA"}
    assert {change.wanted[STANDS_FOR] for change in plan.changes} == {"SBG"}


def test_a_datacenter_where_nothing_serves_is_lost_while_others_serve() -> None:
    world = World.steady()
    world.sick = {i.id for i in world.standing.values() if i.region == REGIONS["GRA"]}
    plan = world.ask(REPAIR)
    assert isinstance(plan, Plan)
    assert sum(where(plan).values()) == 10
    world.sick = set(world.standing)
    assert why(world.ask(REPAIR)) == ["nothing"], "so much at once is a fault of the witnesses"


def test_what_may_still_stand_there_counts_against_the_ceiling() -> None:
    world = World.steady()
    world.pool(ceiling=33)
    plan = world.ask(REPAIR, estate=dark(world, "SBG"))
    assert isinstance(plan, Plan)
    assert len(plan.changes) == 3
    assert "guard.ceiling" in [said.code for said in plan.warnings]
    world.pool(ceiling=30)
    assert why(world.ask(REPAIR, estate=dark(world, "SBG"))) == ["ceiling"]


def test_what_stands_in_already_is_not_stood_up_again() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG"))
    again = world.ask(REPAIR, estate=dark(world, "SBG"), record=Record(repairs=(repair,)))
    assert why(again) == ["nothing"]
    lost = next(i for i in world.standing.values() if i.operation == repair.id)
    del world.standing[lost.id]
    again = world.ask(REPAIR, estate=dark(world, "SBG"), record=Record(repairs=(repair,)))
    assert isinstance(again, Plan)
    assert len(again.changes) == 1


def test_a_datacenter_that_is_back_whole_needs_no_stand_ins() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG"))
    plan = world.ask(REPAIR, record=Record(repairs=(repair,)), operation_id="repair02")
    assert isinstance(plan, Plan)
    assert (plan.size_now, plan.size_after) == (38, 30)
    assert {change.desired for change in plan.changes} == {Desired.ABSENT}
    assert {change.made_by for change in plan.changes} == {repair.id}


def test_what_was_lost_is_made_there_again_and_its_stand_in_goes_after_it() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG"))
    for one in [i for i in world.standing.values() if i.region == REGIONS["SBG"]][:5]:
        del world.standing[one.id]
    plan = world.ask(REPAIR, record=Record(repairs=(repair,)), operation_id="repair02")
    assert isinstance(plan, Plan)
    made = [c for c in plan.changes if REPLACES in c.wanted]
    gone = [c for c in plan.changes if c.desired is Desired.ABSENT]
    assert [c.datacenter for c in made] == ["SBG"] * 5
    waiting = {c.resource_id: plan.changes[c.after[0] - 1] for c in gone if REPLACEMENT in c.wanted}
    assert {c.wanted[REPLACES] for c in made} == set(waiting)
    assert all(c.wanted[REPLACES] == number for number, c in waiting.items())
    assert (plan.size_now, plan.size_after) == (33, 30)


def test_nothing_moves_back_below_the_baseline() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG"))
    for one in [i for i in world.standing.values() if i.region == REGIONS["RBX"]][:6]:
        if one.operation is None:
            del world.standing[one.id]
    plan = world.ask(REPAIR, record=Record(repairs=(repair,)), operation_id="repair02")
    assert isinstance(plan, Plan)
    assert plan.size_after == 30
    assert "warning.repair_stays" in [said.code for said in plan.warnings]


def test_what_stands_in_stays_while_the_datacenter_has_gone_again() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG"))
    plan = world.ask(REPAIR, record=Record(repairs=(repair,)), operation_id="repair02")
    assert isinstance(plan, Plan)
    request = Request(REPAIR, NOBODY, pool="api")
    facts = survey(request, dark(world, "SBG"), world.policy, Record(), "")
    assert isinstance(facts, PoolFacts)
    assert [reason.guard for reason in against(facts, plan)] == ["repair.lost"]


def test_named_datacenters_are_the_ones_that_it_is_about() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG"))
    record = Record(repairs=(repair,))
    assert why(world.ask(REPAIR, record=record, datacenters=("RBX",))) == ["nothing"]
    assert isinstance(world.ask(REPAIR, record=record, datacenters=("sbg",)), Plan)


def test_a_rollback_takes_the_stand_ins_back() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG"))
    record = Record(target=repair, target_changes=tuple(world.changes))
    plan = world.ask(ROLLBACK, record=record, operation=repair.id, operation_id="back0001")
    assert isinstance(plan, Plan)
    assert len(plan.changes) == 8


def test_both_ways_are_proposed_and_neither_while_one_is_under_way() -> None:
    world = World.steady()
    pool = world.policy.pools["api"]
    assert proposals(world.estate(), world.policy) == ()
    lost = dark(world, "SBG")
    [said] = proposals(lost, world.policy)
    assert (said.verb, said.said.code, said.said.values["n"]) == (REPAIR, "proposal.repair", 8)
    repair = repaired(world, lost)
    back = replace(world.estate(), activity=Activity(recent=(repair,)))
    found = proposal(back, world.policy, pool, NOBODY)
    assert found is not None
    assert found.said.code == "proposal.repair_back"
    minute = replace(lost.regions[REGIONS["SBG"]], observed_at=world.now - timedelta(minutes=2))
    brief = replace(lost, regions={**lost.regions, REGIONS["SBG"]: minute})
    assert proposals(brief, world.policy) == (), "an API that slips is no datacenter lost"
    busy = replace(lost, activity=Activity(live=(repair,)))
    assert proposal(busy, world.policy, pool, NOBODY) is None

"""A lost datacenter's share stands elsewhere, and moves back: planned, and proposed."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from modelled import REGIONS, World

from console.desk.holdings import Makers
from console.desk.plans import overload
from console.desk.proposals import proposals
from console.desk.repairs import proposal
from console.kinds import registry
from console.kinds.instances import replacing
from console.kinds.instances.facts import PoolFacts, survey
from console.kinds.instances.standins import against
from console.kinds.instances.verbs import BURST
from console.model.error import UsageError
from console.model.estate import Activity, Estate, SourceState
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import NOBODY, Desired, Plan, PlannedChange, Refusal, Request
from console.model.policy import Record
from console.model.verb import REPAIR, ROLLBACK, TOPUP
from console.model.wanted import HELD_BY, PLACE, REPLACEMENT, REPLACES, STANDS_FOR
from console.ports import JournalReader

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


def test_what_the_baseline_needs_stays_and_nothing_is_proposed_for_it() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG"))
    for one in [i for i in world.standing.values() if i.region == REGIONS["RBX"]][:8]:
        del world.standing[one.id]
    refused = world.ask(REPAIR, record=Record(repairs=(repair,)), operation_id="repair02")
    assert why(refused) == ["nothing"]
    assert isinstance(refused, Refusal)
    assert refused.reasons[0].why.code == "guard.repair_needed"
    seen = replace(world.estate(), activity=Activity(recent=(repair,)))
    assert proposal(seen, world.policy, world.policy.pools["api"]) is None


def test_what_speaks_against_a_repair_is_proposed_with_it() -> None:
    world = World.steady()
    world.pool(ceiling=30)
    [said] = proposals(dark(world, "SBG"), world.policy)
    assert (said.verb, said.hindered, said.said.code) == (REPAIR, True, "guard.ceiling")


def test_a_way_home_that_the_load_does_not_allow_can_be_confirmed_beside_yes() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG"))
    world.connections = 1_000_000.0
    plan = world.ask(REPAIR, record=Record(repairs=(repair,)), operation_id="repair02")
    assert isinstance(plan, Plan)
    assert overload(plan) is not None
    assert registry.spec(REPAIR).sheds, "or --yes would be refused, and nothing would do beside it"


def test_both_ways_are_proposed_and_neither_while_one_is_under_way() -> None:
    world = World.steady()
    pool = world.policy.pools["api"]
    assert proposals(world.estate(), world.policy) == ()
    lost = dark(world, "SBG")
    [said] = proposals(lost, world.policy)
    assert (said.verb, said.said.code, said.said.values["n"]) == (REPAIR, "proposal.repair", 8)
    repair = repaired(world, lost)
    back = replace(world.estate(), activity=Activity(recent=(repair,)))
    found = proposal(back, world.policy, pool)
    assert found is not None
    assert found.said.code == "proposal.repair_back"
    minute = replace(lost.regions[REGIONS["SBG"]], observed_at=world.now - timedelta(minutes=2))
    brief = replace(lost, regions={**lost.regions, REGIONS["SBG"]: minute})
    assert proposals(brief, world.policy) == (), "an API that slips is no datacenter lost"
    busy = replace(lost, activity=Activity(live=(repair,)))
    assert proposal(busy, world.policy, pool) is None


@dataclass
class Told:
    """A journal of some operations."""

    done: tuple[Operation, ...]

    def operation(self, number: str) -> Operation:
        found = next((one for one in self.done if one.id == number), None)
        if found is None:
            raise UsageError(notice("operation.unknown", operation=number))
        return found


def place(change: PlannedChange) -> tuple[object, object]:
    return change.wanted.get(HELD_BY), change.wanted.get(PLACE)


def burst_in(world: World, code: str, number: int) -> Operation:
    plan = world.ask(BURST, by=number, datacenters=(code,), operation_id="burst001")
    assert isinstance(plan, Plan), plan
    return world.apply(plan)[0]


def test_each_that_stands_in_takes_the_place_of_one_and_goes_back_to_who_had_made_that() -> None:
    world = World.steady()
    burst = burst_in(world, "SBG", 2)
    there = [i for i in world.standing.values() if i.region == REGIONS["SBG"]]
    repair = repaired(world, dark(world, "SBG"))
    taken = [place(change) for change in repair.plan.changes]
    assert sorted(map(str, taken)) == sorted(str((i.operation or "", i.name)) for i in there)
    assert [held for held, _name in taken][-2:] == [burst.id] * 2, "the oldest first"
    standing = {change.name for change in repair.plan.changes}
    makers = Makers(Told((burst, repair)))  # type: ignore[arg-type]
    found = [makers.of(repair.id, name) for name in standing]
    assert Counter(one.id if one else None for one in found) == {burst.id: 2, None: 8}


def test_what_stands_in_is_its_repairs_beside_the_other_and_after_a_rollback() -> None:
    world = World.steady()
    burst = burst_in(world, "SBG", 2)
    repair = repaired(world, dark(world, "SBG"))
    last = repair.plan.changes[-1]
    listed = frozenset((i.operation or "", i.name) for i in world.standing.values())
    told: JournalReader = Told((burst, repair))  # type: ignore[assignment]
    assert Makers(told, listed).of(repair.id, last.name) == repair
    assert Makers(told).of(repair.id, last.name) == burst
    undone = replace(repair, state=OperationState.ROLLED_BACK)
    told = Told((burst, undone))  # type: ignore[assignment]
    assert Makers(told).of(repair.id, last.name) == undone


def test_what_was_made_at_home_takes_the_place_that_was_empty_there() -> None:
    """One of the two that a burst made is gone: its stand-in is the one that is made anew."""
    world = World.steady()
    burst = burst_in(world, "SBG", 2)
    repair = repaired(world, dark(world, "SBG"))
    gone = next(i for i in world.standing.values() if i.operation == burst.id)
    del world.standing[gone.id]
    plan = world.ask(REPAIR, record=Record(repairs=(repair,)), operation_id="repair02")
    assert isinstance(plan, Plan)
    [made] = [change for change in plan.changes if change.desired is Desired.PRESENT]
    assert place(made) == (burst.id, gone.name)
    home = world.apply(plan)[0]
    told: JournalReader = Told((burst, repair, home))  # type: ignore[assignment]
    assert Makers(told).of(home.id, made.name) == burst

    again = world.ask(
        REPAIR,
        estate=dark(world, "SBG"),
        record=Record(repairs=(repair, home)),
        operation_id="repair03",
    )
    assert isinstance(again, Plan)
    third = world.apply(again)[0]
    second = next(c for c in again.changes if place(c) == (home.id, made.name))
    told = Told((burst, repair, home, third))  # type: ignore[assignment]
    assert Makers(told).of(third.id, second.name) == burst, "lost twice"


def test_a_repair_that_wrote_no_places_down_is_the_maker_itself() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG"))
    old = tuple(replace(c, wanted={STANDS_FOR: "SBG"}) for c in repair.plan.changes)
    written = replace(repair, plan=replace(repair.plan, changes=old))
    told: JournalReader = Told((written,))  # type: ignore[assignment]
    assert Makers(told).of(repair.id, old[0].name) == written
    del world.standing[next(i.id for i in world.standing.values() if i.region == REGIONS["SBG"])]
    plan = world.ask(REPAIR, record=Record(repairs=(written,)), operation_id="repair02")
    assert isinstance(plan, Plan)
    assert all(HELD_BY not in change.wanted for change in plan.changes)


def test_where_nothing_was_ever_listed_the_places_are_the_baselines() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG", listed=False))
    assert {place(change) for change in repair.plan.changes} == {("", None)}


# What it did not make ---------------------------------------------------------


def short(world: World, *names: str) -> tuple[Operation, tuple[Change, ...]]:
    """A repair of which some were not made."""
    plan = world.ask(REPAIR, estate=dark(world, "SBG"), operation_id="repair01")
    assert isinstance(plan, Plan), plan
    lost = names or (plan.changes[0].name, plan.changes[-1].name)
    return world.apply(plan, outcomes=dict.fromkeys(lost, "refused"))


def test_a_top_up_of_a_repair_goes_where_nothing_failed() -> None:
    world = World.steady()
    plan = world.ask(REPAIR, estate=dark(world, "SBG"), operation_id="repair01")
    assert isinstance(plan, Plan), plan
    repair, _changes = short(world, *(c.name for c in plan.changes if c.datacenter == "GRA"))
    more = topped(world, dark(world, "SBG"), repair)
    assert isinstance(more, Plan)
    assert {change.datacenter for change in more.changes} == {"RBX"}
    assert "warning.avoided" in [said.code for said in more.warnings]


def topped(world: World, estate: Estate, repair: Operation) -> Plan | Refusal:
    family = tuple(change for change in world.changes if change.operation_id == repair.id)
    record = Record(target=repair, target_changes=family, repairs=(repair,))
    return world.ask(
        TOPUP, estate=estate, record=record, operation=repair.id, operation_id="topup001"
    )


def test_a_top_up_of_a_repair_takes_the_places_that_are_empty_still() -> None:
    world = World.steady()
    burst = burst_in(world, "SBG", 2)
    repair, changes = short(world)
    empty = {place(c) for c in changes if c.phase is Phase.FAILED}
    plan = topped(world, dark(world, "SBG"), repair)
    assert isinstance(plan, Plan), plan
    assert {place(c) for c in plan.changes} == empty
    assert {c.wanted[STANDS_FOR] for c in plan.changes} == {"SBG"}
    assert {c.datacenter for c in plan.changes} <= {"RBX", "GRA"}

    more = world.apply(plan)[0]
    told: JournalReader = Told((burst, repair, more))  # type: ignore[assignment]
    makers = Makers(told)
    found = {c.name: makers.of(more.id, c.name) for c in plan.changes}
    held = {c.name: burst if c.wanted[HELD_BY] == burst.id else None for c in plan.changes}
    assert found == held
    assert burst in held.values(), "the newest was the burst's"
    listed = frozenset((i.operation or "", i.name) for i in world.standing.values())
    name = plan.changes[0].name
    assert Makers(told, listed).of(more.id, name) == repair, "beside the other it is the repair's"

    both = Record(repairs=(repair, more))
    again = world.ask(REPAIR, estate=dark(world, "SBG"), record=both, operation_id="repair02")
    assert why(again) == ["nothing"]
    home = world.ask(REPAIR, record=both, operation_id="repair02")
    assert isinstance(home, Plan)
    assert {c.made_by for c in home.changes} == {repair.id, more.id}


def test_a_top_up_brings_no_more_than_is_lost_still() -> None:
    world = World.steady()
    repair, _changes = short(world)
    assert why(topped(world, world.estate(), repair)) == ["nothing"]


def test_what_moved_back_is_repaired_again_and_not_topped_up() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG"))
    del world.standing[next(i.id for i in world.standing.values() if i.region == REGIONS["SBG"])]
    plan = world.ask(REPAIR, record=Record(repairs=(repair,)), operation_id="repair02")
    assert isinstance(plan, Plan)
    failed = {c.name: "refused" for c in plan.changes if c.desired is Desired.PRESENT}
    home = world.apply(plan, outcomes=failed)[0]
    assert why(topped(world, world.estate(), home)) == ["repair.topup"]


def test_what_a_rollback_of_the_way_home_makes_stands_in_again() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG"))
    plan = world.ask(REPAIR, record=Record(repairs=(repair,)), operation_id="repair02")
    assert isinstance(plan, Plan)
    home, changes = world.apply(plan)
    record = Record(target=home, target_changes=changes)
    back = world.ask(ROLLBACK, record=record, operation=home.id, operation_id="back0001")
    assert isinstance(back, Plan), back
    assert {c.wanted[STANDS_FOR] for c in back.changes} == {"SBG"}
    assert Counter(map(place, back.changes)) == Counter(map(place, repair.plan.changes))
    assert Counter(c.region for c in back.changes) == Counter(c.region for c in plan.changes)


def test_what_stands_in_and_is_in_no_list_yet_is_not_stood_up_again() -> None:
    world = World.steady()
    plan = world.ask(REPAIR, estate=dark(world, "SBG"), operation_id="repair01")
    assert isinstance(plan, Plan)
    old = dark(world, "SBG")
    repair, changes = world.apply(plan)
    asked = Record(asked=changes)
    assert why(world.ask(REPAIR, estate=old, record=asked)) == ["nothing"]
    fewer = Record(asked=changes[1:])
    again = world.ask(REPAIR, estate=old, record=fewer, operation_id="repair02")
    assert isinstance(again, Plan)
    assert list(map(place, again.changes)) == [place(repair.plan.changes[0])]


def test_what_stands_in_stays_where_what_was_made_for_it_is_gone_again() -> None:
    world = World.steady()
    repair = repaired(world, dark(world, "SBG"))
    del world.standing[next(i.id for i in world.standing.values() if i.region == REGIONS["SBG"])]
    plan = world.ask(REPAIR, record=Record(repairs=(repair,)), operation_id="repair02")
    assert isinstance(plan, Plan)
    [made] = [c for c in plan.changes if c.desired is Desired.PRESENT]
    gone = [c for c in plan.changes if REPLACEMENT in c.wanted]
    request = Request(REPAIR, NOBODY, pool="api")

    def refused() -> list[str]:
        facts = survey(request, world.estate(), world.policy, Record(), "repair02")
        assert isinstance(facts, PoolFacts)
        return [reason.guard for reason in replacing.against(facts, gone)]

    assert refused() == ["heal.unreplaced"]
    world.add(made.name, made.region, operation="repair02")
    assert refused() == []

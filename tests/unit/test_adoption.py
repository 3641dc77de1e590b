"""Existing instances are taken into a pool by a mark, and given back by taking it away."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from modelled import POOL, World

from console.desk.strays import members, strays
from console.desk.wording import changed, phase_word
from console.kinds.instances.act import InstanceAct
from console.kinds.instances.actuator import ACTUATOR
from console.kinds.instances.observation import look
from console.kinds.instances.verbs import ADOPT
from console.kinds.step import Ground, Step, Tuning
from console.locale import Locale
from console.model.estate import RegionView
from console.model.instance import DELETING, POOL_KEY, Instance, InstanceStatus
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import Desired, Plan, Refusal
from console.model.policy import Record
from console.model.pool import PoolKind
from console.model.resource import MEMBERSHIP
from console.model.tracked import Tracked
from console.model.verb import ROLLBACK, TOPUP
from console.model.wanted import LABEL


def unmarked(world: World, name: str, region: str = "RBX-A", **changes: object) -> Instance:
    made = world.add(name, region)
    world.change(made.id, metadata={}, **changes)
    return world.standing[made.id]


def adopting(world: World, **asked: object) -> Plan:
    plan = world.ask(ADOPT, **asked)
    assert isinstance(plan, Plan), plan
    return plan


def names(plan: Plan) -> list[str]:
    return [change.name for change in plan.changes]


def told(plan: Plan) -> dict[str, object]:
    return {one.code: one.values["names"] for one in plan.details if "names" in one.values}


def test_the_unmarked_whose_names_match_are_marked_at_no_cost() -> None:
    world = World()
    for n in (10, 2, 1):
        unmarked(world, f"api-old-{n}")
    plan = adopting(world)
    assert names(plan) == ["api-old-1", "api-old-2", "api-old-10"], "as people count"
    assert {(c.desired, c.resource) for c in plan.changes} == {(Desired.CONFIGURED, MEMBERSHIP)}
    assert [(c.before, c.wanted) for c in plan.changes] == [({LABEL: ""}, {LABEL: "api"})] * 3
    assert (plan.size_now, plan.size_after) == (3, 3), "they belonged by their names"
    assert not plan.euro_per_hour
    assert plan.api_calls == 3


@pytest.mark.parametrize(
    ("why", "changes"),
    [
        ("detail.left_marked", {"metadata": {POOL_KEY: "web"}}),
        ("detail.left_flavor", {"flavor": "b2-7"}),
        ("detail.left_error", {"status": InstanceStatus.ERROR}),
        ("detail.left_leaving", {"task_state": DELETING}),
        ("detail.left_elsewhere", {"region": "SBG5"}),
        ("detail.left_alike", {"name": "API_old-2"}),
    ],
)
def test_what_is_left_is_told_with_its_reason(why: str, changes: dict[str, object]) -> None:
    world = World()
    unmarked(world, "api-old-1")
    left = unmarked(world, "api-old-2")
    world.change(left.id, **changes)
    plan = adopting(world, datacenters=("RBX",))
    assert names(plan) == ["api-old-1"]
    assert told(plan)[why] == world.standing[left.id].name


def test_deleted_ones_strangers_and_members_are_no_matter() -> None:
    world = World.steady()
    unmarked(world, "api-old-1", status=InstanceStatus.DELETED)
    unmarked(world, "db-1")
    outcome = world.ask(ADOPT)
    assert isinstance(outcome, Refusal)
    [reason] = outcome.reasons
    assert (reason.guard, reason.why.values["n"]) == ("nothing", 30)


def test_what_another_pool_has_by_its_name_is_left_to_it() -> None:
    world = World()
    old = replace(POOL, name="old", name_pattern="^api-old-")
    world.policy = replace(world.policy, pools={"api": POOL, "old": old})
    unmarked(world, "api-old-1")
    unmarked(world, "api-new-1")
    plan = adopting(world)
    assert names(plan) == ["api-new-1"]
    assert told(plan)["detail.left_claimed"] == "api-old-1"


def test_other_names_and_flavors_are_taken_where_that_is_asked() -> None:
    world = World.steady()
    unmarked(world, "www-1", flavor="b2-7")
    plan = adopting(world, matching="^www-", any_flavor=True)
    assert names(plan) == ["www-1"]
    assert (plan.size_now, plan.size_after) == (30, 31)
    assert [(row.change, row.after) for row in plan.rows] == [(1, 13), (0, 10), (0, 8)]


def test_newcomers_do_not_pass_the_ceiling() -> None:
    world = World.steady()
    world.pool(ceiling=30)
    unmarked(world, "www-1")
    outcome = world.ask(ADOPT, matching="^www-")
    assert isinstance(outcome, Refusal)
    assert [reason.guard for reason in outcome.reasons] == ["ceiling"]


def test_a_pattern_that_is_none_is_refused() -> None:
    outcome = World.steady().ask(ADOPT, matching="(")
    assert isinstance(outcome, Refusal)
    assert "pattern" in [reason.guard for reason in outcome.reasons]


def test_a_stateful_pool_takes_in_what_it_never_creates_and_a_frozen_one_nothing() -> None:
    world = World()
    world.pool(kind=PoolKind.STATEFUL)
    unmarked(world, "api-old-1")
    assert names(adopting(world)) == ["api-old-1"]
    world.policy = replace(world.policy, frozen={"api": "incident"})
    assert isinstance(world.ask(ADOPT), Refusal)


# Taking it back


def adopted(world: World, *, asked: int) -> tuple[Operation, Record]:
    """An adoption of three of which so many marks were asked for."""
    for n in (1, 2, 3):
        unmarked(world, f"api-old-{n}")
    plan = adopting(world, operation_id="adopt001")
    changes = []
    for seq, each in enumerate(plan.changes):
        done = seq < asked
        if done:
            world.change(each.resource_id or "", metadata={POOL_KEY: "api", "team": "web"})
        changes.append(change(each, seq, Phase.IN_SERVICE if done else Phase.CANCELLED))
    state = OperationState.SUCCEEDED if asked == 3 else OperationState.PARTIAL
    target = Operation("adopt001", plan, state, world.now, ended_at=world.now)
    return target, Record(target=target, target_changes=tuple(changes))


def change(planned: object, seq: int, phase: Phase) -> Change:
    return Change(
        "adopt001",
        seq,
        planned.datacenter,  # type: ignore[attr-defined]
        planned.region,  # type: ignore[attr-defined]
        planned.name,  # type: ignore[attr-defined]
        Desired.CONFIGURED,
        phase,
        World().now,
        resource_id=planned.resource_id,  # type: ignore[attr-defined]
        resource=MEMBERSHIP,
        wanted=planned.wanted,  # type: ignore[attr-defined]
        before=planned.before,  # type: ignore[attr-defined]
        attempts=int(phase is not Phase.CANCELLED),
    )


@pytest.mark.parametrize("asked", [1, 3])
def test_a_rollback_takes_away_the_marks_that_were_set_and_no_others(asked: int) -> None:
    world = World()
    target, record = adopted(world, asked=asked)
    back = world.ask(ROLLBACK, pool=None, operation=target.id, record=record)
    assert isinstance(back, Plan), back
    assert names(back) == [f"api-old-{n}" for n in range(1, asked + 1)]
    assert [(c.before, c.wanted) for c in back.changes] == [({LABEL: "api"}, {LABEL: ""})] * asked
    assert (back.size_now, back.size_after) == (3, 3)


def test_a_mark_that_somebody_changed_since_is_not_taken_back() -> None:
    world = World()
    target, record = adopted(world, asked=3)
    first = record.target_changes[0].resource_id or ""
    world.change(first, metadata={POOL_KEY: "web"})
    back = world.ask(ROLLBACK, pool=None, operation=target.id, record=record)
    assert isinstance(back, Plan)
    assert names(back) == ["api-old-2", "api-old-3"]


def test_there_is_nothing_to_top_up() -> None:
    world = World()
    target, record = adopted(world, asked=1)
    outcome = world.ask(TOPUP, pool=None, operation=target.id, record=record)
    assert isinstance(outcome, Refusal)
    assert [reason.why.code for reason in outcome.reasons] == ["guard.topup_adopt"]


# The worker


def judged(instance: Instance | None, phase: Phase = Phase.PLANNED, **more: object) -> Step:
    world = World()
    plan = adopting(_with_one(world))
    tracked = Tracked(replace(change(plan.changes[0], 0, phase), attempts=0), **more)  # type: ignore[arg-type]
    views = {"RBX-A": RegionView("RBX-A", () if instance is None else (instance,), world.now)}
    operation = Operation("adopt001", plan, OperationState.RUNNING, world.now)
    moment = world.now
    ground = Ground(
        operation, world.policy, Tuning(), moment, moment, taken_at=moment, taken_wall=moment
    )
    return ACTUATOR.judge(tracked, look(views), ground)


def _with_one(world: World) -> World:
    unmarked(world, "api-old-1")
    return world


def one(**changes: object) -> Instance:
    world = _with_one(World())
    world.change("id-0001", **changes)
    return world.standing["id-0001"]


def test_an_unmarked_one_is_marked_and_a_marked_one_is_done() -> None:
    assert judged(one()).act == InstanceAct.MARK
    done = judged(one(metadata={POOL_KEY: "api", "team": "web"}))
    assert (done.act, done.tracked.phase) == (None, Phase.IN_SERVICE)


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (one(metadata={POOL_KEY: "web"}), "change.marked_elsewhere"),
        (one(status=InstanceStatus.ERROR), "change.mark_in_error"),
        (one(task_state=DELETING), "change.instance_gone"),
        (None, "change.instance_gone"),
    ],
)
def test_what_cannot_be_marked_any_more_fails_with_its_reason(
    seen: Instance | None, why: str
) -> None:
    step = judged(seen)
    assert (step.act, step.tracked.phase) == (None, Phase.FAILED)
    assert step.tracked.change.why is not None
    assert step.tracked.change.why.code == why


# What doctor tells


def test_members_are_counted_by_datacenter_and_what_nobody_lists_is_unknown() -> None:
    world = World.steady()
    estate = world.estate()
    assert list(members(estate, world.policy, "api")) == [("RBX", 12), ("GRA", 10), ("SBG", 8)]
    dark = replace(estate, regions={k: v for k, v in estate.regions.items() if k != "SBG5"})
    assert list(members(dark, world.policy, "api"))[-1] == ("SBG", None)


def test_strays_are_told_apart() -> None:
    world = World.steady()
    old = replace(POOL, name="old", name_pattern="^api-old-")
    world.policy = replace(world.policy, pools={"api": world.policy.pools["api"], "old": old})
    unmarked(world, "API_rbx_013")
    unmarked(world, "api-old-1")
    unmarked(world, "db-1")
    stray = unmarked(world, "web-1")
    world.change(stray.id, metadata={POOL_KEY: "retired"})
    found = strays(world.estate(), world.policy)
    assert found.alike == {"api": ["API_rbx_013"]}
    assert found.claimed == {"api, old": ["api-old-1"]}
    assert found.unknown == {"retired": ["web-1"]}


def test_marks_are_not_told_to_be_in_service() -> None:
    world = _with_one(World())
    plan = adopting(world)
    said = phase_word(changed(plan), Phase.IN_SERVICE, Locale("en", ZoneInfo("Europe/Paris")))
    assert said == "as wanted"

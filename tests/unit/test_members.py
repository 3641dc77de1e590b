"""Members follow instances: planned with them, judged by what is seen, written in few batches."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from modelled import AUTHOR, POLICY, World

from console import planning
from console.kinds.attempt import Attempt, Outcome
from console.kinds.instances.verbs import BURST, SCALE
from console.kinds.members import joining, leaving
from console.kinds.members.act import MemberAct, MemberWrite
from console.kinds.members.observation import MemberSight
from console.kinds.members.outcome import received
from console.kinds.members.registration import address_of
from console.kinds.members.writes import calls
from console.kinds.step import Ground, Step, Tuning
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
from console.model.error import BalancerBroken, BalancerBusy, MemberTaken
from console.model.estate import Estate, PoolService, RegionView
from console.model.instance import OPERATION_KEY, POOL_KEY, Instance, InstanceStatus
from console.model.notice import notice
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import Desired, Plan, Refusal, Request
from console.model.policy import Record
from console.model.pool import PoolBalancer
from console.model.resource import INSTANCE, MEMBER
from console.model.tracked import Tracked
from console.model.verb import ROLLBACK, TOPUP
from console.model.wanted import BALANCER, MEMBERS, PORT, SERVER

NOW = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
REGION, NAME, MINE = "GRA11", "api-gra-1", "aaaa1111"
NAMED = PoolBalancer("api-lb", 443, (REGION,), "subnet-1")
POOL = replace(POLICY.pools["api"], balancers={"GRA": NAMED}, drain_s=120.0)
PLAN = Plan(
    operation_id=MINE,
    request=Request(BURST, AUTHOR, pool="api"),
    pool="api",
    planned_at=NOW,
    changes=(),
    rows=(),
    size_now=0,
    size_after=0,
    ceiling=330,
    euro_per_hour=None,
    euro_for_duration=None,
    api_calls=0,
    api_time_s=0.0,
    eta_s=None,
)
GROUND = Ground(
    operation=Operation(MINE, PLAN, OperationState.RUNNING, NOW),
    policy=replace(POLICY, pools={"api": POOL}),
    tuning=Tuning(settle_s=20.0),
    now=NOW,
    wall=NOW,
    taken_at=NOW - timedelta(minutes=5),
    taken_wall=NOW - timedelta(minutes=5),
)
STOPPED = replace(GROUND, operation=replace(GROUND.operation, stop_requested=True))
WELL = BalancerState(Provisioning.ACTIVE, Operating.ONLINE)
SERVER_1 = Instance(
    "s-1",
    NAME,
    REGION,
    InstanceStatus.ACTIVE,
    NOW,
    NOW,
    addresses=("51.68.1.1", "10.0.0.1"),
    metadata={OPERATION_KEY: MINE, POOL_KEY: "api"},
)


def member(
    address: str = "10.0.0.1",
    operating: Operating = Operating.ONLINE,
    *,
    name: str = NAME,
    operation: str | None = MINE,
    **settings: object,
) -> Member:
    tags = (f"vigie.operation={operation}",) if operation else ()
    told = MemberSettings(name=name, address=address, protocol_port=443, tags=tags)
    state = BalancerState(Provisioning.ACTIVE, operating)
    return Member(f"m-{address}", replace(told, **settings), state)  # type: ignore[arg-type]


def seen(
    *members: Member,
    provisioning: Provisioning = Provisioning.ACTIVE,
    servers: tuple[Instance, ...] = (SERVER_1,),
    health: dict[str, bool] | None = None,
    **pool: object,
) -> MemberSight:
    found = BalancerPool(
        id="p-1",
        name="api-lb",
        region=REGION,
        balancer_id="lb-1",
        provider="amphora",
        state=WELL,
        protocol="TCP",
        algorithm="ROUND_ROBIN",
        members=members,
    )
    found = replace(found, **pool)  # type: ignore[arg-type]
    balancer = LoadBalancer(
        id="lb-1",
        name="lb",
        region=REGION,
        state=BalancerState(provisioning, Operating.ONLINE),
        provider=found.provider,
        address="10.0.0.250",
        pools=(found,),
    )
    return MemberSight(
        pools={REGION: found},
        views={REGION: BalancerView(REGION, (balancer,), NOW)},
        servers={REGION: RegionView(REGION, servers, NOW)},
        health=health,
    )


def change(desired: Desired, phase: Phase = Phase.PLANNED, **more: object) -> Tracked:
    wanted = {BALANCER: "api-lb", PORT: 443}
    found = Change(
        MINE, 1, "GRA", REGION, NAME, desired, phase, NOW, resource=MEMBER, wanted=wanted
    )
    fields = {name: more.pop(name) for name in list(more) if name in Change.__slots__}
    return Tracked(replace(found, **fields), **more)  # type: ignore[arg-type]


def joins(phase: Phase = Phase.PLANNED, ago_s: float = 0.0, **more: object) -> Tracked:
    asked = None if phase is Phase.PLANNED else NOW - timedelta(seconds=ago_s)
    return change(Desired.PRESENT, phase, asked_at=asked, asked_wall=asked, **more)


def leaves(phase: Phase = Phase.PLANNED, ago_s: float = 0.0, **more: object) -> Tracked:
    asked = None if phase is Phase.PLANNED else NOW - timedelta(seconds=ago_s)
    more.setdefault("wanted", {BALANCER: "api-lb", PORT: 443, SERVER: "s-1"})
    return change(Desired.ABSENT, phase, asked_at=asked, asked_wall=asked, **more)


def join(tracked: Tracked, sight: MemberSight, ground: Ground = GROUND) -> Step:
    return joining.judge(tracked, sight, ground)


def leave(tracked: Tracked, sight: MemberSight, ground: Ground = GROUND) -> Step:
    return leaving.judge(tracked, sight, ground)


def test_new_member_is_complete_marked_and_weighs_what_the_others_weigh() -> None:
    others = [member(f"10.0.0.{n}", name="x", operation=None, weight=5) for n in (2, 3)]
    others.append(member("10.0.0.4", name="y", operation=None, weight=0))
    step = join(joins(), seen(*others))
    assert step.act == MemberAct.JOIN
    [call] = calls([step], seen(*others), GROUND)
    assert isinstance(call.about, MemberWrite)
    [told] = call.about.members
    assert told == MemberSettings(
        name=NAME,
        address="10.0.0.1",
        protocol_port=443,
        subnet_id="subnet-1",
        weight=5,
        tags=(f"vigie.operation={MINE}", "vigie.server=s-1", "vigie.pool=api"),
    )
    assert [t.phase for t in call.intended] == [Phase.REQUESTED]


def test_address_inside_is_chosen_before_one_outside_and_ipv4_before_ipv6() -> None:
    assert address_of(replace(SERVER_1, addresses=("fd00::1", "51.68.1.1", "10.0.0.1"))) == (
        "10.0.0.1"
    )
    assert address_of(replace(SERVER_1, addresses=("51.68.1.1",))) == "51.68.1.1"
    assert address_of(replace(SERVER_1, addresses=())) is None


def test_strangers_member_at_the_address_is_left_alone_and_named() -> None:
    sight = seen(member(name="theirs", operation=None))
    step = join(joins(), sight)
    assert (step.tracked.phase, step.act) == (Phase.FAILED, None)
    why = step.tracked.change.why
    assert why is not None
    assert (why.code, why.values["other"]) == ("change.member_taken", "theirs")


@pytest.mark.parametrize(
    ("operating", "phase"),
    [
        (Operating.ONLINE, Phase.IN_SERVICE),
        (Operating.OFFLINE, Phase.READY),
        (Operating.ERROR, Phase.READY),
        (Operating.OTHER, Phase.READY),
    ],
)
def test_member_is_in_service_when_the_load_balancer_says_so(
    operating: Operating, phase: Phase
) -> None:
    assert join(joins(Phase.REQUESTED), seen(member(operating=operating))).tracked.phase is phase


@pytest.mark.parametrize(
    ("health", "phase"),
    [({NAME: True}, Phase.IN_SERVICE), ({NAME: False}, Phase.READY), (None, Phase.READY)],
)
def test_where_nobody_checks_the_metrics_decide(
    health: dict[str, bool] | None, phase: Phase
) -> None:
    sight = seen(member(operating=Operating.NO_MONITOR), health=health)
    assert join(joins(Phase.READY), sight).tracked.phase is phase


@pytest.mark.parametrize(
    ("there", "code"),
    [
        (member(operating=Operating.ERROR), "change.member_unwell"),
        (member(operating=Operating.DRAINING, weight=0), "change.member_drained"),
        (None, "change.member_unseen"),
    ],
)
def test_what_never_serves_fails_with_the_reason(there: Member | None, code: str) -> None:
    sight = seen() if there is None else seen(there)
    late = replace(GROUND, taken_at=NOW - timedelta(hours=3))
    step = join(joins(Phase.REQUESTED, ago_s=7200), sight, late)
    assert step.tracked.phase is Phase.FAILED
    assert step.tracked.change.why is not None
    assert step.tracked.change.why.code == code
    assert step.act is None


def test_lost_answer_is_looked_for_before_it_is_asked_again() -> None:
    fresh = joins(Phase.REQUESTED, ago_s=1, answered=False)
    assert join(fresh, seen()).act is None
    again = join(joins(Phase.REQUESTED, ago_s=60, answered=False), seen())
    assert (again.act, again.again) == (MemberAct.JOIN, True)


def test_load_balancer_that_is_written_to_is_waited_for_and_one_in_error_is_not() -> None:
    busy = join(joins(), seen(provisioning=Provisioning.PENDING_UPDATE))
    assert (busy.tracked.phase, busy.act, busy.tracked.asked_at) == (Phase.PLANNED, None, NOW)
    for sight in (
        seen(provisioning=Provisioning.ERROR),
        seen(state=BalancerState(Provisioning.ERROR, Operating.ONLINE)),
    ):
        broken = join(joins(), sight)
        assert broken.tracked.phase is Phase.FAILED
        assert "broken" in (broken.tracked.change.why or notice("none")).code


def test_silent_load_balancer_is_no_verdict() -> None:
    silent = MemberSight(servers={REGION: RegionView(REGION, (SERVER_1,), NOW)})
    assert join(joins(Phase.REQUESTED), silent) == Step(joins(Phase.REQUESTED))
    assert leave(leaves(), silent) == Step(leaves())


def test_every_member_that_leads_to_the_instance_is_drained_and_no_other() -> None:
    other = member("10.0.0.9", name="foreign", operation=None)
    second = member("51.68.1.1", name="theirs", operation=None, weight=3)
    sight = seen(member(weight=2), second, other)
    step = leave(leaves(), sight)
    assert step.act == MemberAct.DRAIN
    [call] = calls([step], sight, GROUND)
    assert isinstance(call.about, MemberWrite)
    assert call.about.members == (
        replace(member().settings, weight=0),
        replace(second.settings, weight=0),
    )
    [asked] = call.intended
    assert asked.phase is Phase.DRAINING
    assert asked.change.kept[MEMBERS] == "m-10.0.0.1:2 m-51.68.1.1:3"


@pytest.mark.parametrize("pool", [{"provider": "ovn"}, {"session_persistence": "SOURCE_IP"}])
def test_where_weight_keeps_nobody_away_the_member_is_switched_off(
    pool: dict[str, object],
) -> None:
    sight = seen(member(weight=0), **pool)  # type: ignore[arg-type]
    [call] = calls([leave(leaves(), sight)], sight, GROUND)
    assert call.act == MemberAct.SWITCH_OFF
    assert isinstance(call.about, MemberWrite)
    assert call.about.member_id == "m-10.0.0.1"


@pytest.mark.parametrize(("ago_s", "act"), [(119, None), (121, MemberAct.REMOVE)])
def test_member_keeps_its_connections_for_as_long_as_the_pool_says(
    ago_s: float, act: MemberAct | None
) -> None:
    draining = leaves(Phase.DRAINING, ago_s, kept={MEMBERS: "m-10.0.0.1:1"})
    assert leave(draining, seen(member(weight=0), servers=())).act == act


@pytest.mark.parametrize(
    ("ago_s", "sessions", "act"),
    [
        (45, {"m-10.0.0.1": 0.0}, MemberAct.REMOVE),
        (45, {"m-10.0.0.1": 2.0}, None),
        (45, {"m-10.0.0.9": 0.0}, None),
        (45, {}, None),
        (35, {"m-10.0.0.1": 0.0}, None),
    ],
)
def test_member_without_connections_goes_at_once_and_what_is_not_known_is_not_none(
    ago_s: float, sessions: dict[str, float], act: MemberAct | None
) -> None:
    draining = leaves(Phase.DRAINING, ago_s, kept={MEMBERS: "m-10.0.0.1:1"})
    sight = replace(seen(member(weight=0), servers=()), sessions=sessions)
    assert leave(draining, sight).act == act


def test_member_that_is_not_there_is_gone_only_where_its_server_was_looked_for() -> None:
    assert leave(leaves(), seen()).tracked.phase is Phase.GONE
    unlisted = replace(seen(), servers={})
    assert leave(leaves(), unlisted).tracked.phase is Phase.PLANNED
    releasing = leaves(Phase.RELEASING, 5, kept={MEMBERS: "m-10.0.0.1:1"})
    assert leave(releasing, unlisted).tracked.phase is Phase.GONE


def test_stop_gives_back_what_was_drained_and_begins_nothing() -> None:
    assert leave(leaves(), seen(member()), STOPPED).tracked.phase is Phase.CANCELLED
    draining = leaves(Phase.DRAINING, 5, kept={MEMBERS: "m-10.0.0.1:4"})
    sight = seen(member(weight=0))
    step = leave(draining, sight, STOPPED)
    [call] = calls([step], sight, STOPPED)
    assert isinstance(call.about, MemberWrite)
    assert (call.act, [one.weight for one in call.about.members]) == (MemberAct.RESTORE, [4])
    assert not call.begins
    back = leave(draining, seen(member(weight=4)), STOPPED)
    assert back.tracked.phase is Phase.CANCELLED


def test_load_balancer_gets_one_write_in_a_pass_and_batches_are_bounded() -> None:
    steps = [
        Step(joins(seq=n), MemberAct.JOIN, (member(f"10.0.{n // 200}.{n % 200}").settings,))
        for n in range(150)
    ]
    [call] = calls(steps, seen(), GROUND)
    assert len(call.steps) == 100
    waiting = leaves(Phase.DRAINING, 100, kept={MEMBERS: "m-10.0.0.1:1"})
    removing = Step(waiting, MemberAct.REMOVE, (member(weight=0),))
    [call] = calls([*steps, removing, removing], seen(), GROUND)
    assert (call.act, len(call.steps)) == (MemberAct.REMOVE, 1)


@pytest.mark.parametrize(
    ("error", "phase"),
    [
        (BalancerBusy(notice("balancer.busy")), Phase.PLANNED),
        (MemberTaken(notice("balancer.taken")), Phase.PLANNED),
        (BalancerBroken(notice("balancer.broken")), Phase.FAILED),
    ],
)
def test_conflict_is_read(error: Exception, phase: Phase) -> None:
    sight = seen()
    [call] = calls([join(joins(), sight)], sight, GROUND)
    assert isinstance(call.about, MemberWrite)
    attempt = Attempt(Outcome.REFUSED, error=error)  # type: ignore[arg-type]
    [after] = received(call, call.about, attempt, GROUND).tracked
    assert after.phase is phase
    assert after.asked_at == NOW


# What is planned


@pytest.fixture
def world() -> World:
    """Thirty, and load balancers in GRA alone."""
    world = World.steady()
    world.pool(balancers={"GRA": PoolBalancer("api", 443, (REGION,))})
    return world


def served(world: World, *out: str) -> Estate:
    """The estate where all is in service but some, as the load balancers say."""
    estate = world.estate()
    told = {one.name: one.name not in out for one in world.standing.values()}
    return replace(estate, service={"api": PoolService(told, {REGION: None})})


def parted(plan: Plan | Refusal) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """The names of the members that change, and what each change waits for, as kind:name."""
    assert isinstance(plan, Plan), plan
    said = [f"{one.resource}:{one.desired}:{one.name}" for one in plan.changes]
    after = {
        name: tuple(said[n - 1] for n in one.after)
        for name, one in zip(said, plan.changes, strict=True)
    }
    return [one.name for one in plan.changes if one.resource == MEMBER], after


def test_member_follows_each_instance_that_is_made_behind_a_load_balancer(world: World) -> None:
    plan = world.ask(BURST, to=40)
    members, after = parted(plan)
    assert isinstance(plan, Plan)
    made = [c.name for c in plan.changes if c.resource == INSTANCE and c.region == REGION]
    assert members == made
    assert len(made) < len([c for c in plan.changes if c.resource == INSTANCE])
    for name in made:
        assert after[f"member:present:{name}"] == (f"instance:present:{name}",)
        assert after[f"instance:present:{name}"] == ()
    assert plan.size_after == 40
    assert "detail.members_joined" in {one.code for one in plan.details}


def test_instance_goes_after_its_member_and_its_member_says_which_server(world: World) -> None:
    for n in range(5):
        world.add(f"api-gra-1{n:02}", REGION)
    plan = world.ask(SCALE, estate=served(world), to=33, datacenters=("GRA",))
    members, after = parted(plan)
    assert isinstance(plan, Plan)
    assert len(members) == 2
    servers = {c.name: c.resource_id for c in plan.changes if c.resource == INSTANCE}
    assert {c.name: c.wanted[SERVER] for c in plan.changes if c.resource == MEMBER} == servers
    for name in members:
        assert after[f"instance:absent:{name}"] == (f"member:absent:{name}",)
        assert after[f"member:absent:{name}"] == ()


def test_rollback_and_topup_follow_instances_again_and_are_not_of_several_kinds(
    world: World,
) -> None:
    plan = world.ask(BURST, to=36, datacenters=("GRA",))
    assert isinstance(plan, Plan)
    world.apply(plan)
    done = Operation(plan.operation_id, plan, OperationState.PARTIAL, world.now)
    record = Record(target=done, target_changes=tuple(world.changes))
    asked = Request(ROLLBACK, AUTHOR, operation=plan.operation_id)
    back = planning.plan(asked, served(world), world.policy, record, operation_id="bbbb2222")
    members, after = parted(back)
    assert len(members) == 6
    for name in members:
        assert after[f"instance:absent:{name}"] == (f"member:absent:{name}",)
    lost = next(c for c in world.changes if c.resource == INSTANCE)
    del world.standing[str(lost.resource_id)]
    asked = replace(asked, verb=TOPUP, datacenters=("GRA",))
    more = planning.plan(asked, served(world), world.policy, record, operation_id="cccc3333")
    assert len(parted(more)[0]) == 1


def test_topup_makes_the_members_that_failed_for_instances_that_stand(world: World) -> None:
    plan = world.ask(BURST, to=33, datacenters=("GRA",))
    assert isinstance(plan, Plan)
    world.apply(plan)
    lost = next(n for n, c in enumerate(world.changes) if c.resource == MEMBER)
    world.changes[lost] = replace(world.changes[lost], phase=Phase.FAILED)
    done = Operation(plan.operation_id, plan, OperationState.PARTIAL, world.now)
    record = Record(target=done, target_changes=tuple(world.changes))
    asked = Request(TOPUP, AUTHOR, operation=plan.operation_id)
    more = planning.plan(asked, served(world), world.policy, record, operation_id="cccc3333")
    assert isinstance(more, Plan), more
    [again] = more.changes
    instance = next(i for i in world.standing.values() if i.name == world.changes[lost].name)
    assert (again.resource, again.name, again.made_by, again.after) == (
        MEMBER,
        instance.name,
        plan.operation_id,
        (),
    )
    assert again.wanted[SERVER] == instance.id
    assert (more.size_now, more.size_after) == (33, 33)
    world.changes[lost] = replace(world.changes[lost], phase=Phase.IN_SERVICE)
    record = replace(record, target_changes=tuple(world.changes))
    whole = planning.plan(asked, served(world), world.policy, record, operation_id="cccc3333")
    assert isinstance(whole, Refusal)
    assert [one.guard for one in whole.reasons] == ["nothing"]


def behind(world: World, *members: Member) -> Estate:
    """The estate with these members in the load balancer."""
    view = seen(*members, name="api").views[REGION]
    return replace(served(world), balancers={REGION: view})


def made_for(instance: Instance, operation: str) -> Member:
    """An instance's member, as a burst makes it."""
    tags = (f"vigie.operation={operation}", f"vigie.server={instance.id}")
    return member(instance.addresses[0], name=instance.name, tags=tags)


def deleted_by_hand(world: World, to: int) -> tuple[Operation, list[Instance]]:
    """A burst, one of whose instances a hand has deleted; its instances, that one first."""
    plan = world.ask(BURST, to=to, datacenters=("GRA",))
    assert isinstance(plan, Plan)
    world.apply(plan)
    made = [one for one in world.standing.values() if one.operation == plan.operation_id]
    made = [replace(one, addresses=(f"10.1.0.{n}",)) for n, one in enumerate(made)]
    world.standing |= {one.id: one for one in made}
    del world.standing[made[0].id]
    world.now += timedelta(minutes=1)
    return Operation(plan.operation_id, plan, OperationState.SUCCEEDED, world.now), made


def taken_back(world: World, done: Operation, estate: Estate) -> Plan | Refusal:
    asked = Request(ROLLBACK, AUTHOR, operation=done.id)
    record = Record(target=done, target_changes=tuple(world.changes))
    return planning.plan(asked, estate, world.policy, record, operation_id="bbbb2222")


def test_rollback_takes_a_member_whose_instance_somebody_deleted_and_no_strangers(
    world: World,
) -> None:
    done, made = deleted_by_hand(world, 33)
    lost, *rest = made
    others = member("10.9.9.9", name=lost.name, operation="zzzz9999")
    orphan = made_for(lost, done.id)
    estate = behind(world, orphan, *(made_for(one, done.id) for one in rest), others)
    plan = taken_back(world, done, estate)
    members, _after = parted(plan)
    assert isinstance(plan, Plan)
    assert members.count(lost.name) == 1
    [removal] = [c for c in plan.changes if c.resource_id == orphan.id]
    assert (removal.desired, removal.made_by, removal.after) == (Desired.ABSENT, done.id, ())
    assert removal.wanted == {BALANCER: "api", PORT: 443, SERVER: lost.id}
    assert sorted(members) == sorted(one.name for one in made)
    assert [one.code for one in plan.details if "members" in one.code] == [
        "detail.members_drained", "detail.members_orphaned",
    ]  # fmt: skip


def test_rollback_is_of_the_member_alone_where_no_instance_is_left(world: World) -> None:
    done, [lost] = deleted_by_hand(world, 31)
    orphan = made_for(lost, done.id)
    plan = taken_back(world, done, behind(world, orphan))
    assert isinstance(plan, Plan), plan
    assert [c.resource_id for c in plan.changes] == [orphan.id]
    assert (plan.size_now, plan.size_after) == (30, 30)
    gone = taken_back(world, done, behind(world))
    assert isinstance(gone, Refusal)
    assert [one.why.code for one in gone.reasons] == ["guard.nothing_to_undo"]


def test_member_whose_instance_may_be_there_stays_and_what_nobody_can_tell_is_said(
    world: World,
) -> None:
    done, made = deleted_by_hand(world, 33)
    estate = behind(world, made_for(made[0], done.id))
    old = replace(estate.regions[REGION], unreadable=1)
    plan = taken_back(world, done, replace(estate, regions={**estate.regions, REGION: old}))
    assert [c for c in parted(plan)[0] if c == made[0].name] == [made[0].name]
    elsewhere = {"api": PoolService(served(world).service["api"].in_service, {REGION: None})}
    plan = taken_back(world, done, replace(estate, balancers={}, service=elsewhere))
    assert isinstance(plan, Plan), plan
    assert made[0].name not in parted(plan)[0]
    assert "warning.members_unseen" in {one.code for one in plan.warnings}


def test_member_at_an_address_that_is_anothers_now_counts_as_that_ones_service(
    world: World,
) -> None:
    done, [lost] = deleted_by_hand(world, 31)
    orphan = made_for(lost, done.id)
    heir = next(one for one in world.standing.values() if one.region == REGION)
    world.standing[heir.id] = replace(heir, addresses=lost.addresses)
    refused = taken_back(world, done, behind(world, orphan))
    assert isinstance(refused, Refusal)
    assert [one.guard for one in refused.reasons] == ["members.floor"]
    world.add("api-gra-900", REGION)
    assert isinstance(taken_back(world, done, behind(world, orphan)), Plan)


def test_second_persons_limit_counts_instances_and_not_what_follows(world: World) -> None:
    rule = replace(world.policy.approval, above_changes=6)
    world.policy = replace(world.policy, approval=rule)
    for to, waits in ((36, False), (37, True)):
        plan = world.ask(BURST, to=to, datacenters=("GRA",))
        assert isinstance(plan, Plan)
        assert (plan.awaits_s is not None) is waits


def test_nothing_goes_out_of_service_below_the_baseline(world: World) -> None:
    for n in range(4):
        world.add(f"api-gra-1{n:02}", REGION)
    fine = world.ask(SCALE, estate=served(world), to=30, datacenters=("GRA",))
    assert isinstance(fine, Plan), fine
    short = served(world, "api-rbx-001", "api-rbx-002")
    refused = planning.recheck(
        fine, short, world.policy, changes=[_standing(fine, n) for n in range(len(fine.changes))]
    )
    assert "members.floor" in {one.guard for one in refused}
    assert all(one.passing for one in refused if one.guard == "members.floor")


def test_floor_below_the_baseline_is_what_must_stay_in_service(world: World) -> None:
    world.pool(least=29)
    for n in range(4):
        world.add(f"api-gra-1{n:02}", REGION)
    plan = world.ask(SCALE, estate=served(world), to=30, datacenters=("GRA",))
    assert isinstance(plan, Plan), plan
    every = [_standing(plan, n) for n in range(len(plan.changes))]

    def refused(*down: str) -> list[str]:
        found = planning.recheck(plan, served(world, *down), world.policy, changes=every)
        return [one.guard for one in found]

    assert refused("api-rbx-001") == []
    assert "members.floor" in refused("api-rbx-001", "api-rbx-002")


def test_what_is_on_its_way_out_counts_as_out_whatever_a_check_says(world: World) -> None:
    for n in range(4):
        world.add(f"api-gra-1{n:02}", REGION)
    plan = world.ask(SCALE, estate=served(world), to=30, datacenters=("GRA",))
    assert isinstance(plan, Plan)
    members = [n for n, c in enumerate(plan.changes) if c.resource == MEMBER]
    still = served(world, "api-rbx-001")
    begun = [replace(_standing(plan, n), phase=Phase.DRAINING) for n in members[:3]]
    last = _standing(plan, members[3])
    alone = planning.recheck(plan, still, world.policy, changes=[last])
    assert "members.floor" not in {one.guard for one in alone}
    both = planning.recheck(plan, still, world.policy, changes=[*begun, last])
    assert "members.floor" in {one.guard for one in both}


def _standing(plan: Plan, n: int) -> Change:
    """A change of a plan as it stands before anything of it has begun."""
    planned = plan.changes[n]
    return Change(
        plan.operation_id,
        n + 1,
        planned.datacenter,
        planned.region,
        planned.name,
        planned.desired,
        Phase.PLANNED,
        plan.planned_at,
        resource_id=planned.resource_id,
        made_by=planned.made_by,
        resource=planned.resource,
        wanted=planned.wanted,
    )

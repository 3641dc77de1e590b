"""A sick instance that is replaced and kept out of its pool: planned, done, taken back, swept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from modelled import POLICY, START, World

from console import planning
from console.desk.census import tallies, total
from console.desk.muster import Muster
from console.desk.quarantines import Quarantined, lately, quarantined, sentence
from console.desk.strays import members, strays
from console.kinds.attempt import Attempt, Outcome
from console.kinds.instances import verbs
from console.kinds.instances.act import InstanceAct
from console.kinds.instances.actuator import ACTUATOR
from console.kinds.instances.observation import look
from console.kinds.instances.quarantining import word as written
from console.kinds.instances.retention import until
from console.kinds.instances.sickness import at_ease
from console.kinds.leftovers.servers import of_servers
from console.kinds.step import Ground, Step, Tuning
from console.locale import Locale
from console.model import meter
from console.model.error import OutcomeUnknown, UsageError
from console.model.estate import Activity, Estate, RegionView
from console.model.freeze import Freeze, Scope
from console.model.instance import (
    POOL_KEY,
    QUARANTINE_KEY,
    Instance,
    InstanceCondition,
    InstanceStatus,
    Quarantine,
)
from console.model.leftover import TracedOperation, Traces
from console.model.notice import notice
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import Desired, Plan, PlannedChange, Refusal
from console.model.policy import Record
from console.model.pool import PoolBalancer, PoolKind
from console.model.resource import MEMBER, QUARANTINE
from console.model.tracked import Tracked
from console.model.verb import HEAL, ROLLBACK
from console.model.wanted import METER, REPLACEMENT, RETURNED, SERVER
from console.ports import Receipt

NAME = "api-rbx-003"
REGION = "RBX-A"
OPERATION = "k3v9x0ab"
EN = Locale("en", ZoneInfo("Europe/Paris"))


@pytest.fixture
def world() -> World:
    """Thirty that have run for a day."""
    world = World.steady()
    world.now += timedelta(days=1)
    return world


def number(world: World, name: str = NAME) -> str:
    return next(i.id for i in world.standing.values() if i.name == name)


def hung(world: World) -> Estate:
    """The estate once one target has been down for ten minutes."""
    world.sick.add(number(world))
    return replace(world.estate(), down_since={"api": {NAME: world.now - timedelta(minutes=10)}})


def planned(world: World, **told: object) -> Plan:
    plan = world.ask(HEAL, estate=hung(world), quarantine=True, **told)
    assert isinstance(plan, Plan), plan
    return plan


def why(outcome: Plan | Refusal) -> list[str]:
    assert isinstance(outcome, Refusal), outcome
    return [reason.guard for reason in outcome.reasons]


def aside(world: World, word: str) -> Instance:
    world.change(number(world), metadata={"vigie.pool": "api", QUARANTINE_KEY: word})
    return world.standing[number(world)]


def test_what_hangs_is_replaced_and_kept_and_neither_rebooted_nor_removed(world: World) -> None:
    plan = planned(world)
    made, kept = plan.changes
    assert (made.desired, kept.desired) == (Desired.PRESENT, Desired.CONFIGURED)
    assert (kept.resource, kept.resource_id, kept.after) == (QUARANTINE, number(world), (1,))
    assert until(kept) == (world.now + timedelta(hours=72)).replace(microsecond=0)
    assert (plan.size_now, plan.size_after, plan.irreversible) == (30, 30, ())
    told = [one.code for one in plan.details]
    assert told[1:] == ["detail.heal_quarantined", "detail.quarantine_price"]
    assert [one.code for one in plan.undo] == ["undo.quarantine"]


def test_it_costs_what_the_replacement_costs_since_what_is_kept_stays_billed(world: World) -> None:
    plan = planned(world, duration_h=Decimal(3))
    assert until(plan.changes[1]) == (world.now + timedelta(hours=3)).replace(microsecond=0)
    [row] = [one for one in plan.rows if one.datacenter == "RBX"]
    assert (row.change, row.after) == (0, 12)
    assert plan.euro_per_hour is not None
    assert plan.euro_per_hour > 0
    assert row.euro_per_hour_after == 13 * plan.euro_per_hour


def test_what_the_cloud_does_not_mark_is_left_and_said(world: World) -> None:
    broken = number(world, "api-gra-002")
    world.change(broken, status=InstanceStatus.ERROR, fault="No valid host")
    plan = planned(world)
    assert {c.resource_id for c in plan.changes if c.resource == QUARANTINE} == {number(world)}
    assert plan.warnings[0] == notice("warning.quarantine_left", n=1, names="api-gra-002")
    world.sick.clear()
    refusal = world.ask(HEAL, quarantine=True)
    assert why(refusal) == ["heal.quarantine"]
    assert isinstance(world.ask(HEAL), Plan)


def test_pool_that_may_not_shrink_sets_nobody_aside(world: World) -> None:
    estate = hung(world)
    freeze = Freeze("api", world.now, "ana", "audit", Scope.SHRINKING)
    record = Record(freezes=(freeze,))
    assert why(world.ask(HEAL, estate=estate, record=record, quarantine=True)) == ["pool.suspended"]


def test_its_members_are_drained_after_the_replacement_serves_and_before_it_leaves(
    world: World,
) -> None:
    world.pool(balancers={"RBX": PoolBalancer("api", 443, (REGION,))})
    estate = hung(world)
    plan = world.ask(HEAL, estate=estate, quarantine=True)
    assert isinstance(plan, Plan), plan
    made, kept, joined, left = plan.changes
    assert (joined.resource, joined.desired, joined.after) == (MEMBER, Desired.PRESENT, (1,))
    assert (left.resource, left.desired, left.after) == (MEMBER, Desired.ABSENT, (3,))
    assert (made.after, kept.after) == ((), (4,))


def test_whoever_is_set_aside_is_no_pools_whatever_its_mark_or_name_says(world: World) -> None:
    pool = world.policy.pools["api"]
    one = aside(world, "aaaa1111 2026-11-29T16:00:00+00:00")
    assert one.quarantine == Quarantine("aaaa1111", datetime(2026, 11, 29, 16, tzinfo=UTC))
    assert not pool.owns(one)
    assert not pool.owns(replace(one, metadata={QUARANTINE_KEY: ""}))
    assert pool.owns(replace(one, metadata={}))


def test_it_is_no_stray_whether_its_mark_or_its_name_is_like_a_pools(world: World) -> None:
    word = "aaaa1111 2026-11-29T16:00:00+00:00"
    aside(world, word)
    near = world.add("API_rbx_013", REGION)
    world.change(near.id, metadata={QUARANTINE_KEY: word})
    gone = world.add("old-001", REGION)
    world.change(gone.id, metadata={POOL_KEY: "old", QUARANTINE_KEY: word})
    found = strays(world.estate(), world.policy)
    assert (found.alike, found.unknown, found.claimed) == ({}, {}, {})
    assert dict(members(world.estate(), world.policy, "api")) == {"RBX": 11, "GRA": 10, "SBG": 8}


@pytest.mark.parametrize("word", ["aaaa1111", "aaaa1111 soon", "aaaa1111 2026-11-29T16:00:00"])
def test_a_time_that_nobody_can_read_is_unknown(word: str) -> None:
    assert Quarantine.read(word) == Quarantine("aaaa1111", None)


def kept_apart(world: World, **pool: object) -> tuple[Operation, Record, Estate]:
    """A heal that is over, its sick one up again in quarantine, and what is seen then."""
    world.pool(**pool)
    target, done = world.apply(planned(world))
    asked = tuple(replace(c, attempts=1, updated_at=world.now) for c in done)
    aside(world, f"{target.id} 2026-11-29T16:00:00+00:00")
    world.now += timedelta(minutes=1)
    world.sick.clear()
    return target, Record(target=target, target_changes=asked), world.estate()


def test_rollback_takes_back_the_replacement_of_what_is_not_in_quarantine_yet(
    world: World,
) -> None:
    world.pool(baseline=20)
    target, done = world.apply(planned(world))
    record = Record(target=target, target_changes=done)
    undone = world.ask(ROLLBACK, record=record, operation=target.id)
    assert isinstance(undone, Plan)
    assert [c.name for c in undone.changes] == [done[0].name]


def test_rollback_brings_back_what_is_up_again_and_then_removes_its_replacement(
    world: World,
) -> None:
    target, record, estate = kept_apart(world)
    plan = world.ask(ROLLBACK, record=record, operation=target.id, estate=estate)
    assert isinstance(plan, Plan), plan
    home, gone = plan.changes
    assert (home.resource, home.resource_id, home.wanted) == (QUARANTINE, number(world), {})
    assert (gone.desired, gone.after) == (Desired.ABSENT, (1,))
    assert gone.wanted == {RETURNED: NAME}
    assert (plan.size_now, plan.size_after) == (30, 30)
    [row] = [one for one in plan.rows if one.datacenter == "RBX"]
    assert (row.now, row.change, row.after) == (12, 0, 12)
    assert plan.euro_per_hour is not None
    assert plan.euro_per_hour < 0
    assert "detail.quarantine_swapped" in [one.code for one in plan.details]


def test_behind_a_load_balancer_it_serves_again_before_its_replacement_is_drained(
    world: World,
) -> None:
    target, record, estate = kept_apart(
        world, balancers={"RBX": PoolBalancer("api", 443, (REGION,))}
    )
    plan = world.ask(ROLLBACK, record=record, operation=target.id, estate=estate)
    assert isinstance(plan, Plan), plan
    home, gone, joined, left = plan.changes
    assert (joined.resource, joined.name, joined.desired) == (MEMBER, NAME, Desired.PRESENT)
    assert (joined.wanted[SERVER], joined.after) == (number(world), (1,))
    assert (left.name, left.desired, left.after) == (gone.name, Desired.ABSENT, (3,))
    assert left.wanted[REPLACEMENT] == NAME
    assert (home.after, gone.after) == ((), (4,))


@pytest.mark.parametrize(
    ("befallen", "guard"),
    [
        ("still down", "heal.sick"),
        ("not measured", "health.unknown"),
        ("locked", "heal.done"),
        ("in error", "heal.done"),
        ("another's", "heal.done"),
        ("gone", "heal.done"),
    ],
)
def test_what_would_serve_nobody_or_is_not_ours_does_not_come_back(
    world: World, befallen: str, guard: str
) -> None:
    target, record, _estate = kept_apart(world)
    if befallen == "still down":
        world.sick.add(number(world))
    elif befallen == "locked":
        world.change(number(world), locked=True)
    elif befallen == "in error":
        world.change(number(world), status=InstanceStatus.ERROR)
    elif befallen == "another's":
        aside(world, "bbbb2222 2026-11-29T16:00:00+00:00")
    elif befallen == "gone":
        del world.standing[number(world)]
    estate = world.estate()
    if befallen == "not measured":
        health = {n: up for n, up in estate.health["api"].items() if n != NAME}
        estate = replace(estate, health={"api": health})
    assert why(world.ask(ROLLBACK, record=record, operation=target.id, estate=estate)) == [guard]


def test_its_replacement_stays_until_it_is_back_and_up(world: World) -> None:
    """What the worker asks before it removes the replacement, once the rest has been begun."""
    target, record, estate = kept_apart(world)
    plan = world.ask(ROLLBACK, record=record, operation=target.id, estate=estate)
    assert isinstance(plan, Plan)
    phases = zip(plan.changes, (Phase.IN_SERVICE, Phase.PLANNED), strict=True)
    begun = [
        Change(
            plan.operation_id, seq, c.datacenter, c.region, c.name, c.desired, phase, world.now,
            c.batch, c.resource_id, c.made_by, resource=c.resource, wanted=c.wanted,
            before=c.before,
        )
        for seq, (c, phase) in enumerate(phases, start=1)
    ]  # fmt: skip

    def said() -> list[str]:
        seen = world.estate()
        found = planning.recheck(plan, seen, world.policy, Record(), changes=begun)
        return [reason.guard for reason in found]

    assert said() == ["heal.held"]
    world.change(number(world), metadata={"vigie.pool": "api"})
    assert said() == []
    world.sick.add(number(world))
    assert said() == ["heal.sick", "baseline.in_service"]
    world.sick.clear()
    others = [i.id for i in world.standing.values() if i.id != number(world)][:2]
    for other in others:
        world.change(other, status=InstanceStatus.ERROR)
    assert said() == ["baseline"], "others have fallen since, and it is needed beside what is back"


def test_rollback_of_who_made_it_leaves_what_is_set_aside(world: World) -> None:
    world.pool(baseline=20)
    plan = world.ask(verbs.SCALE, to=32)
    assert isinstance(plan, Plan)
    target, done = world.apply(plan)
    record = Record(target=target, target_changes=done)
    first = next(i for i in world.standing.values() if i.operation == target.id)
    metadata = {**first.metadata, QUARANTINE_KEY: "aaaa1111 2026-11-29T16:00:00+00:00"}
    world.change(first.id, metadata=metadata)
    undone = world.ask(ROLLBACK, record=record, operation=target.id)
    assert isinstance(undone, Plan)
    assert first.id not in {c.resource_id for c in undone.changes}
    assert len(undone.changes) == 1


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"keeping": Decimal(3)}, "cli.keeping_alone"),
        ({"quarantine": True, "pool": "db"}, "cli.quarantine_data"),
    ],
)
def test_what_makes_no_sense_is_said_at_once(
    world: World, told: dict[str, object], code: str
) -> None:
    data = replace(world.policy.pools["api"], name="db", kind=PoolKind.STATEFUL)
    policy = replace(world.policy, pools={**world.policy.pools, "db": data})
    [spec] = [one for one in verbs.VERBS if one.id == HEAL]
    with pytest.raises(UsageError) as caught:
        spec.settled({"pool": "api", **told}, policy)
    assert caught.value.notice.code == code


class Worker:
    """Passes over one quarantine that is to be."""

    def __init__(self, world: World) -> None:
        self.world, self.plan = world, planned(world)
        kept: PlannedChange = self.plan.changes[1]
        self.tracked = Tracked(
            Change(
                OPERATION,
                2,
                kept.datacenter,
                kept.region,
                kept.name,
                kept.desired,
                Phase.PLANNED,
                world.now,
                resource_id=kept.resource_id,
                resource=kept.resource,
                wanted=kept.wanted,
            )
        )

    def look(self, outcome: Attempt | None = None, *, up: bool = False) -> Step:
        """One pass; what it asks for is answered so."""
        at = self.world.now
        operation = Operation(OPERATION, self.plan, OperationState.RUNNING, at)
        ground = Ground(operation, self.world.policy, Tuning(), at, at, at, at)
        view = RegionView(REGION, tuple(self.world.standing.values()), at)
        sight = look({REGION: view}, {NAME: up})
        step = ACTUATOR.judge(self.tracked, sight, ground)
        self.tracked = step.tracked
        for call in ACTUATOR.calls([step], sight, ground):
            assert outcome is not None
            [self.tracked] = ACTUATOR.receive(call, outcome, ground).tracked
        return step


def test_worker_asks_once_and_ends_when_the_list_says_so(world: World) -> None:
    worker = Worker(world)
    asked = worker.look(Attempt(Outcome.DONE, Receipt("req-1")))
    assert (asked.act, worker.tracked.phase) == (InstanceAct.QUARANTINE, Phase.REQUESTED)
    aside(world, written(worker.tracked.change))
    assert worker.look().tracked.phase is Phase.IN_SERVICE


def test_answer_that_is_lost_is_looked_for(world: World) -> None:
    worker = Worker(world)
    worker.look(Attempt(Outcome.UNKNOWN, error=OutcomeUnknown(notice("source.timeout"))))
    aside(world, written(worker.tracked.change))
    step = worker.look()
    assert (step.act, step.tracked.phase) == (None, Phase.IN_SERVICE)


def test_one_that_is_up_again_or_in_error_or_anothers_is_left(world: World) -> None:
    assert Worker(world).look(up=True).tracked.phase is Phase.CANCELLED
    worker = Worker(world)
    aside(world, "bbbb2222 2026-11-29T16:00:00+00:00")
    step = worker.look()
    assert step.tracked.change.why is not None
    assert step.tracked.change.why.code == "change.quarantined_before"
    world.change(number(world), metadata={"vigie.pool": "api"})
    worker = Worker(world)
    world.change(number(world), status=InstanceStatus.ERROR)
    step = worker.look()
    assert (step.act, step.tracked.phase) == (None, Phase.FAILED)


END = START + timedelta(hours=72)


def left(
    word: str, now: datetime, traces: Traces, *, locked: bool = False
) -> list[tuple[str, bool, str]]:
    one = Instance(
        "s1",
        NAME,
        REGION,
        InstanceStatus.ACTIVE,
        START,
        START,
        metadata={QUARANTINE_KEY: word},
        locked=locked,
    )
    return [(o.why.code, o.sure, o.operation) for o in of_servers([one], traces, POLICY, now)]


def known(state: OperationState = OperationState.SUCCEEDED, server: str = "s1") -> Traces:
    by = TracedOperation("aaaa1111", "aaaa1111", HEAL, state, START)
    change = Change(
        "aaaa1111", 2, "RBX", REGION, NAME, Desired.CONFIGURED, Phase.IN_SERVICE, START,
        resource_id=server, resource=QUARANTINE,
    )  # fmt: skip
    return Traces({"aaaa1111": by}, (change,))


def test_sweep_tells_of_it_once_its_time_is_over_and_not_before() -> None:
    word = Quarantine("aaaa1111", END).word
    assert left(word, END - timedelta(seconds=1), known()) == []
    assert left(word, END, known()) == [("leftover.quarantine", True, "aaaa1111")]
    assert left(word, END, known(OperationState.RUNNING)) == []
    assert left(word, END, known(), locked=True) == []


def test_what_the_journal_does_not_prove_is_perhaps_ours() -> None:
    word = Quarantine("aaaa1111", END).word
    assert left(word, END, Traces()) == [("leftover.other_journal", False, "aaaa1111")]
    assert left(word, END, known(server="s2")) == [("leftover.copied_mark", False, "aaaa1111")]
    assert left("aaaa1111 soon", END, known()) == [
        ("leftover.quarantine_unread", False, "aaaa1111")
    ]


def shown(world: World, estate: Estate, muster: Muster | None = None) -> tuple[Quarantined, ...]:
    pool = world.policy.pools["api"]
    return quarantined(estate, world.policy, pool, lately(estate), muster)


def test_every_face_says_which_are_kept_until_when_and_for_how_much(world: World) -> None:
    target, _done = world.apply(planned(world, reason="hung since the deploy"))
    estate, muster = world.estate(), Muster(600.0)
    assert shown(world, estate, muster) == ()
    aside(world, f"{target.id} 2026-11-29T16:00:00+00:00")
    estate = replace(world.estate(), activity=Activity(recent=(target,)))
    [one] = shown(world, estate, muster)
    assert (one.instance.name, one.datacenter, one.reason, one.over) == (
        NAME, "RBX", "hung since the deploy", False,
    )  # fmt: skip
    assert sentence(one, EN) == (
        f"in quarantine until Sun 29 Nov 17:00, by operation {target.id}"
        " · hung since the deploy · €0.82 an hour"
    )
    whole = total(tallies(estate, world.policy, world.policy.pools["api"], muster))
    assert whole is not None
    assert (whole.size, whole.count(InstanceCondition.QUARANTINED)) == (30, 0)
    world.change(number(world), metadata={POOL_KEY: "api"})
    assert shown(world, world.estate(), muster) == ()


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("aaaa1111 2026-11-24T10:00:00+00:00", "over since Tue 24 Nov 11:00: vigie sweep lists it"),
        ("aaaa1111 soon", "until when nobody can read"),
        ("", "until when nobody can read"),
    ],
)
def test_what_is_over_or_unreadable_is_said(world: World, word: str, said: str) -> None:
    aside(world, word)
    [one] = shown(world, world.estate())
    assert said in sentence(one, EN)


def test_what_hangs_in_quarantine_makes_nobody_look_the_pool_over(world: World) -> None:
    pool = world.policy.pools["api"]
    estate = hung(world)
    assert not at_ease(estate, pool)
    aside(world, "aaaa1111 2026-11-29T16:00:00+00:00")
    assert at_ease(hung(world), pool)


def test_what_is_kept_can_be_locked_by_its_name(world: World) -> None:
    aside(world, "aaaa1111 2026-11-29T16:00:00+00:00")
    plan = world.ask(verbs.PROTECT, instances=NAME, reason="coroner")
    assert isinstance(plan, Plan), plan
    assert [(c.name, c.resource_id) for c in plan.changes] == [(NAME, number(world))]
    assert (plan.size_now, plan.size_after) == (29, 29)


def test_when_it_began_is_kept_with_its_change_so_that_its_end_is_not_lost(world: World) -> None:
    worker = Worker(world)
    worker.look(Attempt(Outcome.DONE, Receipt("req-1")))
    [kept] = meter.read(str(worker.tracked.change.kept[METER])).values()
    there = world.standing[number(world)]
    assert (kept.launched_at, kept.flavor) == (there.launched_at, there.flavor)


def test_worker_takes_the_word_away_that_its_target_had_set_and_no_others(world: World) -> None:
    worker = Worker(world)
    released = replace(
        worker.tracked.change,
        operation_id="r1r1r1r1",
        made_by=OPERATION,
        wanted={},
        before=worker.tracked.change.wanted,
    )
    aside(world, written(worker.tracked.change))
    worker.tracked = Tracked(released)
    assert worker.look(Attempt(Outcome.DONE, Receipt("req-1"))).act == InstanceAct.RELEASE
    assert worker.look().tracked.phase is Phase.REQUESTED
    world.change(number(world), metadata={POOL_KEY: "api"})
    assert worker.look().tracked.phase is Phase.IN_SERVICE
    aside(world, "bbbb2222 2026-11-29T16:00:00+00:00")
    worker.tracked = Tracked(released)
    assert worker.look().tracked.phase is Phase.FAILED


def test_times_are_told_by_the_estates_clocks() -> None:
    policy = replace(POLICY, zone=ZoneInfo("Europe/Paris"))
    assert policy.moment(datetime(2026, 11, 29, 23, 30, tzinfo=UTC)) == "2026-11-30 00:30"

"""A silence that goes with a burst or a heal: planned, made, ended with it, and taken back."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from journalled import operation
from modelled import POLICY, START, World
from outcomes import codes

from console.kinds.instances import verbs
from console.kinds.silences.actuator import ACTUATOR
from console.kinds.silences.judge import END, MAKE, Silences, judge
from console.kinds.sources import Sources
from console.kinds.step import Ground, Step, Tuning
from console.model import silence
from console.model.alert import Alert, AlertSilence, AlertState, AlertView
from console.model.error import UsageError
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import Desired, Plan, PlannedChange, Refusal
from console.model.policy import Record
from console.model.pool import PoolBalancer
from console.model.resource import INSTANCE, MEMBER, SILENCE
from console.model.tracked import Tracked
from console.model.verb import HEAL, ROLLBACK, TOPUP
from console.model.wanted import SILENCED, THROUGHOUT, UNTIL
from console.operations.passes import order
from console.planning import recheck

OWN = "k3v9x0ab"
TEXT = 'team="api"'
FIRING = Alert(
    "f1", "PoolSaturated", "critical", "GRA", "api", AlertState.ACTIVE, START,
    labels={"alertname": "PoolSaturated", "team": "api"},
)  # fmt: skip
STANDS = AlertSilence(
    "11112222-3333", "ana", f"burst api {silence.mark(OWN)}", START, START + timedelta(hours=2),
    silence.parse(TEXT),
)  # fmt: skip


def heard(world: World, *silences: AlertSilence, fresh: Freshness = Freshness.FRESH) -> Estate:
    """The world with an alert manager whose label for a pool is `team`."""
    estate = world.estate()
    view = AlertView((FIRING,), silences, world.now, watchdog=True, expected="Watchdog")
    states = {**estate.sources, "alertmanager": SourceState("alertmanager", fresh)}
    return replace(estate, sources=states, alerts=replace(view, pool_label="team"))


def burst(world: World, estate: Estate | None = None, **told: object) -> Plan | Refusal:
    asked = {"to": 33, "silence": True, **told}
    return world.ask(verbs.BURST, estate=estate or heard(world), **asked)


def planned(found: Plan | Refusal) -> Plan:
    assert isinstance(found, Plan), found
    return found


def of(plan: Plan) -> list[PlannedChange]:
    return [change for change in plan.changes if change.resource == SILENCE]


def test_it_is_one_change_more_that_says_what_is_silent_and_needs_no_reason() -> None:
    world = World.steady()
    plan, plain = planned(burst(world)), planned(burst(world, silence=False))
    [change] = of(plan)
    assert change == plan.changes[-1]
    until = int((world.now + timedelta(hours=2)).timestamp())
    assert change.wanted == {SILENCED: TEXT, UNTIL: until, THROUGHOUT: 1}
    assert (change.desired, change.after) == (Desired.PRESENT, ())
    told = {one.code: one.values for one in plan.details}
    assert told["detail.silence_along"]["matchers"] == TEXT
    assert told["detail.silence_now"] == {"n": 1, "names": "PoolSaturated"}
    assert (plan.rows, plan.size_after, plan.resource) == (plain.rows, 33, INSTANCE)
    assert plan.changes[:-1] == plain.changes
    assert of(plain) == []


def test_it_goes_with_a_heal_behind_load_balancers_and_moves_nobodys_order() -> None:
    world = World.steady()
    world.now += timedelta(days=1)
    sick = next(i for i in world.standing.values() if i.region == "GRA11")
    world.sick.add(sick.id)
    world.pool(balancers={"GRA": PoolBalancer("api", 443, ("GRA11",))})
    down = {"api": {sick.name: world.now - timedelta(minutes=10)}}
    estate = replace(heard(world), down_since=down)
    asked = {"estate": estate, "quarantine": True}
    plan, plain = (planned(world.ask(HEAL, **asked, silence=one)) for one in (True, False))
    assert plan.changes[:-1] == plain.changes
    assert [c.resource for c in plan.changes].count(MEMBER) == 2
    assert len(of(plan)) == 1


def test_a_second_persons_limit_does_not_count_it() -> None:
    world = World.steady()
    rule = replace(world.policy.approval, above_changes=3)
    world.policy = replace(world.policy, approval=rule)
    assert planned(burst(world)).awaits_s is None


@pytest.mark.parametrize(
    ("fresh", "code"),
    [(None, "alerts.absent"), (Freshness.STALE, "guard.alerts_unread")],
)
def test_whoever_asks_for_silence_that_nobody_can_make_is_told(
    fresh: Freshness | None, code: str
) -> None:
    world = World.steady()
    estate = world.estate() if fresh is None else heard(world, fresh=fresh)
    assert codes(burst(world, estate)) == [code]
    assert of(planned(burst(world, estate, silence=False))) == []


def test_the_worker_waits_for_the_alert_manager_and_holds_back_nothing_else() -> None:
    world = World.steady()
    plan = planned(burst(world))
    every = [changed(one, seq) for seq, one in enumerate(plan.changes, start=1)]
    dark = world.estate()
    assert recheck(plan, dark, world.policy, changes=every[:-1]) == ()
    [reason] = recheck(plan, dark, world.policy, changes=every[-1:])
    assert (reason.guard, reason.passing) == ("alerts.absent", True)
    assert recheck(plan, heard(world), world.policy, changes=every[-1:]) == ()


def test_it_is_for_what_is_done_at_once() -> None:
    [spec] = [one for one in verbs.VERBS if one.id == verbs.BURST]
    asked = {"pool": "api", "open_for": Decimal(3), "silence": True}
    with pytest.raises(UsageError) as caught:
        spec.settled(asked, POLICY)
    assert caught.value.notice.code == "cli.silence_open"
    assert "silence" not in spec.settled({"pool": "api"}, POLICY)
    assert spec.settled({"pool": "api", "silence": True}, POLICY)["silence"] is True


# Taken back --------------------------------------------------------------------


def changed(
    one: PlannedChange, seq: int, phase: Phase = Phase.PLANNED, attempts: int = 0
) -> Change:
    return Change(
        OWN, seq, one.datacenter, one.region, one.name, one.desired, phase, START,
        one.batch, one.resource_id, one.made_by, resource=one.resource, wanted=one.wanted,
        attempts=attempts,
    )  # fmt: skip


def done(world: World, phase: Phase) -> tuple[Operation, Record]:
    """A burst that is over, and its silence in a phase."""
    plan = planned(burst(world))
    bare = replace(plan, changes=tuple(c for c in plan.changes if c.resource == INSTANCE))
    target, made = world.apply(bare)
    target = replace(target, plan=plan)
    last = changed(of(plan)[0], len(plan.changes), phase, attempts=1)
    return target, Record(target=target, target_changes=(*made, last))


@pytest.mark.parametrize(
    ("phase", "stands", "ends"),
    [
        (Phase.FAILED, True, [STANDS.id]),
        (Phase.FAILED, False, []),
        (Phase.GONE, True, []),
    ],
    ids=["left standing", "ended by itself", "seen to end"],
)
def test_a_rollback_ends_what_was_left_standing(
    phase: Phase,
    stands: bool,
    ends: list[str],
) -> None:
    world = World.steady()
    target, record = done(world, phase)
    estate = heard(world, *((STANDS,) if stands else ()))
    plan = planned(world.ask(ROLLBACK, operation=target.id, record=record, estate=estate))
    assert [(c.desired, c.resource_id) for c in of(plan)] == [(Desired.ABSENT, one) for one in ends]
    assert len([c for c in plan.changes if c.resource == INSTANCE]) == 3


def test_a_rollback_does_not_wait_for_an_alert_manager_and_says_so() -> None:
    world = World.steady()
    target, record = done(world, Phase.FAILED)
    plan = planned(world.ask(ROLLBACK, operation=target.id, record=record))
    assert of(plan) == []
    assert "warning.silence_unread" in [one.code for one in plan.warnings]


def test_what_an_operation_lacks_is_brought_without_another_silence() -> None:
    world = World.steady()
    target, record = done(world, Phase.GONE)
    lacking = next(c for c in record.target_changes if c.resource == INSTANCE)
    del world.standing[str(lacking.resource_id)]
    target = replace(target, state=OperationState.PARTIAL)
    record = replace(record, target=target)
    plan = planned(world.ask(TOPUP, operation=target.id, record=record, estate=heard(world)))
    assert [c.resource for c in plan.changes] == [INSTANCE]


# The worker --------------------------------------------------------------------


def ground(after_s: float = 0.0, **changes: object) -> Ground:
    now = START + timedelta(seconds=after_s)
    found = Ground(operation(OWN, OperationState.RUNNING), POLICY, Tuning(), now, now, START, START)
    return replace(found, **changes)  # type: ignore[arg-type]


def along(phase: Phase = Phase.PLANNED, **changes: object) -> Tracked:
    until = int((START + timedelta(hours=2)).timestamp())
    wanted = {SILENCED: TEXT, UNTIL: until, THROUGHOUT: 1}
    change = Change(
        OWN, 4, "–", "–", TEXT, Desired.PRESENT, phase, START, resource=SILENCE, wanted=wanted
    )
    return Tracked(replace(change, **changes))  # type: ignore[arg-type]


def look(tracked: Tracked, sight: Silences | None, at: Ground) -> Step:
    """One pass: what it asks for is answered well."""
    step = judge(tracked, sight, at)
    for call in ACTUATOR.calls([step], sight, at):
        [asked] = call.intended
        return replace(step, tracked=asked.heard(None))
    return step


def test_it_is_made_stands_while_the_rest_works_and_is_ended_after() -> None:
    step = look(along(), (), ground())
    assert (step.act, step.tracked.phase) == (MAKE, Phase.REQUESTED)
    step = look(step.tracked, (STANDS,), ground(2))
    assert (step.act, step.tracked.phase) == (None, Phase.READY)
    assert look(step.tracked, None, ground(3600)).tracked is step.tracked
    step = look(step.tracked, (STANDS,), ground(3600, rest_over=True))
    assert (step.act, step.tracked.phase) == (END, Phase.RELEASING)
    ended = (replace(STANDS, ended=True),)
    step = look(step.tracked, ended, ground(3602, rest_over=True))
    assert (step.act, step.tracked.phase) == (None, Phase.GONE)


def test_nobody_is_asked_while_it_stands_and_the_rest_works() -> None:
    ready = along(Phase.READY, resource_id=STANDS.id)
    nobody: Sources = None  # type: ignore[assignment]
    assert ACTUATOR.observe([ready], nobody, ground()) == ()
    with pytest.raises(AttributeError):
        ACTUATOR.observe([ready], nobody, ground(rest_over=True))


def test_its_comment_says_which_operation_it_is_for() -> None:
    step = judge(along(), (), ground())
    [call] = ACTUATOR.calls([step], (), ground())
    assert isinstance(call.about, tuple)
    assert call.about[1].startswith("burst api [vigie.operation=")


@pytest.mark.parametrize("phase", [Phase.REQUESTED, Phase.READY, Phase.RELEASING])
def test_one_that_somebody_ended_or_that_ended_by_itself_is_well_ended(phase: Phase) -> None:
    ended = (replace(STANDS, ended=True),)
    for rest_over in (False, True):
        if phase is Phase.READY and not rest_over:
            continue  # nobody looks
        step = judge(along(phase, attempts=1), ended, ground(5, rest_over=rest_over))
        assert step.tracked.phase is Phase.GONE


def test_what_is_over_waits_for_no_silence_that_was_never_made() -> None:
    for sight in (None, ()):
        found = judge(along(), sight, ground(rest_over=True)).tracked.change
        assert found.why is not None
        assert (found.phase, found.why.code) == (Phase.FAILED, "silence.never_seen")


def test_a_lost_answer_may_have_made_it_which_is_looked_for_and_ended() -> None:
    lost = along().asked(Phase.REQUESTED, START, START)
    assert judge(lost, (), ground(5, rest_over=True)).tracked.phase is Phase.REQUESTED
    assert judge(lost, (STANDS,), ground(5, rest_over=True)).act == END
    assert judge(lost, (), ground(25, rest_over=True)).tracked.phase is Phase.FAILED


def test_one_that_cannot_be_ended_is_left_to_end_by_itself_and_said() -> None:
    dark = judge(along(Phase.READY), None, ground(3600, rest_over=True)).tracked
    assert dark.phase is Phase.RELEASING
    assert judge(dark, None, ground(3660, rest_over=True)).tracked.phase is Phase.RELEASING
    for sight in (None, (STANDS,)):
        left = judge(dark, sight, ground(3730, rest_over=True)).tracked.change
        assert left.why is not None
        assert (left.phase, left.why.code) == (Phase.FAILED, "silence.left")


def test_the_rest_is_over_once_all_has_ended_that_does_not_last_as_long() -> None:
    world = World.steady()
    plan = planned(burst(world))
    every = [Tracked(changed(c, seq)) for seq, c in enumerate(plan.changes, start=1)]

    def over(*phases: Phase) -> bool:
        seen = [t.moved(p, START) for t, p in zip(every, phases, strict=True)]
        return order.over(plan, lambda: seen)

    served, planned_ = Phase.IN_SERVICE, Phase.PLANNED
    assert not over(served, served, planned_, Phase.READY)
    assert over(served, served, Phase.FAILED, Phase.READY)
    plain = planned(burst(world, silence=False))
    assert not order.over(plain, lambda: every[:-1])

"""How a worker reboots an instance that hangs: asked for once, seen to help or not."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from modelled import World

from console.kinds.attempt import Attempt, Outcome
from console.kinds.instances.act import InstanceAct
from console.kinds.instances.actuator import ACTUATOR
from console.kinds.instances.observation import look
from console.kinds.step import LETS_GO_S, Ground, Step, Tuning
from console.model.error import CallRefused, OutcomeUnknown
from console.model.estate import RegionView
from console.model.instance import DELETING, Instance, InstanceStatus
from console.model.notice import notice
from console.model.operation import Change, Operation, OperationState, Phase
from console.model.plan import Plan
from console.model.tracked import Tracked
from console.model.verb import HEAL
from console.ports import Receipt

NAME = "api-rbx-003"


@dataclass
class Case:
    """One hung instance, its change, and a worker that looks again and again."""

    world: World = field(default_factory=World.steady)
    up: bool | None = False
    stop: bool = False
    after_s: float = 0.0
    """How much later it looks than when it took the work up."""

    def __post_init__(self) -> None:
        self.world.now += timedelta(days=1)
        self.id = next(i.id for i in self.world.standing.values() if i.name == NAME)
        self.world.sick.add(self.id)
        since = self.world.now - timedelta(minutes=10)
        estate = replace(self.world.estate(), down_since={"api": {NAME: since}})
        plan = self.world.ask(HEAL, estate=estate)
        assert isinstance(plan, Plan)
        [planned] = plan.changes
        self.plan = plan
        change = Change(
            plan.operation_id,
            1,
            planned.datacenter,
            planned.region,
            planned.name,
            planned.desired,
            Phase.PLANNED,
            self.world.now,
            resource_id=planned.resource_id,
            resource=planned.resource,
        )
        self.tracked = Tracked(change)
        self.taken = self.world.now

    @property
    def ground(self) -> Ground:
        at = self.taken + timedelta(seconds=self.after_s)
        state = OperationState.STOPPING if self.stop else OperationState.RUNNING
        operation = Operation(
            self.plan.operation_id, self.plan, state, self.taken, stop_requested=self.stop
        )
        return Ground(
            operation,
            self.world.policy,
            Tuning(),
            at,
            at,
            self.taken,
            self.taken,
            stopped_wall=self.taken if self.stop else None,
        )

    def instance(self, **changes: object) -> None:
        self.world.change(self.id, **changes)

    def look(self) -> Step:
        """One pass; what it asks for is under way after it, unanswered."""
        there: tuple[Instance, ...] = tuple(self.world.standing.values())
        health = None if self.up is None else {NAME: self.up}
        sight = look({"RBX-A": RegionView("RBX-A", there, self.world.now)}, health)
        step = ACTUATOR.judge(self.tracked, sight, self.ground)
        self.tracked = step.tracked
        for call in ACTUATOR.calls([step], sight, self.ground):
            [self.tracked] = call.intended
        return step

    def answer(self, outcome: Attempt) -> None:
        """One pass that asks, and what came of it."""
        sight = look(
            {"RBX-A": RegionView("RBX-A", tuple(self.world.standing.values()), self.world.now)},
            {NAME: False},
        )
        step = ACTUATOR.judge(self.tracked, sight, self.ground)
        [call] = ACTUATOR.calls([step], sight, self.ground)
        [self.tracked] = ACTUATOR.receive(call, outcome, self.ground).tracked


ANSWERED = Attempt(Outcome.DONE, Receipt("req-1"))


def ended(case: Case, step: Step) -> str:
    """The code of the reason for which it failed, with nothing more asked for."""
    assert (step.act, step.tracked.phase) == (None, Phase.FAILED)
    assert step.tracked.change.why is not None
    assert case.look().act is None
    return step.tracked.change.why.code


def test_it_is_asked_for_once_and_ends_when_its_target_is_up() -> None:
    case = Case()
    case.answer(ANSWERED)
    assert (case.tracked.phase, case.tracked.change.request_id) == (Phase.REQUESTED, "req-1")
    case.instance(status=InstanceStatus.REBOOT, task_state="rebooting_hard")
    case.up = True  # a figure from before
    assert case.look().tracked.phase is Phase.REQUESTED
    case.instance(status=InstanceStatus.ACTIVE, task_state=None)
    case.up, case.after_s = False, 300.0
    assert case.look().act is None
    case.up = True
    assert case.look().tracked.phase is Phase.IN_SERVICE


def test_what_does_not_help_is_not_repeated() -> None:
    case = Case()
    case.answer(ANSWERED)
    case.after_s = 660.0
    assert case.look().tracked.phase is Phase.REQUESTED
    case.after_s = 661.0
    assert ended(case, case.look()) == "change.reboot_in_vain"


def test_while_nobody_tells_it_is_waited_for_longer() -> None:
    case = Case(up=None)
    case.answer(ANSWERED)
    case.after_s = 1000.0
    assert case.look().tracked.phase is Phase.REQUESTED
    case.after_s = 1300.0
    assert ended(case, case.look()) == "change.health_unknown"


def test_lost_answer_is_looked_for_before_it_is_asked_again() -> None:
    lost = Attempt(Outcome.UNKNOWN, error=OutcomeUnknown(notice("test.lost")))
    case = Case()
    case.answer(lost)
    assert case.look().act is None
    case.after_s = 21.0
    case.instance(updated_at=case.world.now + timedelta(seconds=1))  # it was heard
    assert case.look().act is None
    case = Case()
    case.answer(lost)
    case.after_s = 21.0
    again = case.look()
    assert (again.act, again.begins) == (InstanceAct.REBOOT, True)


def test_lost_answers_are_not_repeated_for_ever() -> None:
    case = Case()
    asked = 0
    for n in range(20):
        case.after_s = 30.0 * n
        asked += case.look().act == InstanceAct.REBOOT
    assert (asked, case.tracked.phase) == (3, Phase.FAILED)


@pytest.mark.parametrize(
    "seen",
    [
        {"status": InstanceStatus.SHUTOFF},
        {"task_state": "rebooting"},
        {"locked": True},
    ],
)
def test_what_somebody_else_is_at_is_left(seen: dict[str, object]) -> None:
    case = Case()
    case.instance(**seen)
    assert ended(case, case.look()) == "change.reboot_state"


def test_one_that_is_gone_or_going_is_not_rebooted() -> None:
    case = Case()
    case.instance(task_state=DELETING)
    assert ended(case, case.look()) == "change.instance_gone"
    case = Case()
    del case.world.standing[case.id]
    assert ended(case, case.look()) == "change.instance_gone"


def test_what_the_cloud_refuses_fails_with_its_words() -> None:
    case = Case()
    said = notice("test.conflict", id=case.id)
    case.answer(Attempt(Outcome.REFUSED, error=CallRefused(said)))
    assert (case.tracked.phase, case.tracked.change.why) == (Phase.FAILED, said)


def test_one_that_has_recovered_is_left() -> None:
    case = Case(up=True)
    step = case.look()
    assert (step.act, step.tracked.phase) == (None, Phase.CANCELLED)


def test_stop_begins_none_and_waits_for_none_for_ever() -> None:
    case = Case(stop=True)
    assert case.look().tracked.phase is Phase.CANCELLED
    case = Case()
    case.answer(ANSWERED)
    case.stop = True
    assert case.look().tracked.phase is Phase.REQUESTED
    case.after_s = LETS_GO_S
    assert ended(case, case.look()) == "change.left"

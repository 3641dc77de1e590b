"""A plan whose changes are of two kinds: buoys, and a lamp on each once it floats."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import buoys.planner
import pytest
from buoys.actuator import ACTUATOR as BUOYS
from buoys.harbour import Harbour
from buoys.verbs import LAY
from inline import Inline
from journalled import migrated_url
from lamps.actuator import ACTUATOR as LAMPS
from lamps.verbs import LAMP
from modelled import AUTHOR, POLICY
from private_bench import HandClock

from console.kinds import registry
from console.kinds.draft import Draft, Facts
from console.kinds.sources import Systems
from console.kinds.step import Tuning
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.operation import Operation, OperationState, Phase
from console.model.plan import Desired, Plan, Refusal
from console.model.policy import Record
from console.model.tracked import Tracked
from console.model.verb import ROLLBACK, TOPUP, Verb
from console.operations.journal.ledger import SqlLedger
from console.operations.passes import reconciler
from console.operations.passes.conclusion import Conclusion
from console.operations.passes.reconciler import Reconciler
from console.planning import plan
from console.planning.digest import digest

NOW = HandClock().at
TUNING = Tuning(pass_interval_s=0.0, settle_s=20.0, parallel_calls=1)
FOGGY = {"fog": SourceState("fog", Freshness.FRESH)}


def rigged(facts: Facts) -> Draft:
    """Buoys first; each lamp comes after its buoy."""
    laid = buoys.planner.draft(facts)
    hung = tuple(
        replace(change, resource=LAMP, name=change.name.replace("buoy", "lamp"), after=(n,))
        for n, change in enumerate(laid.changes, start=1)
    )
    return replace(laid, changes=(*laid.changes, *hung))


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    calls: list[str] = []
    BUOYS.harbour, LAMPS.harbour = Harbour(calls=calls), Harbour(calls=calls)
    LAMPS.fog = False
    monkeypatch.setattr("buoys.planner.PLANNER", replace(buoys.planner.PLANNER, draft=rigged))
    withdrawn = [registry.register("buoys"), registry.register("lamps")]
    yield
    for withdraw in withdrawn:
        withdraw()


def outcome(count: int = 2, estate: Estate | None = None) -> Plan | Refusal:
    spec = registry.spec(LAY)
    asked = spec.request(AUTHOR, spec.settled({"name": "north", "count": count}, POLICY))
    return plan(asked, estate or Estate(NOW), POLICY, Record(), operation_id="aaaa1111")


def planned(count: int = 2) -> Plan:
    made = outcome(count)
    assert isinstance(made, Plan), made
    return made


def refused(made: Plan | Refusal) -> list[str]:
    assert isinstance(made, Refusal), made
    return [reason.guard for reason in made.reasons]


class Quay:
    """A journal and the passes of one worker over it."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.ledger = SqlLedger(migrated_url(folder), clock=self.clock, state_dir=folder)
        self.ledger.register("worker-1", 1)

    def run(self, made: Plan, *, stop_after: int | None = None) -> Operation:
        self.ledger.accept(made)
        name = made.operation_id
        claim = self.ledger.claim(name, name)
        conclusion = Conclusion(self.ledger, POLICY, registry.actuators(), Systems())
        worker = Reconciler(
            self.ledger, Systems(), registry.actuators(), clock=self.clock, policy=POLICY,
            tuning=TUNING, wall=self.clock.wall, executor=Inline(),
            monotonic=lambda: self.clock.wall_at.timestamp(),  # noqa: PLW0108 - the hand moves it
        )  # fmt: skip
        for datacenter in conclusion.begin(claim):
            held, passes, done = self.ledger.claim(f"{name}-{datacenter}", name), 0, False
            while not done:
                passes += 1
                assert passes < 200, "the operation never ended"
                if passes == stop_after:
                    self.ledger.request_stop(name, AUTHOR)
                self.clock.at += timedelta(seconds=10)
                self.clock.wall_at += timedelta(seconds=10)
                passed = worker.run(held, datacenter)
                held, done = passed.claim, passed.done
        conclusion.end(claim)
        return self.ledger.operation(name)

    def about(self, verb: Verb, target: Operation) -> Plan | Refusal:
        family = self.ledger.family(target.id)
        changes = tuple(c for member in family for c in self.ledger.changes(member.id))
        asked = registry.spec(verb).request(AUTHOR, {}, pool=target.plan.pool, operation=target.id)
        record = Record(target=target, target_changes=changes)
        return plan(asked, Estate(NOW), POLICY, record, operation_id="bbbb2222")

    def ends(self, operation: Operation) -> list[tuple[str, Phase, str]]:
        """Of each change: its sort, how it ended and why."""
        return [
            (change.resource, change.phase, change.why.code if change.why else "")
            for change in self.ledger.changes(operation.id)
        ]


@pytest.fixture
def quay(tmp_path: Path) -> Iterator[Quay]:
    made = Quay(tmp_path)
    yield made
    made.ledger.close()


def test_each_lamp_is_hung_once_its_buoy_floats(quay: Quay) -> None:
    ended = quay.run(planned())
    assert ended.state is OperationState.SUCCEEDED
    assert [call.split("-")[0] for call in BUOYS.harbour.calls] == [
        "lay buoy", "lay buoy", "lay lamp", "lay lamp",
    ]  # fmt: skip


def test_the_guard_of_the_second_kind_refuses_the_plan() -> None:
    assert refused(outcome(3)) == ["lamps.too_many"]
    assert refused(outcome(2, Estate(NOW, sources=FOGGY))) == ["lamps.fog"]


def test_each_kind_is_shown_its_own_changes_alone() -> None:
    """Six changes, but three of each: no kind counts what is another's."""
    assert refused(outcome(6)) == ["buoys.too_many", "lamps.too_many"]
    assert refused(outcome(3)) == ["lamps.too_many"]


def test_the_worker_asks_the_second_kind_by_what_that_has_seen(quay: Quay) -> None:
    LAMPS.fog = True
    ended = quay.run(planned())
    assert ended.state is OperationState.PARTIAL
    assert quay.ends(ended) == [
        ("buoy", Phase.IN_SERVICE, ""),
        ("buoy", Phase.IN_SERVICE, ""),
        ("lamp", Phase.FAILED, "lamps.fog"),
        ("lamp", Phase.FAILED, "lamps.fog"),
    ]
    assert LAMPS.harbour.floating == {}


def test_what_comes_after_a_failure_is_cancelled_and_the_rest_goes_on(quay: Quay) -> None:
    BUOYS.harbour.refuse = lambda name: name.endswith("-1")
    ended = quay.run(planned())
    assert ended.state is OperationState.PARTIAL
    assert [(sort, phase) for sort, phase, _ in quay.ends(ended)] == [
        ("buoy", Phase.FAILED),
        ("buoy", Phase.IN_SERVICE),
        ("lamp", Phase.CANCELLED),
        ("lamp", Phase.IN_SERVICE),
    ]
    assert quay.ends(ended)[2][2] == "change.after_failed"


def test_a_stop_lets_what_waits_go(quay: Quay) -> None:
    ended = quay.run(planned(), stop_after=2)
    assert ended.state is OperationState.STOPPED
    assert [end[1] for end in quay.ends(ended)[2:]] == [Phase.CANCELLED] * 2


def test_a_rollback_takes_the_last_back_first_and_leaves_nothing(quay: Quay) -> None:
    BUOYS.harbour.floating["old"] = "b-0"
    done = quay.run(planned())
    undo = quay.about(ROLLBACK, done)
    assert isinstance(undo, Plan)
    assert digest(undo) == undo.digest
    assert undo.api_calls == 4
    assert [(c.resource, c.desired, c.after) for c in undo.changes] == [
        ("buoy", Desired.ABSENT, (3,)),
        ("buoy", Desired.ABSENT, (4,)),
        ("lamp", Desired.ABSENT, ()),
        ("lamp", Desired.ABSENT, ()),
    ]
    lifted: list[str] = []
    BUOYS.harbour.calls, LAMPS.harbour.calls = lifted, lifted
    numbers = {kind: list(kind.harbour.floating.values()) for kind in (BUOYS, LAMPS)}
    assert quay.run(undo).state is OperationState.SUCCEEDED
    assert lifted == [f"lift {n}" for n in (*numbers[LAMPS], *numbers[BUOYS][1:])]
    assert (BUOYS.harbour.floating, LAMPS.harbour.floating) == ({"old": "b-0"}, {})
    assert quay.ledger.operation(done.id).state is OperationState.ROLLED_BACK


def test_a_rollback_of_a_part_takes_back_what_there_is(quay: Quay) -> None:
    LAMPS.harbour.refuse = lambda name: name.endswith("-1")
    undo = quay.about(ROLLBACK, quay.run(planned()))
    assert isinstance(undo, Plan)
    assert [(c.resource, c.after) for c in undo.changes] == [
        ("buoy", ()), ("buoy", (3,)), ("lamp", ()),
    ]  # fmt: skip
    assert quay.run(undo).state is OperationState.SUCCEEDED
    assert (BUOYS.harbour.floating, LAMPS.harbour.floating) == ({}, {})


def test_a_top_up_over_several_kinds_is_refused(quay: Quay) -> None:
    BUOYS.harbour.refuse = lambda name: name.endswith("-1")
    assert refused(quay.about(TOPUP, quay.run(planned()))) == ["target.several"]


def test_without_one_of_its_kinds_nothing_is_undone(
    quay: Quay, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = quay.run(planned())
    monkeypatch.setattr("console.kinds.registry._registered", ["buoys"])
    registry._forget()
    assert "kind.unknown" in refused(quay.about(ROLLBACK, done))
    monkeypatch.undo()
    registry._forget()


def test_what_has_ended_is_looked_at_for_as_long_as_another_kind_works(
    quay: Quay, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []
    observe = BUOYS.observe

    def watched(tracked: list[Tracked], *others: object) -> object:
        if all(item.phase.final for item in tracked):
            looks.append(tracked)
        return observe(tracked, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(reconciler, "LOOKS", 0)  # none once all has ended
    monkeypatch.setattr(BUOYS, "doubtful", lambda tracked: tracked.phase.final)
    monkeypatch.setattr(BUOYS, "observe", watched)
    assert quay.run(planned()).state is OperationState.SUCCEEDED
    assert looks, "the lamps were still hung"

"""A target: what can be had of it now, what is short of what, and how it is opened and closed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from inline import Inline
from kept import Kept
from modelled import AUTHOR, POLICY, World

from console.kinds import registry
from console.kinds.instances.verbs import BURST, KEEP, OPEN_FOR, TARGETING, TO, UNTARGETING
from console.kinds.registry import actuators
from console.kinds.sources import Systems
from console.kinds.step import Tuning
from console.locale import Locale
from console.model.entry import Entry
from console.model.error import UsageError
from console.model.estate import SourceState
from console.model.figure import Freshness
from console.model.notice import notice
from console.model.operation import Operation, OperationState
from console.model.plan import Plan, Refusal, Request
from console.model.policy import Approval, Budgets, Record
from console.model.resource import TARGET
from console.model.target import PoolTarget, TargetState
from console.model.verb import ROLLBACK, TOPUP, Verb
from console.operations.passes.conclusion import Conclusion
from console.operations.passes.reconciler import Reconciler
from console.planning.digest import intact

DAYS = Decimal(72)
"""Hours for which the targets here are open."""


@dataclass
class Desk:
    """A kept pool, and passes over what is accepted, with the journal alone as a system."""

    kept: Kept

    def ask(self, verb: Verb, *, reason: str = "", **told: object) -> Plan | Refusal:
        self.kept.watch.refresh()
        fields = {name: told.pop(name) for name in ("operation", "datacenters") if name in told}
        hours = told.pop("open_for", None)
        request = Request(
            verb,
            AUTHOR,
            "api",
            duration_h=hours,  # type: ignore[arg-type]
            reason=reason,
            parameters=told,  # type: ignore[arg-type]
            **fields,  # type: ignore[arg-type]
        )
        return self.kept.session.plan(request)

    def planned(self, verb: Verb, **told: object) -> Plan:
        found = self.ask(verb, **told)
        assert isinstance(found, Plan), found
        return found

    def done(self, verb: Verb, **told: object) -> Operation:
        """Plan, accept, and pass over it until it has ended."""
        plan, ledger = self.planned(verb, **told), self.kept.ledger
        ledger.accept(intact(plan))
        systems, clock = Systems(targets=ledger), self.kept.session.clock
        conclusion = Conclusion(ledger, POLICY, actuators(), systems)
        reconciler = Reconciler(
            ledger,
            systems,
            actuators(),
            clock=clock,
            policy=POLICY,
            tuning=Tuning(),
            executor=Inline(),
        )
        claim = ledger.claim(plan.operation_id, plan.operation_id)
        [place] = conclusion.begin(claim)
        mine = ledger.claim(f"{plan.operation_id}-{place}", plan.operation_id)
        passes = 0
        while not (passed := reconciler.run(mine, place)).done:
            mine, passes = passed.claim, passes + 1
            assert passes < 10
        conclusion.end(claim)
        return ledger.operation(plan.operation_id)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    kept = Kept.open(tmp_path, World.steady())
    kept.ledger.register("worker-1", 1)
    yield Desk(kept)
    kept.ledger.close()


def quotas(desk: Desk, **limits: int) -> None:
    regions = {"RBX": "RBX-A", "GRA": "GRA11", "SBG": "SBG5"}
    desk.kept.world.limits.update({regions[code]: limit for code, limit in limits.items()})


def codes(plan: Plan) -> list[str]:
    return [said.code for said in (*plan.details, *plan.warnings)]


# What can be had -------------------------------------------------------------


def test_its_plan_says_what_can_be_had_now_what_is_short_and_what_all_of_it_costs(
    desk: Desk,
) -> None:
    quotas(desk, RBX=20, GRA=10, SBG=100)
    plan = desk.planned(TARGETING, to=300, open_for=DAYS)
    assert (plan.resource, plan.size_now, plan.size_after) == (TARGET, 30, 300)
    assert [(row.datacenter, row.now, row.change) for row in plan.rows] == [
        ("RBX", 12, 8),
        ("GRA", 10, 0),
        ("SBG", 8, 92),
    ]
    assert plan.api_calls == 0, "it is the level that is accepted, not a burst"
    assert [c.resource for c in plan.changes] == [TARGET]
    short = [w for w in plan.warnings if w.code.startswith("guard.quota")]
    assert {str(w.values["region"]) for w in short} == {"RBX-A", "GRA11", "SBG5"}
    some = next(d for d in plan.details if d.code == "detail.target_some")
    assert some.values == {"n": 100, "wanted": 270, "places": "RBX 8, SBG 92"}
    assert plan.euro_per_hour == Decimal(270) * Decimal("0.82")
    assert plan.euro_for_duration is not None
    assert plan.euro_for_duration >= plan.euro_per_hour * 72
    assert plan.typed_name == "api"


def test_all_of_it_at_once_and_none_of_it_yet(desk: Desk) -> None:
    assert "detail.target_all" in codes(desk.planned(TARGETING, to=60, open_for=DAYS))
    quotas(desk, RBX=0, GRA=0, SBG=0)
    plan = desk.planned(TARGETING, to=60, open_for=DAYS)
    assert "detail.target_none" in codes(plan)
    assert all(row.change == 0 for row in plan.rows)


def test_a_region_that_is_dark_or_whose_quota_was_not_read_has_nothing(desk: Desk) -> None:
    estate = desk.kept.world.estate()
    state = SourceState("nova:GRA11", Freshness.STALE)
    dark = replace(estate, sources={**estate.sources, "nova:GRA11": state})
    unread = replace(dark, quotas={r: q for r, q in dark.quotas.items() if r != "SBG5"})
    request = Request(TARGETING, AUTHOR, "api", duration_h=DAYS, parameters={"to": 300})
    told = desk.kept.world.ask(
        TARGETING, estate=unread, to=300, duration_h=request.duration_h, author=AUTHOR
    )
    assert isinstance(told, Plan)
    assert {row.datacenter for row in told.rows if row.change} == {"RBX"}
    assert {"guard.instances_stale", "guard.quota_unread"} <= {w.code for w in told.warnings}


def test_it_is_placed_where_it_is_asked_for_alone(desk: Desk) -> None:
    plan = desk.planned(TARGETING, to=60, open_for=DAYS, datacenters=("SBG",))
    assert {row.datacenter: row.change for row in plan.rows} == {"RBX": 0, "GRA": 0, "SBG": 30}


@pytest.mark.parametrize(
    ("told", "guard"),
    [
        ({"to": 30, "open_for": DAYS}, "nothing"),
        ({"to": 331, "open_for": DAYS}, "ceiling"),
        ({"to": 60, "open_for": Decimal(32 * 24)}, "target.long"),
        ({"open_for": DAYS}, "amount"),
        ({"to": 60, "open_for": DAYS, "datacenters": ("BHS",)}, "datacenter.unknown"),
    ],
)
def test_what_no_target_may_be(desk: Desk, told: dict[str, object], guard: str) -> None:
    refused = desk.ask(TARGETING, **told)
    assert isinstance(refused, Refusal)
    assert guard in {reason.guard for reason in refused.reasons}


# A burst that stays open -----------------------------------------------------


def test_a_burst_that_stays_open_is_a_target() -> None:
    spec = registry.spec(BURST)
    values = spec.settled({"pool": "api", TO.name: 60, OPEN_FOR.name: Decimal(12)}, POLICY)
    request = spec.request(AUTHOR, values)
    assert (request.verb, request.duration_h) == (TARGETING, Decimal(12))
    plain = spec.request(AUTHOR, spec.settled({"pool": "api", TO.name: 60}, POLICY))
    assert (plain.verb, plain.parameters) == (BURST, {"to": 60})


@pytest.mark.parametrize(
    "asked",
    [
        {"hours": Decimal(4), OPEN_FOR.name: Decimal(12)},
        {KEEP.name: True},
    ],
)
def test_what_cannot_be_said_of_a_burst_together(asked: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        registry.spec(BURST).settled({"pool": "api", TO.name: 60, **asked}, POLICY)


def test_a_target_says_how_long() -> None:
    with pytest.raises(UsageError) as told:
        registry.spec(TARGETING).settled({"pool": "api", TO.name: 60}, POLICY)
    assert told.value.notice.code == "cli.open_for"


# Approval and budgets --------------------------------------------------------


def test_a_second_person_is_asked_for_all_that_may_come_of_it() -> None:
    world = World.steady()
    world.policy = replace(world.policy, approval=Approval(above_changes=50))
    small = world.ask(TARGETING, to=80, duration_h=DAYS)
    large = world.ask(TARGETING, to=81, duration_h=DAYS)
    assert isinstance(small, Plan)
    assert isinstance(large, Plan)
    assert (small.awaits_s, large.awaits_s is not None) == (None, True)
    within = world.ask(BURST, to=300, record=Record(granted=True))
    assert isinstance(within, Plan)
    assert within.awaits_s is None, "its bursts do not ask again"


def test_its_whole_cost_counts_against_the_budget_of_an_operation() -> None:
    world = World.steady()
    world.policy = replace(world.policy, budgets=Budgets(operation_euro=Decimal(1000)))
    assert isinstance(world.ask(TARGETING, to=300, duration_h=DAYS), Refusal)
    assert isinstance(world.ask(TARGETING, to=40, duration_h=DAYS), Plan)


# Open and closed -------------------------------------------------------------


def test_it_is_open_once_its_operation_is_done_and_holds_no_pool(desk: Desk) -> None:
    opened = desk.done(TARGETING, to=300, open_for=DAYS, reason="schools closed")
    assert opened.state is OperationState.SUCCEEDED
    [one] = desk.kept.ledger.targets()
    assert (one.id, one.pool, one.level, one.author) == (opened.id, "api", 300, AUTHOR.user)
    assert (one.reason, one.keeps) == ("schools closed", False)
    assert timedelta(hours=71) < one.until - one.opened_at <= timedelta(hours=72)
    assert one.state(desk.kept.world.now) is TargetState.OPEN
    assert one.state(one.until) is TargetState.OVER
    assert isinstance(desk.ask(BURST, to=60), Plan), "it blocks nothing"


def test_nobody_takes_the_pool_below_it(desk: Desk) -> None:
    burst = desk.planned(BURST, to=60)
    desk.kept.ledger.accept(intact(burst))
    made = desk.kept.carry_out()
    opened = desk.done(TARGETING, to=100, open_for=DAYS)
    for verb, told in ((Verb("scale"), {"to": 40}), (ROLLBACK, {"operation": made.id})):
        refused = desk.ask(verb, **told)
        assert isinstance(refused, Refusal)
        [reason] = [r for r in refused.reasons if r.guard == "target.open"]
        assert reason.why.values["target"] == opened.id


def test_it_is_closed_by_its_pool_with_what_came_of_it_given_back_or_kept(desk: Desk) -> None:
    first = desk.done(TARGETING, to=100, open_for=DAYS)
    second = desk.done(TARGETING, to=200, open_for=DAYS)
    assert "warning.target_open" in codes(desk.planned(TARGETING, to=300, open_for=DAYS))
    desk.done(UNTARGETING, target=first.id, keep=True)
    [left] = desk.kept.ledger.targets()
    assert left.id == second.id
    desk.done(UNTARGETING)
    assert desk.kept.ledger.targets() == ()
    ended = {one.id: one for one in desk.kept.ledger.ended_targets()}
    assert {number: one.keeps for number, one in ended.items()} == {
        first.id: True,
        second.id: False,
    }
    assert ended[first.id].closed_by == AUTHOR.user
    refused = desk.ask(UNTARGETING)
    assert isinstance(refused, Refusal)
    assert [r.guard for r in refused.reasons] == ["target.none"]


def test_a_rollback_closes_it_and_nothing_tops_it_up(desk: Desk) -> None:
    opened = desk.done(TARGETING, to=100, open_for=DAYS, keep=True)
    topped = desk.ask(TOPUP, operation=opened.id)
    assert isinstance(topped, Refusal)
    undone = desk.done(ROLLBACK, operation=opened.id)
    assert undone.state is OperationState.SUCCEEDED
    assert desk.kept.ledger.operation(opened.id).state is OperationState.ROLLED_BACK
    [one] = desk.kept.ledger.ended_targets()
    assert not one.keeps, "what came of it goes as well"
    assert isinstance(desk.ask(ROLLBACK, operation=opened.id), Refusal)


def test_a_frozen_pool_opens_none(desk: Desk) -> None:
    desk.kept.ledger.freeze("api", "incident", AUTHOR)
    refused = desk.ask(TARGETING, to=100, open_for=DAYS)
    assert isinstance(refused, Refusal)
    assert [r.guard for r in refused.reasons] == ["pool.frozen"]


def test_it_is_written_once_and_reported_on_by_one(desk: Desk) -> None:
    ledger, now = desk.kept.ledger, desk.kept.world.now
    one = PoolTarget("aaaa1111", "api", 300, now, now + timedelta(days=3), "oncall", "cli")
    ledger.open_target(one)
    ledger.open_target(replace(one, level=5))
    assert [each.level for each in ledger.targets()] == [300]
    said = Entry("target.report", notice("target.none"))
    [seen] = ledger.targets()
    assert ledger.report_target(seen, [said])
    assert not ledger.report_target(seen, [said]), "another worker was first"
    assert [e.kind for e in ledger.events()] == ["target.report"]
    assert ledger.close_target(one.id, "oncall", keeps=False)
    assert not ledger.close_target(one.id, "oncall", keeps=True)


def test_every_sentence_of_its_plan_can_be_said_in_both_languages(desk: Desk) -> None:
    quotas(desk, RBX=20)
    opened = desk.planned(TARGETING, to=300, open_for=DAYS, keep=True)
    desk.done(TARGETING, to=100, open_for=DAYS)
    closed = desk.planned(UNTARGETING)
    for language in ("en", "fr"):
        locale = Locale(language, UTC)  # type: ignore[arg-type]
        for plan in (opened, closed):
            for said in (*plan.details, *plan.warnings, *plan.undo):
                assert "{" not in locale.notice(said)

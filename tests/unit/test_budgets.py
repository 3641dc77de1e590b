"""What an operation may cost: warned of, approved or refused; asked again before work begins."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from modelled import World

from console.kinds.instances.verbs import BURST, SCALE
from console.model.money import Spending
from console.model.notice import notice
from console.model.plan import Plan, Refusal
from console.model.policy import Beyond, Budgets, Record
from console.planning.recheck import recheck

HOURS = Decimal(3)
"""With the clock hour that has begun four: ten instances cost 10 * 4 * 0.82 = €32.80."""


def world(limit: str, beyond: Beyond = Beyond.REFUSE, **more: Any) -> World:  # noqa: ANN401 - any limit
    found = World.steady()
    budgets = Budgets(operation_euro=Decimal(limit), beyond=beyond, **more)
    found.policy = replace(found.policy, budgets=budgets)
    return found


def planned(found: World, **asked: Any) -> Plan:  # noqa: ANN401 - what a request may say
    outcome = found.ask(BURST, to=40, **{"duration_h": HOURS, **asked})
    assert isinstance(outcome, Plan)
    return outcome


def said(plan: Plan) -> set[str]:
    return {one.code for one in plan.warnings if one.code.startswith(("budget.", "plan."))}


def test_an_operation_beyond_its_budget_is_refused_with_a_remedy() -> None:
    refused = world("32.79").ask(BURST, to=40, duration_h=HOURS)
    assert isinstance(refused, Refusal)
    (reason,) = refused.reasons
    assert (reason.guard, reason.why.code) == ("budget", "budget.beyond")
    assert reason.why.values == {"cost": 32.8, "spent": 32.8, "limit": 32.79}
    assert reason.remedy is not None


def test_at_its_budget_it_is_warned_of_and_below_nothing_is_said() -> None:
    assert said(planned(world("32.80"))) == {"budget.near"}
    assert said(planned(world("41"))) == {"budget.near"}
    assert said(planned(world("41.01"))) == set()


def test_without_a_duration_it_is_counted_for_a_day() -> None:
    assert isinstance(world("196.79").ask(BURST, to=40), Refusal)  # 10 * 24 * 0.82
    assert planned(world("196.80"), duration_h=None).euro_for_duration is None


@pytest.mark.parametrize(
    ("beyond", "codes", "waits"),
    [
        (Beyond.WARN, {"budget.beyond"}, False),
        (Beyond.SECOND_PERSON, {"budget.beyond", "plan.awaits"}, True),
    ],
)
def test_beyond_it_may_be_warned_of_or_another_must_approve(
    beyond: Beyond, codes: set[str], *, waits: bool
) -> None:
    plan = planned(world("1", beyond))
    assert said(plan) == codes
    assert (plan.awaits_s is not None) is waits


def test_a_cost_that_nobody_knows_is_beyond_and_shrinking_never_is() -> None:
    unpriced = world("1000000")
    unpriced.policy = replace(unpriced.policy, prices={})
    refused = unpriced.ask(BURST, to=40)
    assert isinstance(refused, Refusal)
    assert [one.why.code for one in refused.reasons] == ["budget.unknown"]
    small = world("0")
    small.pool(baseline=10)
    small.policy = replace(small.policy, prices={})
    assert isinstance(small.ask(SCALE, to=29), Plan)


def monthly(limit: str, **more: Any) -> World:  # noqa: ANN401 - as above
    found = World.steady()
    found.policy = replace(found.policy, budgets=Budgets(month_euro=Decimal(limit), **more))
    return found


def in_month(found: World, until_now: int, to_end: str, verb: str = BURST, to: int = 40) -> Any:  # noqa: ANN401 - as asked
    record = Record(month=Spending(Decimal(until_now), Decimal(to_end)))
    return found.ask(verb, record=record, to=to, duration_h=HOURS)


def test_the_month_counts_what_it_has_cost_and_the_operation() -> None:
    assert in_month(monthly("132.80"), 100, "100").euro_of_month == Decimal(100)
    refused = in_month(monthly("132.79"), 100, "100")
    assert isinstance(refused, Refusal)
    (reason,) = refused.reasons
    assert (reason.guard, reason.why.code) == ("budget", "budget.month.beyond")
    assert reason.why.values == {"cost": 32.8, "spent": 132.8, "limit": 132.79}


@pytest.mark.parametrize(
    ("until_now", "to_end", "codes"),
    [
        (100, "967.20", set()),
        (100, "967.21", {"budget.month.foreseen"}),
        (800, "800", {"budget.month.near"}),
    ],
)
def test_a_month_that_is_nearly_spent_or_will_be_is_warned_of(
    until_now: int, to_end: str, codes: set[str]
) -> None:
    assert said(in_month(monthly("1000"), until_now, to_end)) == codes


def test_what_the_months_sum_lacks_is_said_of_what_costs_something() -> None:
    lacks = notice("budget.month.no_private")
    record = Record(month=Spending(Decimal(100), Decimal(100), (lacks,)))
    found = monthly("1000000")
    assert lacks in planned(found, record=record).warnings
    found.pool(baseline=10)
    shrunk = found.ask(SCALE, record=record, to=29)
    assert isinstance(shrunk, Plan)
    assert lacks not in shrunk.warnings
    without = replace(found.policy, budgets=Budgets())
    found.policy = without
    assert lacks not in planned(found, record=record).warnings


def test_beyond_the_month_another_may_have_to_approve() -> None:
    assert in_month(monthly("100", beyond=Beyond.SECOND_PERSON), 100, "100").awaits_s is not None


def test_a_month_that_is_spent_forbids_nothing_that_costs_nothing() -> None:
    spent = monthly("100")
    spent.pool(baseline=10)
    assert isinstance(in_month(spent, 200, "200", SCALE, 29), Plan)


def test_the_month_is_asked_again_by_the_worker_as_it_was_counted() -> None:
    found = monthly("1000")
    plan = in_month(found, 100, "100")
    strict = monthly("101").policy
    assert [one.why.code for one in recheck(plan, found.estate(), strict, age_s=1.0)] == [
        "budget.month.beyond"
    ]


def test_the_worker_asks_by_its_own_settings_before_it_begins_and_not_amid_the_work() -> None:
    found = World.steady()
    plan = planned(found)
    strict = world("1").policy
    assert [one.guard for one in recheck(plan, found.estate(), strict, age_s=1.0)] == ["budget"]
    assert recheck(plan, found.estate(), strict) == ()
    assert recheck(plan, found.estate(), found.policy, age_s=1.0) == ()

from decimal import Decimal

from modelled import World

from console.model.plan import Plan, Refusal, Verb


def guards(refusal: Plan | Refusal) -> list[str]:
    assert isinstance(refusal, Refusal), refusal
    return [reason.guard for reason in refusal.reasons]


def test_the_usual_burst_is_spread_by_weight() -> None:
    steady = World.steady()
    plan = steady.ask(Verb.BURST, to=300)
    assert isinstance(plan, Plan), plan
    assert [(row.datacenter, row.now, row.after) for row in plan.rows] == [
        ("RBX", 12, 120),
        ("GRA", 10, 105),
        ("SBG", 8, 75),
    ]
    assert (plan.size_now, plan.size_after, plan.ceiling) == (30, 300, 330)
    assert len(plan.changes) == 270
    assert plan.euro_per_hour == Decimal("0.51") * 270
    assert plan.typed_name == "api"
    assert [row.quota_left_after for row in plan.rows] == [30, 25, 25]

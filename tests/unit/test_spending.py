"""What a month has cost in all: instances, what is held, what is billed beside; unknown is said."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from kept import Kept, WorldWatch
from modelled import AUTHOR, POLICY, World

from console.desk.costs import MonthCosts, month
from console.desk.spending import spending
from console.kinds.instances.verbs import BURST
from console.model.consumption import Period, Stays
from console.model.estate import Estate, SourceState
from console.model.figure import Freshness
from console.model.money import Spending
from console.model.notice import Notice, notice
from console.model.plan import Plan, Request
from console.model.policy import Budgets
from console.model.resource import DATASTORE, HOST
from console.model.supply import Billing, Holding, Offer, Order, OrderState, SupplyView
from console.model.usage import ProjectUsage

NOVEMBER = Period.month(2026, 11)
NOW = datetime(2026, 11, 16, tzinfo=UTC)
"""The middle of 720 hours."""
H, M = Billing.HOURLY, Billing.MONTHLY
OFFERS = (
    Offer("ssd", DATASTORE, "", H, euro_per_hour=Decimal("0.5")),
    Offer("ssd", DATASTORE, "", M, euro_per_month=Decimal(295)),
    Offer("PRE512", HOST, "", M, euro_per_month=Decimal(1150)),
)
NOTHING = Spending(Decimal(0), Decimal(0))


def counted() -> MonthCosts:
    """A month in which no instance stood."""
    return month(Stays(()), Estate(NOW), POLICY, NOVEMBER, NOW)


def view(*holdings: Holding, orders: tuple[Order, ...] = ()) -> SupplyView:
    return SupplyView(OFFERS, holdings, orders, NOW)


def held(number: str, offer: str, billing: Billing) -> Holding:
    resource = HOST if offer == "PRE512" else DATASTORE
    return Holding(number, resource, number, offer, billing, "ok")


def test_what_is_paid_by_the_month_counts_whole_and_by_the_hour_as_long_as_it_is_held() -> None:
    supply = view(held("a", "PRE512", M), held("b", "ssd", H), held("c", "ours", Billing.OWNED))
    assert spending(counted(), supply) == Spending(Decimal(1330), Decimal(1510))


def test_what_was_ordered_within_the_month_is_paid_since_then() -> None:
    since = NOW - timedelta(hours=10)
    delivered = Order("1", 1, DATASTORE, False, OrderState.DONE, placed_at=since, holding="b")
    removed = Order("2", 2, DATASTORE, True, OrderState.RUNNING, placed_at=NOW, holding="b")
    supply = view(held("b", "ssd", H), orders=(delivered, removed))
    assert spending(counted(), supply) == Spending(Decimal(5), Decimal(185))


@pytest.mark.parametrize("billing", [M, Billing.UNKNOWN])
def test_what_has_no_price_is_told_and_left_out(billing: Billing) -> None:
    found = spending(counted(), view(held("a", "PRE512", M), held("z", "gone", billing)))
    assert found.until_now == 1150
    assert found.lacking == (notice("budget.month.no_price", n=1),)


def used(at: datetime | None = NOW) -> ProjectUsage:
    parts = {
        "instance": Decimal(4000),
        "monthly instance": Decimal(258),
        "volume": Decimal(30),
        "storage": Decimal(10),
        "monthly certification": Decimal(7),
    }
    return ProjectUsage(NOVEMBER.start, at, Decimal(4305), parts=parts)


def test_what_is_billed_beside_instances_counts_and_goes_on_as_it_went() -> None:
    assert spending(counted(), usage=used()) == Spending(Decimal(47), Decimal(87))


@pytest.mark.parametrize(
    "usage",
    [notice("source.down"), used(None), used(NOVEMBER.start), used(NOW - timedelta(days=40))],
)
def test_a_count_of_another_month_or_of_none_is_not_known(usage: ProjectUsage | Notice) -> None:
    found = spending(counted(), usage=usage)
    assert (found.until_now, found.lacking) == (0, (notice("budget.month.no_usage"),))


def test_a_private_cloud_that_does_not_answer_is_told_and_one_that_is_not_there_is_none() -> None:
    found = spending(counted(), notice("source.down"), notice("source.down"))
    assert [one.code for one in found.lacking] == [
        "budget.month.no_private",
        "budget.month.no_usage",
    ]
    assert spending(counted()) == NOTHING


class Asked(WorldWatch):
    """A watch of which the private cloud's provider is asked, and tells."""

    state: SourceState
    asked: int = 0

    def refresh(self, names: Collection[str] | None = None) -> Estate:
        read = super().refresh(names)
        told = names is not None and "supply" in names
        self.asked += told
        supply = view(held("a", "PRE512", M)) if told else None
        return replace(read, supply=supply, sources={**read.sources, "supply": self.state})


FAILED = SourceState("supply", Freshness.UNKNOWN, failure=notice("source.down"))


@pytest.mark.parametrize(
    ("state", "asked", "since"),
    [
        (SourceState("supply", Freshness.UNKNOWN), 1, None),
        (SourceState("supply", Freshness.STALE), 1, None),
        (FAILED, 0, timedelta(minutes=1)),
        (FAILED, 1, timedelta(hours=1)),
    ],
)
def test_a_plan_reads_what_is_held_anew_but_not_where_that_has_just_failed(
    tmp_path: Path, state: SourceState, asked: int, since: timedelta | None
) -> None:
    world = World.steady()
    world.policy = replace(world.policy, budgets=Budgets(month_euro=Decimal(1_000_000)))
    kept = Kept.open(tmp_path, world)
    watch = Asked(world, kept.ledger)
    watch.state = state if since is None else replace(state, failed_at=world.now - since)
    session = replace(kept.session, watch=watch)
    try:
        plan = session.plan(Request(BURST, AUTHOR, pool="api", parameters={"to": 31}))
    finally:
        kept.ledger.close()
    assert isinstance(plan, Plan)
    assert (watch.asked, plan.euro_of_month) == (asked, 1150 * asked)
    assert (notice("budget.month.no_private") in plan.warnings) is not bool(asked)

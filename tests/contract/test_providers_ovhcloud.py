"""The provider against the rehearsal's OVHcloud API: signatures, budget, orders that take time."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest
from departing import LostAfter
from process import wait_until
from rehearsed import Rehearsal, Rehearse

from console.clock import clock_of
from console.departure import decided_by
from console.model.error import (
    CallRefused,
    CredentialsRefused,
    NotFound,
    OutcomeUnknown,
    StoodStill,
)
from console.model.private import Right
from console.model.resource import DATASTORE, HOST
from console.model.supply import (
    Billing,
    Offer,
    Order,
    OrderState,
)
from console.providers.ovhcloud.keys import Keys
from console.providers.ovhcloud.supply import OvhcloudReader, OvhcloudSupply
from console.rehearsal.reference import ESTATE
from console.settings.load import load

SPEED = 550.0  # no other module asks for it, so nobody else changes this estate
FAST, SLOW = 2000.0, 60.0
SSD = "ssd-3000-GB"


class Bench:
    """A rehearsal, and clients of its API by each of its keys."""

    def __init__(self, rehearsal: Rehearsal, **changes: float) -> None:
        self.rehearsal = rehearsal
        settings = load(rehearsal.settings, environ={}).settings
        assert settings.private_cloud is not None
        assert settings.private_cloud.ovhcloud is not None
        ovhcloud = settings.private_cloud.ovhcloud
        self.settings = msgspec.structs.replace(ovhcloud, **changes)
        self.clock = clock_of(settings.clock)
        beside = rehearsal.settings.with_name("secrets.toml")
        self.secrets = tomllib.loads(beside.read_text(encoding="utf-8"))[ESTATE]
        self.supply = OvhcloudSupply(self.settings, keys=self.keys(), clock=self.clock)

    def keys(self, suffix: str = "") -> Keys:
        kept = {name.removeprefix("ovhcloud-"): value for name, value in self.secrets.items()}
        return Keys(
            kept["application-key"], kept["application-secret"], kept[f"consumer-key{suffix}"]
        )

    def offer(self, name: str = SSD, billing: Billing = Billing.HOURLY) -> Offer:
        offers = self.supply.view().offers
        return next(each for each in offers if (each.name, each.billing) == (name, billing))

    def until(self, reached: Callable[[Order], bool], order_id: str) -> Order:
        """Read the orders, some times a second, until one is so far."""
        wait_until(lambda: reached(self.order(order_id)), what=order_id, every_s=0.2)
        return self.order(order_id)

    def order(self, order_id: str) -> Order:
        return next(each for each in self.supply.orders() if each.id == order_id)

    def ordered(self) -> list[str]:
        """What the rehearsal itself says was ordered."""
        return [each.name for each in self.rehearsal.record().orders if "order-" in each.order]


@pytest.fixture(scope="module")
def bench(rehearsal: Rehearse) -> Bench:
    return Bench(rehearsal("steady", SPEED))


@pytest.fixture
def fresh(fresh_rehearsal: Rehearse) -> Bench:
    return Bench(fresh_rehearsal("steady", FAST), calls_per_minute=120.0)


def test_what_is_held_is_read_with_its_profile_size_and_billing(bench: Bench) -> None:
    view = bench.supply.view()
    stores = [each for each in view.holdings if each.resource == DATASTORE]
    assert len(stores) == 12
    assert [each.name for each in stores if each.shared] == ["nfs-000204"]
    hourly = {each.name for each in stores if each.billing is Billing.HOURLY}
    assert hourly == {"ssd-000107", "ssd-000108"}
    first = next(each for each in stores if each.name == "ssd-000101")
    assert (first.offer, first.size_bytes, first.state) == (SSD, 3 * 10**12, "delivered")
    assert len([each for each in view.holdings if each.resource == HOST]) == 3
    assert view.unreadable == 0
    assert view.orders == ()


def test_offers_have_size_stock_and_prices_by_the_hour_and_the_month(bench: Bench) -> None:
    hourly, monthly = bench.offer(), bench.offer(billing=Billing.MONTHLY)
    assert (hourly.size_bytes, hourly.ssd, hourly.available) == (3 * 10**12, True, 40)
    assert (hourly.euro_per_hour, hourly.euro_per_month) == (Decimal("0.62"), None)
    assert (monthly.euro_per_hour, monthly.euro_per_month) == (None, Decimal("295.0"))
    assert bench.offer("PRE512").resource == HOST
    assert bench.offer("PRE512").euro_per_hour == Decimal("2.45")
    quoted = bench.supply.quote(monthly, 2)
    assert quoted.euro_per_month == 590
    assert bench.ordered() == []


def test_each_key_knows_what_it_may(bench: Bench) -> None:
    account = bench.supply.view().account
    assert account is not None
    assert account.rights == {Right.ORDER}
    assert account.lacking == ()
    reader = OvhcloudReader(bench.settings, keys=bench.keys("-read"), clock=bench.clock)
    reading = reader.view().account
    assert reading is not None
    assert reading.rights == frozenset()
    assert reading.user == account.user
    assert any("orderNewFilerHourly" in each for each in reading.lacking)


def test_a_key_that_only_reads_cannot_order(bench: Bench) -> None:
    offer = bench.offer()
    reader = OvhcloudSupply(bench.settings, keys=bench.keys("-read"), clock=bench.clock)
    with pytest.raises(CallRefused) as caught:
        reader.order(offer, name="datastore-x-1")
    assert caught.value.notice.code == "ovhcloud.not_granted"
    assert caught.value.request_id is not None
    assert bench.ordered() == []


@pytest.mark.parametrize("parts", [0, 1], ids=["nothing", "its headers"])
def test_an_order_whose_work_is_lost_by_the_time_it_leaves_is_not_given(
    fresh: Bench, parts: int
) -> None:
    offer = fresh.offer()
    with decided_by(LostAfter(parts)), pytest.raises(StoodStill):
        fresh.supply.order(offer, name="datastore-x-1")
    assert fresh.ordered() == []
    fresh.supply.order(offer, name="datastore-x-1")
    assert len(fresh.ordered()) == 1


def test_a_wrong_secret_is_refused(bench: Bench) -> None:
    wrong = replace(bench.keys(), application_secret=bench.keys().application_key)
    supply = OvhcloudReader(bench.settings, keys=wrong, clock=bench.clock)
    with pytest.raises(CredentialsRefused):
        supply.orders()


def test_an_object_of_vcenter_leads_to_its_holding(bench: Bench) -> None:
    found = next(each for each in bench.rehearsal.private().filers if each.name == "ssd-000101")
    assert found.datastore is not None
    holding = bench.supply.holding_of(DATASTORE, found.datastore)
    assert holding == f"filer/{found.id}"
    assert bench.supply.holding_of(DATASTORE, "datastore-99999") is None


def test_an_order_is_followed_until_what_it_delivers_has_its_name(fresh: Bench) -> None:
    offer = fresh.offer()
    receipt = fresh.supply.order(offer, name="datastore-x-1")
    assert receipt.resource_id is not None
    assert receipt.request_id is not None
    order = fresh.until(lambda each: each.state is OrderState.DONE, receipt.resource_id)
    assert (order.resource, order.removal, order.number) == (
        DATASTORE,
        False,
        int(order.id),
    )
    holding = next(each for each in fresh.rehearsal.private().filers if each.name == order.name)
    assert order.holding == f"filer/{holding.id}"
    assert holding.state == "delivered"
    assert fresh.ordered() == [order.name]
    assert fresh.offer().available == 39
    with pytest.raises(CallRefused) as caught:
        fresh.supply.release(str(order.name), order.holding)
    assert "maintenance" in str(caught.value.notice.values["text"])
    with pytest.raises(CallRefused) as refused:
        fresh.supply.release("ssd-000101", None)
    assert refused.value.notice.code == "ovhcloud.not_hourly"
    with pytest.raises(NotFound):
        fresh.supply.release("ssd-000999", None)


def test_an_order_whose_answer_is_lost_is_in_the_list_and_was_placed_once(fresh: Bench) -> None:
    offer = fresh.offer()
    mark = max((each.number for each in fresh.supply.orders()), default=0)
    fresh.rehearsal.set_faults(
        {"services": ["ovhcloud"], "methods": ["POST"], "mode": "lost", "times": 1}
    )
    with pytest.raises(OutcomeUnknown):
        fresh.supply.order(offer, name="datastore-x-1")
    newer = [each for each in fresh.supply.orders() if each.number > mark]
    assert [(each.resource, each.removal) for each in newer] == [(DATASTORE, False)]
    assert len(fresh.ordered()) == 1


def test_a_host_and_a_monthly_datastore_are_ordered_too(fresh: Bench) -> None:
    machine = fresh.supply.order(fresh.offer("PRE512"), name="host-x-1", cluster_id="domain-c8")
    monthly = fresh.supply.order(fresh.offer(billing=Billing.MONTHLY), name="datastore-x-2")
    assert machine.resource_id is not None
    assert monthly.resource_id is not None
    host = fresh.until(lambda each: each.state is OrderState.DONE, machine.resource_id)
    assert (host.resource, host.name is not None) == (HOST, True)
    store = fresh.until(lambda each: each.state is OrderState.DONE, monthly.resource_id)
    held = next(each for each in fresh.rehearsal.private().filers if each.name == store.name)
    assert held.billing == "monthly"


def test_a_budget_above_the_apis_own_meets_its_429_and_goes_on(fresh: Bench) -> None:
    settings = msgspec.structs.replace(fresh.settings, calls_per_minute=6000.0)
    hasty = OvhcloudReader(settings, keys=fresh.keys(), clock=fresh.clock)
    before = fresh.rehearsal.record().called("ovhcloud", "GET", 429)
    for _ in range(64):
        hasty.orders()
    assert fresh.rehearsal.record().called("ovhcloud", "GET", 429) > before


def test_looking_and_ten_orders_in_a_row_fit_a_minutes_budget(fresh_rehearsal: Rehearse) -> None:
    fresh = Bench(fresh_rehearsal("steady", SLOW), calls_per_minute=120.0)
    for number in range(1, 11):
        offer = fresh.offer()
        mark = max((each.number for each in fresh.supply.orders()), default=0)
        receipt = fresh.supply.order(offer, name=f"datastore-x-{number}")
        assert int(str(receipt.resource_id)) > mark
    assert len(set(fresh.ordered())) == 10
    calls = [each for each in fresh.rehearsal.record().calls if each.service == "ovhcloud"]
    assert {each.status for each in calls} == {200}
    assert sum(each.count for each in calls) <= 60

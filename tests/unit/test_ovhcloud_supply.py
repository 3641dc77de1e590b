"""OVHcloud as where datastores and hosts come from."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from ovh_server import KEYS, SERVICE, VDC, Call, OvhServer, Reply, ovh_server, refused

from console.clock import SystemClock
from console.model.error import CallRefused, NotFound, OutcomeUnknown, SourceUnreachable
from console.model.private import Right
from console.model.resource import DATASTORE, HOST
from console.model.supply import (
    Billing,
    Offer,
    OrderState,
)
from console.providers.ovhcloud.supply import OvhcloudReader, OvhcloudSupply

ORDER = f"{VDC}/orderNewFilerHourly"


class Wall:
    """Wall time that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def filer(number: int, **more: object) -> dict[str, Any]:
    return {
        "filerId": number,
        "name": f"ssd-{number:06d}",
        "profile": "ssd-3000",
        "size": {"unit": "GB", "value": 3000},
        "state": "delivered",
        "billingType": "hourly",
        **more,
    }


def host(number: int, **more: object) -> dict[str, Any]:
    return {
        "hostId": number,
        "name": f"172.16.8.{number}",
        "profile": "PRE512",
        "state": "delivered",
        "billingType": "hourly",
        **more,
    }


def task(number: int, **more: object) -> dict[str, Any]:
    return {"taskId": number, "name": "addFiler", "state": "doing", "progress": 10, **more}


def holds(server: OvhServer, path: str, key: str, *records: dict[str, Any]) -> None:
    """Let the server list records, by ids only: pages of objects are not offered."""
    server.on("GET", path, [each[key] for each in records])
    for each in records:
        server.on("GET", f"{path}/{each[key]}", each)


def price(value: float, currency: str = "EUR") -> dict[str, Any]:
    return {"value": value, "currencyCode": currency, "text": f"{value}"}


def option(plan: str, value: float, duration: str, **more: object) -> dict[str, Any]:
    return {
        "planCode": plan,
        "prices": [{"price": price(value), "duration": duration, "interval": 1, **more}],
    }


@pytest.fixture
def server() -> Iterator[OvhServer]:
    with ovh_server() as found:
        holds(found, f"{VDC}/filer", "filerId", filer(1), filer(2, billingType="monthly"))
        holds(found, f"{SERVICE}/filer", "filerId", filer(9))
        holds(found, f"{VDC}/host", "hostId", host(1))
        holds(found, f"{SERVICE}/task", "taskId")
        found.on("GET", SERVICE, {"serviceName": "pcc-1", "location": "rbx2a"})
        found.on(
            "GET",
            f"{VDC}/orderableFilerProfiles",
            [
                {"name": "ssd-3000", "fullName": "SSD 3 TB", "size": {"unit": "TB", "value": 3}},
                {"name": "nfs-6000", "fullName": "NFS SAS", "size": {"unit": "GB", "value": 6000}},
            ],
        )
        found.on(
            "GET",
            f"{VDC}/orderableHostProfiles",
            [{"name": "PRE512", "core": "32 cores", "ram": {"unit": "GB", "value": 512}}],
        )
        found.on(
            "GET",
            "/dedicatedCloud/location/rbx2a/stock/zpool",
            [{"profile": "ssd-3000", "realCount": 4, "minimumAvailability": "1"}],
        )
        found.on(
            "GET",
            "/dedicatedCloud/location/rbx2a/stock/host",
            [{"name": "PRE512", "value": [{"value": [{"value": 2}, {"value": 1}]}]}],
        )
        found.on(
            "GET",
            "/auth/currentCredential",
            {"credentialId": 77, "rules": [{"method": "POST", "path": "/dedicatedCloud/*"}]},
        )
        found.on("GET", "/me", {"nichandle": "xx1-ovh"})
        yield found


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def supply(server: OvhServer, wall: Wall) -> OvhcloudSupply:
    return OvhcloudSupply(server.settings(), keys=KEYS, clock=SystemClock(), monotonic=wall)


def offer(supply: OvhcloudReader, name: str, billing: Billing = Billing.HOURLY) -> Offer:
    return next(o for o in supply.view().offers if (o.name, o.billing) == (name, billing))


def test_filers_of_the_vdc_and_global_ones_and_hosts_are_held(supply: OvhcloudSupply) -> None:
    holdings = {each.id: each for each in supply.view().holdings}
    assert set(holdings) == {"filer/1", "filer/2", "filer/9", "host/1"}
    assert holdings["filer/9"].shared
    assert not holdings["filer/1"].shared
    assert holdings["filer/1"].size_bytes == 3 * 10**12
    assert holdings["filer/2"].billing is Billing.MONTHLY
    assert holdings["filer/1"].offer == "ssd-3000"
    assert holdings["host/1"].resource == HOST


def test_a_profile_is_an_offer_with_its_size_kind_and_stock(supply: OvhcloudSupply) -> None:
    ssd = offer(supply, "ssd-3000")
    assert (ssd.title, ssd.size_bytes, ssd.ssd, ssd.available) == ("SSD 3 TB", 3 * 10**12, True, 4)
    other = offer(supply, "nfs-6000")
    assert (other.size_bytes, other.ssd, other.available) == (6 * 10**12, False, None)
    machine = offer(supply, "PRE512")
    assert (machine.resource, machine.available, machine.ssd) == (HOST, 3, None)
    assert machine.title == "PRE512, 32 cores, 512 GB"


def test_a_price_that_the_api_does_not_give_is_unknown(supply: OvhcloudSupply) -> None:
    assert offer(supply, "ssd-3000").euro_per_hour is None
    assert offer(supply, "ssd-3000").euro_per_month is None


def test_what_is_held_tells_the_price_of_its_profile(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    server.on(
        "GET",
        f"{SERVICE}/newPrices",
        {
            "resources": [
                {"name": "ssd-000001", "billingType": "hourly", "newPrice": price(0.62)},
                {"name": "nfs-6000", "billingType": "hourly", "newPrice": price(0.7, "USD")},
            ]
        },
    )
    found = offer(supply, "ssd-3000")
    assert found.euro_per_hour == Decimal("0.62")
    assert found.source == "OVHcloud API"
    assert found.as_of
    assert offer(supply, "nfs-6000").euro_per_hour is None


def test_options_on_sale_tell_prices_by_the_hour_and_the_month(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    server.on(
        "GET",
        "/order/cartServiceOption/privateCloud/pcc-1",
        [
            option("ssd-3000-hourly", 0.64, "PT1H"),
            option("ssd-3000", 290.0, "P1M", capacities=["renew"]),
            option("ssd-3000", 99.0, "P1M", capacities=["installation"]),
            option("ssd-3000", 3000.0, "P12M"),
            option("ssd-30000-hourly", 6.4, "PT1H"),
        ],
    )
    server.on("GET", f"/order{SERVICE}/filer", ["01", "12"])
    assert offer(supply, "ssd-3000").euro_per_hour == Decimal("0.64")
    assert offer(supply, "ssd-3000", Billing.MONTHLY).euro_per_month == Decimal("290.0")
    assert offer(supply, "nfs-6000", Billing.MONTHLY).euro_per_month is None


def test_a_quote_tells_a_monthly_price_that_no_option_tells(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    server.on("GET", f"/order{SERVICE}/filer", ["01"])
    server.on("GET", f"/order{SERVICE}/filer/01", {"prices": {"withoutTax": price(295)}})
    monthly = offer(supply, "ssd-3000", Billing.MONTHLY)
    assert monthly.euro_per_month == 295
    assert supply.quote(monthly, 4).euro_per_month == 295
    assert server.asked("GET", f"/order{SERVICE}/filer/01")[-1].query == {
        "datacenterId": "7",
        "name": "ssd-3000",
        "quantity": "4",
    }
    assert server.paths("POST") == []


def test_without_the_monthly_routes_there_are_hourly_offers_only(supply: OvhcloudSupply) -> None:
    assert {each.billing for each in supply.view().offers} == {Billing.HOURLY}


def test_offers_are_read_every_so_often_and_stock_is_counted_down(
    server: OvhServer, supply: OvhcloudSupply, wall: Wall
) -> None:
    ssd = offer(supply, "ssd-3000")
    server.on("POST", ORDER, task(501))
    supply.order(ssd, name="datastore-x-1")
    assert offer(supply, "ssd-3000").available == 3
    assert len(server.asked("GET", f"{VDC}/orderableFilerProfiles")) == 1
    wall.now += 601
    assert offer(supply, "ssd-3000").available == 4
    assert len(server.asked("GET", f"{VDC}/orderableFilerProfiles")) == 2


def test_an_hourly_order_is_one_post_and_its_task_the_receipt(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    server.on("POST", ORDER, task(501))
    receipt = supply.order(offer(supply, "ssd-3000"), name="datastore-x-1")
    assert receipt.resource_id == "501"
    assert receipt.request_id == "EU.ext-1.q"
    assert [each.body for each in server.asked("POST", ORDER)] == [{"name": "ssd-3000"}]


def test_a_host_is_ordered_for_its_cluster(server: OvhServer, supply: OvhcloudSupply) -> None:
    server.on("POST", f"{VDC}/orderNewHostHourly", task(502, name="addHost"))
    supply.order(offer(supply, "PRE512"), name="host-x-1", cluster_id="domain-c8")
    supply.order(offer(supply, "PRE512"), name="host-x-2")
    assert [each.body for each in server.asked("POST", f"{VDC}/orderNewHostHourly")] == [
        {"name": "PRE512", "vmwareClusterId": "domain-c8"},
        {"name": "PRE512"},
    ]


@pytest.mark.parametrize("reply", [Reply(raw=b"<html>"), Reply({"state": "todo"}), Reply([])])
def test_an_order_that_is_answered_with_nonsense_is_unknown(
    server: OvhServer, supply: OvhcloudSupply, reply: Reply
) -> None:
    server.on("POST", ORDER, reply)
    with pytest.raises(OutcomeUnknown) as caught:
        supply.order(offer(supply, "ssd-3000"), name="datastore-x-1")
    assert caught.value.request_id == "EU.ext-1.q"
    assert len(server.asked("POST", ORDER)) == 1


def test_a_monthly_order_is_known_by_its_bill_and_found_again_by_it(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    server.on("GET", f"/order{SERVICE}/filer", ["01"])
    server.on("POST", f"/order{SERVICE}/filer/01", {"orderId": 70001, "prices": {}})
    monthly = offer(supply, "ssd-3000", Billing.MONTHLY)
    receipt = supply.order(monthly, name="datastore-x-1")
    assert server.asked("POST", f"/order{SERVICE}/filer/01")[0].body == {
        "datacenterId": 7,
        "name": "ssd-3000",
        "quantity": 1,
    }
    holds(server, f"{SERVICE}/task", "taskId", task(501, orderId=70001))
    assert [each.id for each in supply.orders()] == [receipt.resource_id]


@pytest.mark.parametrize("answer", [Reply(raw=b"oops"), Reply({"prices": {}})])
def test_a_monthly_order_without_a_bill_is_unknown(
    server: OvhServer, supply: OvhcloudSupply, answer: Reply
) -> None:
    server.on("GET", f"/order{SERVICE}/filer", ["01"])
    server.on("POST", f"/order{SERVICE}/filer/01", answer)
    with pytest.raises(OutcomeUnknown):
        supply.order(offer(supply, "ssd-3000", Billing.MONTHLY), name="datastore-x-1")


def test_what_is_not_sold_is_not_ordered(server: OvhServer, supply: OvhcloudSupply) -> None:
    owned = replace(offer(supply, "ssd-3000"), billing=Billing.OWNED)
    with pytest.raises(CallRefused):
        supply.order(owned, name="datastore-x-1")
    assert server.paths("POST") == []


def test_orders_are_never_of_a_cache(server: OvhServer, supply: OvhcloudSupply) -> None:
    assert supply.orders() == ()
    holds(server, f"{SERVICE}/task", "taskId", task(501))
    assert [each.number for each in supply.orders()] == [501]
    server.on("GET", f"{SERVICE}/task/501", task(501, state="error"))
    assert [each.state for each in supply.orders()] == [OrderState.TROUBLED]
    server.on("GET", f"{SERVICE}/task/501", task(501, state="done", filerId=1))
    assert [(each.state, each.name) for each in supply.orders()] == [
        (OrderState.DONE, "ssd-000001")
    ]


def test_what_an_order_delivered_is_named(server: OvhServer, supply: OvhcloudSupply) -> None:
    supply.view()
    holds(server, f"{VDC}/filer", "filerId", filer(1), filer(3, name="ssd-new"))
    holds(server, f"{SERVICE}/task", "taskId", task(501, state="done", filerId=3))
    (order,) = supply.orders()
    assert (order.holding, order.name) == ("filer/3", "ssd-new")


def test_a_delivery_is_held_as_soon_as_its_order_has_ended(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    holds(server, f"{SERVICE}/task", "taskId", task(501))
    assert len(supply.view().holdings) == 4
    holds(server, f"{VDC}/filer", "filerId", filer(1), filer(2), filer(3))
    assert len(supply.view().holdings) == 4
    server.on("GET", f"{SERVICE}/task/501", task(501, state="done", filerId=3))
    supply.orders()
    assert "filer/3" in {each.id for each in supply.view().holdings}


def test_what_an_old_order_delivered_and_is_gone_is_looked_for_once(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    holds(server, f"{SERVICE}/task", "taskId", task(501, state="done", filerId=99))
    assert supply.orders()[0].name is None
    before = len(server.calls)
    assert supply.orders()[0].name is None
    assert len(server.calls) == before + 1


def test_only_open_tasks_are_read_again(server: OvhServer, supply: OvhcloudSupply) -> None:
    over = [task(number, state="done", filerId=1) for number in range(400, 405)]
    holds(server, f"{SERVICE}/task", "taskId", *over, task(501))
    supply.orders()
    server.calls.clear()
    supply.orders()
    assert server.paths() == [f"{SERVICE}/task", f"{SERVICE}/task/501"]


def test_whole_pages_are_asked_for_and_what_they_lack_is_read_singly(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    tasks = [task(number) for number in range(500, 510)]
    holds(server, f"{SERVICE}/task", "taskId", *tasks)
    ids = [each["taskId"] for each in tasks]
    plain = server.reply

    def reply(call: Call) -> Reply:
        if call.path == f"{SERVICE}/task" and "x-pagination-mode" in call.headers:
            assert call.headers["pragma"] == "no-cache"
            return Reply([*tasks[:8], {"taskId": 508, "state": None}])
        return plain(call)

    server.reply = reply  # type: ignore[method-assign]
    assert [each.number for each in supply.orders()] == ids
    singly = [path for path in server.paths() if path.startswith(f"{SERVICE}/task/")]
    assert singly == [f"{SERVICE}/task/509", f"{SERVICE}/task/508"]


@pytest.mark.parametrize("answer", [Reply([501, 502, 503]), refused(400, "")])
def test_where_pages_are_not_offered_they_are_asked_for_once(
    server: OvhServer, supply: OvhcloudSupply, answer: Reply
) -> None:
    holds(server, f"{SERVICE}/task", "taskId", task(501), task(502), task(503))
    plain, pages = server.reply, []

    def reply(call: Call) -> Reply:
        if "x-pagination-mode" in call.headers:
            pages.append(call.path)
            return answer
        return plain(call)

    server.reply = reply  # type: ignore[method-assign]
    assert len(supply.orders()) == 3
    assert len(supply.orders()) == 3
    assert pages == [f"{SERVICE}/task"]


def test_one_bad_record_is_counted_and_not_taken_for_gone(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    server.on("GET", f"{VDC}/filer/1", {"filerId": "one"})
    view = supply.view()
    assert view.unreadable == 1
    held = {each.id: each.state for each in view.holdings}
    assert held == dict.fromkeys(["filer/2", "filer/9", "host/1"], "delivered") | {
        "filer/1": "unknown"
    }


def test_what_is_delivered_is_not_read_again_until_something_is_done_to_it(
    server: OvhServer, supply: OvhcloudSupply, wall: Wall
) -> None:
    supply.view()
    wall.now += 21
    server.calls.clear()
    supply.view()
    assert sorted(server.paths()) == sorted(
        [f"{SERVICE}/filer", f"{VDC}/filer", f"{VDC}/host", f"{SERVICE}/task"]
    )
    holds(
        server, f"{SERVICE}/task", "taskId", task(600, name="removeFiler", filerId=1, state="doing")
    )
    server.on("GET", f"{VDC}/filer/1", filer(1, state="removing"))
    supply.orders()
    wall.now += 21
    assert {each.state for each in supply.view().holdings if each.id == "filer/1"} == {"removing"}


def test_an_hourly_datastore_is_given_back_where_it_stands(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    server.on("POST", f"{VDC}/filer/1/remove", task(601, name="removeFiler", filerId=1))
    server.on("POST", f"{SERVICE}/filer/9/remove", task(602, name="removeFiler", filerId=9))
    server.on("POST", f"{VDC}/host/1/remove", task(603, name="removeHost", hostId=1))
    assert supply.release("ssd-000001", "filer/1").resource_id == "601"
    assert supply.release("ssd-000009", None).resource_id == "602"
    assert supply.release("172.16.8.1", "host/1").resource_id == "603"


def test_one_paid_by_the_month_is_not_given_back(server: OvhServer, supply: OvhcloudSupply) -> None:
    with pytest.raises(CallRefused) as caught:
        supply.release("ssd-000002", "filer/2")
    assert caught.value.notice.code == "ovhcloud.not_hourly"
    assert server.paths("POST") == []


def test_another_name_is_another_datastore(server: OvhServer, supply: OvhcloudSupply) -> None:
    with pytest.raises(CallRefused) as caught:
        supply.release("ssd-000009", "filer/1")
    assert caught.value.notice.code == "ovhcloud.other_name"
    assert server.paths("POST") == []


@pytest.mark.parametrize(("name", "holding"), [("ssd-77", None), ("ssd-77", "filer/77")])
def test_what_is_gone_is_not_found(supply: OvhcloudSupply, name: str, holding: str | None) -> None:
    with pytest.raises(NotFound):
        supply.release(name, holding)


def test_an_object_of_vcenter_leads_to_its_holding(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    path = f"{SERVICE}/vendor/ovhId"
    server.on("POST", path, {"filerId": 9})
    assert supply.holding_of(DATASTORE, "datastore-31") == "filer/9"
    assert server.asked("POST", path)[0].body == {"objectType": "filer", "vendorId": "datastore-31"}
    server.on("POST", f"{SERVICE}/filer/9/remove", task(602, name="removeFiler", filerId=9))
    assert supply.release("datastore-31", None).resource_id == "602"
    server.on("POST", path, refused(404, ""))
    assert supply.holding_of(HOST, "host-1") is None


def test_the_only_vdc_there_is_is_meant(server: OvhServer) -> None:
    server.on("GET", f"{SERVICE}/datacenter", [7])
    alone = OvhcloudReader(server.settings(vdc_id=None), keys=KEYS, clock=SystemClock())
    assert len(alone.view().holdings) == 4
    server.on("GET", f"{SERVICE}/datacenter", [7, 8])
    torn = OvhcloudReader(server.settings(vdc_id=None), keys=KEYS, clock=SystemClock())
    with pytest.raises(CallRefused) as caught:
        torn.view()
    assert caught.value.notice.values["vdcs"] == "7, 8"


@pytest.mark.parametrize(
    ("rules", "may", "lacking"),
    [
        ([("GET", "/*"), ("POST", "/*")], True, 0),
        ([("GET", "/*")], False, 4),
        ([("POST", "/dedicatedCloud/pcc-1/*")], True, 0),
        ([("POST", "/dedicatedCloud/pcc-2/*")], False, 4),
        ([("POST", "/dedicatedCloud/*/orderNewFilerHourly")], True, 3),
        ([("POST", "/dedicatedCloud/*/filer/*/remove")], False, 3),
    ],
)
def test_rules_tell_what_a_key_may_order(
    server: OvhServer,
    supply: OvhcloudSupply,
    rules: list[tuple[str, str]],
    may: bool,
    lacking: int,
) -> None:
    told = [{"method": method, "path": path} for method, path in rules]
    server.on("GET", "/auth/currentCredential", {"credentialId": 77, "rules": told})
    account = supply.view().account
    assert account is not None
    assert account.user == "xx1-ovh"
    assert (Right.ORDER in account.rights) is may
    assert len(account.lacking) == lacking


def test_a_key_that_may_not_ask_who_it_is_is_named_by_its_number(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    server.on("GET", "/me", refused(403, "NOT_GRANTED_CALL"))
    account = supply.view().account
    assert account is not None
    assert account.user == "credential 77"


def test_a_key_whose_rules_are_not_told_counts_as_one_that_reads(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    server.on("GET", "/auth/currentCredential", refused(403, "NOT_GRANTED_CALL"))
    account = supply.view().account
    assert account is not None
    assert not account.rights


def test_a_view_that_breaks_off_goes_on_where_it_stopped(
    server: OvhServer, supply: OvhcloudSupply
) -> None:
    holds(server, f"{VDC}/filer", "filerId", *(filer(number) for number in range(101, 131)))
    down = [refused(503, "")] * 3
    server.on("GET", f"{VDC}/filer/115", *down, filer(115))
    with pytest.raises(SourceUnreachable):
        supply.view()
    assert len(supply.view().holdings) == 32
    singly = [server.asked("GET", f"{VDC}/filer/{number}") for number in range(101, 131)]
    assert [len(each) for each in singly] == [1] * 14 + [4] + [1] * 15


def test_ten_orders_at_once_are_ten_posts(server: OvhServer, supply: OvhcloudSupply) -> None:
    ssd = offer(supply, "ssd-3000")
    server.on("POST", ORDER, *(task(number) for number in range(501, 511)))
    found: list[str | None] = []
    threads = [
        threading.Thread(
            target=lambda n=n: found.append(supply.order(ssd, name=f"d-{n}").resource_id)
        )
        for n in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(each) for each in found) == [str(number) for number in range(501, 511)]
    assert len(server.asked("POST", ORDER)) == 10

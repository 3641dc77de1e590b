"""What OVHcloud says was used: both shapes of a total, missing sorts, lines that are bad."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from ovh_server import KEYS, ovh_server

from console.desk.reconciling import compared
from console.model.billing import BillingRule
from console.model.consumption import Period, Stay
from console.model.error import BadAnswer
from console.model.usage import ProjectUsage
from console.providers.ovhcloud.usage import OvhcloudUsage

PATH = "/cloud/project/p1/usage/current"
AT = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
ANSWER = {
    "period": {"from": "2026-11-01T00:00:00+00:00", "to": "2026-11-26T17:00:00+00:00"},
    "lastUpdate": "2026-11-26T17:00:00+00:00",
    "totalPrice": 10.66,
    "hourlyUsage": {
        "instance": [
            {
                "reference": "win-b2-60",
                "region": "RBX-A",
                "quantity": {"unit": "Hour", "value": 11},
                "totalPrice": {"currencyCode": "EUR", "text": "9.02 €", "value": 9.02},
                "details": [
                    {
                        "instanceId": "a",
                        "quantity": {"unit": "Hour", "value": 8},
                        "totalPrice": {"currencyCode": "EUR", "text": "6.56 €", "value": 6.56},
                    },
                    {
                        "instanceId": "b",
                        "quantity": {"unit": "Minute", "value": 180},
                        "totalPrice": 2.46,
                    },
                    {"instanceId": "c", "quantity": {"unit": "GiBh", "value": 1}},
                ],
            },
            {"reference": 7},
        ],
        "volume": [{"region": "RBX-A", "totalPrice": 1.64}, {"region": "RBX-A"}],
        "instanceOption": None,
        "storage": "none",
    },
    "monthlyUsage": {"instance": [{"totalPrice": {"currencyCode": "PLN", "value": 3}}]},
}


def usage() -> ProjectUsage:
    with ovh_server() as server:
        server.on("GET", PATH, ANSWER)
        return OvhcloudUsage(server.project(), keys=KEYS).usage()


def test_what_is_billed_by_the_month_is_told_with_since_when_pending_or_not() -> None:
    since = "2026-11-20T08:00:00+00:00"
    answer = [
        {"id": "a", "monthlyBilling": {"since": since, "status": "ok"}},
        {"id": "b", "monthlyBilling": {"since": None, "status": "activationPending"}},
        {"id": "c", "monthlyBilling": None, "planCode": "b2-60.consumption"},
        {"id": "d"},
    ]
    with ovh_server() as server:
        server.on("GET", "/cloud/project/p1/instance", answer)
        found = OvhcloudUsage(server.project(), keys=KEYS).monthly()
        assert found == {"a": datetime(2026, 11, 20, 8, tzinfo=UTC), "b": None}
        server.on("GET", "/cloud/project/p1/instance", [{"id": 7}])
        with pytest.raises(BadAnswer):
            OvhcloudUsage(server.project(), keys=KEYS).monthly()


def test_what_the_account_used_is_summed_by_family_where_all_of_it_has_a_price() -> None:
    hour = {"currencyCode": "EUR", "text": "1 €", "value": 1}
    answer = [
        {
            "beginDate": "2026-11-01T00:00:00+00:00",
            "lastUpdate": "2026-11-26T17:00:00+00:00",
            "price": {"currencyCode": "EUR", "text": "7.50 €", "value": 7.5},
            "elements": [
                {"planFamily": "dedicated_cloud", "details": [{"price": hour}, {"price": hour}]},
                {"planFamily": "cloud", "price": 5.5, "details": None},
                {"planFamily": "telephony", "details": [{"price": hour}, {}]},
                {"planFamily": 7},
            ],
        }
    ]
    with ovh_server() as server:
        server.on("GET", "/me/consumption/usage/current", answer)
        found = OvhcloudUsage(server.project(), keys=KEYS).account()
    assert (found.euro, found.updated_at) == (Decimal("7.5"), AT)
    assert found.families == {"dedicated_cloud": Decimal(2), "cloud": Decimal("5.5")}


def test_an_account_without_any_use_has_cost_nothing() -> None:
    with ovh_server() as server:
        server.on("GET", "/me/consumption/usage/current", [])
        found = OvhcloudUsage(server.project(), keys=KEYS).account()
    assert (found.euro, found.since, found.families) == (Decimal(0), None, {})


def stay(number: str, since: datetime, until: datetime | None = None) -> Stay:
    return Stay(number, "api", "RBX", "RBX-A", "win-b2-60", since, until)


def test_totals_are_numbers_or_objects_and_the_rest_may_be_missing() -> None:
    found = usage()
    assert (found.euro, found.updated_at) == (Decimal("10.66"), AT)
    assert found.instances.keys() == {"a", "b"}
    assert (found.instances["a"].hours, found.instances["a"].euro) == (8, Decimal("6.56"))
    assert (found.instances["b"].hours, found.instances["b"].euro) == (3, Decimal("2.46"))
    assert found.parts == {"instance": Decimal("9.02"), "volume": Decimal("1.64")}


def test_differences_are_told_by_their_cause() -> None:
    evening = stay("a", AT.replace(hour=7, minute=48), AT.replace(hour=14, minute=5))
    mine = (
        evening,  # 7:48 to 14:05: eight clock hours, seven by duration
        stay("n", AT.replace(hour=16, minute=10)),
        stay("late", AT.replace(hour=17, minute=10)),
    )
    found = compared(usage(), mine, BillingRule.DURATION, Period.of(AT))
    assert found is not None
    assert (found.hours, found.theirs, found.euro) == (7 + 1, Decimal(11), Decimal("9.02"))
    assert [(one.id, one.hours, one.theirs) for one in found.differing] == [("a", 7, 8)]
    assert found.agreeing == {BillingRule.CLOCK_HOURS: 1, BillingRule.DURATION: 0}
    assert (found.only_there, found.only_here) == (("b",), ("n",))


def test_another_months_usage_is_not_compared() -> None:
    assert compared(usage(), (), BillingRule.DURATION, Period.month(2026, 12)) is None

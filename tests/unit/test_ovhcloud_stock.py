"""What OVHcloud says of its stock, and of the quotas that a call would give; none is made."""

import pytest
from ovh_server import KEYS, OvhServer, Reply, ovh_server

from console.model.error import BadAnswer, CallRefused
from console.model.stock import QuotaProfile
from console.providers.ovhcloud.stock import KEPT_S, OvhcloudStock

FLAVORS = "/cloud/project/p1/flavor"
ALLOWED = "/cloud/project/p1/region/GRA11/quota/allowed"


class Hands:
    """A monotonic clock that is moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def stock(server: OvhServer, hands: Hands | None = None) -> OvhcloudStock:
    return OvhcloudStock(server.project(), keys=KEYS, monotonic=hands or Hands())


def test_a_flavor_is_in_stock_where_it_is_for_any_system_and_unsaid_is_unknown() -> None:
    listed = [
        {"name": "b2-60", "osType": "linux", "available": False},
        {"name": "b2-60", "osType": "windows", "available": True},
        {"name": "b2-7", "available": False, "planCodes": None},
        {"name": "b2-15"},
    ]
    with ovh_server() as server:
        server.on("GET", FLAVORS, listed)
        assert stock(server).in_stock("GRA11") == {"b2-60": True, "b2-7": False}
        [call] = server.asked("GET", FLAVORS)
    assert call.query == {"region": "GRA11"}


def test_it_is_asked_again_once_its_answer_is_old_and_by_region() -> None:
    hands = Hands()
    with ovh_server() as server:
        server.on("GET", FLAVORS, [{"name": "b2-60", "available": True}])
        reader = stock(server, hands)
        reader.in_stock("GRA11")
        reader.in_stock("GRA11")
        reader.in_stock("SBG5")
        assert len(server.asked("GET", FLAVORS)) == 2
        hands.now += KEPT_S + 1
        reader.in_stock("GRA11")
        assert len(server.asked("GET", FLAVORS)) == 3


def test_the_quotas_that_a_call_would_give_the_smallest_first() -> None:
    told = [
        {"name": "200vms", "compute": {"instances": 200, "cores": 3200, "ram": 12000000}},
        {"name": "50vms", "compute": {"instances": 50, "cores": 800}},
        {"name": "odd"},
    ]
    with ovh_server() as server:
        server.on("GET", ALLOWED, told)
        server.on("GET", "/cloud/project/p1", {"project_id": "p1", "manualQuota": True})
        reader = stock(server)
        assert reader.profiles("GRA11") == (
            QuotaProfile("odd"),
            QuotaProfile("50vms", 50, 800),
            QuotaProfile("200vms", 200, 3200),
        )
        assert reader.by_hand() is True
        assert server.paths("POST") == []


def test_what_fails_raises_and_what_is_not_said_is_unknown() -> None:
    with ovh_server() as server:
        server.on("GET", FLAVORS, Reply({"message": "no"}, 403))
        server.on("GET", ALLOWED, {"not": "a list"})
        server.on("GET", "/cloud/project/p1", {"project_id": "p1"})
        reader = stock(server)
        with pytest.raises(CallRefused):
            reader.in_stock("GRA11")
        with pytest.raises(BadAnswer):
            reader.profiles("GRA11")
        assert reader.by_hand() is None

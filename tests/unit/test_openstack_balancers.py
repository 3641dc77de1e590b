"""Octavia's lists as they can come: spoilt records, pages, words nobody knows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scripted import Reply, ScriptedOpenStack, scripted_openstack

from console.model.balancer import (
    BalancerState,
    Member,
    MemberSettings,
    Operating,
    Provisioning,
)
from console.model.error import BadAnswer, SourceError

ROOT = "/load-balancer/RBX-A/v2/lbaas"
Json = dict[str, Any]


def part(id_: str, **others: object) -> Json:
    states = {"provisioning_status": "ACTIVE", "operating_status": "ONLINE"}
    return {"id": id_, "name": id_, "admin_state_up": True, **states, **others}


def balancer(id_: str = "lb") -> Json:
    return part(id_, provider="amphora", vip_address="10.0.0.9", vip_network_id="net", tags=[])


def pool(id_: str = "pool", **others: object) -> Json:
    fields: Json = {"protocol": "HTTP", "lb_algorithm": "ROUND_ROBIN", "members": []}
    return part(id_, **fields, loadbalancers=[{"id": "lb"}], **others)


def member(id_: str, **others: object) -> Json:
    fields: Json = {"address": "10.0.0.1", "protocol_port": 443, "weight": 1, "backup": False}
    return part(id_, **(fields | others))


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[ScriptedOpenStack]:
    with scripted_openstack(tmp_path, balancer_rate=1000.0) as estate:
        serve(estate, "loadbalancers", balancer())
        serve(estate, "listeners")
        serve(estate, "healthmonitors")
        serve(estate, "pools", pool())
        serve(estate, "pools/pool/members", member("one"))
        yield estate


def serve(estate: ScriptedOpenStack, path: str, *records: object) -> None:
    key = path.rsplit("/", maxsplit=1)[-1]
    estate.server.on("GET", f"{ROOT}/{path}", Reply({key: records, f"{key}_links": []}))


def members(estate: ScriptedOpenStack) -> list[Member]:
    [found] = estate.cloud.balancing.balancers("RBX-A").pools
    return list(found.members or ())


def test_a_record_becomes_a_member_with_all_its_settings(estate: ScriptedOpenStack) -> None:
    said = {"subnet_id": "s", "monitor_address": "10.0.0.2", "monitor_port": 80, "tags": ["t"]}
    serve(estate, "pools/pool/members", member("one", **said, weight=0, backup=True))
    [found] = members(estate)
    assert found.settings == MemberSettings(
        name="one",
        address="10.0.0.1",
        protocol_port=443,
        subnet_id="s",
        weight=0,
        backup=True,
        admin_state_up=True,
        monitor_address="10.0.0.2",
        monitor_port=80,
        tags=("t",),
    )


def test_a_record_without_sense_is_counted_and_hides_no_other(estate: ScriptedOpenStack) -> None:
    serve(estate, "pools/pool/members", member("one"), {"id": "two"}, "three", member("four"))
    serve(estate, "listeners", {"id": "spoilt"})
    view = estate.cloud.balancing.balancers("RBX-A")
    assert view.unreadable == 3
    [found] = view.pools
    assert [one.id for one in found.members or ()] == ["one", "four"]


def test_pages_are_followed_by_marker_alone(estate: ScriptedOpenStack) -> None:
    href = "https://elsewhere.example/v2/lbaas/pools/pool/members?limit=1&marker=one"
    links = [{"rel": "next", "href": href}]
    path = f"{ROOT}/pools/pool/members"
    pages = [
        Reply({"members": [member("one")], "members_links": links}),
        Reply({"members": [member("two")], "members_links": []}),
    ]
    estate.server.on("GET", path, *pages)
    assert [one.id for one in members(estate)] == ["one", "two"]
    first, second = estate.server.calls("GET", path)
    assert (first.query, second.query) == ({}, {"marker": "one"})


def test_a_page_that_leads_to_itself_is_no_answer(estate: ScriptedOpenStack) -> None:
    links = [{"rel": "next", "href": "https://elsewhere.example/?marker=one"}]
    page = Reply({"members": [member("one")], "members_links": links})
    estate.server.on("GET", f"{ROOT}/pools/pool/members", page)
    with pytest.raises(BadAnswer):
        members(estate)


def test_words_nobody_knows_are_neither_well_nor_sick(estate: ScriptedOpenStack) -> None:
    states = {"provisioning_status": "NEW", "operating_status": "STRANGE"}
    serve(estate, "pools/pool/members", member("one") | states)
    [found] = members(estate)
    assert found.state == BalancerState(Provisioning.OTHER, Operating.OTHER)
    assert found.confirmed is None


@pytest.mark.parametrize(
    ("operating", "backup", "confirmed"),
    [
        ("ONLINE", False, True),
        ("ONLINE", True, False),
        ("ERROR", False, False),
        ("OFFLINE", False, False),
        ("DRAINING", False, False),
        ("NO_MONITOR", False, None),
    ],
)
def test_only_a_member_whose_checks_pass_serves(
    estate: ScriptedOpenStack, operating: str, backup: bool, confirmed: bool | None
) -> None:
    serve(estate, "pools/pool/members", member("one", operating_status=operating, backup=backup))
    [found] = members(estate)
    assert found.confirmed is confirmed


@pytest.mark.parametrize("body", [{"weather": "sunny"}, {"loadbalancers": "many"}, []])
def test_what_is_no_list_is_no_answer(estate: ScriptedOpenStack, body: object) -> None:
    estate.server.on("GET", f"{ROOT}/loadbalancers", Reply(body))
    with pytest.raises(SourceError) as wrong:
        estate.cloud.balancing.balancers("RBX-A")
    assert wrong.value.notice.code == "openstack.bad_answer"


def test_weight_drains_only_where_nothing_sticks(estate: ScriptedOpenStack) -> None:
    serve(estate, "pools", pool(session_persistence={"type": "APP_COOKIE", "cookie_name": "c"}))
    [found] = estate.cloud.balancing.balancers("RBX-A").pools
    assert (found.session_persistence, found.drained_by_weight) == ("APP_COOKIE", False)

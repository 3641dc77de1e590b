"""What the simulated Octavia promises on the wire: states, refusals, batches, traffic, faults."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from balancers import Balancers, Json, scenario, until
from rehearsed import Rehearse

FOREVER = "update_s = 1000000000.0\n"
ADDRESS = "10.2.3.77"
Serve = Callable[..., Balancers]


@pytest.fixture
def serve(fresh_rehearsal: Rehearse, tmp_path: Path) -> Serve:
    """An estate of this test's own, with more keys of `[balancing]`."""

    def start(extra: str = "", speed: float = 600.0) -> Balancers:
        return Balancers(fresh_rehearsal(scenario(tmp_path, extra), speed))

    return start


@pytest.fixture(scope="module")
def shared(rehearsal: Rehearse, tmp_path_factory: pytest.TempPathFactory) -> Balancers:
    """One estate for tests that leave every setting as it was."""
    return Balancers(rehearsal(scenario(tmp_path_factory.mktemp("octavia")), 600.0))


def said(answer: Any) -> tuple[int, str]:  # noqa: ANN401 - a response
    """Status and sentence of a refusal."""
    return answer.status_code, answer.json()["faultstring"]


def wanted(name: str, address: str = ADDRESS, **others: object) -> Json:
    return {"name": name, "address": address, "protocol_port": 443, **others}


def whole(member: Json) -> Json:
    """A member as a batch must say it for nothing to be reset."""
    kept = ("name", "address", "protocol_port", "weight", "backup", "admin_state_up", "subnet_id")
    return {key: member[key] for key in kept}


def test_both_prefixes_answer_alike_and_no_header_chooses_a_version(shared: Balancers) -> None:
    root = shared.estate.endpoints["load-balancer/GRA11"]
    session = shared.connection.session
    versions = session.get(root, authenticated=False).json()["versions"]
    assert [each["id"] for each in versions] == [f"v2.{minor}" for minor in range(31)]
    bodies = [
        session.get(f"{root}/{prefix}/lbaas/loadbalancers").json() for prefix in ("v2", "v2.0")
    ]
    assert bodies[0] == bodies[1]


def test_lists_filter_and_refuse_a_filter_they_have_not(shared: Balancers) -> None:
    assert len(shared.get(shared.path("?weight=1&admin_state_up=true"))["members"]) >= 10
    assert shared.get(shared.path("?name=nobody"))["members"] == []
    code, text = said(shared.call("GET", "pools?colour=blue"))
    assert (code, text) == (400, "One or more arguments are either duplicate or invalid")
    balancer = shared.balancer["id"]
    assert len(shared.get(f"listeners?loadbalancer_id={balancer}")["listeners"]) == 2


def test_pages_are_as_long_as_asked_and_their_link_forgets_the_filter(shared: Balancers) -> None:
    first = shared.get(shared.path("?limit=4&weight=1&fields=id&fields=name"))
    assert [sorted(each) for each in first["members"]] == [["id", "name"]] * 4
    [link] = first["members_links"]
    marker = first["members"][-1]["id"]
    assert link["href"].endswith(f"?limit=4&marker={marker}")
    rest = shared.get(shared.path(f"?marker={marker}"))
    assert not {each["id"] for each in rest["members"]} & {each["id"] for each in first["members"]}
    assert said(shared.call("GET", shared.path("?marker=x")))[0] == 400


def test_a_write_locks_the_load_balancer_its_listeners_and_the_pool(serve: Serve) -> None:
    octavia = serve(FOREVER)
    before = octavia.members()
    assert octavia.change("api-gra-001", weight=5).json()["member"]["weight"] == 5
    tree = octavia.get(f"loadbalancers/{octavia.balancer['id']}/status")
    balancer = tree["statuses"]["loadbalancer"]
    assert balancer["provisioning_status"] == "PENDING_UPDATE"
    assert octavia.pool["provisioning_status"] == "PENDING_UPDATE"
    listeners = {each["name"]: each["provisioning_status"] for each in balancer["listeners"]}
    assert listeners == {"api-gra": "PENDING_UPDATE", "api-gra-metrics": "ACTIVE"}
    states = {name: each["provisioning_status"] for name, each in octavia.members().items()}
    assert states.pop("api-gra-001") == "PENDING_UPDATE"
    assert set(states.values()) == {"ACTIVE"}
    path = octavia.path(f"/{before['api-gra-002']['id']}")
    pool, of_pool = octavia.pool["id"], "is immutable and cannot be updated."
    for refused in (
        octavia.call("DELETE", path),
        octavia.call("PUT", path, {"member": {"weight": 0}}),
        octavia.call("POST", octavia.path(), {"member": wanted("new")}),
        octavia.call("PUT", octavia.path("?additive_only=true"), {"members": [wanted("new")]}),
    ):
        assert said(refused) == (409, f"Pool {pool} {of_pool}")
    own = octavia.call("PUT", f"loadbalancers/{balancer['id']}", {"loadbalancer": {"name": "n"}})
    text = f"Invalid state PENDING_UPDATE of loadbalancer resource {balancer['id']}"
    assert said(own) == (409, text)
    assert octavia.members().keys() == before.keys()


def test_a_load_balancer_in_error_refuses_with_the_same_words_and_can_be_deleted(
    serve: Serve,
) -> None:
    octavia = serve()
    balancer = octavia.balancer["id"]
    octavia.control("/api-gra", broken=True)
    path = octavia.path(f"/{octavia.member('api-gra-001')['id']}")
    refused = octavia.call("PUT", path, {"member": {"weight": 0}})
    text = f"Load Balancer {balancer} is immutable and cannot be updated."
    assert said(refused) == (409, text)
    assert octavia.balancer["provisioning_status"] == "ERROR"
    octavia.control("/api-gra", broken=False)
    octavia.control("/api", broken=True)
    refused = octavia.call("PUT", path, {"member": {"weight": 0}})
    assert said(refused)[1].startswith(f"Pool {octavia.pool['id']} is immutable")
    octavia.control("/api-gra", broken=True)
    assert said(octavia.call("DELETE", f"loadbalancers/{balancer}"))[0] == 400
    assert octavia.call("DELETE", f"loadbalancers/{balancer}?cascade=true").status_code == 204
    until(lambda: not octavia.get("loadbalancers")["loadbalancers"])


def test_an_address_and_port_stand_once_in_a_pool(serve: Serve) -> None:
    octavia = serve()
    taken = octavia.member("api-gra-001")["address"]
    again = octavia.call("POST", octavia.path(), {"member": wanted("again", taken)})
    text = f"Another member on this pool is already using ip {taken} on protocol_port 443"
    assert said(again) == (409, text)
    twice = octavia.batch(wanted("a", taken), wanted("b", taken))
    assert said(twice)[0] == 400
    assert "Member must be updated only once" in said(twice)[1]
    assert said(octavia.batch(wanted("a"), wanted("b")))[0] == 409
    assert octavia.balancer["provisioning_status"] == "ACTIVE"


def test_members_above_the_quota_are_refused_with_403(serve: Serve) -> None:
    octavia = serve("[balancing.quotas.GRA11]\nmember = 11\n")
    over = octavia.batch(wanted("a"), wanted("b", "10.2.3.78"))
    assert said(over) == (403, "Quota has been met for resources: Member")
    assert octavia.batch(wanted("a")).status_code == 202
    octavia.settled()
    assert (
        said(octavia.call("POST", octavia.path(), {"member": wanted("c", "10.2.3.79")}))[0] == 403
    )


def test_a_batch_resets_what_it_leaves_out_and_keeps_name_and_tags(serve: Serve) -> None:
    octavia = serve()
    octavia.change("api-gra-001", weight=0, backup=True, tags=["kept"])
    octavia.change("api-gra-002", admin_state_up=False, weight=9)
    one, two = octavia.member("api-gra-001"), octavia.member("api-gra-002")
    bare = [{"address": each["address"], "protocol_port": 443} for each in (one, two)]
    assert octavia.batch(*bare).status_code == 202
    for name, tags in (("api-gra-001", ["kept"]), ("api-gra-002", [])):
        member = octavia.member(name)
        assert (member["weight"], member["backup"], member["admin_state_up"]) == (1, False, True)
        assert member["tags"] == tags


def test_an_additive_batch_of_whole_members_changes_no_other(serve: Serve) -> None:
    octavia = serve("foreign_members = 1\n")
    octavia.change("foreign-1", weight=77)
    before = octavia.members()
    assert octavia.batch(whole(before["api-gra-001"]), wanted("new")).status_code == 202
    octavia.settled()
    after = octavia.members()
    assert after.keys() - before.keys() == {"new"}
    assert after["foreign-1"] == before["foreign-1"]
    assert after["api-gra-001"]["weight"] == 1


def test_a_full_batch_deletes_what_it_leaves_out_and_an_empty_one_everything(
    serve: Serve,
) -> None:
    octavia = serve()
    kept = octavia.member("api-gra-001")
    assert octavia.batch(whole(kept), additive=False).status_code == 202
    until(lambda: octavia.members().keys() == {"api-gra-001"})
    assert octavia.batch().status_code == 202
    assert octavia.members().keys() == {"api-gra-001"}
    assert octavia.batch(additive=False).status_code == 202
    until(lambda: not octavia.members())


def test_states_of_an_amphora_tell_drained_from_switched_off(serve: Serve) -> None:
    octavia = serve()
    octavia.change("api-gra-001", weight=0)
    octavia.change("api-gra-002", admin_state_up=False)
    states = octavia.states()
    assert (states["api-gra-001"], states["api-gra-002"]) == ("DRAINING", "OFFLINE")
    assert states["api-gra-003"] == "ONLINE"
    assert octavia.pool["operating_status"] == octavia.balancer["operating_status"] == "ONLINE"


def test_ovn_knows_no_weight_and_no_http(serve: Serve) -> None:
    octavia = serve('provider = "ovn"\n')
    assert octavia.balancer["provider"] == "ovn"
    octavia.change("api-gra-001", weight=0)
    octavia.change("api-gra-002", admin_state_up=False)
    states = octavia.states()
    assert (states["api-gra-001"], states["api-gra-002"]) == ("ONLINE", "OFFLINE")
    asked = {"loadbalancer_id": octavia.balancer["id"], "protocol": "HTTP", "protocol_port": 80}
    octavia.settled()
    code, text = said(octavia.call("POST", "listeners", {"listener": asked}))
    assert (code, text.startswith("Provider 'ovn' does not support")) == (501, True)
    assert octavia.query('{__name__=~"octavia_.*"}') == []


def test_without_a_monitor_nothing_is_known_of_a_member(serve: Serve) -> None:
    octavia = serve("monitored = false\n")
    server = octavia.server("api-gra-001")
    octavia.connection.compute.delete_server(server)
    until(lambda: octavia.server_gone(server))
    assert set(octavia.states().values()) == {"NO_MONITOR"}


def test_a_server_that_goes_takes_its_member_to_error_and_its_connections_with_it(
    serve: Serve,
) -> None:
    octavia = serve()
    assert octavia.sessions("api-gra-001") > 1000
    octavia.connection.compute.delete_server(octavia.server("api-gra-001"))
    until(lambda: octavia.states()["api-gra-001"] == "ERROR")
    assert octavia.pool["operating_status"] == octavia.balancer["operating_status"] == "DEGRADED"
    until(lambda: octavia.sessions("api-gra-001") == 0)
    assert octavia.sessions("api-gra-002") > 1000


def test_a_member_comes_online_when_its_server_serves(serve: Serve) -> None:
    octavia = serve("heartbeat_s = 600.0\n")
    made = octavia.new_server("new")
    address = octavia.address_of(made)
    assert octavia.balancer["vip_address"] != address
    assert octavia.batch(wanted("new", address)).status_code == 202
    assert octavia.states()["new"] == "OFFLINE"
    until(lambda: octavia.states()["new"] == "ONLINE")
    assert octavia.connection.compute.get_server(made).status == "ACTIVE"


def test_an_update_that_does_not_end_refuses_every_write_until_it_is_mended(serve: Serve) -> None:
    octavia = serve()
    octavia.control("/api-gra", stuck=True)
    path = octavia.path(f"/{octavia.member('api-gra-001')['id']}")
    assert said(octavia.call("DELETE", path))[0] == 409
    assert octavia.balancer["provisioning_status"] == "PENDING_UPDATE"
    octavia.control("/api-gra", stuck=False)
    assert octavia.call("DELETE", path).status_code == 204


def test_a_removed_member_keeps_its_connections_for_a_while(serve: Serve) -> None:
    octavia = serve("connection_s = 1000000.0\n")
    before, carried = octavia.active(), octavia.sessions("api-gra-001")
    assert octavia.call("DELETE", octavia.path(f"/{octavia.member('api-gra-001')['id']}"))
    until(lambda: "api-gra-001" not in octavia.members())
    assert octavia.active() > before + carried / 2


def test_an_address_that_is_given_again_sends_its_traffic_to_the_stranger(serve: Serve) -> None:
    octavia = serve()
    member, server = octavia.member("api-gra-001"), octavia.server("api-gra-001")
    octavia.connection.compute.delete_server(server)
    until(lambda: octavia.server_gone(server))
    until(lambda: octavia.states()["api-gra-001"] == "ERROR")
    stranger = octavia.new_server("stranger")
    assert octavia.address_of(stranger) == member["address"]
    until(lambda: octavia.states()["api-gra-001"] == "ONLINE")


def test_drained_members_lose_their_connections_over_time(serve: Serve) -> None:
    octavia = serve("connection_s = 1800.0\n")
    before = octavia.sessions("api-gra-001")
    others = octavia.sessions("api-gra-002")
    octavia.change("api-gra-001", weight=0)
    until(lambda: 0 < octavia.sessions("api-gra-001") < before)
    until(lambda: octavia.sessions("api-gra-001") == 0)
    assert octavia.sessions("api-gra-002") > others
    assert octavia.states()["api-gra-001"] == "DRAINING"


def test_a_backup_member_carries_nothing_while_others_do(serve: Serve) -> None:
    octavia = serve()
    octavia.change("api-gra-001", backup=True)
    until(lambda: octavia.sessions("api-gra-001") == 0)
    assert octavia.states()["api-gra-001"] == "ONLINE"


def test_the_listener_tells_members_and_pool_in_octavias_names(shared: Balancers) -> None:
    [pool] = shared.query("octavia_pool_current_sessions{datacenter='GRA'}")
    labels = pool["metric"]
    assert (labels["pool"], labels["job"]) == ("api", "octavia-api-gra")
    assert labels["exported_pool"].split(":")[0] == shared.pool["id"]
    members = {each["id"] for each in shared.members().values()}
    told = shared.query("octavia_member_status{datacenter='GRA',state='UP'} == 1")
    assert {each["metric"]["member"] for each in told} == members
    [requests] = shared.query("sum(rate(octavia_pool_http_requests_total{datacenter='GRA'}[5m]))")
    assert float(requests["value"][1]) > 1
    [active] = shared.query("octavia_pool_active_members{datacenter='GRA'}")
    assert float(active["value"][1]) == len(members)


def test_a_member_on_its_way_out_counts_once(serve: Serve) -> None:
    octavia = serve()
    members = octavia.members()
    octavia.call("DELETE", f"pools/{octavia.pool['id']}/members/{members['api-gra-001']['id']}")
    most = "max_over_time(octavia_pool_active_members{datacenter='GRA'}[30m])"
    assert [float(each["value"][1]) for each in octavia.query(most)] == [len(members)]


def test_nothing_is_measured_of_a_load_balancer_that_is_gone(serve: Serve) -> None:
    octavia = serve()
    measured = "octavia_pool_current_sessions{datacenter='GRA'}"
    assert octavia.query(measured)
    octavia.call("DELETE", f"loadbalancers/{octavia.balancer['id']}?cascade=true")
    until(lambda: not octavia.query(measured))


def test_a_scrape_has_the_listeners_own_labels(shared: Balancers) -> None:
    """The name `pool` is the listener's there: a scrape makes it `exported_pool`."""
    url = f"{shared.estate.endpoints['rehearsal']}/balancers/GRA11/metrics"
    answer = shared.connection.session.get(url, authenticated=False)
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "# TYPE octavia_member_current_sessions gauge\n" in answer.text
    listeners = shared.get("listeners?name=api-gra")["listeners"]
    backend = f'pool="{shared.pool["id"]}:{listeners[0]["id"]}"'
    for member in shared.members().values():
        assert f'octavia_member_weight{{member="{member["id"]}",{backend}}} 1\n' in answer.text


def test_a_health_manager_that_stands_still_leaves_the_last_states(serve: Serve) -> None:
    octavia = serve()
    octavia.control(health_manager=False)
    octavia.connection.compute.delete_server(octavia.server("api-gra-001"))
    until(lambda: octavia.sessions("api-gra-001") == 0)
    assert octavia.batch(wanted("new", "10.2.0.11") | {"protocol_port": 80}).status_code == 202
    octavia.settled()
    states = octavia.states()
    assert (states["api-gra-001"], states["new"]) == ("ONLINE", "OFFLINE")
    octavia.control(health_manager=True)
    until(lambda: octavia.states()["api-gra-001"] == "ERROR")


def test_members_that_cannot_be_reached_are_in_error_while_their_targets_are_up(
    serve: Serve,
) -> None:
    octavia = serve()
    octavia.control(members_reachable=False)
    assert set(octavia.states().values()) == {"ERROR"}
    assert octavia.balancer["operating_status"] == "ERROR"
    up = octavia.query("up{datacenter='GRA',pool='api'}")
    assert {each["value"][1] for each in up} == {"1"}
    octavia.control(members_reachable=True)
    assert set(octavia.states().values()) == {"ONLINE"}


def test_a_member_flaps_until_it_is_mended(serve: Serve) -> None:
    octavia = serve()
    octavia.control("/api-gra-001", flap_s=300.0)
    for expected in ("ERROR", "ONLINE", "ERROR"):
        until(lambda expected=expected: octavia.states()["api-gra-001"] == expected)  # type: ignore[misc]
    octavia.control("/api-gra-001", flap_s=0)
    assert octavia.states()["api-gra-001"] == "ONLINE"


def test_faults_and_limits_meet_load_balancers_too(serve: Serve) -> None:
    octavia = serve()
    fault = {"mode": "error", "statuses": [503], "services": ["load-balancer"], "times": 1}
    octavia.estate.set_faults(fault)
    answer = octavia.connection.load_balancer.request(
        "/lbaas/loadbalancers", "GET", raise_exc=False, status_code_retries=0
    )
    assert answer.status_code == 503
    assert octavia.balancer["name"] == "api-gra"

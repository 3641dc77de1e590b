"""The simulated Octavia before those who did not write it: python-octaviaclient and the SDK."""

import json

import pytest
from balancers import Balancers, scenario, until
from openstack.exceptions import ForbiddenException
from openstack_command import Openstack
from rehearsed import Rehearse

LISTED = {f"api-gra-{number:03d}" for number in range(1, 11)}


@pytest.fixture(scope="module")
def openstack(rehearsal: Rehearse, tmp_path_factory: pytest.TempPathFactory) -> Openstack:
    folder = tmp_path_factory.mktemp("octavia")
    return Openstack(rehearsal(scenario(folder), 600.0), folder)


@pytest.fixture(scope="module")
def client(openstack: Openstack) -> Balancers:
    return Balancers(openstack.estate)


def test_load_balancers_are_listed_and_shown_by_name(openstack: Openstack) -> None:
    [row] = openstack.rows("loadbalancer", "list")
    assert (row["name"], row["provider"]) == ("api-gra", "amphora")
    shown = openstack.one("loadbalancer", "show", "api-gra")
    assert (shown["id"], shown["provisioning_status"]) == (row["id"], "ACTIVE")
    assert shown["operating_status"] == "ONLINE"


def test_the_status_tree_holds_every_member(openstack: Openstack) -> None:
    told = openstack.run("loadbalancer", "status", "show", "api-gra")  # JSON is all it has
    balancer = json.loads(told.stdout)["loadbalancer"]
    serving = next(each for each in balancer["listeners"] if each["pools"])
    [pool] = serving["pools"]
    assert pool["health_monitor"]["type"] == "HTTP"
    assert {each["name"] for each in pool["members"]} >= LISTED
    assert "weight" not in pool["members"][0]


def test_statistics_are_shown_of_a_load_balancer_and_of_a_listener(openstack: Openstack) -> None:
    whole = openstack.one("loadbalancer", "stats", "show", "api-gra")
    part = openstack.one("loadbalancer", "listener", "stats", "show", "api-gra")
    figures = {"active_connections", "total_connections", "bytes_in", "bytes_out", "request_errors"}
    assert whole.keys() == part.keys() == figures
    assert int(str(part["active_connections"])) > 10_000
    idle = openstack.one("loadbalancer", "listener", "stats", "show", "api-gra-metrics")
    assert idle["active_connections"] == 0


def test_a_customer_may_not_fail_over(openstack: Openstack) -> None:
    refused = openstack.run("loadbalancer", "failover", "api-gra")
    assert refused.returncode != 0
    assert "Policy does not allow this request to be performed." in refused.stderr


def test_listeners_are_listed_and_shown(openstack: Openstack) -> None:
    rows = openstack.rows("loadbalancer", "listener", "list", "--loadbalancer", "api-gra")
    assert {row["protocol"] for row in rows} == {"HTTP", "PROMETHEUS"}
    shown = openstack.one("loadbalancer", "listener", "show", "api-gra")
    assert (shown["timeout_client_data"], shown["protocol_port"]) == (50_000, 443)


def test_pools_are_listed_and_shown(openstack: Openstack) -> None:
    [row] = openstack.rows("loadbalancer", "pool", "list", "--loadbalancer", "api-gra")
    shown = openstack.one("loadbalancer", "pool", "show", "api")
    assert (row["id"], row["name"]) == (shown["id"], "api")
    assert shown["lb_algorithm"] == "ROUND_ROBIN"


def test_a_member_is_created_set_shown_and_deleted(openstack: Openstack) -> None:
    member = ("loadbalancer", "member")
    place = ("--address", "10.2.3.77", "--protocol-port", "443", "--weight", "3")
    made = openstack.one(*member, "create", *place, "--name", "drill", "--wait", "api")
    assert (made["weight"], made["provisioning_status"]) == (3, "ACTIVE")
    set_ = openstack.run(*member, "set", "--weight", "0", "--wait", "api", "drill")
    assert set_.returncode == 0, set_.stderr
    assert openstack.one(*member, "show", "api", "drill")["weight"] == 0
    deleted = openstack.run(*member, "delete", "--wait", "api", "drill")
    assert deleted.returncode == 0, deleted.stderr
    names = {row["name"] for row in openstack.rows(*member, "list", "api")}
    assert names == LISTED


def test_health_monitors_are_listed_and_shown(openstack: Openstack) -> None:
    [row] = openstack.rows("loadbalancer", "healthmonitor", "list")
    shown = openstack.one("loadbalancer", "healthmonitor", "show", "api")
    assert (row["type"], shown["max_retries_down"]) == ("HTTP", 3)


def test_quotas_providers_and_flavors_are_told(openstack: Openstack) -> None:
    project = str(openstack.one("token", "issue")["project_id"])
    quota = openstack.one("loadbalancer", "quota", "show", project)
    assert (quota["member"], quota["load_balancer"]) == (1000, 20)
    providers = {row["name"] for row in openstack.rows("loadbalancer", "provider", "list")}
    assert providers == {"amphora", "ovn"}
    assert openstack.rows("loadbalancer", "flavor", "list")


def test_a_reader_sees_and_may_not_write(openstack: Openstack) -> None:
    reader = Balancers(openstack.estate, "vigie-reader")
    assert reader.states().keys() >= LISTED
    with pytest.raises(ForbiddenException, match="Policy does not allow"):
        reader.connection.load_balancer.create_load_balancer(vip_subnet_id="any")


def test_the_sdk_finds_what_there_is(client: Balancers) -> None:
    proxy = client.connection.load_balancer
    assert [each.name for each in proxy.load_balancers()] == ["api-gra"]
    [pool] = proxy.pools(name="api")
    assert {each.name for each in proxy.members(pool)} >= LISTED
    [first] = proxy.members(pool, name="api-gra-001")
    assert first.operating_status == "ONLINE"
    assert [each.pool_id for each in proxy.health_monitors()] == [pool.id]
    assert {each.name for each in proxy.providers()} == {"amphora", "ovn"}
    assert proxy.get_load_balancer_statistics(client.balancer["id"]).total_connections > 0
    quota = proxy.get_quota(client.connection.session.get_project_id())
    assert quota.members == 1000


def test_the_sdk_builds_a_load_balancer_and_takes_it_down(client: Balancers) -> None:
    proxy, network = client.connection.load_balancer, client.connection.network
    [subnet] = network.subnets(name="vigie-private-gra")
    made = proxy.create_load_balancer(name="built", vip_subnet_id=subnet.id)
    assert made.provisioning_status == "PENDING_CREATE"
    ports = {port.id: port for port in network.ports(device_owner="Octavia")}
    assert ports[made.vip_port_id].fixed_ips[0]["ip_address"] == made.vip_address

    def ready() -> bool:
        status: str = proxy.get_load_balancer(made.id).provisioning_status
        return status == "ACTIVE"

    until(ready)
    listener = proxy.create_listener(
        name="built", load_balancer_id=made.id, protocol="HTTP", protocol_port=80
    )
    until(ready)
    pool = proxy.create_pool(
        name="built", listener_id=listener.id, protocol="HTTP", lb_algorithm="ROUND_ROBIN"
    )
    until(ready)
    address = "10.2.0.10"
    member = proxy.create_member(pool, address=address, protocol_port=80, subnet_id=subnet.id)
    assert member.operating_status == "NO_MONITOR"
    until(ready)
    proxy.create_health_monitor(pool_id=pool.id, type="TCP", delay=5, timeout=3, max_retries=3)
    until(ready)
    until(lambda: bool(proxy.get_member(member.id, pool).operating_status == "ONLINE"))
    proxy.update_member(member.id, pool, weight=7)
    until(ready)
    assert proxy.get_member(member.id, pool).weight == 7
    assert proxy.update_load_balancer(made.id, description="of a drill").description
    until(ready)
    proxy.delete_load_balancer(made.id, cascade=True)
    until(lambda: made.id not in {each.id for each in proxy.load_balancers()})
    assert made.vip_port_id not in {port.id for port in network.ports()}


def test_without_the_scenarios_word_there_is_no_load_balancer(rehearsal: Rehearse) -> None:
    plain = Balancers(rehearsal("steady", 600.0))
    assert plain.get("loadbalancers") == {"loadbalancers": [], "loadbalancers_links": []}
    assert plain.query('{__name__=~"octavia_.*"}') == []

"""What an API server is made with, ordered by the command `openstack`, read by openstacksdk."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from openstack.connection import Connection
from openstack.exceptions import BadRequestException, ForbiddenException
from openstack_command import Openstack, connected
from rehearsed import Rehearse

CREATE = ("server", "create", "--flavor", "b2-60", "--image", "windows-server-2022-api")
NETWORKS = ("--network", "Ext-Net", "--network", "vigie-private")
SCRIPT = "#ps1_sysnative\nSet-Content C:\\made.txt 'by us'\n"


@pytest.fixture(scope="module")
def command(rehearsal: Rehearse, tmp_path_factory: pytest.TempPathFactory) -> Openstack:
    return Openstack(rehearsal("steady", 605.0), tmp_path_factory.mktemp("openstack"))


@pytest.fixture(scope="module")
def cloud(command: Openstack) -> Iterator[Connection]:
    with connected(command.estate, command.region) as connection:
        yield connection


def asked(cloud: Connection, **others: object) -> dict[str, object]:
    """A server as openstacksdk asks for it."""
    flavor, image = (
        cloud.compute.find_flavor("b2-60", ignore_missing=False),
        cloud.image.find_image("windows-server-2022-api", ignore_missing=False),
    )
    network = cloud.network.find_network("vigie-private", ignore_missing=False)
    order = {"flavor_id": flavor.id, "image_id": image.id, "networks": [{"uuid": network.id}]}
    return {"name": "asked", **order, **others}


def test_a_batch_is_made_with_everything_a_server_needs(
    command: Openstack, cloud: Connection, tmp_path: Path
) -> None:
    script = tmp_path / "first-boot.ps1"
    script.write_text(SCRIPT)
    opened = ("--protocol", "tcp", "--dst-port", "443", "--remote-ip", "0.0.0.0/0", "web")
    command.one("security", "group", "create", "web")
    command.one("security", "group", "rule", "create", *opened)
    group = command.one("server", "group", "create", "--policy", "soft-anti-affinity", "apart")
    with_all = ("--user-data", str(script), "--hint", f"group={group['id']}")
    with_all += ("--security-group", "default", "--security-group", "web")
    with_all += ("--config-drive", "True", "--availability-zone", "nova", "--key-name", "oncall")
    with_all += ("--boot-from-volume", "80")
    command.one(*CREATE, *NETWORKS, *with_all, "--min", "3", "--max", "3", "--wait", "full")
    made = list(cloud.compute.servers(name="^full-"))
    assert sorted(each.name for each in made) == ["full-1", "full-2", "full-3"]
    members = command.one("server", "group", "show", "apart")["members"]
    assert set(members) == {each.id for each in made}
    for each in made:
        server = cloud.compute.get_server(each.id)
        assert list(server.addresses) == ["Ext-Net", "vigie-private"]
        assert [one["version"] for one in server.addresses["Ext-Net"]] == [4, 6]
        assert base64.b64decode(server.user_data).decode() == SCRIPT
        assert server.has_config_drive == "True"
        assert (server.availability_zone, server.key_name) == ("nova", "oncall")
        assert [one["name"] for one in server.security_groups] == ["default", "web"]
        assert server.server_groups == [group["id"]]
        (root,) = cloud.compute.volume_attachments(server)
        assert cloud.block_storage.get_volume(root.volume_id).size == 80
        ports = list(cloud.network.ports(device_id=each.id))
        names = [cloud.network.get_network(port.network_id).name for port in ports]
        assert names == ["Ext-Net", "vigie-private"]
        web = cloud.network.find_security_group("web", ignore_missing=False).id
        assert all(web in port.security_group_ids for port in ports)
    assert len({each.host_id for each in made}) == 3


def test_a_group_in_use_stays_and_one_that_is_not_goes(
    command: Openstack, cloud: Connection
) -> None:
    command.one("security", "group", "create", "used")
    opened = ("--protocol", "tcp", "--dst-port", "443", "--remote-ip", "0.0.0.0/0", "used")
    command.one("security", "group", "rule", "create", *opened)
    cloud.compute.create_server(**asked(cloud, security_groups=[{"name": "used"}]))
    refused = command.run("security", "group", "delete", "used")
    assert "in use" in refused.stderr
    command.one("security", "group", "create", "passing")
    assert command.run("security", "group", "delete", "passing").returncode == 0
    left = {row["Name"] for row in command.rows("security", "group", "list")}
    assert {"default", "used"} <= left
    assert "passing" not in left
    rules = command.rows("security", "group", "rule", "list", "used")
    assert {row["Port Range"] for row in rules} == {"", "443:443"}


def test_a_server_group_takes_ten_and_hosts_bound_those_apart(
    cloud: Connection, command: Openstack
) -> None:
    group = cloud.compute.create_server_group(name="ten", policy="anti-affinity")
    order = asked(cloud, scheduler_hints={"group": group.id})
    cloud.compute.create_server(**order, min_count=9, max_count=9)
    with pytest.raises(ForbiddenException, match="too many servers in group"):
        cloud.compute.create_server(**order, min_count=2, max_count=2)
    group = cloud.compute.get_server_group(group.id)
    assert len(group.member_ids) == 9
    for server_id in group.member_ids:
        cloud.compute.delete_server(server_id)
    command.estate.set_quota("GRA11", 130, server_group_members=500)
    cloud.compute.create_server(**order, min_count=98, max_count=98)
    last = next(iter(cloud.compute.servers()))
    failed = cloud.compute.wait_for_server(last, status="ERROR", failures=[], interval=0.1)
    assert failed.fault["message"].startswith("No valid host was found.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"user_data": "a"}, "is not a 'base64'"),
        ({"user_data": "A" * 65_536}, "too long"),
        ({"security_groups": [{"name": "nobody"}]}, "Security group nobody not found"),
        ({"availability_zone": "moon"}, "availability zone is not available"),
        ({"scheduler_hints": {"group": "apart"}}, "is not a 'uuid'"),
        ({"config_drive": "perhaps"}, "config_drive"),
        ({"networks": [{"uuid": "nowhere"}]}, "Network nowhere could not be found."),
    ],
)
def test_what_is_not_there_is_refused(
    cloud: Connection, change: dict[str, object], message: str
) -> None:
    with pytest.raises(BadRequestException, match=message):
        cloud.compute.create_server(**asked(cloud, **change))


def test_a_network_without_a_free_address_leaves_servers_in_error(
    fresh_rehearsal: Rehearse,
) -> None:
    estate = fresh_rehearsal("steady", 601.0)
    estate.set_quota("SBG5", 400, ports=2000)
    with connected(estate, "SBG5") as cloud:
        public = cloud.network.find_network("Ext-Net", ignore_missing=False)
        free = free_in(cloud, public.id)
        order = asked(cloud, networks=[{"uuid": public.id}])
        cloud.compute.create_server(**order, min_count=free + 1, max_count=free + 1)
        last = next(iter(cloud.compute.servers()))
        failed = cloud.compute.wait_for_server(last, status="ERROR", failures=[], interval=0.1)
        assert "Failed to allocate the network(s)" in failed.fault["message"]
        assert free_in(cloud, public.id) == 0


def free_in(cloud: Connection, network: str) -> int:
    told = cloud.network.get_network_ip_availability(network).subnet_ip_availability
    v4 = next(each for each in told if each["ip_version"] == 4)
    return int(v4["total_ips"]) - int(v4["used_ips"])

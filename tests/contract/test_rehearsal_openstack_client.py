"""The rehearsal before people who did not write it: python-openstackclient, unchanged."""

import pytest
from openstack_command import Openstack
from process import wait_until
from rehearsed import Rehearse

CREATE = ("server", "create", "--flavor", "b2-60", "--image", "windows-server-2022-api")


@pytest.fixture(scope="module")
def openstack(rehearsal: Rehearse, tmp_path_factory: pytest.TempPathFactory) -> Openstack:
    return Openstack(rehearsal("steady", 601.0), tmp_path_factory.mktemp("openstack"))


def test_servers_are_listed_at_length(openstack: Openstack) -> None:
    servers = {server["Name"]: server for server in openstack.rows("server", "list", "--long")}
    assert {f"api-gra-{number:03d}" for number in range(1, 11)} <= servers.keys()
    first = servers["api-gra-001"]
    assert (first["Status"], first["Flavor"]) == ("ACTIVE", "win-b2-60")
    assert first["Image Name"] == "windows-server-2022-api"
    assert first["Networks"] == {"vigie-private": ["10.2.0.10"]}
    assert first["Properties"] == {"vigie.pool": "api"}


def test_a_server_is_created_shown_and_deleted(openstack: Openstack) -> None:
    place = ("--network", "vigie-private", "--property", "owner=drill")
    made = openstack.one(*CREATE, *place, "--wait", "drill")
    assert made["status"] == "ACTIVE"
    shown = openstack.one("server", "show", str(made["id"]))
    assert (shown["name"], shown["properties"]) == ("drill", {"owner": "drill"})
    assert isinstance(shown["flavor"], dict)
    assert shown["flavor"]["vcpus"] == 16
    deleted = openstack.run("server", "delete", "--wait", str(made["id"]))
    assert deleted.returncode == 0, deleted.stderr
    record = openstack.estate.record()
    orders = [each.order for each in record.orders if each.instance_id == made["id"]]
    assert orders == ["create", "delete"]
    assert made["id"] not in {each.id for each in record.instances}


def test_floating_addresses_snapshots_and_images_are_made_listed_and_deleted(
    openstack: Openstack,
) -> None:
    mark = "vigie.operation=aaaa1111"
    taken = openstack.one("floating", "ip", "create", "Ext-Net", "--tag", mark)
    assert taken["tags"] == [mark]
    listed = openstack.rows("floating", "ip", "list", "--tags", mark)
    assert [each["Floating IP Address"] for each in listed] == [taken["floating_ip_address"]]
    openstack.one("volume", "create", "--size", "10", "held")
    shot = ("volume", "snapshot", "create", "--volume", "held", "--property", mark, "shot")
    wait_until(lambda: openstack.run(*shot).returncode == 0, what="the volume is made")
    kept = openstack.run("volume", "delete", "held")
    assert "snapshots" in kept.stderr
    assert [each["Name"] for each in openstack.rows("volume", "snapshot", "list")] == ["shot"]
    made = openstack.one(
        "server", "image", "create", "--name", "left", "--property", mark, "api-gra-002"
    )
    assert made["properties"]["vigie.operation"] == "aaaa1111"
    gone = (
        ("floating", "ip", "delete", str(taken["id"])),
        ("volume", "snapshot", "delete", "shot"),
        ("image", "delete", str(made["id"])),
    )
    for each in gone:
        wait_until(lambda: openstack.run(*each).returncode == 0, what=" ".join(each))  # noqa: B023 - called at once
    assert not openstack.rows("floating", "ip", "list")


def test_flavors_are_listed(openstack: Openstack) -> None:
    flavors = {flavor["Name"]: flavor for flavor in openstack.rows("flavor", "list")}
    assert (flavors["b2-60"]["VCPUs"], flavors["b2-60"]["RAM"]) == (16, 60000)


def test_images_are_listed(openstack: Openstack) -> None:
    images = {image["Name"]: image["Status"] for image in openstack.rows("image", "list")}
    assert images["windows-server-2022-api"] == "active"


def test_networks_are_listed(openstack: Openstack) -> None:
    networks = {network["Name"] for network in openstack.rows("network", "list")}
    assert networks == {"vigie-private", "Ext-Net"}


def test_the_quota_is_the_regions_own(openstack: Openstack) -> None:
    quota = {row["Resource"]: row["Limit"] for row in openstack.rows("quota", "show")}
    assert (quota["instances"], quota["cores"], quota["ports"]) == (130, 130 * 16, 500)


def test_limits_say_what_is_used(openstack: Openstack) -> None:
    rows = openstack.rows("limits", "show", "--absolute")
    limits = {row["Name"]: row["Value"] for row in rows}
    assert limits["instances"] == 130
    assert limits["instances_used"] in range(10, 12)


def test_a_token_is_issued_to_an_application_credential(openstack: Openstack) -> None:
    token = openstack.one("token", "issue", cloud="vigie-appcred")
    assert str(token["id"]).startswith("gAAAA")
    assert token["project_id"]


def test_a_reader_may_not_create(openstack: Openstack) -> None:
    place = ("--network", "vigie-private")
    refused = openstack.run(*CREATE, *place, "mine", cloud="vigie-reader")
    assert refused.returncode != 0
    rule = "os_compute_api:servers:create"
    assert f"Policy doesn't allow {rule} to be performed." in refused.stderr


def test_containers_are_listed_and_add_up_to_their_account(openstack: Openstack) -> None:
    containers = openstack.rows("container", "list", "--long")
    assert [each["Name"] for each in containers] == ["documents", "exports", "letters"]
    account = openstack.one("object", "store", "account", "show")
    assert int(account["Containers"]) == 3
    assert int(account["Objects"]) == sum(int(each["Count"]) for each in containers)
    assert int(account["Bytes"]) == sum(int(each["Bytes"]) for each in containers)
    exports = openstack.rows("object", "list", "exports", "--long")
    assert len(exports) == containers[1]["Count"]
    assert sum(int(each["Bytes"]) for each in exports) == containers[1]["Bytes"]


def test_a_week_of_backups_of_a_volume_is_listed(openstack: Openstack) -> None:
    backups = openstack.rows("volume", "backup", "list", "--long")
    assert {each["Name"] for each in backups} == {"documents-index"}
    assert len(backups) == 7

"""What builds name is read of Glance, Neutron, Nova and Cinder, in a call a sort."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scripted import Reply, ScriptedOpenStack, scripted_openstack

from console.model.build import BootVolume, Build, Part, UserData
from console.model.error import SourceUnreachable
from console.model.fixtures import Fixtures
from console.model.quota import Allowance
from console.providers.openstack.cloud import OpenStackReader

IMAGES = "/image/RBX-A/v2/images"
NETWORKS = "/network/RBX-A/v2.0/networks"
VOLUME = "/volume/RBX-A/v3/p1"
FORBIDDEN = Reply({"forbidden": {"message": "Policy doesn't allow it"}}, 403)
DOWN = Reply({"error": "no"}, 500)
BUILD = Build(Part("b2-60"), Part("windows"), (Part("vigie-private"), Part("Ext-Net")))
WHOLE = replace(
    BUILD,
    security_groups=(Part("web"),),
    server_group=Part("apart"),
    availability_zone="nova",
    key_name="oncall",
    boot_volume=BootVolume(80, "high-speed"),
)
U = "0f2e1c4a-8d5b-4a63-9c1d-2b7f3e5a6d70"


def image(number: int, name: str, **more: object) -> dict[str, object]:
    made = f"2026-11-{number:02}T08:00:00Z"
    return {"id": f"i{number}", "name": name, "status": "active", "created_at": made} | more


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[ScriptedOpenStack]:
    with scripted_openstack(tmp_path) as estate:
        on, compute = estate.server.on, ScriptedOpenStack.compute
        on("GET", IMAGES, Reply({"images": [image(3, "windows", min_disk=60, min_ram=4096)]}))
        networks = [{"id": "n1", "name": "vigie-private"}, {"id": "n2", "name": "Ext-Net"}]
        on("GET", NETWORKS, Reply({"networks": networks}))
        groups = [{"id": "s1", "name": "web"}, {"id": "s2", "name": "default"}]
        on("GET", "/network/RBX-A/v2.0/security-groups", Reply({"security_groups": groups}))
        apart = {"id": "g1", "name": "apart", "policies": ["anti-affinity"], "members": ["a", "b"]}
        on("GET", compute("os-server-groups"), Reply({"server_groups": [apart]}))
        limits = {"rate": [], "absolute": {"maxServerGroupMembers": 10}}
        on("GET", compute("limits"), Reply({"limits": limits}))
        on("GET", compute("os-keypairs"), Reply({"keypairs": [{"keypair": {"name": "oncall"}}]}))
        zones = [{"zoneName": "nova", "zoneState": {"available": True}, "hosts": None}]
        on("GET", compute("os-availability-zone"), Reply({"availabilityZoneInfo": zones}))
        on("GET", compute(""), Reply({"version": {"id": "v2.1", "version": "2.90"}}))
        types = [{"id": "t1", "name": "high-speed"}, {"id": "t2", "name": "classic"}]
        on("GET", f"{VOLUME}/types", Reply({"volume_types": types}))
        quota = {
            "id": "p1",
            "volumes": {"limit": 40, "in_use": 10, "reserved": 1, "allocated": 0},
            "gigabytes": {"limit": 4000, "in_use": 800, "reserved": 80},
            "volumes_high-speed": {"limit": -1, "in_use": 9, "reserved": 0},
            "gigabytes_high-speed": {"limit": 1000, "in_use": 720, "reserved": 0},
            "per_volume_gigabytes": {"limit": 500, "in_use": 0, "reserved": 0},
        }
        on("GET", f"{VOLUME}/os-quota-sets/p1", Reply({"quota_set": quota}))
        yield estate


def read(estate: ScriptedOpenStack, build: Build = WHOLE) -> Fixtures:
    return estate.cloud.fixtures("RBX-A", (build,))


def test_all_that_a_build_names_is_found_with_its_id(estate: ScriptedOpenStack) -> None:
    found = read(estate)
    settled = found.settled(WHOLE)
    assert (settled.flavor.id, settled.image.id) == ("f1", "i3")
    assert [part.id for part in settled.networks] == ["n1", "n2"]
    assert [part.id for part in settled.security_groups] == ["s1"]
    assert settled.server_group == Part("apart", id="g1")
    assert found.places_in(Part("apart")) == Allowance(10, 2)
    assert (found.keys, found.zones) == (("oncall",), {"nova": True})
    assert found.volume_types == ("high-speed", "classic")
    assert not found.unread
    assert not found.untold


def test_block_storage_is_counted_in_all_and_by_type(estate: ScriptedOpenStack) -> None:
    rooms = read(estate).rooms
    assert rooms[""].volumes == Allowance(40, 11)
    assert (rooms[""].gib, rooms[""].largest_gib) == (Allowance(4000, 880), 500)
    assert rooms["high-speed"].gib == Allowance(1000, 720)


def test_limits_of_block_storage_do_where_its_quotas_are_not_told(
    estate: ScriptedOpenStack,
) -> None:
    estate.server.on("GET", f"{VOLUME}/os-quota-sets/p1", FORBIDDEN)
    absolute = {
        "maxTotalVolumes": 40,
        "totalVolumesUsed": 11,
        "maxTotalVolumeGigabytes": 4000,
        "totalGigabytesUsed": 880,
    }
    estate.server.on("GET", f"{VOLUME}/limits", Reply({"limits": {"absolute": absolute}}))
    assert read(estate).rooms[""].gib == Allowance(4000, 880)


def test_a_network_without_a_subnet_has_no_addresses(estate: ScriptedOpenStack) -> None:
    bare = [{"id": "n1", "name": "vigie-private", "subnets": []}, {"id": "n2", "name": "Ext-Net"}]
    estate.server.on("GET", NETWORKS, Reply({"networks": bare}))
    assert {each.name: each.bare for each in read(estate, BUILD).networks or ()} == {
        "vigie-private": True,
        "Ext-Net": False,
    }


def test_only_what_is_named_is_asked_for(estate: ScriptedOpenStack) -> None:
    read(estate, BUILD)
    asked = {seen.path for seen in estate.server.seen if seen.method == "GET"}
    flavors = ScriptedOpenStack.compute("flavors/detail")
    assert asked == {"/v3", IMAGES, NETWORKS, flavors}


def test_an_image_is_the_newest_that_bears_a_tag(estate: ScriptedOpenStack) -> None:
    tagged = [
        image(3, "api-3", tags=["api"]),
        image(5, "api-5", tags=["api"], status="queued"),
        image(4, "api-4", tags=["api", "x"]),
    ]
    estate.server.on("GET", IMAGES, Reply({"images": tagged}))
    build = replace(BUILD, image=Part(tag="api"))
    settled = read(estate, build).settled(build)
    assert settled.image == Part("api-4", tag="api", id="i4", made_on="2026-11-04")
    [seen] = estate.server.calls("GET", IMAGES)
    assert seen.query["tag"] == "api"


def test_an_id_is_read_and_not_believed(estate: ScriptedOpenStack) -> None:
    build = replace(BUILD, image=Part(U))
    estate.server.on("GET", IMAGES, Reply({"images": []}))
    assert read(estate, build).settled(build).image.id == ""
    estate.server.on("GET", f"{IMAGES}/{U}", Reply(image(7, "windows", id=U)))
    assert read(estate, build).settled(build).image == Part("windows", id=U)


def test_a_name_that_two_bear_is_settled_for_neither(estate: ScriptedOpenStack) -> None:
    twice = [image(3, "windows"), image(4, "windows")]
    estate.server.on("GET", IMAGES, Reply({"images": twice}))
    assert read(estate, BUILD).settled(BUILD).image.id == ""
    old = [image(3, "windows"), image(4, "windows", status="deactivated")]
    estate.server.on("GET", IMAGES, Reply({"images": old}))
    assert read(estate, BUILD).settled(BUILD).image.id == "i3"


def test_what_one_service_does_not_say_leaves_the_rest(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", "/network/RBX-A/v2.0/security-groups", DOWN)
    estate.server.on("GET", ScriptedOpenStack.compute("os-keypairs"), FORBIDDEN)
    found = read(estate)
    assert set(found.unread) == {"security_group"}
    assert set(found.untold) == {"key"}
    assert found.security_groups is None
    assert found.settled(WHOLE).networks[0].id == "n1"


def test_a_key_pair_of_another_account_is_not_this_ones_to_tell(
    estate: ScriptedOpenStack,
) -> None:
    reader = OpenStackReader(estate.settings, cloud_name="other", clock=estate.clock, apart=True)
    found = reader.fixtures("RBX-A", (WHOLE,))
    assert found.keys is None
    assert found.untold["key"].code == "openstack.keys_apart"
    assert not estate.server.calls("GET", ScriptedOpenStack.compute("os-keypairs"))


def test_a_nova_too_old_for_a_volumes_type_says_so(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", ScriptedOpenStack.compute(""), Reply({"version": {"version": "2.65"}}))
    assert read(estate).unread["volume_type"].code == "openstack.old_compute"


def test_a_silent_nova_is_a_failure_of_the_whole(estate: ScriptedOpenStack) -> None:
    estate.server.on("GET", ScriptedOpenStack.compute("flavors/detail"), DOWN)
    with pytest.raises(SourceUnreachable):
        read(estate)


@pytest.mark.parametrize(
    ("content", "singly", "strange"),
    [
        (b"#cloud-config\n", False, ()),
        (b"hostname: @vigie:name@ in @vigie:datacenter@", True, ()),
        (b"pool: @vigie:pool@ of @vigie:estate@", False, ("estate",)),
        (bytes(range(256)), False, ()),
    ],
)
def test_a_file_of_user_data_is_described_without_its_content(
    estate: ScriptedOpenStack,
    tmp_path: Path,
    content: bytes,
    singly: bool,
    strange: tuple[str, ...],
) -> None:
    path = tmp_path / "data"
    path.write_bytes(content)
    build = replace(BUILD, user_data=UserData(str(path)))
    found = read(estate, build)
    described = found.user_data[str(path)]
    assert (described.singly, described.strange) == (singly, strange)
    settled = found.settled(build).user_data
    assert settled is not None
    assert settled.sha256 == described.sha256
    assert content.decode(errors="replace") not in repr((found, settled))


def test_a_file_that_is_not_there_is_a_reason(estate: ScriptedOpenStack, tmp_path: Path) -> None:
    build = replace(BUILD, user_data=UserData(str(tmp_path / "none")))
    why = read(estate, build).user_data[str(tmp_path / "none")].why
    assert why is not None
    assert why.code == "user_data.unreadable"

"""What instances are made with is checked whole before anything is planned, and again after."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from modelled import POOL, START, World
from outcomes import planned
from stocked import stocked

from console.kinds.instances.preflight import missing
from console.kinds.instances.verbs import BURST
from console.model.build import BootVolume, Build, Part, UserData
from console.model.fixtures import AffinityGroup, Fixture, Fixtures, Image, UserDataFile, VolumeRoom
from console.model.instance import Flavor
from console.model.notice import Notice, notice
from console.model.plan import Plan, Refusal, RefusalReason
from console.model.quota import Allowance
from console.planning.digest import seal
from console.planning.recheck import recheck

FILE = UserData("/etc/vigie/api.ps1")
WHOLE = replace(
    POOL.build,
    security_groups=(Part("web"),),
    server_group=Part("apart"),
    availability_zone="nova",
    key_name="oncall",
    boot_volume=BootVolume(80, "ssd"),
    user_data=FILE,
)
AS_IT_IS = UserDataFile("5ha256", bytes=120)
Change = Callable[[Fixtures], Fixtures]


def world_of(build: Build = WHOLE, change: Change = lambda fixtures: fixtures) -> World:
    """A world whose pool is made so, where Roubaix has what `change` makes of all of it."""
    world = World.steady()
    world.pool(build=build)
    whole = {
        region: replace(stocked(region, [build]), user_data={FILE.path: AS_IT_IS})
        for region in world.limits
    }
    world.fixtures = {**whole, "RBX-A": change(whole["RBX-A"])}
    return world


def reasons(outcome: Plan | Refusal) -> list[RefusalReason]:
    assert isinstance(outcome, Refusal), outcome
    return list(outcome.reasons)


def codes(world: World, by: int = 3) -> set[str]:
    found = reasons(world.ask(BURST, by=by, datacenters=("RBX",)))
    assert all(reason.remedy is not None for reason in found)
    return {reason.why.code for reason in found}


def test_a_plan_says_how_each_region_makes_its_instances_by_ids() -> None:
    plan = planned(world_of().ask(BURST, by=30))
    assert set(plan.builds) == {change.region for change in plan.changes}
    build = plan.builds["RBX-A"]
    assert build.image == Part("windows-server-2022-api", id="id-windows-server-2022-api")
    assert build.networks == (Part("vigie-private", id="id-vigie-private"),)
    assert build.user_data == UserData(FILE.path, "5ha256")


FLAVOR = Flavor("f-60", "win-b2-60", 16, 60000, 50)
BARE = Fixture("id-vigie-private", "vigie-private", bare=True)
IMAGE = Image("id-w", "windows-server-2022-api", "active")


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("guard.missing_image", lambda f: replace(f, images=())),
        ("guard.many_image", lambda f: replace(f, images=(IMAGE, replace(IMAGE, id="other")))),
        ("guard.image_inactive", lambda f: replace(f, images=(replace(IMAGE, status="queued"),))),
        ("guard.image_memory", lambda f: replace(f, images=(replace(IMAGE, ram_mib=64_000),))),
        ("guard.image_volume", lambda f: replace(f, images=(replace(IMAGE, disk_gib=81),))),
        ("guard.flavor_disabled", lambda f: replace(f, flavors=(replace(FLAVOR, disabled=True),))),
        ("guard.missing_flavor", lambda f: replace(f, flavors=())),
        ("guard.missing_network", lambda f: replace(f, networks=())),
        ("guard.network_bare", lambda f: replace(f, networks=(BARE,))),
        ("guard.missing_security_group", lambda f: replace(f, security_groups=())),
        ("guard.missing_server_group", lambda f: replace(f, server_groups=())),
        ("guard.missing_key", lambda f: replace(f, keys=("on-call",))),
        ("guard.missing_zone", lambda f: replace(f, zones={})),
        ("guard.zone_unavailable", lambda f: replace(f, zones={"nova": False})),
        ("guard.missing_volume_type", lambda f: replace(f, volume_types=())),
        ("guard.volume_large", lambda f: replace(f, rooms={"": VolumeRoom(largest_gib=79)})),
        (
            "guard.user_data_large",
            lambda f: replace(f, user_data={FILE.path: replace(AS_IT_IS, bytes=65_536)}),
        ),
        (
            "guard.user_data_strange",
            lambda f: replace(f, user_data={FILE.path: replace(AS_IT_IS, strange=("estate",))}),
        ),
        (
            "user_data.unreadable",
            lambda f: replace(f, user_data={FILE.path: UserDataFile(why=unreadable())}),
        ),
        ("source.down", lambda f: replace(f, networks=None, unread={"network": down()})),
        ("source.down", lambda f: replace(f, keys=None, unread={"key": down()})),
    ],
)
def test_what_a_region_lacks_is_a_reason_with_a_remedy(code: str, change: Change) -> None:
    assert codes(world_of(change=change)) == {code}
    other = world_of(change=change).ask(BURST, by=3, datacenters=("GRA",))
    assert isinstance(other, Plan), "another region is not concerned"


def unreadable() -> Notice:
    return notice("user_data.unreadable", path=FILE.path, text="No such file or directory")


def down() -> Notice:
    return notice("source.down")


def test_a_region_of_which_nothing_was_read_makes_nothing() -> None:
    world = world_of()
    del world.fixtures["RBX-A"]
    assert codes(world) == {"guard.fixtures_unknown"}


def test_the_names_that_are_like_it_are_told() -> None:
    many = ("windows-server-2022-ap1", "windows-server-2019-api", "debian-12")
    images = tuple(Image(name, name, "active") for name in many)
    [reason] = reasons(
        world_of(change=lambda f: replace(f, images=images)).ask(BURST, by=1, datacenters=("RBX",))
    )
    assert reason.why.values == {"region": "RBX-A", "name": "windows-server-2022-api"}
    assert reason.remedy == notice(
        "remedy.near", near="windows-server-2022-ap1, windows-server-2019-api"
    )


def test_an_image_without_a_boot_volume_must_fit_the_flavors_disk() -> None:
    plain = replace(WHOLE, boot_volume=None)
    image = replace(IMAGE, disk_gib=60)
    small = world_of(plain, lambda f: replace(f, images=(image,), flavors=(FLAVOR,)))
    assert codes(small) == {"guard.image_disk"}
    bare = replace(FLAVOR, disk_gib=0)
    made = planned(
        world_of(plain, lambda f: replace(f, images=(image,), flavors=(bare,))).ask(
            BURST, by=3, datacenters=("RBX",)
        )
    )
    assert "warning.diskless" in {warning.code for warning in made.warnings}


def test_a_cause_is_told_once_for_all_its_regions() -> None:
    world = world_of()
    world.fixtures = {r: replace(each, images=()) for r, each in world.fixtures.items()}
    found = reasons(world.ask(BURST, by=30))
    assert [reason.why.code for reason in found] == ["guard.missing_image"]
    assert found[0].why.values["region"] == "GRA11, RBX-A, SBG5"
    everywhere = list(missing(world.estate(), world.policy.pools["api"], world.policy.datacenters))
    assert [reason.why.code for reason in everywhere] == ["guard.missing_image"]
    assert everywhere[0].why.values["region"] == "RBX-A, GRA11, SBG5"


def grouped(members: int | None, most: int | None) -> Change:
    group = AffinityGroup("g", "apart", "anti-affinity", members)
    return lambda fixtures: replace(fixtures, server_groups=(group,), in_group=most)


def test_places_of_a_server_group_bound_what_a_region_takes() -> None:
    full = world_of(change=grouped(8, 10))
    assert codes(full) == {"guard.room", "guard.quota_group"}
    plan = planned(full.ask(BURST, by=2, datacenters=("RBX",)))
    assert "warning.anti_affinity" in {warning.code for warning in plan.warnings}
    spread = planned(full.ask(BURST, by=30))
    assert sum(change.region == "RBX-A" for change in spread.changes) == 2


@pytest.mark.parametrize(("members", "most"), [(None, 10), (8, None), (8, -1)])
def test_unknown_or_unlimited_places_bound_nothing(members: int | None, most: int | None) -> None:
    assert planned(world_of(change=grouped(members, most)).ask(BURST, by=30))


@pytest.mark.parametrize(
    ("room", "code"),
    [
        (VolumeRoom(volumes=Allowance(10, 8)), "guard.quota_volumes"),
        (VolumeRoom(gib=Allowance(400, 200)), "guard.quota_gigabytes"),
    ],
)
@pytest.mark.parametrize("sort", ["", "ssd"])
def test_volumes_count_in_the_quota_of_block_storage(
    room: VolumeRoom, code: str, sort: str
) -> None:
    world = world_of(change=lambda f: replace(f, rooms={sort: room}))
    assert codes(world) == {"guard.room", code}
    assert planned(world.ask(BURST, by=2, datacenters=("RBX",)))


def test_what_the_cloud_does_not_tell_is_said_and_bounds_nothing() -> None:
    world = world_of(change=lambda f: replace(f, keys=None, untold={"key": down()}))
    plan = planned(world.ask(BURST, by=3, datacenters=("RBX",)))
    assert "source.down" in {warning.code for warning in plan.warnings}


def test_a_batch_is_one_call_unless_each_instance_has_its_own_user_data() -> None:
    together = planned(world_of().ask(BURST, to=300))
    assert together.api_calls == 7
    singly = replace(AS_IT_IS, singly=True)
    world = world_of(change=lambda f: replace(f, user_data={FILE.path: singly}))
    plan = planned(world.ask(BURST, to=300))
    here = [change for change in plan.changes if change.region == "RBX-A"]
    assert len({change.batch for change in here}) == len(here) == 108
    assert all(change.name == change.batch for change in here)
    assert plan.api_calls == 108 + 2 + 2
    assert plan.api_time_s == pytest.approx(11.2)
    assert "warning.singly" in {warning.code for warning in plan.warnings}


def again(world: World, plan: Plan) -> set[str]:
    return {reason.why.code for reason in recheck(plan, world.estate(), world.policy)}


def test_the_worker_checks_what_was_planned_by_its_ids() -> None:
    world = world_of()
    plan = planned(world.ask(BURST, by=3, datacenters=("RBX",)))
    assert again(world, plan) == set()
    newer = replace(IMAGE, id="rebuilt")
    assert again(world_of(change=lambda f: replace(f, images=(newer,))), plan) == {
        "guard.missing_image"
    }


@pytest.mark.parametrize(
    "other",
    [
        replace(WHOLE, flavor=Part("b3-64")),
        replace(WHOLE, image=Part("debian")),
        replace(WHOLE, networks=(Part("vigie-private"), Part("Ext-Net"))),
        replace(WHOLE, security_groups=(Part("open"),)),
        replace(WHOLE, server_group=None),
        replace(WHOLE, key_name="mine"),
        replace(WHOLE, config_drive=True),
        replace(WHOLE, boot_volume=BootVolume(800, "ssd")),
        replace(WHOLE, metadata={"team": "other"}),
    ],
)
def test_a_plan_makes_nothing_that_the_workers_settings_do_not_say(other: Build) -> None:
    """Somebody may send a plan of their own making, and settings may have changed since."""
    both = replace(stocked("RBX-A", [WHOLE, other]), user_data={FILE.path: AS_IT_IS})
    mine = world_of(change=lambda _: both)
    plan = planned(mine.ask(BURST, by=3, datacenters=("RBX",)))
    assert again(mine, plan) == set()
    for build in (other, both.settled(other)):
        assert again(mine, seal(replace(plan, builds={"RBX-A": build}))) == {"guard.build_changed"}


def test_an_image_of_the_tag_that_is_no_longer_the_newest_is_still_what_was_planned() -> None:
    tagged = replace(WHOLE, image=Part(tag="api"))
    old = Image("i1", "api-1", "active", tags=("api",), created_at=START)
    new = replace(old, id="i2", created_at=START + timedelta(days=1))
    before = world_of(tagged, lambda f: replace(f, images=(old,)))
    plan = planned(before.ask(BURST, by=3, datacenters=("RBX",)))
    assert plan.builds["RBX-A"].image == Part("api-1", "api", "i1", "2026-11-23")
    assert again(world_of(tagged, lambda f: replace(f, images=(old, new))), plan) == set()
    bare = replace(old, tags=())
    assert again(world_of(tagged, lambda f: replace(f, images=(bare,))), plan) == {
        "guard.build_changed"
    }


def test_user_data_that_changed_since_is_not_what_was_planned() -> None:
    world = world_of()
    plan = planned(world.ask(BURST, by=3, datacenters=("RBX",)))
    edited = replace(AS_IT_IS, sha256="0ther")
    changed = world_of(change=lambda f: replace(f, user_data={FILE.path: edited}))
    assert again(changed, plan) == {"guard.user_data_changed"}
    assert again(world_of(replace(WHOLE, user_data=None)), plan) == {"guard.user_data_changed"}


def test_a_plan_of_an_earlier_version_is_checked_by_the_settings() -> None:
    world = world_of()
    plan = planned(world.ask(BURST, by=3, datacenters=("RBX",)))
    older = seal(replace(plan, builds={}))
    assert again(world, older) == set()
    assert again(world_of(change=lambda f: replace(f, networks=())), older) == {
        "guard.missing_network"
    }

"""The simulated estate in estate time: boots, ends, health, quota, addresses, faults, files."""

import base64
import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.model.error import UsageError
from console.rehearsal import scenario as scenarios
from console.rehearsal.clock import RehearsalClock
from console.rehearsal.faults import FaultBoard
from console.rehearsal.files import settings_toml
from console.rehearsal.instance import SimulatedInstance
from console.rehearsal.making import PoolMake
from console.rehearsal.orders import AcceptedCreation, Orderer
from console.rehearsal.placement import NoHost, SimulatedGroup, place
from console.rehearsal.quota import Amounts, OverQuota, granted
from console.rehearsal.reference import FLAVORS
from console.rehearsal.region import NO_VALID_HOST
from console.rehearsal.scenario import (
    Boot,
    Placement,
    QuotaCut,
    RegionDelivery,
    RegionQuota,
    Scenario,
    ScenarioFault,
)
from console.rehearsal.volumes import VolumeRefused
from console.rehearsal.world import World
from console.settings.load import load as load_settings

START = datetime(2026, 11, 26, 13, tzinfo=UTC)
B2_60 = next(flavor for flavor in FLAVORS if flavor.name == "b2-60")
CALLER = Orderer("user", "project", "req-1")
POOL = {"vigie.pool": "api"}
HEAD = 'title = "A"\nstarts = 2026-11-26T14:00:00+01:00\n'


class StoppedClock(RehearsalClock):
    """Estate time that passes when it is told to."""

    def __init__(self) -> None:
        super().__init__(START, 1.0)
        self.time = START.timestamp()

    def now(self) -> float:
        return self.time


def world(**changes: object) -> tuple[World, StoppedClock]:
    clock = StoppedClock()
    return World(Scenario(title="Test", starts=START, **changes), clock=clock), clock  # type: ignore[arg-type]


def create(estate: World, region: str, count: int = 1) -> list[SimulatedInstance]:
    names = tuple(f"new-{number}" for number in range(1, count + 1))
    private = next(iter(estate.regions[region].networks.values()))
    order = AcceptedCreation(
        names=names,
        flavor=B2_60,
        image="image",
        networks=(private,),
        reservation_id="r-1",
        metadata=POOL,
    )
    return estate.regions[region].create(order, CALLER)


def test_thirty_instances_are_in_service_from_the_start() -> None:
    estate, clock = world()
    lives = {code: estate.intervals("api", code) for code in ("RBX", "GRA", "SBG")}
    assert {code: len(found) for code, found in lives.items()} == {"RBX": 12, "GRA": 10, "SBG": 8}
    for life in (life for found in lives.values() for life in found):
        assert life.in_service[0][0] < clock.now()
        assert life.in_service[0][1] is None


def test_an_instance_boots_then_becomes_healthy() -> None:
    estate, clock = world(boot=Boot(minimum_s=100, spread_s=0, health_s=40, health_spread_s=0))
    made = create(estate, "GRA11")[0]
    assert made.state(clock.now()) == (clock.now(), "BUILD", "scheduling", 0)
    assert made.state(clock.now() + 99).task_state == "spawning"
    assert made.state(clock.now() + 100).status == "ACTIVE"
    assert made.life().in_service == ((clock.now() + 140, None),)


def test_a_stop_takes_it_out_of_service_and_a_start_brings_it_back() -> None:
    estate, clock = world(
        boot=Boot(minimum_s=100, spread_s=0, health_s=40, health_spread_s=0, stop_s=20, start_s=60)
    )
    region, began = estate.regions["GRA11"], clock.now()
    made = create(estate, "GRA11")[0]
    clock.time += 1000
    region.stop(made, CALLER)
    clock.time += 1000
    region.start(made, CALLER)
    assert made.life().in_service == ((began + 140, began + 1000), (began + 2100, None))


def test_a_reboot_interrupts_service() -> None:
    boot = Boot(minimum_s=100, spread_s=0, health_s=10, health_spread_s=0, reboot_s=90)
    estate, clock = world(boot=boot)
    began = clock.now()
    made = create(estate, "GRA11")[0]
    clock.time += 500
    estate.regions["GRA11"].reboot(made, CALLER, hard=False)
    assert made.state(clock.now())[1:3] == ("REBOOT", "rebooting")
    assert made.life().in_service == ((began + 110, began + 500), (began + 600, None))


def test_a_deletion_ends_service_at_once_and_the_instance_soon() -> None:
    estate, clock = world(boot=Boot(delete_s=6, delete_spread_s=0))
    region = estate.regions["SBG5"]
    first = next(iter(region.instances.values()))
    asked = clock.now()
    region.delete(first, CALLER)
    assert first.state(asked)[1:3] == ("ACTIVE", "deleting")
    assert not first.gone(asked + 5.9)
    assert first.gone(asked + 6)
    life = first.life()
    assert life.in_service[-1][1] == asked
    assert life.ended == asked + 6
    clock.time += 3
    region.delete(first, CALLER)
    assert first.life().ended == asked + 6
    assert [action.action for action in first.actions] == ["create", "delete"]


def test_one_deleted_while_it_boots_never_serves() -> None:
    estate, clock = world()
    made = create(estate, "SBG5")[0]
    clock.time += 10
    estate.regions["SBG5"].delete(made, CALLER)
    assert made.life().in_service == ()


def test_one_without_a_host_ends_in_error_with_a_reason_and_no_address() -> None:
    estate, clock = world(placement=Placement(no_valid_host=1.0))
    made = create(estate, "RBX-A")[0]
    clock.time += 600
    assert made.state(clock.now()).status == "ERROR"
    assert made.fault is not None
    assert made.fault[1].startswith("No valid host was found.")
    assert made.addresses == []
    assert made.life().in_service == ()


def test_an_address_is_used_again_once_its_instance_is_gone() -> None:
    estate, clock = world()
    region = estate.regions["RBX-A"]
    made = create(estate, "RBX-A")[0]
    region.delete(made, CALLER)
    assert create(estate, "RBX-A")[0].addresses != made.addresses
    clock.time += 60
    assert create(estate, "RBX-A")[0].addresses == made.addresses


def test_quota_counts_until_the_instance_is_gone() -> None:
    estate, clock = world(quotas={"SBG5": RegionQuota(instances=8)})
    region = estate.regions["SBG5"]
    region.delete(next(iter(region.instances.values())), CALLER)
    with pytest.raises(OverQuota):
        region.admit(B2_60, 1, 1)
    clock.time += 60
    assert region.admit(B2_60, 1, 1) == 1


def test_quota_grants_what_fits_between_minimum_and_maximum() -> None:
    limit, used = Amounts(10, 10_000, 10_000_000), Amounts(7, 7 * 16, 7 * 60_000)
    assert granted(limit, used, B2_60, 1, 50) == 3
    with pytest.raises(OverQuota, match=r"^Quota exceeded for instances: Requested 4-5, "):
        granted(limit, used, B2_60, 4, 5)


def test_ports_have_a_quota_of_their_own() -> None:
    estate, _ = world(quotas={"SBG5": RegionQuota(instances=100, ports=9)})
    region = estate.regions["SBG5"]
    assert region.admit(B2_60, 1, 1) == 1
    with pytest.raises(OverQuota, match="Maximum number of ports exceeded"):
        region.admit(B2_60, 2, 2)


def test_a_cut_comes_after_so_many_creations() -> None:
    cut = QuotaCut(region="SBG5", after_created=2, instances=9)
    estate, _ = world(quota_cuts=(cut,))
    create(estate, "SBG5", 1)
    assert estate.regions["SBG5"].quota.instances == 100
    create(estate, "SBG5", 1)
    assert estate.regions["SBG5"].quota.instances == 9


def test_quotas_and_hosts_come_when_they_are_due() -> None:
    steps = (
        RegionDelivery(region="SBG5", after_h=2, quota=40),
        RegionDelivery(region="SBG5", after_h=0, quota=20, hosts=10),
        RegionDelivery(region="SBG5", after_h=3, hosts=40),
    )
    estate, clock = world(deliveries=steps)
    region = estate.regions["SBG5"]
    assert (region.quota.instances, region.room) == (20, 10)
    assert [one.fault for one in create(estate, "SBG5", 2)] == [None, None]
    refused = create(estate, "SBG5", 3)
    assert {one.fault[1] for one in refused if one.fault} == {NO_VALID_HOST}
    assert len(refused) == 3, "an order that finds too few is refused whole"
    clock.time += 2 * 3600
    assert (region.quota.instances, region.room) == (40, 10)
    clock.time += 3600
    assert (region.quota.instances, region.room) == (40, 40)
    assert create(estate, "SBG5", 3)[0].fault is None


def test_the_same_seed_gives_the_same_estate() -> None:
    def story() -> list[tuple[str, float | None]]:
        estate, _ = world(seed=5)
        made = create(estate, "GRA11", 20)
        return [(each.id, each.timeline.first("ACTIVE")) for each in made]

    assert story() == story()
    boots = {at for _, at in story()}
    assert len(boots) == 20


def test_extra_instances_lengthen_lists_and_nothing_else() -> None:
    estate, clock = world(extra_instances=300)
    sizes = {name: len(region.instances) for name, region in estate.regions.items()}
    assert sizes == {"RBX-A": 112, "GRA11": 110, "SBG5": 108}
    assert estate.regions["RBX-A"].used(clock.now()).instances == 12
    assert len(estate.intervals("api", "RBX")) == 12


def test_faults_strike_as_often_as_they_say() -> None:
    board = FaultBoard((ScenarioFault(mode="error", rate=0.1),), seed=3)
    struck = Counter(len(board.strike("compute", "GRA11", "GET", "/servers")) for _ in range(5000))
    assert 0.08 < struck[1] / 5000 < 0.12


def test_a_fault_strikes_only_what_it_names() -> None:
    fault = ScenarioFault(
        mode="lost", services=("compute",), regions=("SBG5",), methods=("POST",), path="^/servers$"
    )
    board = FaultBoard((fault,), seed=3)
    assert board.strike("compute", "SBG5", "POST", "/servers")
    assert not board.strike("network", "SBG5", "POST", "/servers")
    assert not board.strike("compute", "GRA11", "POST", "/servers")
    assert not board.strike("compute", "SBG5", "GET", "/servers")
    assert not board.strike("compute", "SBG5", "POST", "/servers/1/action")


@pytest.mark.parametrize("name", scenarios.shipped())
def test_every_shipped_scenario_can_be_read(name: str) -> None:
    assert scenarios.load(name).title


def test_steady_has_no_fault_and_room_for_the_burst() -> None:
    steady = scenarios.load("steady")
    assert (steady.faults, steady.quota_cuts) == ((), ())
    assert steady.placement.no_valid_host == 0


def test_a_users_own_scenario_is_found_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "vigie" / "scenarios"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('title = "Mine"\nstarts = 2026-11-26T14:00:00+01:00\n')
    assert scenarios.load("mine").title == "Mine"


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ('title = "A"\nstarts = 2026-11-26T14:00:00', "rehearsal.scenario_bad", "offset"),
        ('title = "A"\nspeeed = 1', "rehearsal.scenario_bad", "speeed"),
        ("title =", "rehearsal.scenario_bad", "Invalid value"),
        (f'{HEAD}[[faults]]\nmode = "down"\npath = "("', "rehearsal.scenario_bad", "`path`"),
        (f"{HEAD}[quotas.BHS5]\ninstances = 1", "rehearsal.scenario_bad", "BHS5"),
    ],
)
def test_a_bad_scenario_is_named_with_its_reason(
    tmp_path: Path, text: str, code: str, reason: str
) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        scenarios.load(str(path))
    assert caught.value.notice.code == code
    assert reason in str(caught.value.notice.values["reason"])


def test_an_unknown_scenario_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        scenarios.load("nowhere")
    assert caught.value.notice.code == "rehearsal.scenario_unknown"
    assert "steady" in str(caught.value.notice.values["known"])


def test_the_settings_it_writes_are_valid_and_run_the_same_clock(tmp_path: Path) -> None:
    clock = RehearsalClock(START, 600.0)
    path = tmp_path / "settings.toml"
    path.write_text(settings_toml("http://127.0.0.1:1", tmp_path / "c", tmp_path / "s", clock))
    settings = load_settings(path).settings
    assert settings.estate.environment == "rehearsal"
    assert settings.clock is not None
    assert datetime.fromisoformat(settings.clock.estate_epoch) == START
    assert settings.clock.speed == 600
    assert settings.pools["api"].boot_deadline_s > 1800
    assert tomllib.loads(path.read_text())["journal"]["state_dir"] == str(tmp_path / "s")


def test_a_scenario_says_how_its_servers_are_made(tmp_path: Path) -> None:
    complete = scenarios.load("complete")
    estate = World(complete, clock=StoppedClock())
    for region in estate.regions.values():
        at = estate.now()
        group = next(iter(region.groups.values()))
        assert len(region.members(group, at)) == region.site.baseline
        for instance in region.existing(at):
            assert [nic.network.name for nic in instance.nics] == ["Ext-Net", "vigie-private"]
            assert (instance.image, instance.zone, instance.config_drive) == ("", "nova", True)
            assert [volume.status(at) for volume in instance.volumes] == ["in-use"]
            user_data = base64.b64decode(instance.user_data or "").decode()
            assert f"api {region.site.datacenter}" in user_data
            names = {region.firewall.groups[each].name for each in instance.security_groups}
            assert names == {"web", "monitoring"}
        assert region.storage.allowed("high-speed").gib[1] == 80 * region.site.baseline
    clock, path = RehearsalClock(START, 600.0), tmp_path / "settings.toml"
    here = ("http://127.0.0.1:1", tmp_path / "c", tmp_path / "s", clock)
    path.write_text(settings_toml(*here, make=complete.pool))
    pool = load_settings(path).settings.pools["api"]
    assert pool.networks == complete.pool.networks
    assert pool.server_group == "api-apart"
    assert pool.boot_volume is not None
    assert (pool.boot_volume.size, pool.user_data) == ("80GB", "user-data")


def test_a_scenario_may_begin_without_servers() -> None:
    estate, clock = world(pool=PoolMake(standing=False, security_groups=("web",)))
    assert not any(list(region.existing(clock.now())) for region in estate.regions.values())
    assert all(region.firewall.found("web") for region in estate.regions.values())


def test_disks_of_one_server_count_together() -> None:
    quota = RegionQuota(instances=130, volumes=3, volumes_by_type={"high-speed": 1})
    storage = world(quotas={"GRA11": quota})[0].regions["GRA11"].storage
    storage.admit((10, "classic"), (10, "classic"), (10, "high-speed"))
    with pytest.raises(VolumeRefused, match="'volumes'"):
        storage.admit(*[(10, "classic")] * 4)
    with pytest.raises(VolumeRefused, match="'volumes_high-speed'"):
        storage.admit((10, "high-speed"), (10, "high-speed"))


@pytest.mark.parametrize(
    ("policy", "carried", "hosts"),
    [
        ("anti-affinity", [0, 1], None),
        ("anti-affinity", [0], [1, 2]),
        ("soft-anti-affinity", [0, 1], [2, 1]),
        ("affinity", [1], [1, 1]),
    ],
)
def test_a_server_group_places_an_order_whole_or_not_at_all(
    policy: str, carried: list[int], hosts: list[int] | None
) -> None:
    group = SimulatedGroup("id", "name", policy, "project", "user")
    if hosts is None:
        with pytest.raises(NoHost):
            place(group, carried, range(2, 4), 3)
    else:
        assert sorted(place(group, carried, range(3, 5), 3)) == sorted(hosts)

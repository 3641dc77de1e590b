"""What was there before the rehearsal began: images, groups, instances with their volumes."""

import random
from base64 import b64encode

from console.rehearsal import disks, images, reference
from console.rehearsal.addresses import SimulatedSubnet
from console.rehearsal.instance import RUNNING, ActionEntry, SimulatedInstance
from console.rehearsal.making import PoolMake, ScenarioImage
from console.rehearsal.nic import Nic, NicAddress, NicMaker
from console.rehearsal.orders import OrderedDisk
from console.rehearsal.placement import SimulatedGroup, place
from console.rehearsal.region import Region
from console.rehearsal.scenario import Scenario
from console.rehearsal.timeline import Timeline, Transition

DAY_S = 86_400.0
BOOT_S = 240.0
HEALTH_S = 60.0
PROJECT_ID = reference.stable_id("project").hex
OWNER_ID = reference.stable_id("user", "vigie").hex


def settle(regions: dict[str, Region], scenario: Scenario) -> None:
    """Fill the regions with images, the pool's baseline and the scenario's extra instances."""
    chance = random.Random(f"{scenario.seed}/baseline")  # noqa: S311 - reproducible, not secret
    for region in regions.values():
        _images(region, scenario.images)
        group = _server_group(region, scenario.pool)
        if scenario.pool.standing:
            _pool(region, scenario.pool, group, chance)
    _extra(regions, scenario, chance)
    for region in regions.values():
        region.generation = 0


def _images(region: Region, more: tuple[ScenarioImage, ...]) -> None:
    found = [
        *images.standing(region.name),
        *(
            images.image_of(given, region.fresh_id())
            for given in more
            if not given.regions or region.name in given.regions
        ),
    ]
    region.images = {image.id: image for image in found}


def _server_group(region: Region, pool: PoolMake) -> SimulatedGroup | None:
    if pool.server_group is None:
        return None
    name = pool.server_group.name
    group = SimulatedGroup(
        str(reference.stable_id(region.name, "server_group", name)),
        name,
        pool.server_group.policy,
        PROJECT_ID,
        OWNER_ID,
    )
    region.groups[group.id] = group
    return group


def _pool(
    region: Region, pool: PoolMake, group: SimulatedGroup | None, chance: random.Random
) -> None:
    wiring = NicMaker((), region.new_id, region.new_mac)
    count = region.site.baseline
    hosts = place(group, (), range(count), region.hosts)
    by_name = {network.name: network for network in region.networks.values()}
    networks = tuple(by_name[name] for name in pool.networks)
    for number, host in enumerate(hosts, start=1):
        name = f"{reference.POOL}-{region.site.datacenter.lower()}-{number:03d}"
        age = (12 + 20 * chance.random()) * DAY_S
        instance = _instance(region, name, wiring.connect(networks), age, reference.POOL)
        instance.host = host
        _make_as(pool, instance, region, group)
        region.add(instance)


def _make_as(
    pool: PoolMake, instance: SimulatedInstance, region: Region, group: SimulatedGroup | None
) -> None:
    """Give a standing instance what those get that the settings make."""
    groups = [found for name in pool.security_groups for found in region.firewall.found(name)]
    instance.security_groups = tuple(found.id for found in groups) or instance.security_groups
    instance.zone, instance.config_drive = pool.availability_zone, pool.config_drive
    if pool.user_data:
        instance.user_data = _filled(pool.user_data, instance)
    if group is not None:
        group.members.append(instance.id)
        instance.group_id = group.id
    if pool.boot_volume is not None:
        image = region.images[instance.image]
        instance.image = ""
        disk = OrderedDisk(
            size_gib=pool.boot_volume.size_gib,
            type=pool.boot_volume.type,
            image=image,
            bootable=True,
            with_server=True,
        )
        disks.attach(region.storage, instance, [disk])


def _filled(text: str, instance: SimulatedInstance) -> str:
    """The text of the user data as Vigie fills it in, in base64."""
    known = {"name": instance.name, "pool": instance.pool, "datacenter": instance.datacenter}
    for word, value in known.items():
        text = text.replace(f"@vigie:{word}@", value)
    return b64encode(text.encode()).decode()


def _extra(regions: dict[str, Region], scenario: Scenario, chance: random.Random) -> None:
    """Instances that only make listings long; no quota counts them."""
    sites = list(regions.values())
    for number in range(scenario.extra_instances):
        region = sites[number % len(sites)]
        address = f"10.{64 + number // 65_536}.{number // 256 % 256}.{number % 256}"
        name = f"{scenario.extra_pool}-{number + 1:05d}"
        age = (1 + 300 * chance.random()) * DAY_S
        network = next(iter(region.networks.values()))
        subnet = SimulatedSubnet("", "", f"{address}/32")
        nic = Nic(region.new_id(), region.new_mac(), network, (NicAddress(subnet, address),))
        extra = _instance(region, name, (nic,), age, scenario.extra_pool)
        extra.counted = False
        region.add(extra)


def _instance(
    region: Region, name: str, nics: tuple[Nic, ...], age_s: float, pool: str
) -> SimulatedInstance:
    created = region.clock.estate_epoch - age_s
    request_id = f"req-{region.new_id()}"
    serial = len(region.instances)
    return SimulatedInstance(
        id=region.new_id(),
        name=name,
        region=region.name,
        datacenter=region.site.datacenter,
        flavor=reference.FLAVOR,
        image=str(reference.stable_id(region.name, "image", reference.IMAGE)),
        nics=nics,
        host=serial % region.hosts,
        created_at=created,
        health_s=HEALTH_S,
        timeline=Timeline(
            Transition(created, "BUILD", "scheduling"),
            Transition(created + BOOT_S, "ACTIVE", None, RUNNING),
        ),
        serial=serial,
        project_id=PROJECT_ID,
        user_id=OWNER_ID,
        reservation_id=f"r-{region.new_id()[:8]}",
        metadata={"vigie.pool": pool},
        key_name=reference.KEYPAIR,
        security_groups=(region.firewall.default.id,),
        actions=[ActionEntry("create", request_id, OWNER_ID, PROJECT_ID, created)],
    )

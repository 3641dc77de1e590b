"""The instances that were there before the rehearsal began."""

import random

from console.rehearsal import reference
from console.rehearsal.instance import RUNNING, ActionEntry, SimulatedInstance
from console.rehearsal.region import Region
from console.rehearsal.scenario import Scenario
from console.rehearsal.timeline import Timeline, Transition

DAY_S = 86_400.0
BOOT_S = 240.0
HEALTH_S = 60.0
PROJECT_ID = reference.stable_id("project").hex
OWNER_ID = reference.stable_id("user", "vigie").hex


def settle(regions: dict[str, Region], scenario: Scenario) -> None:
    """Fill the regions with the pool's baseline and the scenario's extra instances."""
    chance = random.Random(f"{scenario.seed}/baseline")  # noqa: S311 - reproducible, not secret
    for region in regions.values():
        free = region.subnet.take((), region.site.baseline)
        for number, address in enumerate(free, start=1):
            name = f"{reference.POOL}-{region.site.datacenter.lower()}-{number:03d}"
            age = (12 + 20 * chance.random()) * DAY_S
            region.add(_instance(region, name, address, age, reference.POOL))
    _extra(regions, scenario, chance)
    for region in regions.values():
        region.generation = 0


def _extra(regions: dict[str, Region], scenario: Scenario, chance: random.Random) -> None:
    """Instances that only make listings long; no quota counts them."""
    sites = list(regions.values())
    for number in range(scenario.extra_instances):
        region = sites[number % len(sites)]
        address = f"10.{64 + number // 65_536}.{number // 256 % 256}.{number % 256}"
        name = f"{scenario.extra_pool}-{number + 1:05d}"
        age = (1 + 300 * chance.random()) * DAY_S
        extra = _instance(region, name, address, age, scenario.extra_pool)
        extra.counted = False
        region.add(extra)


def _instance(
    region: Region, name: str, address: str, age_s: float, pool: str
) -> SimulatedInstance:
    created = region.clock.estate_epoch - age_s
    request_id = f"req-{region.new_id()}"
    return SimulatedInstance(
        id=region.new_id(),
        name=name,
        region=region.name,
        datacenter=region.site.datacenter,
        flavor=reference.FLAVOR,
        image=str(reference.stable_id(region.name, "image", reference.IMAGE)),
        address=address,
        mac=region.new_mac(),
        port_id=region.new_id(),
        network=reference.NETWORK,
        created_at=created,
        health_s=HEALTH_S,
        timeline=Timeline(
            Transition(created, "BUILD", "scheduling"),
            Transition(created + BOOT_S, "ACTIVE", None, RUNNING),
        ),
        serial=len(region.instances),
        project_id=PROJECT_ID,
        user_id=OWNER_ID,
        reservation_id=f"r-{region.new_id()[:8]}",
        metadata={"vigie.pool": pool},
        key_name=reference.KEYPAIR,
        actions=[ActionEntry("create", request_id, OWNER_ID, PROJECT_ID, created)],
    )
